//===- Concat.cpp ---------------------------------------------------------===//

#include "compiler/codegen/kernels/FrameAxes.h"
#include "compiler/codegen/kernels/Kernel.h"
#include "dialect/JoinOps.h"

using namespace mlir;
using namespace cocc;
using namespace cocc::continual;
using Halide::Expr;

/// Each input fills its own channels.
static void joinChannels(ConcatOp concat, StageBuilder &stages) {
  Halide::Func pixel("pixel");
  pixel(stages.c, stages.x, stages.y, stages.b) = Halide::undef<float>();
  int first = 0;
  for (Value input : concat.getInputs()) {
    int channels = StageBuilder::getExtents(input).channels;
    Halide::RDom r(0, channels, "r");
    pixel(first + r, stages.x, stages.y, stages.b) =
        stages.at(input, r, stages.x, stages.y, stages.b);
    first += channels;
  }
  stages.addRows(pixel);
  stages.result(concat.getResult(),
                pixel(stages.c, stages.x, stages.y, stages.b));
}

/// Each place takes what it needs of the input that it lies in.
static void joinPlaces(ConcatOp concat, StageBuilder &stages) {
  FramePlace place = getPlace(stages, concat.getType().getRank());
  Expr &along = place[concat.getAxis()];
  Expr rest = along, element;
  for (Value input : concat.getInputs()) {
    int extent =
        cast<RankedTensorType>(input.getType()).getDimSize(concat.getAxis());
    along = Halide::clamp(rest, 0, extent - 1);
    Expr next = elementAt(stages, input, place);
    element =
        element.defined() ? Halide::select(rest < 0, element, next) : next;
    rest -= extent;
  }
  stages.result(concat.getResult(), element);
}

namespace {
struct ConcatKernel : StepKernel<ConcatKernel, ConcatOp> {
  void buildStep(Operation *op, StageBuilder &stages) const {
    auto concat = cast<ConcatOp>(op);
    if (concat.getAxis() == 1)
      joinChannels(concat, stages);
    else
      joinPlaces(concat, stages);
  }
};
} // namespace

void ConcatOp::attachStepKernel(MLIRContext &context) {
  attachInterface<ConcatKernel>(context);
}
