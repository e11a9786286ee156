//===- ConvertBoundary.cpp ------------------------------------------------===//

#include "compiler/passes/Passes.h"
#include "dialect/StreamPositions.h"
#include "mlir/IR/Builders.h"
#include "llvm/Support/DebugLog.h"

#define DEBUG_TYPE "continual-convert-boundary"

namespace cocc {
#define GEN_PASS_DEF_CONVERTBOUNDARY
#include "compiler/passes/Passes.h.inc"
} // namespace cocc

using namespace mlir;
using namespace cocc;
using namespace cocc::continual;

/// `what`, with the name of the input or output where it has one of its own.
static Location nameLocation(OpBuilder &builder, StringRef what, bool isNamed,
                             StringRef name) {
  return NameLoc::get(
      builder.getStringAttr(isNamed ? what + "." + name : Twine(what)));
}

static void receiveInputs(NetworkOp network, OpBuilder &builder) {
  builder.setInsertionPointToStart(&network.getBody().front());
  for (BlockArgument frame : network.getInputs()) {
    auto receive = ReceiveOp::create(
        builder,
        nameLocation(builder, "receive", network.getInputNames().has_value(),
                     network.getInputName(frame.getArgNumber())),
        frame);
    frame.replaceAllUsesExcept(receive, receive);
    LDBG() << "receive " << frame.getType();
  }
}

/// The tick of each output's first frame, as it is made.
static SmallVector<int64_t> findStarts(NetworkOp network) {
  StreamPositions positions(network);
  SmallVector<int64_t> starts;
  for (Value frame : network.getOutput().getFrames())
    starts.push_back(positions.getClock(frame).warmUp);
  return starts;
}

static void sendOutputs(NetworkOp network, OpBuilder &builder) {
  OutputOp output = network.getOutput();
  SmallVector<int64_t> starts = findStarts(network);
  int64_t latest = *llvm::max_element(starts);
  builder.setInsertionPoint(output);
  for (OpOperand &frame : output->getOpOperands()) {
    auto send = SendOp::create(
        builder,
        nameLocation(builder, "send", network.getOutputNames().has_value(),
                     network.getOutputName(frame.getOperandNumber())),
        frame.get(),
        network.getAligned() ? latest - starts[frame.getOperandNumber()] : 0);
    frame.set(send);
    LDBG() << "send " << send.getType();
  }
}

namespace {
struct ConvertBoundary
    : public cocc::impl::ConvertBoundaryBase<ConvertBoundary> {
  void runOnOperation() override {
    OpBuilder builder(&getContext());
    NetworkOp network = getOperation();
    sendOutputs(network, builder);
    receiveInputs(network, builder);
    reportStatistic(network, DEBUG_TYPE, "conversions",
                    network.getInputs().size() +
                        network.getOutput().getFrames().size());
  }
};
} // namespace
