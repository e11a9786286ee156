//===- AnnotateDelays.cpp -------------------------------------------------===//

#include "compiler/passes/Passes.h"
#include "dialect/StreamPositions.h"
#include "mlir/IR/Builders.h"
#include "llvm/Support/DebugLog.h"

#define DEBUG_TYPE "continual-annotate-delays"

namespace cocc {
#define GEN_PASS_DEF_ANNOTATEDELAYS
#include "compiler/passes/Passes.h.inc"
} // namespace cocc

using namespace mlir;
using namespace cocc;
using namespace cocc::continual;

static DictionaryAttr describe(Builder &builder,
                               const StreamPosition &position) {
  auto entry = [&](StringRef name, int64_t value) {
    return builder.getNamedAttr(name, builder.getI64IntegerAttr(value));
  };
  return builder.getDictionaryAttr(
      {entry("period", position.clock.period),
       entry("phase", position.clock.getPhase()),
       entry("warm_up", position.clock.warmUp), entry("delay", position.delay),
       entry("receptive_field", position.getReceptiveField()),
       entry("padding", position.padding)});
}

namespace {
struct AnnotateDelays : public cocc::impl::AnnotateDelaysBase<AnnotateDelays> {
  void runOnOperation() override {
    NetworkOp network = getOperation();
    Builder builder(&getContext());
    StreamPositions positions = computePositions(network);
    int64_t operations = 0;
    for (Operation &op : network.getBody().front()) {
      auto position = op.getNumResults() ? positions.find(op.getResult(0))
                                         : positions.end();
      if (position == positions.end())
        continue;
      LDBG() << op.getName() << ": warm-up " << position->second.clock.warmUp;
      op.setAttr("stream", describe(builder, position->second));
      ++operations;
    }
    reportStatistic(network, DEBUG_TYPE, "operations", operations);
  }
};
} // namespace
