//===- LowerTime.cpp - How calls lie in time ------------------------------===//

#include "frontends/torch/Lowering.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/Support/MathExtras.h"

using namespace llvm;
using namespace cocc::continual;

namespace cocc::frontends {

void Call::look(Stream &stream, const StreamGeometry &geometry) {
  for (auto [length, frames] : enumerate(stream.frames)) {
    int64_t there = geometry.getFrames(stream.framesThere(length));
    frames = geometry.getFrames(frames);
    if (!stream.missing.empty())
      stream.missing[length] = frames - there;
  }
  continual::StreamPosition after = stream.position.then(geometry);
  stream.scaleTo(after.ticksPerFrame);
  stream.position = after;
}

/// Notes that the network has so many frames fewer.
static void leaveOut(Stream &stream, int64_t frames) {
  stream.missing.resize(stream.frames.size(), 0);
  for (int64_t &missing : stream.missing)
    missing += frames;
}

void Call::lookAtNewest(Stream &stream, int64_t frames) {
  Frames clip = stream.frames;
  int64_t period = stream.position.clock.period;
  look(stream, windowGeometry(frames, 1, 0, 0, 1));
  leaveOut(stream, frames - 1);
  stream.frames = clip;
  stream.late += (frames - 1) * period;
  stream.dropTime();
  stream.isOfWindow = true;
}

Stream Call::beginAt(const Stream &stream, int64_t late) {
  int64_t ticks = late - stream.late, period = stream.position.clock.period;
  if (ticks <= 0)
    return stream;
  if (ticks % period != 0)
    fail("joins streams that have every " + Twine(period) +
         "th frame, from different frames on: windows over the newest frames "
         "must differ by a multiple of " +
         Twine(period));
  StreamGeometry geometry;
  geometry.skip = ticks / period;
  Stream result =
      helper("skip", stream, Attributes().integer("frames", geometry.skip));
  result.isFlag = stream.isFlag;
  result.position = result.position.then(geometry);
  leaveOut(result, geometry.skip);
  result.late = late;
  return result;
}

/// The frames of a stream that a clip of `frames` has given when it ends.
static int64_t framesAtEnd(const Stream &stream, int64_t frames) {
  const Clock &clock = stream.position.clock;
  int64_t ticks = frames * stream.position.ticksPerFrame - clock.warmUp;
  return std::max<int64_t>(0, divideCeilSigned(ticks, clock.period));
}

/// Of the frames that are taken away, those that only the end of the clip
/// brings are not waited for: the layer before does not make them.
void Call::crop(Stream &stream, int64_t frames) {
  int64_t late = 0;
  for (auto [length, clip] : enumerate(clipFrames())) {
    int64_t behindEnd = std::max<int64_t>(0, stream.framesThere(length) -
                                                 framesAtEnd(stream, clip));
    late = std::max(late, frames - behindEnd);
  }
  StreamGeometry geometry;
  geometry.padAfter = -frames;
  geometry.lag = late - frames;
  look(stream, geometry);
}

bool Call::isCausal(const Stream &stream) const {
  return all_of(enumerate(clipFrames()), [&](auto clip) {
    return framesAtEnd(stream, clip.value()) >=
           stream.framesThere(clip.index());
  });
}

bool Call::isFrameCount(ArrayRef<int64_t> frames) const {
  return any_of(lowering.framesSeen, [&](const Frames &seen) {
    return ArrayRef<int64_t>(seen) == frames;
  });
}

const Stream *Call::findInput(ArrayRef<int64_t> frames) const {
  for (const std::string &name : lowering.program.inputs) {
    auto found = lowering.values.find(name);
    auto *stream = found == lowering.values.end()
                       ? nullptr
                       : std::get_if<Stream>(&found->second);
    if (stream && ArrayRef<int64_t>(stream->frames) == frames)
      return stream;
  }
  return nullptr;
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
