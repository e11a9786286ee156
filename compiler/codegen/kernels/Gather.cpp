//===- Gather.cpp ---------------------------------------------------------===//

#include "compiler/codegen/kernels/FrameAxes.h"
#include "compiler/codegen/kernels/Kernel.h"
#include "dialect/OrderOps.h"

using namespace mlir;
using namespace cocc;
using namespace cocc::continual;
using Halide::Expr;

/// Whether each place is `step` behind the one before it.
static bool isEven(ArrayRef<int64_t> places, int64_t step) {
  for (size_t i = 1; i < places.size(); ++i)
    if (places[i] - places[i - 1] != step)
      return false;
  return true;
}

/// The place that the list has at `index`: by arithmetic where it is even, else
/// from a table beside the code.
static Expr lookUp(ArrayRef<int64_t> places, Expr index, int64_t extent) {
  int64_t step = places.size() > 1 ? places[1] - places[0] : 1;
  if (places.front() >= 0 && places.back() >= 0 && isEven(places, step))
    return index * static_cast<int>(step) + static_cast<int>(places.front());
  Halide::Buffer<int32_t> table(static_cast<int>(places.size()), "places");
  for (size_t i = 0; i < places.size(); ++i)
    table(static_cast<int>(i)) = static_cast<int32_t>(places[i]);
  int least = llvm::is_contained(places, -1) ? -1 : 0;
  return Halide::unsafe_promise_clamped(table(index), least,
                                        static_cast<int>(extent - 1));
}

namespace {
struct GatherKernel : StepKernel<GatherKernel, GatherOp> {
  void buildStep(Operation *op, StageBuilder &stages) const {
    auto gather = cast<GatherOp>(op);
    stages.leavePadding();
    int64_t axis = gather.getAxis();
    ArrayRef<int64_t> places = gather.getPlaces();
    FramePlace place = getPlace(stages, gather.getType().getRank());
    Expr found = lookUp(places, place[axis],
                        gather.getInput().getType().getDimSize(axis));
    bool hasNone = llvm::is_contained(places, -1);
    place[axis] = hasNone ? Halide::max(found, 0) : found;
    Expr element = elementAt(stages, gather.getInput(), place);
    if (hasNone)
      element = Halide::select(
          found < 0, float(gather.getValue().convertToDouble()), element);
    stages.result(gather.getResult(), element);
  }
};
} // namespace

void GatherOp::attachStepKernel(MLIRContext &context) {
  attachInterface<GatherKernel>(context);
}
