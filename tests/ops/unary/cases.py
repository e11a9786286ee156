"""unary: the functions side by side, each where it is defined. Their digits are in tests/numeric/test_functions.py."""

import torch

from numeric.operator_case import Apply, Case

ANYWHERE = (
    "angle asinh atan ceil cos erf erfc floor frac isfinite isinf isnan round signbit sin sinc trunc".split()
)
NEAR_ZERO = "acos asin atanh cosh erfinv exp2 expm1 log1p sinh tan".split()
POSITIVE = "acosh digamma lgamma log10 log1p log2".split()


def side_by_side(before, names, prepare, frame):
    """The layers `before` in a row, and behind the last one all functions."""
    named = ", ".join(f"unary: {{name: {name}, inputs: before, function: {name}}}" for name in names)
    return Case(
        f"{before}, {named}, concat: {{inputs: [{', '.join(names)}]}}",
        frame,
        lambda: Apply(lambda x: torch.cat([getattr(torch, name)(prepare(x)).float() for name in names], 1)),
    )


CASES = [
    side_by_side("scale: {name: before, factor: 3}", ANYWHERE, lambda x: 3 * x, (5,)),
    side_by_side("hardtanh: {name: before, low: -0.9, high: 0.9}", NEAR_ZERO, lambda x: x.clamp(-0.9, 0.9), (3, 7)),
    side_by_side("abs, scale: {name: before, offset: 1}", POSITIVE, lambda x: x.abs() + 1, (3, 2, 4)),
    Case("unary: {function: sin}", (4, 5, 6), lambda: Apply(torch.sin)),
]
