//===- TorchViews.cpp - Calls by what they do to memory -------------------===//

#include "frontends/torch/TorchViews.h"
#include "llvm/ADT/ArrayRef.h"
#include "llvm/ADT/STLExtras.h"

using namespace llvm;

namespace cocc::frontends {

StringRef shortName(const TorchNode &node) {
  return StringRef(node.target).split('.').second.split('.').first;
}

bool takesTensorFirst(const TorchNode &node) {
  return StringRef(node.target).starts_with("aten.") &&
         !node.arguments.empty() &&
         node.arguments.front().kind == TorchArgument::Kind::Tensor;
}

bool writesInPlace(const TorchNode &node) {
  StringRef name = shortName(node);
  return name.ends_with("_") && !name.ends_with("__") && takesTensorFirst(node);
}

bool isMark(const TorchNode &node) {
  return is_contained({"detach_", "requires_grad_"}, shortName(node));
}

bool writesOver(const TorchNode &node) {
  return is_contained({"copy_", "fill_", "zero_"}, shortName(node));
}

bool isPart(const TorchNode &node) {
  return is_contained({"slice", "select", "narrow"}, shortName(node));
}

bool isForm(const TorchNode &node) {
  static constexpr StringRef forms[] = {
      "view",    "unsqueeze", "squeeze",  "flatten", "unflatten", "view_as",
      "permute", "transpose", "swapaxes", "t",       "mT",        "movedim",
      "alias",   "detach",    "detach_",  "numpy_T", "moveaxis",  "swapdims"};
  return is_contained(forms, shortName(node));
}

bool isOtherView(const TorchNode &node) {
  static constexpr StringRef views[] = {
      "expand", "chunk",     "split",    "unbind",       "split_with_sizes",
      "unfold", "expand_as", "diagonal", "tensor_split", "broadcast_to"};
  return is_contained(views, shortName(node));
}

bool isPerhapsCopy(const TorchNode &node) {
  static constexpr StringRef copies[] = {"contiguous", "reshape", "to",
                                         "type_as",    "float",   "flatten"};
  return is_contained(copies, shortName(node));
}

} // namespace cocc::frontends
