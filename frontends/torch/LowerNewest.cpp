//===- LowerNewest.cpp - Reductions over the newest frames ----------------===//

#include "frontends/torch/LowerArithmetic.h"
#include "frontends/torch/LowerGather.h"
#include "frontends/torch/LowerReductions.h"
#include "frontends/torch/LowerTime.h"
#include "llvm/ADT/STLExtras.h"

using namespace llvm;

namespace cocc::frontends {

/// The frames of windows by a pool over time.
static Stream poolFrames(Call &call, const Stream &stream, int64_t window,
                         FrameReduction kind) {
  Extents kernel(stream.axes.size() - 1, 1);
  kernel.front() = window;
  Attributes attributes;
  attributes.integers("kernel", kernel);
  if (kind == FrameReduction::Sum)
    attributes.integer("divisor_override", 1);
  return call.layer(kind == FrameReduction::Max ? "max_pool" : "avg_pool",
                    stream, attributes);
}

/// `frame` and time together, of windows as frames.
static Stream reduceWindows(Call &call, const Stream &stream, int64_t window,
                            ArrayRef<int64_t> frame, FrameReduction kind,
                            double correction) {
  PlaceWindow newest;
  newest.kernel = window;
  Stream windows = *stackFrames(call, stream, newest);
  Extents dims(frame);
  dims.push_back(windows.rank() - 1);
  Stream reduced = reduceFrame(call, windows, dims, kind, correction);
  reduced.dims.pop_back();
  // Where it lies in time is said anew.
  reduced.frames = stream.frames;
  reduced.missing = stream.missing;
  reduced.position = stream.position;
  return reduced;
}

/// Over the newest frames that the user asks for. What time is merged with is
/// of the frame.
static bool reduceNewest(Call &call, Stream &stream, Extents frame,
                         FrameReduction kind, StringRef called,
                         double correction) {
  if (!stream.isTimeAlone(stream.timeDim()))
    frame.push_back(stream.timeDim());
  std::optional<int64_t> window = call.window(called);
  if (!window)
    return call.fail("reduces time, over the whole clip, whose length a stream "
                     "does not know; " +
                     call.optionNames().window(called, 16) +
                     " makes it the newest 16 frames");
  bool isPool = kind == FrameReduction::Mean || kind == FrameReduction::Max ||
                kind == FrameReduction::Sum;
  stream = isPool
               ? poolFrames(call, reduceFrame(call, stream, frame, kind),
                            *window, kind)
               : reduceWindows(call, stream, *window, frame, kind, correction);
  call.lookAtNewest(stream, *window);
  return true;
}

bool reduceClip(Call &call, Stream &stream, FrameReduction kind,
                StringRef called) {
  return reduceNewest(call, stream, {}, kind, called, 1);
}

bool reduce(Call &call, Stream &stream, ArrayRef<int64_t> dims,
            FrameReduction kind, StringRef called, double correction) {
  Extents frame;
  for (int64_t dim : dims)
    if (dim != stream.timeDim())
      frame.push_back(dim);
  if (frame.size() != dims.size())
    return reduceNewest(call, stream, frame, kind, called, correction);
  stream = reduceFrame(call, stream, frame, kind, correction);
  return true;
}

bool reduceLeast(Call &call, Stream &stream, ArrayRef<int64_t> dims,
                 StringRef called) {
  stream = call.helper("scale", stream, Attributes().number("factor", -1));
  if (!reduce(call, stream, dims, FrameReduction::Max, called))
    return false;
  stream = scaled(call, stream, -1, 0);
  return true;
}

} // namespace cocc::frontends
