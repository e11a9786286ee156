//===- AnnotateDelays.cpp -------------------------------------------------===//

#include "compiler/passes/Passes.h"
#include "dialect/ReceptiveFields.h"
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

static DictionaryAttr describe(Builder &builder, const StreamPosition &position,
                               int64_t receptiveField) {
  auto entry = [&](StringRef name, int64_t value) {
    return builder.getNamedAttr(name, builder.getI64IntegerAttr(value));
  };
  return builder.getDictionaryAttr(
      {entry("period", position.clock.period),
       entry("ticks_per_frame", position.ticksPerFrame),
       entry("warm_up", position.clock.warmUp), entry("delay", position.delay),
       entry("receptive_field", receptiveField),
       entry("padding", position.padding)});
}

namespace {
struct AnnotateDelays : public cocc::impl::AnnotateDelaysBase<AnnotateDelays> {
  void runOnOperation() override {
    NetworkOp network = getOperation();
    Builder builder(&getContext());
    StreamPositions positions(network);
    ReceptiveFields fields(network);
    int64_t operations = 0;
    for (Operation &op : network.getBody().front()) {
      if (!isa<StreamInterface>(op))
        continue;
      Value result = op.getResult(0);
      StreamPosition position = positions.lookup(result);
      LDBG() << op.getName() << ": warm-up " << position.clock.warmUp;
      op.setAttr("stream", describe(builder, position, fields.lookup(result)));
      ++operations;
    }
    reportStatistic(network, DEBUG_TYPE, "operations", operations);
  }
};
} // namespace
