//===- LowerConstantFills.cpp - Numbers that are known, made --------------===//

#include "frontends/torch/LowerConstants.h"
#include "frontends/torch/LowerRegistry.h"
#include <cmath>

using namespace llvm;

namespace cocc::frontends {

bool lowerFilled(Call &call) {
  StringRef op = call.op;
  // What nobody has written is no number.
  double number = op.contains("ones") ? 1.0 : op.contains("empty") ? NAN : 0.0;
  if (op.contains("full"))
    number = call.number("fill_value");
  else if (op.contains("scalar_tensor"))
    number = call.number("s");
  else if (op == "fill" && call.find("value")) {
    Constant value;
    if (!call.need("value", value) || !value.uniform())
      return call.fail("fills a tensor with what is not one known number");
    number = *value.uniform();
  } else if (op == "fill")
    number = call.number("value");
  return call.give(
      Constant::filled(call.resultType(), call.resultSizes(), number));
}

namespace {

bool lowerArange(Call &call) {
  double start = call.number("start"), step = call.number("step", 1);
  std::vector<double> numbers;
  for (int64_t i = 0, n = countElements(call.resultSizes()); i < n; ++i)
    numbers.push_back(start + step * i);
  return giveRounded(
      call, Constant::make(call.resultType(), call.resultSizes(), numbers));
}

bool lowerLinspace(Call &call) {
  double start = call.number("start"), end = call.number("end");
  int64_t count = countElements(call.resultSizes());
  std::vector<double> numbers;
  for (int64_t i = 0; i < count; ++i)
    numbers.push_back(count == 1 ? start
                                 : start + (end - start) * i / (count - 1));
  return giveRounded(
      call, Constant::make(call.resultType(), call.resultSizes(), numbers));
}

bool lowerEye(Call &call) {
  if (call.resultSizes().size() != 2)
    return call.fail("is no matrix");
  Constant eye = Constant::filled(call.resultType(), call.resultSizes(), 0.0);
  std::vector<double> numbers = *eye.numbers;
  int64_t columns = eye.sizes[1];
  for (int64_t i = 0; i < std::min(eye.sizes[0], columns); ++i)
    numbers[i * columns + i] = 1;
  return call.give(Constant::make(eye.type, eye.sizes, numbers));
}

/// tril and triu.
bool lowerTriangle(Call &call) {
  Constant input;
  if (!call.need("self", input))
    return false;
  if (input.rank() < 2)
    return call.fail("is no matrix");
  bool isLower = call.op == "tril";
  int64_t diagonal = call.integer("diagonal"), columns = input.sizes.back(),
          rows = input.sizes[input.rank() - 2];
  std::vector<double> numbers = *input.numbers;
  for (int64_t i = 0; i < input.count(); ++i) {
    int64_t right = i % columns - i / columns % rows;
    if (isLower ? right > diagonal : right < diagonal)
      numbers[i] = 0;
  }
  return call.give(Constant::make(input.type, input.sizes, numbers));
}

constexpr LowerEntry entries[] = {
    {"zeros", lowerFilled},         {"ones", lowerFilled},
    {"full", lowerFilled},          {"empty", lowerFilled},
    {"zeros_like", lowerFilled},    {"ones_like", lowerFilled},
    {"full_like", lowerFilled},     {"empty_like", lowerFilled},
    {"new_zeros", lowerFilled},     {"new_ones", lowerFilled},
    {"new_full", lowerFilled},      {"new_empty", lowerFilled},
    {"empty_strided", lowerFilled}, {"new_empty_strided", lowerFilled},
    {"scalar_tensor", lowerFilled}, {"fill", lowerFilled},
    {"zero", lowerFilled},          {"arange", lowerArange},
    {"linspace", lowerLinspace},    {"eye", lowerEye},
    {"tril", lowerTriangle},        {"triu", lowerTriangle}};

} // namespace

LowerTable constantFillTable() { return entries; }

} // namespace cocc::frontends
