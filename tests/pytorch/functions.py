"""PyTorch's functions of each element: what each is called with, or why none is compiled.

The names are those of torch.ops.aten's operators with the tag `pointwise`; test_functions.py compares.
"""

from collections.abc import Callable

import torch
import torch.nn.functional as F

Function = Callable[[torch.Tensor], torch.Tensor]
aten = torch.ops.aten


def positive(x: torch.Tensor) -> torch.Tensor:
    return x.abs() + 0.5


def bounded(x: torch.Tensor) -> torch.Tensor:
    return 0.9 * torch.tanh(x)


def other(x: torch.Tensor) -> torch.Tensor:
    return torch.tanh(2 * x) + 0.25


def table(x: torch.Tensor) -> torch.Tensor:
    """Numbers for each channel."""
    return torch.linspace(-1.5, 2, x.shape[1])[:, None]


def by_name(names: str, prepare: Callable = lambda x: x) -> dict[str, Function]:
    return {name: lambda x, name=name: getattr(torch, name)(prepare(x)) for name in names.split()}


def of_two(names: str) -> dict[str, Function]:
    """Of two streams, of a stream and numbers on either side."""
    def all_ways(x, function):
        a, b = x, positive(2 * x)
        return torch.stack([part.float() for part in (function(a, b), function(a, table(x) + 3), function(table(x) + 0.1, b))])

    return {name: lambda x, name=name: all_ways(x, getattr(torch, name)) for name in names.split()}


COMPILED: dict[str, Function] = {
    **by_name("abs angle asinh atan ceil clone cos deg2rad erf erfc exp2 floor frac isfinite isinf isnan isneginf "
              "isposinf nan_to_num neg positive rad2deg relu round sgn sigmoid sign signbit sin sinc square tanh trunc"),
    **by_name("acos asin atanh cosh erfinv exp expm1 log1p sinh tan", bounded),
    **by_name("acosh digamma lgamma log log10 log2 reciprocal rsqrt sqrt", lambda x: positive(x) + 0.6),
    **of_two("atan2 copysign eq fmax fmin fmod ge gt heaviside hypot le logaddexp logaddexp2 lt maximum minimum ne remainder "
             "xlogy true_divide sub mul"),
    "add": lambda x: torch.add(x, positive(x), alpha=0.5) + torch.add(x, table(x), alpha=-2),
    "addcdiv": lambda x: torch.addcdiv(x, x, positive(x), value=0.5) + torch.addcdiv(table(x), x, table(x) + 3),
    "addcmul": lambda x: torch.addcmul(x, x, other(x), value=-0.5) + torch.addcmul(x, table(x), x),
    "bitwise_and": lambda x: (x > 0) & (x < 1),
    "bitwise_not": lambda x: ~(x > 0),
    "bitwise_or": lambda x: (x > 1) | (x < 0),
    "bitwise_xor": lambda x: (x > 0) ^ (x < 1),
    "celu": lambda x: F.celu(x, 0.3),
    "clamp": lambda x: x.clamp(-0.5, 0.75) + x.clamp(min=table(x)) + x.clamp(other(x) - 1, other(x)),
    "clamp_max": lambda x: x.clamp_max(0.5) + x.clamp_max(table(x)),
    "clamp_min": lambda x: x.clamp_min(0.5) + x.clamp_min(other(x)),
    "clip": lambda x: torch.clip(x, -1, 1),
    "conj_physical": lambda x: torch.conj_physical(x) + aten._conj_physical(x),
    "div": lambda x: torch.stack([
        torch.div(x, positive(x)), torch.div(x, 0.3, rounding_mode="floor"), torch.div(x, other(x), rounding_mode="floor"),
        torch.div(x, 0.3, rounding_mode="trunc"), torch.div(2.0, positive(x), rounding_mode="trunc"), x // 0.7,
    ]),
    "elu": lambda x: F.elu(x, 0.3) + aten.elu(x, 0.5, 1.25, 2.0),
    "gelu": lambda x: F.gelu(x) + F.gelu(x, approximate="tanh"),
    "hardshrink": lambda x: F.hardshrink(x, 0.7),
    "hardsigmoid": lambda x: F.hardsigmoid(x),
    "hardtanh": lambda x: F.hardtanh(x, -0.25, 1.5),
    "ldexp": lambda x: torch.ldexp(x, torch.tensor(3)),
    "leaky_relu": lambda x: F.leaky_relu(x, 0.25),
    "lerp": lambda x: torch.lerp(x, other(x), 0.3) + torch.lerp(x, other(x), bounded(x)) + torch.lerp(table(x), x, table(x)),
    "logical_and": lambda x: torch.logical_and(x.relu(), x < 1),
    "logical_not": lambda x: torch.logical_not(x.relu()),
    "logical_or": lambda x: torch.logical_or(x.relu(), x < -1),
    "logical_xor": lambda x: torch.logical_xor(x.relu(), x < 1),
    "logit": lambda x: torch.logit(x.sigmoid()) + torch.logit(x, eps=0.1),
    "masked_fill": lambda x: x.masked_fill(x > 0.5, 2.0) + x.masked_fill(table(x) > 0, -1.0),
    "max": lambda x: torch.max(x, other(x)),
    "min": lambda x: torch.min(x, other(x)),
    "mish": lambda x: F.mish(x),
    "pow": lambda x: torch.stack([
        x**2, positive(x) ** 0.3, 2**x, positive(x) ** x, table(x).abs() ** x, positive(x) ** table(x), x**3.0, x**-2,
    ]),
    "relu6": lambda x: F.relu6(4 * x),
    "rrelu": lambda x: F.rrelu(x, 0.1, 0.6),
    "rsub": lambda x: torch.rsub(x, 3, alpha=2) + torch.rsub(x, table(x)),
    "selu": lambda x: F.selu(x),
    "silu": lambda x: F.silu(x),
    "softplus": lambda x: F.softplus(x, 2, 1),
    "softshrink": lambda x: F.softshrink(x, 0.2),
    "special_xlog1py": lambda x: torch.special.xlog1py(x, positive(x)),
    "threshold": lambda x: F.threshold(x, 0.1, 20.0),
    "where": lambda x: torch.stack([
        torch.where(x > 0, x, other(x)), torch.where(table(x) > 0, x, table(x)), torch.where(x > 0, table(x), 0.5),
        torch.where(x > table(x), x, float("-inf")).exp(),
    ]),
}

NO_LAYER = "there is no layer for this operator"
SPECIAL = (
    "airy_ai bessel_j0 bessel_j1 bessel_y0 bessel_y1 entr erfcx i0e i1 i1e log_ndtr modified_bessel_i0 modified_bessel_i1 "
    "modified_bessel_k0 modified_bessel_k1 ndtri scaled_modified_bessel_k0 scaled_modified_bessel_k1 spherical_bessel_j0"
).split()
POLYNOMIALS = (
    "chebyshev_polynomial_t chebyshev_polynomial_u chebyshev_polynomial_v chebyshev_polynomial_w hermite_polynomial_h "
    "hermite_polynomial_he laguerre_polynomial_l legendre_polynomial_p shifted_chebyshev_polynomial_t "
    "shifted_chebyshev_polynomial_u shifted_chebyshev_polynomial_v shifted_chebyshev_polynomial_w"
).split()
REFUSED: dict[str, tuple[Function, str]] = {
    **{f"special_{name}": (lambda x, name=name: getattr(torch.special, name)(positive(x)), NO_LAYER) for name in SPECIAL},
    **{f"special_{name}": (lambda x, name=name: getattr(torch.special, name)(x, 2), NO_LAYER) for name in POLYNOMIALS},
    "special_zeta": (lambda x: torch.special.zeta(positive(x) + 2, 1.0), NO_LAYER),
    **{name: (lambda x, name=name: getattr(aten, name)(x, x), NO_LAYER) for name in
       ("silu_backward", "sigmoid_backward", "tanh_backward", "gelu_backward")},
    "logit_backward": (lambda x: aten.logit_backward(x, x, 0.1), NO_LAYER),
    "threshold_backward": (lambda x: aten.threshold_backward(x, x, 0.1), NO_LAYER),
    "native_dropout_backward": (lambda x: aten.native_dropout_backward(x, x > 0, 1.0), NO_LAYER),
    **{f"__{name}__": (lambda x, name=name: getattr(x.int(), f"__{name}__")(1), NO_LAYER) for name in
       ("ilshift", "ixor", "lshift", "rshift")},
    "__xor__": (lambda x: x.int() ^ 1, "takes comparisons alone"),
    "bitwise_left_shift": (lambda x: torch.bitwise_left_shift(x.int(), 1), NO_LAYER),
    "bitwise_right_shift": (lambda x: torch.bitwise_right_shift(x.int(), 1), NO_LAYER),
    "gcd": (lambda x: torch.gcd(x.int(), x.int()), NO_LAYER),
    "lcm": (lambda x: torch.lcm(x.int(), x.int()), NO_LAYER),
    "float_power": (lambda x: torch.float_power(x, 2), NO_LAYER),
    "frexp": (lambda x: torch.frexp(x).mantissa, NO_LAYER),
    "i0": (torch.i0, NO_LAYER),
    "igamma": (lambda x: torch.igamma(positive(x), positive(x)), NO_LAYER),
    "igammac": (lambda x: torch.igammac(positive(x), positive(x)), NO_LAYER),
    "mvlgamma": (lambda x: torch.mvlgamma(positive(x) + 2, 2), NO_LAYER),
    "nextafter": (lambda x: torch.nextafter(x, other(x)), NO_LAYER),
    "polygamma": (lambda x: torch.polygamma(1, positive(x)), NO_LAYER),
}
