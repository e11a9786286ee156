//===- LowerWindowValues.cpp - Window functions of signals ----------------===//

#include "frontends/torch/LowerConstants.h"
#include "frontends/torch/LowerRegistry.h"
#include <cmath>

using namespace llvm;

namespace cocc::frontends {
namespace {

/// The modified Bessel function of order 0, by its series.
double besselI0(double x) {
  double sum = 1, term = 1;
  for (int k = 1; term > 1e-17 * sum; ++k) {
    term *= x * x / (4.0 * k * k);
    sum += term;
  }
  return sum;
}

/// The window at a place from 0 to 1.
double windowAt(const Call &call, double place) {
  StringRef op = call.op;
  double turn = 2 * M_PI * place;
  if (op == "bartlett_window")
    return 1 - std::abs(2 * place - 1);
  if (op == "blackman_window")
    return 0.42 - 0.5 * std::cos(turn) + 0.08 * std::cos(2 * turn);
  if (op == "kaiser_window") {
    double beta = call.number("beta", 12), side = 2 * place - 1;
    return besselI0(beta * std::sqrt(std::max(0.0, 1 - side * side))) /
           besselI0(beta);
  }
  bool isHann = op == "hann_window";
  return call.number("alpha", isHann ? 0.5 : 0.54) -
         call.number("beta", isHann ? 0.5 : 0.46) * std::cos(turn);
}

bool lowerWindow(Call &call) {
  int64_t length = call.integer("window_length");
  double last = call.flag("periodic", true) ? length : length - 1;
  std::vector<double> numbers;
  for (int64_t i = 0; i < length; ++i)
    numbers.push_back(length == 1 ? 1 : windowAt(call, i / last));
  return giveRounded(call,
                     Constant::make(call.resultType(), {length}, numbers));
}

constexpr LowerEntry entries[] = {{"bartlett_window", lowerWindow},
                                  {"blackman_window", lowerWindow},
                                  {"hamming_window", lowerWindow},
                                  {"hann_window", lowerWindow},
                                  {"kaiser_window", lowerWindow}};

} // namespace

LowerTable windowValueTable() { return entries; }

} // namespace cocc::frontends
