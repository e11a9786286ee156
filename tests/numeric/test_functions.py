"""The functions of `unary` and `binary`, over all of float32's range, against double precision."""

import numpy as np
import pytest
import torch

SPECIAL = np.array([0.0, -0.0, 1, -1, np.inf, -np.inf, np.nan, 1e-42, -1e-42, 3e38, -3e38, 0.5, -0.5, 2, -2, 3, -3], np.float32)
SIZES = np.geomspace(1e-30, 1e30, 400, dtype=np.float32)
NEAR = np.linspace(-12, 12, 975, dtype=np.float32)
VALUES = np.concatenate([SPECIAL, SIZES, -SIZES, NEAR, np.linspace(0.9, 1.1, 201, dtype=np.float32)])

UNARY = (
    "acos acosh angle asin asinh atan atanh ceil cos cosh digamma erf erfc erfinv exp2 expm1 floor frac isfinite isinf isnan "
    "lgamma log10 log1p log2 logit round signbit sin sinc sinh tan trunc"
).split()
BINARY = (
    "atan2 copysign floor_divide fmax fmin fmod heaviside hypot logaddexp logaddexp2 pow remainder xlog1py xlogy"
).split()
# Where the function is steep or has poles, its digits are those of its argument's; a number is off by so much at most. Double
# precision is itself off by as much where sinc and logaddexp2 are 0.
NEAR_ZEROS = {"lgamma": 3e-7, "digamma": 3e-6, "sinc": 1e-15, "logaddexp2": 1e-16}


def network(layers, channels):
    return f"network: functions\ninput: {{shape: [1, {channels}]}}\nlayers:\n{layers}"


def concatenated(names):
    """A kernel reads no more than so many inputs."""
    rows = [names[first : first + 12] for first in range(0, len(names), 12)]
    parts = "".join(f"  - concat: {{name: part{i}, inputs: [{', '.join(row)}]}}\n" for i, row in enumerate(rows))
    return f"{parts}  - concat: {{inputs: [{', '.join(f'part{i}' for i in range(len(rows)))}]}}\n"


def pairs():
    a = np.concatenate([np.repeat(SPECIAL, len(SPECIAL)), np.geomspace(1e-20, 1e20, 300), -np.geomspace(1e-6, 1e6, 300),
                        np.linspace(-9, 9, 400)]).astype(np.float32)
    rng = np.random.default_rng(0)
    b = np.concatenate([np.tile(SPECIAL, len(SPECIAL)), rng.standard_normal(1000) * np.geomspace(1e-3, 1e3, 1000)])
    b = b.astype(np.float32)
    b[np.abs(b) < 1e-38] = 0  # a power is not the same with what the processor takes for 0
    return a, b


def unary_text():
    named = "".join(f"  - unary: {{name: {name}, inputs: input, function: {name}}}\n" for name in UNARY)
    return network(named + concatenated(UNARY), len(VALUES))


def binary_text():
    size = len(pairs()[0])
    cut = (f"  - slice: {{name: a, inputs: input, axis: 1, end: {size}}}\n"
           f"  - slice: {{name: b, inputs: input, axis: 1, start: {size}, end: {2 * size}}}\n")
    named = "".join(f"  - binary: {{name: {name}, inputs: [a, b], function: {name}}}\n" for name in BINARY)
    return network(cut + named + concatenated(BINARY), 2 * size)


@pytest.fixture(scope="module")
def unary(libraries):
    found = libraries.load(unary_text()).step(VALUES[None])[0]
    return dict(zip(UNARY, found.reshape(len(UNARY), -1)))


@pytest.fixture(scope="module")
def binary(libraries):
    a, b = pairs()
    found = libraries.load(binary_text()).step(np.concatenate([a, b])[None])[0]
    return dict(zip(BINARY, found.reshape(len(BINARY), -1)))


def close(found, expected, absolute, arguments):
    with np.errstate(over="ignore"):
        expected = np.asarray(expected, np.float64).astype(np.float32)
    same = (found == expected) | (np.isnan(found) & np.isnan(expected))
    with np.errstate(all="ignore"):
        near = np.abs(found.astype(np.float64) - expected) <= 5e-7 * np.abs(expected) + absolute
    wrong = ~(same | near)
    assert not wrong.any(), [(*[x[wrong][:6] for x in arguments], found[wrong][:6], expected[wrong][:6])]


@pytest.mark.parametrize("name", UNARY)
def test_unary(unary, name):
    exact = torch.from_numpy(VALUES.astype(np.float64))
    function = getattr(torch, name)
    close(unary[name], function(exact).numpy(), NEAR_ZEROS.get(name, 1.2e-38), [VALUES])


@pytest.mark.parametrize("name", BINARY)
def test_binary(binary, name):
    a, b = (torch.from_numpy(x.astype(np.float64)) for x in pairs())
    function = torch.special.xlog1py if name == "xlog1py" else getattr(torch, name)
    close(binary[name], function(a, b).numpy(), NEAR_ZEROS.get(name, 1.2e-38), pairs())


def test_nan_to_num(libraries):
    values = np.array([[np.nan, np.inf, -np.inf, 3, -0.0]], np.float32)
    for options, given in (("", {}), (": {nan: 2, posinf: 5, neginf: -7}", {"nan": 2, "posinf": 5, "neginf": -7})):
        net = libraries.load(network(f"  - nan_to_num{options}\n", 5))
        np.testing.assert_array_equal(net.step(values), torch.nan_to_num(torch.from_numpy(values), **given).numpy())
