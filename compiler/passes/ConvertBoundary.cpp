//===- ConvertBoundary.cpp ------------------------------------------------===//

#include "compiler/passes/Passes.h"
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

static Location nameLocation(OpBuilder &builder, StringRef name) {
  return NameLoc::get(builder.getStringAttr(name));
}

static void receiveInput(NetworkOp network, OpBuilder &builder) {
  BlockArgument frame = network.getFrame();
  builder.setInsertionPointToStart(frame.getOwner());
  auto receive =
      ReceiveOp::create(builder, nameLocation(builder, "receive"), frame);
  frame.replaceAllUsesExcept(receive, receive);
  LDBG() << "receive " << frame.getType();
}

static void sendOutput(NetworkOp network, OpBuilder &builder) {
  OutputOp output = network.getOutput();
  builder.setInsertionPoint(output);
  auto send =
      SendOp::create(builder, nameLocation(builder, "send"), output.getFrame());
  output.getFrameMutable().assign(send);
  LDBG() << "send " << send.getType();
}

namespace {
struct ConvertBoundary
    : public cocc::impl::ConvertBoundaryBase<ConvertBoundary> {
  void runOnOperation() override {
    OpBuilder builder(&getContext());
    receiveInput(getOperation(), builder);
    sendOutput(getOperation(), builder);
    reportStatistic(getOperation(), DEBUG_TYPE, "conversions", 2);
  }
};
} // namespace
