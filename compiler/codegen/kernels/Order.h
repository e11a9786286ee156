//===- Order.h - Comparisons that know of what is no number ---------------===//
//
// Halide's own comparisons, and what it makes of them (min, max, clamp), are
// right of numbers only, and so is its arithmetic: x - x is always zero.
//
//===----------------------------------------------------------------------===//

#ifndef COCC_COMPILER_CODEGEN_KERNELS_ORDER_H
#define COCC_COMPILER_CODEGEN_KERNELS_ORDER_H

#include "llvm/ADT/StringRef.h"
#include <Halide.h>

namespace cocc {

/// Comparisons that do not hold where one is no number.
Halide::Expr isLess(Halide::Expr a, Halide::Expr b);
Halide::Expr isAtMost(Halide::Expr a, Halide::Expr b);
Halide::Expr isEqual(Halide::Expr a, Halide::Expr b);

/// Whether a has the relation "gt", "ge", "lt", "le", "eq" or "ne" to b.
Halide::Expr isInRelation(llvm::StringRef relation, Halide::Expr a,
                          Halide::Expr b);

Halide::Expr isNotANumber(Halide::Expr x);

/// a - b and a / b, also where they are no numbers: of two equal infinities or
/// of what is no number itself.
Halide::Expr difference(Halide::Expr a, Halide::Expr b);
Halide::Expr quotient(Halide::Expr a, Halide::Expr b);

/// The larger of two, no number where one is none.
Halide::Expr larger(Halide::Expr a, Halide::Expr b);

/// The smaller of two, no number where one is none.
Halide::Expr smaller(Halide::Expr a, Halide::Expr b);

/// x, or a constant where x is less or more.
Halide::Expr atLeast(Halide::Expr x, float least);
Halide::Expr atMost(Halide::Expr x, float most);

/// x within limits that may be infinite; `high` where they contradict.
Halide::Expr clampBetween(Halide::Expr x, double low, double high);

} // namespace cocc

#endif // COCC_COMPILER_CODEGEN_KERNELS_ORDER_H
