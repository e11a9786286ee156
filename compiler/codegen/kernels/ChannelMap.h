//===- ChannelMap.h - Sums over channels and taps -------------------------===//
//
// What conv and linear share: a weight [out][in of a group][taps] in PyTorch's
// order, and how it is packed for a tile.
//
//===----------------------------------------------------------------------===//

#ifndef COCC_COMPILER_CODEGEN_KERNELS_CHANNELMAP_H
#define COCC_COMPILER_CODEGEN_KERNELS_CHANNELMAP_H

#include "compiler/codegen/StageBuilder.h"
#include "compiler/codegen/kernels/WindowAxes.h"

namespace cocc {

/// A linear map of channels at each tap of a window of frames, rows and
/// columns.
struct ChannelMap {
  mlir::Value input, weight;
  /// Null if there is none.
  mlir::Value shift;
  mlir::Value result;
  int groups = 1;
  WindowAxes window = {};
  /// The weight is [in][out], and there is one group.
  bool transposed = false;
};

/// Packs PyTorch's [out][in][taps] as [block][taps][in][out in block], with
/// zeros behind the last output.
WeightPacker packChannelBlocks(int out, int in, int taps, int block,
                               int blocks);

void buildChannelMap(const ChannelMap &map, StageBuilder &stages);

} // namespace cocc

#endif // COCC_COMPILER_CODEGEN_KERNELS_CHANNELMAP_H
