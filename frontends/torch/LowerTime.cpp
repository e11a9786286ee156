//===- LowerTime.cpp - How calls lie in time ------------------------------===//

#include "frontends/torch/Lowering.h"
#include "llvm/ADT/STLExtras.h"

using namespace llvm;
using namespace cocc::continual;

namespace cocc::frontends {

void Call::look(Stream &stream, const StreamGeometry &geometry) {
  for (int64_t &frames : stream.frames)
    frames = geometry.getFrames(frames);
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
  StreamGeometry geometry;
  geometry.padAfter = -frames;
  for (auto [clip, all] : zip_equal(clipFrames(), stream.frames)) {
    int64_t behindEnd = std::max<int64_t>(0, all - framesAtEnd(stream, clip));
    geometry.lag = std::max(geometry.lag, frames - behindEnd);
  }
  look(stream, geometry);
}

bool Call::isCausal(const Stream &stream) const {
  return all_of(zip_equal(clipFrames(), stream.frames), [&](auto pair) {
    auto [clip, frames] = pair;
    return framesAtEnd(stream, clip) >= frames;
  });
}

bool Call::isFrameCount(ArrayRef<int64_t> frames) const {
  return any_of(lowering.framesSeen, [&](const Frames &seen) {
    return ArrayRef<int64_t>(seen) == frames;
  });
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
