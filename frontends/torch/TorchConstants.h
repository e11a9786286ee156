//===- TorchConstants.h - Tensors whose numbers are known -----------------===//
//
// Masks, normed weights, graphs of skeletons: what a program computes from its
// weights alone is computed here, before there is a network. Row-major, in
// double precision whatever the type.
//
//===----------------------------------------------------------------------===//

#ifndef COCC_FRONTENDS_TORCH_TORCHCONSTANTS_H
#define COCC_FRONTENDS_TORCH_TORCHCONSTANTS_H

#include "frontends/torch/TorchProgram.h"
#include "llvm/ADT/ArrayRef.h"
#include "llvm/ADT/STLFunctionalExtras.h"

namespace cocc::frontends {

using Extents = std::vector<int64_t>;

/// The product of `extents`.
int64_t countElements(llvm::ArrayRef<int64_t> extents);

/// What a constant's numbers are called by: the tensor's name in the module,
/// where its elements are still those, in their order.
struct Constant {
  TorchType type = TorchType::Float32;
  Extents sizes;
  std::shared_ptr<const std::vector<double>> numbers;
  std::string name = "";
  /// The same in float32, where the archive has that.
  std::shared_ptr<const std::vector<float>> floats = nullptr;

  static Constant make(TorchType type, Extents sizes,
                       std::vector<double> numbers);
  static Constant filled(TorchType type, Extents sizes, double number);

  int64_t count() const { return numbers->size(); }
  int64_t rank() const { return sizes.size(); }
  double at(int64_t place) const { return (*numbers)[place]; }
  /// The number that all elements are.
  std::optional<double> uniform() const;

  /// The same elements in another shape of as many; keeps the name.
  Constant reshaped(Extents sizes) const;
  Constant permuted(llvm::ArrayRef<int64_t> order) const;
  /// Repeated along axes of extent 1, and along new ones before the first.
  /// Nothing where the shapes do not fit.
  std::optional<Constant> expanded(llvm::ArrayRef<int64_t> sizes) const;
  /// `count` places from `start`, every `step`-th, of `axis`.
  Constant sliced(int64_t axis, int64_t start, int64_t count,
                  int64_t step) const;
  Constant mapped(TorchType type,
                  llvm::function_ref<double(double)> function) const;
  /// The axes in `axes` are gone; the function folds each run of elements.
  Constant
  reduced(llvm::ArrayRef<int64_t> axes,
          llvm::function_ref<double(llvm::ArrayRef<double>)> fold) const;
};

/// Whether both are the same numbers in the same shape; NaN is as NaN.
bool isSame(const Constant &a, const Constant &b);

/// Element by element, with PyTorch's broadcasting; nothing where the shapes do
/// not fit.
std::optional<Constant>
combine(const Constant &a, const Constant &b, TorchType type,
        llvm::function_ref<double(double, double)> function);

/// Nothing where the shapes do not fit.
std::optional<Constant> concatenated(llvm::ArrayRef<Constant> parts,
                                     int64_t axis);

/// The sum over the last axis of `a` and the last but one of `b` (its only one
/// if it has one), for each of the axes before them. Nothing where the shapes
/// do not fit.
std::optional<Constant> multiplied(const Constant &a, const Constant &b);

} // namespace cocc::frontends

#endif // COCC_FRONTENDS_TORCH_TORCHCONSTANTS_H
