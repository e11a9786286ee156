//===- LowerTime.cpp - How calls lie in time ------------------------------===//

#include "frontends/torch/Lowering.h"
#include "llvm/ADT/STLExtras.h"

using namespace llvm;
using namespace cocc::continual;

namespace cocc::frontends {

void Call::look(Stream &stream, const StreamGeometry &geometry) {
  stream.frames = geometry.getFrames(stream.frames);
  stream.position = stream.position.then(geometry);
}

/// The frames of a stream that a clip of `frames` has given when it ends.
static int64_t framesAtEnd(const Stream &stream, int64_t frames) {
  const Clock &clock = stream.position.clock;
  int64_t last = frames - 1 - clock.warmUp;
  return last < 0 ? 0 : last / clock.period + 1;
}

/// Frames that only the end of the clip brings are not waited for.
void Call::crop(Stream &stream, int64_t frames) {
  int64_t atEnd = framesAtEnd(stream, lowering.clipFrames);
  StreamGeometry geometry;
  geometry.padAfter = -frames;
  geometry.lag = std::max<int64_t>(
      0, frames - std::max<int64_t>(0, stream.frames - atEnd));
  look(stream, geometry);
}

bool Call::isCausal(const Stream &stream) const {
  return framesAtEnd(stream, lowering.clipFrames) >= stream.frames;
}

bool Call::isFrameCount(int64_t frames) const {
  return is_contained(lowering.framesSeen, frames);
}

bool Call::isSymbolic(StringRef parameter) const {
  const TorchArgument *argument = node.find(parameter);
  return argument && !argument->ints.empty() &&
         !argument->ints.front().symbol.empty();
}

std::optional<int64_t> Call::window(StringRef alsoCalled) {
  for (StringRef name : {StringRef(node.name), StringRef(node.modulePath),
                         StringRef(op), alsoCalled}) {
    auto found = lowering.options.windows.find(name.str());
    if (name.empty() || found == lowering.options.windows.end())
      continue;
    lowering.windowsUsed.insert(name);
    return found->second;
  }
  return std::nullopt;
}

} // namespace cocc::frontends
