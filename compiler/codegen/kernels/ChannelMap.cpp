//===- ChannelMap.cpp - Sums over channels and taps -----------------------===//

#include "compiler/codegen/kernels/ChannelMap.h"

using namespace mlir;
using namespace cocc;
using Halide::Expr;
using Halide::RDom;

namespace {
/// The numbers that both forms of the sum need.
struct Extents {
  int in, out, inPerGroup, outPerGroup, taps;

  explicit Extents(const ChannelMap &map)
      : in(StageBuilder::getExtents(map.input).channels),
        out(StageBuilder::getExtents(map.result).channels),
        inPerGroup(in / map.groups), outPerGroup(out / map.groups),
        taps(map.window.kernel[0] * map.window.kernel[1] *
             map.window.kernel[2]) {}

  bool isDepthwise() const { return inPerGroup == 1 && outPerGroup == 1; }
};
} // namespace

WeightPacker cocc::packChannelBlocks(int out, int in, int taps, int block,
                                     int blocks) {
  return [=](ArrayRef<float> values) {
    std::vector<float> packed(static_cast<size_t>(block) * blocks * in * taps);
    for (int o = 0; o < out; ++o)
      for (int i = 0; i < in; ++i)
        for (int tap = 0; tap < taps; ++tap)
          packed[(((o / block) * taps + tap) * in + i) * block + o % block] =
              values[(o * in + i) * taps + tap];
    return packed;
  };
}

static WeightPacker packBlocks(const Extents &extents, int block, int blocks) {
  return packChannelBlocks(extents.out, extents.inPerGroup, extents.taps, block,
                           blocks);
}

/// The same for a weight [in][out].
static WeightPacker packTransposed(Extents extents, WeightPacker pack) {
  return [=](ArrayRef<float> values) {
    std::vector<float> transposed(values.size());
    for (int in = 0; in < extents.in; ++in)
      for (int out = 0; out < extents.out; ++out)
        transposed[out * extents.in + in] = values[in * extents.out + out];
    return pack(transposed);
  };
}

static int64_t countInputBytes(const ChannelMap &map) {
  FrameExtents frame = StageBuilder::getExtents(map.input);
  int64_t pixels = frame.width * frame.height;
  return pixels * frame.channels * map.window.kernel[2] * sizeof(float);
}

/// The input at output place (x, y) and the window's place (u, v, t).
static Expr readInput(const ChannelMap &map, StageBuilder &stages, Expr channel,
                      Expr u, Expr v, Expr t) {
  return stages.tap(map.input, channel, placeAlong(map.window, 0, stages.x, u),
                    placeAlong(map.window, 1, stages.y, v), stages.b, t);
}

static Expr initialValue(const ChannelMap &map, StageBuilder &stages) {
  return map.shift ? stages.channelWeight(map.shift) : Expr(0.0f);
}

static void buildDepthwise(const ChannelMap &map, const Extents &extents,
                           StageBuilder &stages) {
  Reduction reduction;
  reduction.kind = Reduction::Kind::PerChannel;
  reduction.taps = extents.taps;
  reduction.inputBytes = countInputBytes(map);
  stages.reduce(reduction);

  // THE ALGORITHM: each channel sums its own places.
  auto [kx, ky, kt] = map.window.kernel;
  int padded = stages.getPaddedChannels();
  Halide::ImageParam weight = stages.weight(map.weight, {padded, kx, ky, kt},
                                            packBlocks(extents, padded, 1));
  Halide::Func sum("sum");
  RDom r(0, kx, 0, ky, 0, kt, "r");
  sum(stages.c, stages.x, stages.y, stages.b) = initialValue(map, stages);
  sum(stages.c, stages.x, stages.y, stages.b) +=
      weight(stages.c, r.x, r.y, r.z) *
      readInput(map, stages, stages.c, r.x, r.y, r.z);
  stages.accumulate({sum, {r.x, r.y, r.z}, {kx, ky, kt}});
  stages.result(map.result, sum(stages.c, stages.x, stages.y, stages.b));
}

static void buildDense(const ChannelMap &map, const Extents &extents,
                       StageBuilder &stages) {
  Reduction reduction;
  reduction.kind = Reduction::Kind::Dense;
  reduction.channels = extents.inPerGroup;
  reduction.taps = extents.taps;
  reduction.groups = map.groups;
  reduction.outputsPerGroup = extents.outPerGroup;
  reduction.inputBytes = countInputBytes(map);
  int block = stages.reduce(reduction).getChannels();

  // THE ALGORITHM: blocks of output channels, each with its own run of weights.
  auto [kx, ky, kt] = map.window.kernel;
  int in = extents.inPerGroup;
  int blocks = stages.getPaddedChannels() / block;
  WeightPacker pack = packBlocks(extents, block, blocks);
  Halide::ImageParam weight =
      stages.weight(map.weight, {block, in, kx, ky, kt, blocks},
                    map.transposed ? packTransposed(extents, pack) : pack);
  Halide::Func sum("sum");
  RDom r(0, in, 0, kx, 0, ky, 0, kt, "r");
  Expr channel = r.x;
  if (map.groups > 1) {
    // A block lies within one group; those behind the last channel read any.
    int perGroup = extents.outPerGroup / block;
    Expr group = Halide::min((stages.c / block) / perGroup, map.groups - 1);
    channel = group * in + r.x;
  }
  sum(stages.c, stages.x, stages.y, stages.b) = initialValue(map, stages);
  sum(stages.c, stages.x, stages.y, stages.b) +=
      weight(stages.c % block, r.x, r.y, r.z, r.w, stages.c / block) *
      readInput(map, stages, channel, r.y, r.z, r.w);
  stages.accumulate({sum, {r.x, r.y, r.z, r.w}, {in, kx, ky, kt}});
  stages.result(map.result, sum(stages.c, stages.x, stages.y, stages.b));
}

void cocc::buildChannelMap(const ChannelMap &map, StageBuilder &stages) {
  Extents extents(map);
  if (extents.isDepthwise())
    buildDepthwise(map, extents, stages);
  else
    buildDense(map, extents, stages);
}
