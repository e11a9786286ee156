//===- FrameRuns.cpp ------------------------------------------------------===//

#include "compiler/passes/FrameRuns.h"
#include "cocc/table.h"

using namespace mlir;
using namespace cocc;
using namespace cocc::continual;

/// Whether a frame is one pixel, of one batch.
static bool isPixel(Value frame) {
  auto type = cast<RankedTensorType>(frame.getType());
  return type.getRank() == 2 && type.getDimSize(0) == 1;
}

static bool isOfPixels(KernelOp kernel) {
  if (!llvm::all_of(kernel.getFrames(), isPixel))
    return false;
  return llvm::all_of(
      kernel.getBody().front().without_terminator(),
      [](Operation &op) { return llvm::all_of(op.getResults(), isPixel); });
}

/// So many frames that the taps of all have a place. More than enough to keep
/// a core busy for each weight that comes from memory only cost memory.
static int64_t getMostFrames(KernelOp kernel) {
  constexpr int64_t enough = 64;
  int64_t taps = 0;
  for (unsigned i = 0; i < kernel.getFrames().size(); ++i)
    taps += kernel.getStreamGeometry(i).getMostTaps();
  return std::min(enough, COCC_MAX_TAPS / std::max<int64_t>(1, taps));
}

int64_t cocc::chooseRunFrames(KernelOp kernel, int64_t frames) {
  int64_t ofPhase = frames / kernel.getPhases();
  int64_t most = std::min(ofPhase, getMostFrames(kernel));
  if (most < 2 || kernel.getMemoryChannels() > 0 || !isOfPixels(kernel))
    return 1;
  int64_t best = most;
  for (int64_t run = most; run > most / 2; --run)
    if (ofPhase % run < ofPhase % best)
      best = run;
  return best;
}
