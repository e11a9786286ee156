//===- Bins.h - What adaptive pools have in common ------------------------===//

#ifndef COCC_COMPILER_CODEGEN_KERNELS_BINS_H
#define COCC_COMPILER_CODEGEN_KERNELS_BINS_H

#include "compiler/codegen/kernels/Kernel.h"
#include "dialect/ops/Bins.h"

namespace cocc {

/// The bin at a place of one axis of the result.
struct Bin {
  Halide::Expr first, places;
  /// Places of the longest bin along the axis.
  int longest;
  int extent;

  Bin(Halide::Expr place, int extent, int bins)
      : first(place * extent / bins),
        places(((place + 1) * extent + bins - 1) / bins - first),
        longest(static_cast<int>(continual::getLongestBin(extent, bins))),
        extent(extent) {}

  /// Place `i`, within the axis also where the bin has none such.
  Halide::Expr at(Halide::Expr i) const {
    return Halide::clamp(first + i, 0, extent - 1);
  }
};

/// The bins of an adaptive pool, and all their places in turn.
template <typename OpT>
struct BinReduction {
  OpT pool;
  StageBuilder &stages;
  FrameExtents from, to;
  Bin x, y;
  Halide::RDom r;

  BinReduction(OpT pool, StageBuilder &stages)
      : pool(pool), stages(stages),
        from(StageBuilder::getExtents(pool.getInput())),
        to(StageBuilder::getExtents(pool.getResult())),
        x(stages.x, from.width, to.width), y(stages.y, from.height, to.height),
        r(0, x.longest, 0, y.longest, "r") {
    Reduction reduction;
    reduction.kind = Reduction::Kind::PerChannel;
    reduction.taps = x.longest * y.longest;
    stages.reduce(reduction);
  }

  /// The element at this turn, or `otherwise` where the bin has no such place.
  Halide::Expr element(Halide::Expr otherwise) {
    Halide::Expr value = stages.tap(pool.getInput(), stages.c, x.at(r.x),
                                    y.at(r.y), stages.b, 0);
    return Halide::select(r.x < x.places && r.y < y.places, value, otherwise);
  }

  void accumulate(Halide::Func func) const {
    stages.accumulate({func, {r.x, r.y}, {x.longest, y.longest}});
  }
};

} // namespace cocc

#endif // COCC_COMPILER_CODEGEN_KERNELS_BINS_H
