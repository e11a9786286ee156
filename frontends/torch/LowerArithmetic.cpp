//===- LowerArithmetic.cpp - Streams with streams and with numbers --------===//

#include "frontends/torch/LowerArithmetic.h"
#include "frontends/torch/LowerRegistry.h"
#include "llvm/ADT/STLExtras.h"

using namespace llvm;

namespace cocc::frontends {

std::optional<Constant> knownOperand(const Call &call, StringRef parameter) {
  if (const Constant *constant = call.constant(parameter))
    return *constant;
  if (call.find(parameter) || !call.has(parameter))
    return std::nullopt;
  return Constant::filled(TorchType::Float32, {}, call.number(parameter));
}

/// What is the same at all frames of a clip, as one frame; nothing where it is
/// not.
static std::optional<Constant> withoutFrames(Constant constant, int64_t time,
                                             int64_t frames) {
  if (time < 0 || constant.sizes[time] == 1)
    return constant;
  Constant first = constant.sliced(time, 0, 1, 1);
  std::optional<Constant> whole = first.expanded(constant.sizes);
  return constant.sizes[time] == frames && isSame(*whole, constant)
             ? std::optional(first)
             : std::nullopt;
}

std::optional<Constant> knownBeside(const Call &call, StringRef parameter,
                                    const Stream &stream) {
  std::vector<Constant> constants = call.constantAt(parameter);
  if (constants.size() < 2)
    return knownOperand(call, parameter);
  std::optional<Constant> all;
  for (auto [constant, frames] : zip_equal(constants, stream.frames)) {
    int64_t time = stream.timeDim() < 0
                       ? -1
                       : stream.timeDim() + constant.rank() - stream.rank();
    std::optional<Constant> one = withoutFrames(constant, time, frames);
    if (!one || (all && !isSame(*all, *one)))
      return knownOperand(call, parameter);
    all = one;
  }
  return all;
}

/// One frame of a constant that meets all frames of `stream` alike.
static bool dropTime(Call &call, const Stream &stream, Constant &constant) {
  int64_t time = stream.timeDim();
  if (time < 0 || constant.sizes[time] == 1)
    return true;
  Constant first = constant.sliced(time, 0, 1, 1);
  std::optional<Constant> same =
      combine(constant, first, TorchType::Bool,
              [](double a, double b) { return a == b; });
  if (!stream.isTimeAlone(time) || same->uniform() != 1.0)
    return call.fail("meets each frame with another constant, by its position "
                     "in the clip; a stream has no beginning to count from");
  constant = std::move(first);
  return true;
}

/// With an axis for each atom that varies, in the order of the stream's axes;
/// batches first.
static Constant byAxes(const Stream &stream, const Constant &constant) {
  SmallVector<int> atoms;
  Extents split;
  for (auto [dim, own] : enumerate(stream.dims))
    for (int atom : own)
      if (atom != Stream::time) {
        atoms.push_back(atom);
        split.push_back(constant.sizes[dim] == 1 ? 1 : stream.extentOf(atom));
      }
  Extents order, merged, whole;
  for (const Atoms &axis : stream.axes) {
    bool varies = false;
    for (int atom : axis) {
      order.push_back(find(atoms, atom) - atoms.begin());
      varies |= split[order.back()] != 1;
    }
    merged.push_back(varies ? stream.product(axis) : 1);
    for (int atom : axis)
      whole.push_back(varies ? stream.extentOf(atom) : 1);
  }
  return constant.reshaped(split).permuted(order).expanded(whole)->reshaped(
      merged);
}

bool fitConstant(Call &call, Stream &stream, Constant &constant) {
  while (stream.rank() < constant.rank())
    stream.dims.insert(stream.dims.begin(), Atoms());
  while (constant.rank() < stream.rank())
    constant.sizes.insert(constant.sizes.begin(), 1);
  for (int64_t dim = 0; dim < stream.rank(); ++dim)
    if (int64_t size = stream.product(stream.dims[dim]),
        own = constant.sizes[dim];
        own != size && own != 1 && size != 1)
      return call.fail("has operands whose shapes do not fit");
  if (!dropTime(call, stream, constant))
    return false;
  for (int64_t dim = 0; dim < stream.rank(); ++dim)
    if (stream.product(stream.dims[dim]) == 1 && constant.sizes[dim] != 1)
      stream = call.repeat(stream, dim, constant.sizes[dim]);
  constant = byAxes(stream, constant);
  if (constant.sizes.front() != 1)
    return call.fail("meets each row of the batch with another constant");
  constant.sizes.erase(constant.sizes.begin());
  return true;
}

Stream scaled(Call &call, const Stream &input, double factor, double offset) {
  if (factor == 1 && offset == 0)
    return input;
  return call.layer(
      "scale", input,
      Attributes().number("factor", factor, 1).number("offset", offset, 0));
}

static bool giveWithConstant(Call &call, StringRef called, Stream stream,
                             Constant constant) {
  if (!fitConstant(call, stream, constant))
    return false;
  Attributes attributes;
  attributes.integers("shape", constant.sizes);
  return call.give(
      call.layer(called, stream, attributes, {{"value", constant}}));
}

static bool giveSum(Call &call, const Stream &stream,
                    const Constant &constant) {
  if (std::optional<double> number = constant.uniform();
      number && constant.count() == 1)
    return call.give(scaled(call, stream, 1, *number));
  return giveWithConstant(call, "add_constant", stream, constant);
}

static bool giveProduct(Call &call, const Stream &stream,
                        const Constant &constant) {
  if (std::optional<double> number = constant.uniform();
      number && constant.count() == 1)
    return call.give(scaled(call, stream, *number, 0));
  return giveWithConstant(call, "mul_constant", stream, constant);
}

namespace {

/// `a` joined with `b`.
bool giveJoin(Call &call, StringRef called, Stream a, Stream b) {
  return call.align(a, b) && call.give(call.join(called, {a, b}));
}

Stream times(Call &call, const Stream &input, double factor) {
  if (factor == 1)
    return input;
  return call.helper("scale", input, Attributes().number("factor", factor));
}

Constant times(const Constant &constant, double factor) {
  if (factor == 1)
    return constant;
  return constant.mapped(constant.type,
                         [=](double number) { return number * factor; });
}

/// left * a + right * b, each a stream or known.
bool giveWeighted(Call &call, StringRef a, double left, StringRef b,
                  double right) {
  const Stream *x = call.stream(a), *y = call.stream(b);
  if (x && y && left == 1 && right == -1)
    return giveJoin(call, "sub", *x, *y);
  if (x && y)
    return giveJoin(call, "add", times(call, *x, left), times(call, *y, right));
  const Stream &stream = x ? *x : *y;
  std::optional<Constant> known = knownBeside(call, x ? b : a, stream);
  if (!known)
    return call.fail("has an operand that is neither a tensor nor a number");
  double factor = x ? left : right;
  Constant constant = times(*known, x ? right : left);
  if (constant.count() == 1)
    return call.give(scaled(call, stream, factor, constant.at(0)));
  return giveSum(call, times(call, stream, factor), constant);
}

bool lowerAdd(Call &call) {
  return giveWeighted(call, "self", 1, "other", call.number("alpha", 1));
}

bool lowerSub(Call &call) {
  return giveWeighted(call, "self", 1, "other", -call.number("alpha", 1));
}

bool lowerRsub(Call &call) {
  return giveWeighted(call, "other", 1, "self", -call.number("alpha", 1));
}

bool lowerMul(Call &call) {
  const Stream *x = call.stream("self"), *y = call.stream("other");
  if (x && y)
    return giveJoin(call, "mul", *x, *y);
  std::optional<Constant> known = knownBeside(call, x ? "other" : "self", x ? *x : *y);
  if (!known)
    return call.fail("has an operand that is neither a tensor nor a number");
  return giveProduct(call, x ? *x : *y, *known);
}

Stream inverse(Call &call, const Stream &stream) {
  return call.helper("pow", stream, Attributes().number("exponent", -1));
}

bool lowerDiv(Call &call) {
  const Stream *x = call.stream("self"), *y = call.stream("other");
  if (call.has("rounding_mode"))
    return call.fail("there is no division that rounds");
  if (x && y)
    return giveJoin(call, "div", *x, *y);
  std::optional<Constant> known = knownBeside(call, x ? "other" : "self", x ? *x : *y);
  if (!known)
    return call.fail("has an operand that is neither a tensor nor a number");
  if (y)
    return giveProduct(call, inverse(call, *y), *known);
  return giveProduct(call, *x, known->mapped(known->type, [](double number) {
    return 1 / number;
  }));
}

bool lowerExtreme(Call &call) {
  bool isMax = StringRef(call.op).starts_with("max");
  const Stream *x = call.stream("self"), *y = call.stream("other");
  if (x && y)
    return giveJoin(call, isMax ? "maximum" : "minimum", *x, *y);
  std::optional<Constant> known = knownBeside(call, x ? "other" : "self", x ? *x : *y);
  std::optional<double> number = known ? known->uniform() : std::nullopt;
  if (!number)
    return call.fail("compares with a constant that is not one number");
  return call.give(
      call.layer("clamp", x ? *x : *y,
                 Attributes().number(isMax ? "low" : "high", *number)));
}

constexpr LowerEntry entries[] = {
    {"add", lowerAdd},         {"sub", lowerSub},
    {"subtract", lowerSub},    {"rsub", lowerRsub},
    {"mul", lowerMul},         {"multiply", lowerMul},
    {"div", lowerDiv},         {"divide", lowerDiv},
    {"true_divide", lowerDiv}, {"maximum", lowerExtreme},
    {"minimum", lowerExtreme}};

} // namespace

LowerTable arithmeticTable() { return entries; }

} // namespace cocc::frontends
