"""Functions of one number and of two, in double precision and then rounded; see operators.py."""

import math
from statistics import NormalDist

import numpy as np

from .frame_operators import framewise
from .operators import activation, cut_to_shortest, operator


def each(function):
    """A function of Python's floats over arrays; what it cannot compute is no number."""

    def tried(*numbers):
        try:
            return function(*numbers)
        except (ValueError, OverflowError, ZeroDivisionError):
            return math.nan

    return np.vectorize(tried, otypes=[np.float64])


def digamma(x):
    """The derivative of log(gamma) of a positive number, by steps of one up to where its series converges."""
    if x < 20:
        return digamma(x + 1) - 1 / x
    return math.log(x) - 1 / (2 * x) - 1 / (12 * x**2) + 1 / (120 * x**4) - 1 / (252 * x**6)


UNARY = {
    **{name: getattr(np, name) for name in (
        "ceil", "cos", "cosh", "exp2", "expm1", "floor", "isfinite", "isinf", "isnan", "log10", "log1p", "log2",
        "signbit", "sin", "sinc", "sinh", "tan", "trunc",
    )},
    **{f"a{name}": getattr(np, f"arc{name}") for name in ("cos", "cosh", "sin", "sinh", "tan", "tanh")},
    **{name: each(getattr(math, name)) for name in ("erf", "erfc", "lgamma")},
    "angle": np.angle,
    "digamma": each(digamma),
    "erfinv": each(lambda y: NormalDist().inv_cdf((y + 1) / 2) / math.sqrt(2)),
    "frac": lambda x: x - np.trunc(x),
    "round": np.rint,
}


@activation("unary")
def unary(x, attributes):
    with np.errstate(all="ignore"):
        return UNARY[attributes["function"]](x.astype(np.float64)).astype(x.dtype)


def times_log(log):
    return lambda x, y: np.where(x == 0, 0 * y, x * log(y))


BINARY = {
    **{name: getattr(np, name) for name in (
        "copysign", "floor_divide", "fmax", "fmin", "fmod", "hypot", "logaddexp", "logaddexp2", "remainder",
    )},
    "atan2": np.arctan2,
    "heaviside": lambda x, y: np.where(x == 0, y, x > 0),  # of NaN 0, as PyTorch's
    "pow": np.power,
    "xlogy": times_log(np.log),
    "xlog1py": times_log(np.log1p),
}


@operator("binary")
def binary(layer, inputs, _):
    a, b = cut_to_shortest(inputs)
    with np.errstate(all="ignore"):
        result = BINARY[layer.attributes["function"]](a.astype(np.float64), b.astype(np.float64))
    return result.astype(a.dtype)


@activation("nan_to_num")
def nan_to_num(x, attributes):
    return np.nan_to_num(x, nan=attributes.get("nan", 0.0), posinf=attributes.get("posinf"),
                         neginf=attributes.get("neginf"))


def complex_of(frames, form, size):
    """The complex numbers (..., numbers) that channels stand for, the other half of a spectrum among them."""
    frames = np.moveaxis(frames, 2, -1)
    if form == "real":
        return frames.astype(np.complex128)
    real, imaginary = np.split(frames, 2, -1)
    numbers = real.astype(np.complex128)
    numbers.imag = imaginary  # a sum of both would have a NaN in both
    if form == "complex":
        return numbers
    numbers[..., 0] = numbers[..., 0].real
    if size % 2 == 0:
        numbers[..., -1] = numbers[..., -1].real
    return np.concatenate([numbers, numbers[..., 1 : (size + 1) // 2][..., ::-1].conj()], -1)


@framewise("fourier")
def fourier(frames, attributes, _):
    """By the sum that defines it."""
    size, to = attributes["size"], attributes["to"]
    sign = 1 if attributes.get("inverse") else -1
    turns = np.outer(np.arange(size), np.arange(size)) % size / size
    numbers = complex_of(frames, attributes["from"], size) @ np.exp(sign * 2j * np.pi * turns)
    numbers = numbers * attributes.get("factor", 1.0)
    if attributes["from"] == "real":
        numbers.imag[..., [0, size // 2] if size % 2 == 0 else [0]] = 0  # sums of real numbers alone
    numbers = numbers[..., : size // 2 + 1 if to == "half" else size]
    parts = [numbers.real] if to == "real" else [numbers.real, numbers.imag]
    return np.moveaxis(np.concatenate(parts, -1), -1, 2).astype(frames.dtype)
