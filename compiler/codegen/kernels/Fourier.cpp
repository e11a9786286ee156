//===- Fourier.cpp --------------------------------------------------------===//
//
// The steps of a plan (dialect/FourierPlan.h), for one position after the
// other. Between steps, numbers lie in rows of P channels: p0 + P * (p1 + G *
// t), where p0 is the index that the first step made, which fills whole
// vectors, p1 that of the other steps, G of which there are so far. All real
// parts come first, then all imaginary parts.
//
//===----------------------------------------------------------------------===//

#include "compiler/codegen/kernels/Kernel.h"
#include "dialect/FourierPlan.h"
#include "dialect/SpectrumOps.h"
#include <cmath>

using namespace mlir;
using namespace cocc;
using namespace cocc::continual;
using Halide::Expr;
using Halide::Func;

namespace {
/// A number's real and its imaginary part, by where it lies.
struct Numbers {
  std::function<Expr(Expr place)> real, imaginary;
};

/// Where the result of a sum lies: a lane of a block of a row, and whether it
/// is a real (0) or an imaginary part (1).
struct Place {
  Expr lane, block, row, part;
};

/// Sums over j of a complex number times exp(i * angle). With parts (0 and 1)
/// of the result, tables hold cos(angle - (part + shift) * pi/2): shift 0 for
/// what meets real parts, shift 1 for what meets imaginary parts, negated.
struct StepSum {
  std::string name;
  int rows, radix;
  /// 1 where real parts are all that is wanted.
  int parts;
  Numbers read;
  std::function<Expr(const Place &, Expr j)> position;
  std::function<Halide::Buffer<float>(int shift)> makeTable;
  std::function<Expr(Halide::Buffer<float>, const Place &, Expr j)> look;
};

class FourierBuilder {
public:
  FourierBuilder(FourierOp op, StageBuilder &stages)
      : op(op), stages(stages),
        plan(planFourier(op.getSize(), parseSpectrumForm(op.getFrom()),
                         parseSpectrumForm(op.getTo()))) {}

  void build();

private:
  int partsOf(size_t step) const {
    bool isLast = step + 1 == plan.radices.size();
    return isLast && plan.to == SpectrumForm::Real ? 1 : 2;
  }
  double cosineOf(int64_t product, int64_t size, int quarters);
  Numbers inFunc(Func func, int numbers);
  Numbers readHalf();
  Numbers readInput();
  Numbers buildSum(const StepSum &step);
  Numbers buildFirst(const Numbers &input);
  Numbers twiddle(const Numbers &made);
  Numbers buildNext(const Numbers &made, size_t step, int before);
  void giveResult(const Numbers &made);

  FourierOp op;
  StageBuilder &stages;
  FourierPlan plan;
  Tile tile;
  /// Channels of a row (P), and numbers that the last step made.
  int places = 1, numbers = 0;
};
} // namespace

/// A table in the kernel's own code, whose first index is innermost.
static Halide::Buffer<float>
fillTable(std::vector<int> extents,
          const std::function<double(const int *)> &element) {
  Halide::Buffer<float> table(extents);
  table.for_each_element([&](const int *place) {
    table(place) = static_cast<float>(element(place));
  });
  return table;
}

/// cos(+-2 pi * product / size - quarters * pi/2), exactly 0 and 1 where it is.
double FourierBuilder::cosineOf(int64_t product, int64_t size, int quarters) {
  // In parts of a turn, of which a quarter has `size`.
  int64_t turn = 4 * size, part = 4 * (product % size);
  part = (op.getInverse() ? part : turn - part) + (4 - quarters) * size;
  double angle = M_PI / 2 * (part % size) / size;
  switch (part / size % 4) {
  case 0:
    return std::cos(angle);
  case 1:
    return -std::sin(angle);
  case 2:
    return -std::cos(angle);
  default:
    return std::sin(angle);
  }
}

/// Numbers in the channels of a Func.
Numbers FourierBuilder::inFunc(Func func, int count) {
  auto [x, y, b] = std::make_tuple(stages.x, stages.y, stages.b);
  return {[=](Expr place) { return func(place, x, y, b); },
          [=](Expr place) { return func(place + count, x, y, b); }};
}

/// Half a spectrum and, behind it, the conjugates that it leaves out. The first
/// number is real, and so is the one in the middle of an even size.
Numbers FourierBuilder::readHalf() {
  int size = plan.size, given = size / 2 + 1;
  auto at = [&](Expr channel) {
    return stages.tap(op.getInput(), channel, stages.x, stages.y, stages.b, 0);
  };
  Expr t = stages.c % size, isConjugate = t >= given;
  Expr place = Halide::select(isConjugate, size - t, t);
  Expr imaginary = at(given + place);
  Func whole("whole");
  whole(stages.c, stages.x, stages.y, stages.b) =
      Halide::select(stages.c < size, at(place), t == 0 || t * 2 == size, 0.0f,
                     isConjugate, -imaginary, imaginary);
  whole.bound(stages.c, 0, 2 * size);
  stages.addRows(whole);
  return inFunc(whole, size);
}

Numbers FourierBuilder::readInput() {
  if (plan.from == SpectrumForm::Half)
    return readHalf();
  auto at = [this](Expr channel) {
    return stages.tap(op.getInput(), channel, stages.x, stages.y, stages.b, 0);
  };
  if (plan.from == SpectrumForm::Real)
    return {at, nullptr};
  int size = plan.size;
  return {at, [=](Expr t) { return at(t + size); }};
}

Numbers FourierBuilder::buildSum(const StepSum &step) {
  auto [c, x, y, b] = std::tie(stages.c, stages.x, stages.y, stages.b);
  int block = tile.getChannels(), blocks = places / block;
  Expr unit = c / block, row = unit / blocks;
  Place place = {c % block, unit % blocks, row % step.rows, row / step.rows};
  Halide::RDom r(0, step.radix, "r");
  Expr position = step.position(place, r);
  Expr term = step.read.real(position) * step.look(step.makeTable(0), place, r);
  if (step.read.imaginary)
    term -=
        step.read.imaginary(position) * step.look(step.makeTable(1), place, r);
  Func func(step.name), sum(step.name + "_sum");
  sum(c, x, y, b) = 0.0f;
  sum(c, x, y, b) += term;
  func(c, x, y, b) = sum(c, x, y, b);
  numbers = places * step.rows;
  stages.addRowMap(
      {func, numbers * step.parts, tile, {sum, {r}, {step.radix}}});
  return inFunc(func, numbers);
}

/// A sum for each q, in the lanes of vectors; the only step has those of the
/// result alone.
Numbers FourierBuilder::buildFirst(const Numbers &input) {
  int radix = plan.radices.front(), rest = plan.size / radix;
  bool isSingle = plan.radices.size() == 1;
  places = stages.alignToVectors(isSingle ? countNumbers(plan.to, plan.size)
                                          : radix);
  tile = stages.chooseRowTile(places, radix);
  int block = tile.getChannels(), blocks = places / block;
  double factor = op.getFactor().convertToDouble();
  StepSum step = {"first", rest, radix, partsOf(0), input, {}, {}, {}};
  step.position = [=](const Place &place, Expr j) {
    return j * rest + place.row;
  };
  step.makeTable = [=, this](int shift) {
    return fillTable({block, radix, blocks, 2}, [=, this](const int *at) {
      int64_t product = int64_t(at[2] * block + at[0]) * at[1];
      return factor * cosineOf(product, radix, at[3] + shift);
    });
  };
  step.look = [](Halide::Buffer<float> table, const Place &place, Expr j) {
    return table(place.lane, j, place.block, place.part);
  };
  return buildSum(step);
}

/// What the first step made, each times exp(i * angle of q * s).
Numbers FourierBuilder::twiddle(const Numbers &made) {
  auto [c, x, y, b] = std::tie(stages.c, stages.x, stages.y, stages.b);
  int count = numbers, row = places, size = plan.size;
  auto makeTable = [&](int shift) {
    return fillTable({2 * count}, [&](const int *at) {
      int place = at[0] % count, part = at[0] / count;
      int64_t product = int64_t(place % row) * (place / row);
      return cosineOf(product, size, part + shift);
    });
  };
  Func turned("turned");
  turned(c, x, y, b) = made.real(c % count) * makeTable(0)(c) -
                       made.imaginary(c % count) * makeTable(1)(c);
  turned.bound(c, 0, 2 * count);
  stages.addRows(turned);
  return inFunc(turned, count);
}

/// Sums of rows, in which all lanes have the same factors: those of the
/// transform and, but for the last step, of the next twiddle. `before` is G.
Numbers FourierBuilder::buildNext(const Numbers &made, size_t index,
                                  int before) {
  int radix = plan.radices[index], row = places, block = tile.getChannels();
  int rest = plan.size / plan.radices.front() / before / radix;
  bool isLast = index + 1 == plan.radices.size();
  int results = isLast ? plan.countLastRows() : radix;
  StepSum step = {"step" + std::to_string(index),
                  before * results * rest,
                  radix,
                  partsOf(index),
                  made,
                  {},
                  {},
                  {}};
  step.position = [=](const Place &place, Expr j) {
    Expr s = place.row / (before * results);
    Expr t = place.row % before + before * (rest * j + s);
    return place.lane + block * place.block + row * t;
  };
  step.makeTable = [=, this](int shift) {
    return fillTable({radix, results, rest, 2}, [=, this](const int *at) {
      int64_t product = int64_t(at[0]) * at[1] * rest + at[1] * at[2];
      return cosineOf(product, radix * rest, at[3] + shift);
    });
  };
  step.look = [=](Halide::Buffer<float> table, const Place &place, Expr j) {
    return table(j, place.row / before % results,
                 place.row / (before * results), place.part);
  };
  return buildSum(step);
}

/// Where rows are filled, numbers lie in their order already. Of real numbers,
/// the sum and, of an even size, the number in the middle are real.
void FourierBuilder::giveResult(const Numbers &made) {
  int given = countNumbers(plan.to, plan.size), row = places;
  int filled = plan.radices.size() == 1 ? row : plan.radices.front();
  auto placeOf = [=](Expr k) {
    return filled == row ? k : k % filled + k / filled * row;
  };
  Expr c = stages.c, k = c - given;
  stages.leavePadding();
  if (plan.to == SpectrumForm::Real)
    return stages.result(op.getResult(), made.real(placeOf(c)));
  Expr real = made.real(filled == row ? c : placeOf(c % given));
  Expr imaginary = made.imaginary(filled == row ? k : placeOf(c % given));
  if (plan.from == SpectrumForm::Real)
    imaginary =
        Halide::select(k == 0 || k * 2 == int(plan.size), 0.0f, imaginary);
  stages.result(op.getResult(), Halide::select(c < given, real, imaginary));
}

void FourierBuilder::build() {
  stages.makeRowsByPlace();
  Numbers made = buildFirst(readInput());
  if (plan.radices.size() > 1)
    made = twiddle(made);
  int before = 1;
  for (size_t step = 1; step < plan.radices.size(); ++step) {
    made = buildNext(made, step, before);
    before *= plan.radices[step];
  }
  giveResult(made);
}

namespace {
struct FourierKernel : StepKernel<FourierKernel, FourierOp> {
  void buildStep(Operation *op, StageBuilder &stages) const {
    FourierBuilder(cast<FourierOp>(op), stages).build();
  }
};
} // namespace

void FourierOp::attachStepKernel(MLIRContext &context) {
  attachInterface<FourierKernel>(context);
}
