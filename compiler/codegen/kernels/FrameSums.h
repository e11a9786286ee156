//===- FrameSums.h - Sums and extremes over axes of a frame ---------------===//
//
// What norms and softmaxes share: stages that take together all elements along
// some axes, for each place along the others.
//
//===----------------------------------------------------------------------===//

#ifndef COCC_COMPILER_CODEGEN_KERNELS_FRAMESUMS_H
#define COCC_COMPILER_CODEGEN_KERNELS_FRAMESUMS_H

#include "compiler/codegen/StageBuilder.h"

namespace cocc {

/// An element by its place (c, x, y) in the frame that is being made.
using Element =
    std::function<Halide::Expr(Halide::Expr c, Halide::Expr x, Halide::Expr y)>;

/// The elements of an argument of the kernel.
Element getElements(StageBuilder &stages, mlir::Value frame);

/// Takes together the elements of a frame along some axes.
class FrameSums {
public:
  /// `axes` are the frame's; channels are taken together in `groups`, each as
  /// large as another, if they are among `axes`.
  FrameSums(StageBuilder &stages, mlir::Value frame,
            llvm::ArrayRef<int64_t> axes, int groups = 1);

  /// A function of a sum.
  using Finish = std::function<Halide::Expr(Halide::Expr sum)>;

  /// For each place, a function of the sum of the elements that belong to it.
  Element sum(const Element &element, const Finish &finish);
  /// For each place, the largest of the elements that belong to it.
  Element largest(const Element &element);
  /// The elements themselves, made once and kept.
  Element keep(const Element &element);

  /// How many elements belong together.
  int getCount() const;

private:
  /// How elements are taken together, and what that is of none.
  struct Combination {
    std::function<Halide::Expr(Halide::Expr, Halide::Expr)> combine;
    float nothing;
  };
  Element takeTogether(const Element &element, const Combination &how,
                       const Finish &finish);
  Element alongSpace(const Element &element, bool alongX,
                     const Combination &how);
  Element alongChannels(const Element &element, const Combination &how);
  /// Registers a stage f(c, x, y, b), vectorised along channels where there are
  /// several.
  void addStage(Halide::Func func, bool ofChannels);

  StageBuilder &stages;
  FrameExtents frame;
  WholeAxes axes;
  int vectorLanes = 1;
  int groups;
};

} // namespace cocc

#endif // COCC_COMPILER_CODEGEN_KERNELS_FRAMESUMS_H
