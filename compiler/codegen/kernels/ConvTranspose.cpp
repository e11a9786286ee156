//===- ConvTranspose.cpp --------------------------------------------------===//
//
// Each row of the result is summed phase by phase (TransposedWindow.h): within
// one, neighbours share their weights, as in a convolution. The row is then put
// together. In time the frames of a phase are a kernel's, with the taps that
// meet there.
//
//===----------------------------------------------------------------------===//

#include "compiler/codegen/kernels/Kernel.h"
#include "dialect/UpsamplingOps.h"
#include "dialect/ops/TransposedWindow.h"

using namespace mlir;
using namespace cocc;
using namespace cocc::continual;
using Halide::Expr;

namespace {
/// The taps along one axis, and which of them meet at a place.
struct PhaseTaps {
  TransposedAxis axis;
  int most, groups;

  PhaseTaps(const TransposedAxis &axis, int extent)
      : axis(axis), most(static_cast<int>(axis.getMostTaps())),
        groups(static_cast<int>(axis.countGroups(extent))) {}

  Expr groupOf(Expr place) const {
    return (place + static_cast<int>(axis.crop)) /
               static_cast<int>(axis.stride) -
           static_cast<int>(axis.getFirst());
  }
  Expr phaseOf(Expr place) const {
    return (place + static_cast<int>(axis.crop)) %
           static_cast<int>(axis.stride);
  }
  /// The input place of a phase's tap for group `group`.
  Expr placeOf(Expr group, Expr phase, Expr tap) const {
    int advance = axis.getAdvance(), least = 0, farthest = 0;
    for (const Phase &each : axis.getPhases()) {
      int last = each.behind + (each.count - 1) * advance;
      least = std::min<int>(least, each.behind);
      farthest = std::max(farthest, last);
    }
    // The phase that lies farthest behind need not be one with most taps, as
    // Halide would take it to be.
    Expr behind = Halide::unsafe_promise_clamped(
        choose(phase, &Phase::behind) + tap * advance, least, farthest);
    return group + static_cast<int>(axis.getFirst()) - behind;
  }
  /// Whether the phase has so many taps; undefined where all have.
  Expr has(Expr phase, Expr tap) const {
    Expr count = choose(phase, &Phase::count);
    auto isMost = [&](const Phase &phase) { return phase.count == most; };
    return llvm::all_of(axis.getPhases(), isMost) ? Expr() : tap < count;
  }

private:
  Expr choose(Expr phase, int64_t Phase::*member) const {
    std::vector<Expr> numbers;
    int least = INT32_MAX, most = 0;
    for (const Phase &each : axis.getPhases()) {
      int number = static_cast<int>(each.*member);
      numbers.push_back(number);
      least = std::min(least, number);
      most = std::max(most, number);
    }
    // Halide knows no bounds of what mux chooses.
    return least == most ? Expr(least)
                         : Halide::unsafe_promise_clamped(
                               Halide::mux(phase, numbers), least, most);
  }
};

struct PhaseSum {
  ConvTransposeOp conv;
  StageBuilder &stages;
  int frames, in, out, groups;
  PhaseTaps x, y;
  /// The phase along x.
  Halide::Var phase{"phase"};

  PhaseSum(ConvTransposeOp conv, StageBuilder &stages)
      : conv(conv), stages(stages),
        frames(static_cast<int>(
            stages.getPhaseWindow(conv.getStreamGeometry(0)).taps)),
        in(conv.getInput().getType().getDimSize(1) / conv.getGroups()),
        out(conv.getChannels() / conv.getGroups()), groups(conv.getGroups()),
        x(getAxis(0), StageBuilder::getExtents(conv.getResult()).width),
        y(getAxis(1), StageBuilder::getExtents(conv.getResult()).height) {}

  void build();

private:
  /// Along x (0) or y (1); an axis that the frame lacks has one tap.
  TransposedAxis getAxis(int axis) {
    auto axes = getTransposedAxes(conv);
    int place = static_cast<int>(axes.size()) - 1 - axis;
    return place > 0 ? axes[place] : TransposedAxis();
  }
  bool isDepthwise() const { return in == 1 && out == 1; }
  Reduction describe() const;
  PhasePacker packWeight(int block, int blocks) const;
  Halide::Func sumTaps(const Tile &tile, int padded);
  Expr getShift();
  Expr getChannel(int block, Expr r) const;
};
} // namespace

Reduction PhaseSum::describe() const {
  Reduction reduction;
  reduction.kind =
      isDepthwise() ? Reduction::Kind::PerChannel : Reduction::Kind::Dense;
  reduction.channels = in;
  reduction.taps = x.most * y.most * frames;
  reduction.groups = isDepthwise() ? 1 : groups;
  reduction.outputsPerGroup = out;
  return reduction;
}

/// [in][out of a group][t][y][x] -> [block][phases y, x][t][taps y, x][in of a
/// group][out in block], with zeros behind the last output and for taps that a
/// phase has not. Taps in time are those of the frame's phase, oldest first:
/// seen as a window over frames with zeros between, the kernel is turned round.
PhasePacker PhaseSum::packWeight(int block, int blocks) const {
  int width = x.axis.kernel, height = y.axis.kernel;
  TransposedAxis time = getTransposedAxes(conv).front();
  return [=, *this](ArrayRef<float> values, int64_t phase) {
    StreamGeometry geometry = time.getStreamGeometry();
    PhaseWindow window = continual::getPhaseWindow(
        geometry, geometry.getPhases(), phase % geometry.getPhases());
    int sx = x.axis.stride, sy = y.axis.stride;
    std::vector<Phase> alongX = x.axis.getPhases(), alongY = y.axis.getPhases();
    std::vector<float> packed(static_cast<size_t>(block) * blocks * in * sx *
                              sy * x.most * y.most * frames);
    float *next = packed.data();
    auto fill = [&](int b, int t, int i, int j, int k) {
      for (int o = b * block; o < (b + 1) * block; ++o, ++next)
        if (o < out * groups) {
          int64_t row = static_cast<int64_t>(o / out * in + k) * out + o % out;
          *next = values[((row * time.kernel + t) * height + j) * width + i];
        }
    };
    for (int b = 0; b < blocks; ++b)
      for (const Phase &py : alongY)
        for (const Phase &px : alongX)
          for (int t = 0; t < frames; ++t)
            for (int j = 0; j < y.most; ++j)
              for (int i = 0; i < x.most; ++i)
                for (int k = 0; k < in; ++k)
                  if (i < px.count && j < py.count)
                    fill(b,
                         time.kernel - 1 -
                             (window.firstTap + t * window.tapStep),
                         px.first + i * x.axis.getStep(),
                         py.first + j * y.axis.getStep(), k);
                  else
                    next += block;
    return packed;
  };
}

/// The input channel that is summed as the `r`-th.
Expr PhaseSum::getChannel(int block, Expr r) const {
  if (isDepthwise())
    return stages.c;
  if (groups == 1)
    return r;
  // A block lies within one group; those behind the last channel read any.
  Expr group = Halide::min((stages.c / block) / (out / block), groups - 1);
  return group * in + r;
}

/// Row by row, the sums of each phase along x.
Halide::Func PhaseSum::sumTaps(const Tile &tile, int padded) {
  auto [c, px, py, b] = std::tie(stages.c, stages.x, stages.y, stages.b);
  int block = isDepthwise() ? padded : tile.getChannels();
  int blocks = padded / block;
  Halide::ImageParam weight = stages.phaseWeight(
      conv.getWeight(),
      {block, in, x.most, y.most, frames, static_cast<int>(x.axis.stride),
       static_cast<int>(y.axis.stride), blocks},
      packWeight(block, blocks));

  // THE ALGORITHM
  Halide::Func row("row"), sum("sum");
  Halide::RDom r(0, in, 0, x.most, 0, y.most, 0, frames, "r");
  Expr phaseY = y.phaseOf(py);
  for (Expr has : {x.has(phase, r.y), y.has(phaseY, r.z)})
    if (has.defined())
      r.where(has);
  Expr element = stages.tap(conv.getInput(), getChannel(block, r.x),
                            x.placeOf(px, phase, r.y),
                            y.placeOf(y.groupOf(py), phaseY, r.z), b, r.w);
  sum(c, px, py, b, phase) = getShift();
  sum(c, px, py, b, phase) +=
      weight(c % block, r.x, r.y, r.z, r.w, phase, phaseY, c / block) * element;
  row(c, px, py, b, phase) = sum(c, px, py, b, phase);
  stages.addRowMap({row,
                    padded,
                    tile,
                    {sum, {r.x, r.y, r.z, r.w}, {in, x.most, y.most, frames}},
                    x.groups});
  return row;
}

Expr PhaseSum::getShift() {
  return conv.getShift() ? stages.channelWeight(conv.getShift()) : Expr(0.0f);
}

void PhaseSum::build() {
  auto [c, px, py, b] = std::tie(stages.c, stages.x, stages.y, stages.b);
  // No tap falls on a frame of this phase: the weight has nothing to give.
  if (frames == 0) {
    stages.phaseWeight(conv.getWeight(), {1}, [](ArrayRef<float>, int64_t) {
      return std::vector<float>{0};
    });
    // What is no number stays so where it meets these zeros.
    stages.requireStrictFloat();
    return stages.result(conv.getResult(), getShift());
  }
  int padded = stages.getPaddedChannels();
  Tile tile = stages.chooseMapTile(padded, x.groups, describe());
  Halide::Func row = sumTaps(tile, padded);
  stages.result(conv.getResult(), row(c, x.groupOf(px), py, b, x.phaseOf(px)));
}

namespace {
struct ConvTransposeKernel : StepKernel<ConvTransposeKernel, ConvTransposeOp> {
  void buildStep(Operation *op, StageBuilder &stages) const {
    PhaseSum(cast<ConvTransposeOp>(op), stages).build();
  }
};
} // namespace

void ConvTransposeOp::attachStepKernel(MLIRContext &context) {
  attachInterface<ConvTransposeKernel>(context);
}
