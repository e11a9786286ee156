//===- Weights.cpp --------------------------------------------------------===//

#include "dialect/Weights.h"
#include "mlir/IR/BuiltinDialect.h"
#include "mlir/IR/DialectResourceBlobManager.h"
#include "llvm/ADT/StringExtras.h"

using namespace mlir;
using namespace cocc::continual;

/// Up to so many values are readable in the text.
static constexpr size_t maxValuesInText = 16;

//===----------------------------------------------------------------------===//
// Reading
//===----------------------------------------------------------------------===//

/// All values of `dense<x>`, which stores one: in a blob of the context, made
/// once.
static ArrayRef<float> expandSplat(DenseElementsAttr splat) {
  float value = splat.getSplatValue<float>();
  int64_t count = splat.getNumElements();
  std::string key = "splat_" +
                    llvm::utohexstr(llvm::bit_cast<uint32_t>(value)) + "_" +
                    std::to_string(count);
  DialectResourceBlobManager &blobs =
      DenseResourceElementsHandle::getManagerInterface(splat.getContext())
          .getBlobManager();
  auto *entry = blobs.lookup(key);
  if (!entry)
    entry = &blobs.insert(key, HeapAsmResourceBlob::allocateAndCopyInferAlign(
                                   ArrayRef(std::vector<float>(count, value)),
                                   /*dataIsMutable=*/false));
  return entry->getBlob()->getDataAs<float>();
}

ArrayRef<float> cocc::continual::getWeightValues(WeightOp weight) {
  if (auto dense = dyn_cast<DenseElementsAttr>(weight.getValue())) {
    if (dense.isSplat())
      return expandSplat(dense);
    ArrayRef<char> bytes = dense.getRawData();
    return {reinterpret_cast<const float *>(bytes.data()),
            bytes.size() / sizeof(float)};
  }
  auto resource = dyn_cast<DenseResourceElementsAttr>(weight.getValue());
  AsmResourceBlob *blob =
      resource ? resource.getRawHandle().getBlob() : nullptr;
  if (!blob) {
    weight.emitError()
        << "the values of '" << weight.getName()
        << "' are not in this text; print it with --with-weights";
    return {};
  }
  size_t bytes = weight.getType().getNumElements() * sizeof(float);
  if (blob->getData().size() == bytes)
    return blob->getDataAs<float>();
  weight.emitError() << "the values of '" << weight.getName() << "' have "
                     << blob->getData().size() << " bytes; its shape needs "
                     << bytes;
  return {};
}

//===----------------------------------------------------------------------===//
// Making
//===----------------------------------------------------------------------===//

WeightOp cocc::continual::createWeight(OpBuilder &builder, Location location,
                                       StringRef name, ArrayRef<int64_t> shape,
                                       ArrayRef<float> values,
                                       std::shared_ptr<const void> keptAlive) {
  auto type = RankedTensorType::get(shape, builder.getF32Type());
  Attribute value;
  if (values.size() <= maxValuesInText) {
    value = DenseElementsAttr::get(type, values);
  } else {
    auto release = [keptAlive = std::move(keptAlive)](
                       void *, size_t, size_t) mutable { keptAlive.reset(); };
    value = DenseF32ResourceElementsAttr::get(
        type, name,
        UnmanagedAsmResourceBlob::allocateInferAlign(values,
                                                     std::move(release)));
  }
  return WeightOp::create(builder, location, type, builder.getStringAttr(name),
                          cast<ElementsAttr>(value));
}

WeightOp cocc::continual::createWeight(OpBuilder &builder, Location location,
                                       StringRef name, ArrayRef<int64_t> shape,
                                       std::vector<float> values) {
  auto owner = std::make_shared<std::vector<float>>(std::move(values));
  ArrayRef<float> view = *owner;
  return createWeight(builder, location, name, shape, view, std::move(owner));
}
