//===- Spectrum.cpp - Fourier transforms of a frame -----------------------===//

#include "dialect/FourierPlan.h"
#include "dialect/SpectrumOps.h"
#include "dialect/ops/Shapes.h"

using namespace mlir;
using namespace cocc::continual;

/// The numbers between steps are on the stack.
static constexpr int64_t largestTransform = 1 << 14;

LogicalResult FourierOp::inferReturnTypes(MLIRContext *,
                                          std::optional<Location> location,
                                          Adaptor adaptor,
                                          SmallVectorImpl<Type> &results) {
  auto input = cast<RankedTensorType>(adaptor.getInput().getType());
  SpectrumForm from = parseSpectrumForm(adaptor.getFrom()),
               to = parseSpectrumForm(adaptor.getTo());
  int64_t size = adaptor.getSize(), floats = countFloats(from, size);
  if (input.getDimSize(1) != floats)
    return emitOptionalError(location, "a transform of ", size,
                             " numbers from ", adaptor.getFrom(), " takes ",
                             floats, " channels; ", showShape(input), " has ",
                             input.getDimSize(1));
  if (from == SpectrumForm::Real && to == SpectrumForm::Real)
    return emitOptionalError(location,
                             "a transform from real numbers gives complex "
                             "ones; 'to' must be \"complex\" or \"half\"");
  if (size > largestTransform || planFourier(size, from, to).radices.empty())
    return emitOptionalError(location, "there is no transform of ", size,
                             " numbers: there are of up to ", largestTransform,
                             ", with no prime factor above 1024");
  SmallVector<int64_t> shape(input.getShape());
  shape[1] = countFloats(to, size);
  results.push_back(RankedTensorType::get(shape, input.getElementType()));
  return success();
}

int64_t FourierOp::getMacs() {
  auto type = getResult().getType();
  FourierPlan plan = planFourier(getSize(), parseSpectrumForm(getFrom()),
                                 parseSpectrumForm(getTo()));
  return type.getNumElements() / type.getDimSize(1) * plan.countMacs();
}

bool FourierOp::isPlaceByPlace(unsigned) { return true; }
