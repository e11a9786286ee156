//===- NamedPadding.cpp ---------------------------------------------------===//

#include "frontends/NamedPadding.h"
#include "mlir/IR/Builders.h"
#include "llvm/ADT/STLExtras.h"

using namespace mlir;

namespace cocc::frontends {

bool isNamedPadding(const GivenAttribute &attribute,
                    ArrayRef<StringRef> known) {
  return attribute.name.text == "padding" &&
         attribute.value.kind == GivenValue::Kind::Text &&
         llvm::is_contained(known, "kernel");
}

bool resolveNamedPadding(const GivenValue &word, NamedAttrList &attributes,
                         MLIRContext &context, Problem &problem) {
  Builder builder(&context);
  auto numbers = [&](StringRef name) -> ArrayRef<int64_t> {
    auto list = dyn_cast_or_null<DenseI64ArrayAttr>(attributes.get(name));
    static constexpr int64_t one = 1;
    return list ? list.asArrayRef() : ArrayRef(one);
  };
  if (word.text == "valid") {
    attributes.set("padding", builder.getDenseI64ArrayAttr(0));
    return true;
  }
  bool isStrided = llvm::any_of(numbers("stride"),
                                [](int64_t stride) { return stride != 1; });
  if (word.text != "same" || isStrided || attributes.get("padding_after")) {
    problem = {word.place,
               word.text != "same"
                   ? "'padding' must be whole numbers, \"same\" or \"valid\", "
                     "not \"" +
                         word.text + "\""
                   : "padding \"same\" goes with neither a stride nor "
                     "'padding_after'; give its numbers",
               {}};
    return false;
  }
  // Lists of lengths that do not fit are found when the frame is inferred.
  ArrayRef<int64_t> kernel = numbers("kernel"), dilation = numbers("dilation");
  size_t axes = std::max(kernel.size(), dilation.size());
  if (kernel.empty() || dilation.empty())
    axes = 0;
  SmallVector<int64_t> before, after;
  for (size_t axis = 0; axis < axes; ++axis) {
    int64_t places = dilation[std::min(axis, dilation.size() - 1)] *
                     (kernel[std::min(axis, kernel.size() - 1)] - 1);
    before.push_back(places / 2);
    after.push_back(places - places / 2);
  }
  attributes.set("padding", builder.getDenseI64ArrayAttr(before));
  attributes.set("padding_after", builder.getDenseI64ArrayAttr(after));
  return true;
}

} // namespace cocc::frontends
