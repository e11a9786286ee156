//===- Tiles.cpp - The register tile of a kernel --------------------------===//
//
// A small cost model of one core: what a tile takes per element of the sum is
// the most of its multiply-adds, its loads and the latency of one accumulator,
// and tiles that stand over the edge are computed twice.
//
//===----------------------------------------------------------------------===//

#include "compiler/codegen/Schedule.h"
#include <algorithm>

using namespace cocc;

/// Multiply-adds and loads that start in a cycle, and cycles until a sum can be
/// used.
static constexpr double issuedPerCycle = 2, addLatency = 4;
/// Bytes a cycle that come from beyond the first-level cache, and its useful
/// size.
static constexpr double outerBytesPerCycle = 32, innerCacheBytes = 24 << 10;
/// Cycles around a tile's sum, and for each vector stored.
static constexpr double tileOverhead = 12, storeOverhead = 1;

static int divideUp(int value, int divisor) {
  return (value + divisor - 1) / divisor;
}

/// Registers that `tile` keeps busy in the innermost loop: the sums, a weight
/// for each vector and an input.
static int countRegisters(const Tile &tile, const Reduction &reduction) {
  int sums = tile.vectors * tile.width * tile.height;
  if (reduction.kind == Reduction::Kind::PerChannel)
    return 3 * sums + tile.vectors;
  if (reduction.kind == Reduction::Kind::PerRow)
    return sums + tile.vectors * tile.height + 1;
  bool reads = reduction.kind != Reduction::Kind::None;
  return sums + (reads ? tile.vectors + 1 : 0);
}

/// Cycles for one element of the sum, at all of the tile's places.
static double cyclesPerElement(const Tile &tile, const Reduction &reduction) {
  double pixels = tile.width * tile.height;
  double sums = tile.vectors * pixels;
  bool dense = reduction.kind == Reduction::Kind::Dense;
  double loads = tile.vectors + (dense ? pixels : sums);
  if (reduction.kind == Reduction::Kind::PerRow)
    loads = tile.vectors * tile.height + tile.width;
  double cycles =
      std::max({sums / issuedPerCycle, loads / issuedPerCycle, addLatency});
  double weightBytes = tile.getChannels() * sizeof(float);
  if (dense &&
      weightBytes * reduction.channels * reduction.taps > innerCacheBytes)
    cycles = std::max(cycles, weightBytes / outerBytesPerCycle);
  return cycles;
}

static double cycles(const Tile &tile, const FrameExtents &extents,
                     const Reduction &reduction) {
  double tiles = divideUp(extents.width, tile.width) *
                 divideUp(extents.height, tile.height) *
                 (extents.channels / tile.getChannels());
  double elements = reduction.channels * reduction.taps;
  double stores = tile.vectors * tile.width * tile.height;
  return tiles * (elements * cyclesPerElement(tile, reduction) +
                  stores * storeOverhead + tileOverhead);
}

/// Whether tiles cover the channels evenly and, in a dense sum, all channels of
/// a tile read the same input channels.
static bool dividesChannels(const Tile &tile, const FrameExtents &extents,
                            const Reduction &reduction) {
  return extents.channels % tile.getChannels() == 0 &&
         (reduction.groups == 1 ||
          reduction.outputsPerGroup % tile.getChannels() == 0);
}

/// The largest vector, at most a register's lanes, that divides the channels
/// evenly.
static int chooseLanes(const FrameExtents &extents, const Reduction &reduction,
                       int lanes) {
  if (reduction.groups > 1)
    while (lanes > 1 && reduction.outputsPerGroup % lanes != 0)
      lanes /= 2;
  if (extents.channels <= lanes)
    return extents.channels;
  if (reduction.kind == Reduction::Kind::None)
    return lanes; // a last vector that does not fit is shifted inwards
  while (extents.channels % lanes != 0)
    lanes /= 2;
  return lanes;
}

static int64_t weightBytes(const FrameExtents &extents,
                           const Reduction &reduction) {
  if (reduction.kind != Reduction::Kind::Dense)
    return 0;
  int64_t weights = extents.channels;
  return weights * reduction.channels * reduction.taps * sizeof(float);
}

Tile cocc::chooseTile(const FrameExtents &extents, const Reduction &reduction,
                      const Machine &machine) {
  Tile best;
  best.lanes = chooseLanes(extents, reduction, machine.lanes);
  double least = cycles(best, extents, reduction);
  for (Tile tile = best; tile.getChannels() <= extents.channels;
       ++tile.vectors) {
    if (!dividesChannels(tile, extents, reduction))
      continue;
    for (tile.height = 1; tile.height <= extents.height; ++tile.height) {
      for (tile.width = 1; tile.width <= extents.width; ++tile.width) {
        if (countRegisters(tile, reduction) > machine.registers)
          break;
        double cost = cycles(tile, extents, reduction);
        if (cost < least) {
          least = cost;
          best = tile;
        }
      }
      if (tile.vectors * tile.height > machine.registers)
        break;
    }
    tile.width = tile.height = 1;
    if (tile.vectors > machine.registers)
      break;
  }
  best.channelsOutermost =
      weightBytes(extents, reduction) > reduction.inputBytes;
  return best;
}
