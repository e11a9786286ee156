//===- Order.cpp ----------------------------------------------------------===//

#include "compiler/codegen/kernels/Order.h"
#include "llvm/ADT/StringSwitch.h"
#include <cmath>

using Halide::Expr;
using Halide::Internal::Call;

/// An operation on two numbers that LLVM does not take to be finite numbers, as
/// it does in ordinary arithmetic.
static Expr strictly(Halide::Type type, Call::IntrinsicOp op, Expr a, Expr b) {
  return Call::make(type, op, {std::move(a), std::move(b)},
                    Call::PureIntrinsic);
}

Expr cocc::isLess(Expr a, Expr b) {
  return strictly(Halide::Bool(), Call::strict_lt, a, b);
}

Expr cocc::isEqual(Expr a, Expr b) {
  return strictly(Halide::Bool(), Call::strict_eq, a, b);
}

Expr cocc::isAtMost(Expr a, Expr b) {
  // Of what is no number, Halide's strict a <= b on x86 is true.
  return isLess(a, b) || isEqual(a, b);
}

Expr cocc::difference(Expr a, Expr b) {
  return strictly(Halide::Float(32), Call::strict_sub, a, b);
}

Expr cocc::quotient(Expr a, Expr b) {
  return strictly(Halide::Float(32), Call::strict_div, a, b);
}

Expr cocc::isInRelation(llvm::StringRef relation, Expr a, Expr b) {
  return llvm::StringSwitch<Expr>(relation)
      .Case("gt", isLess(b, a))
      .Case("ge", isAtMost(b, a))
      .Case("lt", isLess(a, b))
      .Case("le", isAtMost(a, b))
      .Case("eq", isEqual(a, b))
      .Default(!isEqual(a, b));
}

Expr cocc::isNotANumber(Expr x) {
  // By its bits: LLVM leaves out a comparison of x with itself where x is the
  // result of ordinary arithmetic.
  return (Halide::reinterpret<int>(x) & 0x7fffffff) > 0x7f800000;
}

Expr cocc::larger(Expr a, Expr b) {
  return Halide::select(isNotANumber(b) || isLess(a, b), b, a);
}

Expr cocc::smaller(Expr a, Expr b) {
  return Halide::select(isNotANumber(b) || isLess(b, a), b, a);
}

Expr cocc::atLeast(Expr x, float least) {
  return Halide::select(isLess(x, least), least, x);
}

Expr cocc::atMost(Expr x, float most) {
  return Halide::select(isLess(most, x), most, x);
}

Expr cocc::clampBetween(Expr x, double low, double high) {
  if (std::isfinite(low))
    x = atLeast(x, static_cast<float>(low));
  if (std::isfinite(high))
    x = atMost(x, static_cast<float>(high));
  return x;
}
