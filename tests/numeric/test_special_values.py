"""Zeros, infinities and what is no number: networks agree with PyTorch there too."""

import numpy as np
import pytest
import torch
from torch.nn import functional as F

from numeric.operator_case import all_cases, network_of, random_clip, torch_forward
from numeric.stepping import as_clip

VALUES = np.array(
    [0.0, -0.0, 1.0, -1.0, 2.5, -2.5, 0.5, 1e-30, -1e-30, 1e-42, 3e37, -3e37, 88.0, 89.0, -200.0]
    + [np.inf, -np.inf, np.nan, 7.0, -7.0, 1.0000001, 0.9999999],
    np.float32,
)
EXPONENTS = (0.0, 1.0, 2.0, 3.0, -1.0, -2.0, -3.0, 0.5, -0.5, 1.5, -1.5, 17.0, 18.0, -17.0, 31.5, 0.3)
FUNCTIONS = {
    "exp": torch.exp,
    "log": torch.log,
    "sqrt": torch.sqrt,
    **{f"pow: {{exponent: {e}}}": lambda x, e=e: torch.pow(x, e) for e in EXPONENTS},
    **{f"compare: {{relation: {name}, value: 1.0}}": lambda x, name=name: getattr(torch, name)(x, 1.0).float()
       for name in ("gt", "ge", "lt", "le", "eq", "ne")},
}
# Right to within 1e-6 near zero.
ACTIVATIONS = {
    "relu": F.relu,
    "relu6": F.relu6,
    "leaky_relu": F.leaky_relu,
    "elu": F.elu,
    "celu: {alpha: 0.5}": lambda x: F.celu(x, 0.5),
    "selu": F.selu,
    "gelu": F.gelu,
    "gelu: {approximate: tanh}": lambda x: F.gelu(x, approximate="tanh"),
    "silu": F.silu,
    "mish": F.mish,
    "sigmoid": torch.sigmoid,
    "tanh": torch.tanh,
    "hardtanh": F.hardtanh,
    "hardsigmoid": F.hardsigmoid,
    "hardswish": F.hardswish,
    "hardshrink": F.hardshrink,
    "softshrink": F.softshrink,
    "tanhshrink": F.tanhshrink,
    "softsign": F.softsign,
    "softplus": F.softplus,
    "log_sigmoid": F.logsigmoid,
    "threshold: {threshold: 1.0, value: 20}": lambda x: F.threshold(x, 1.0, 20),
    "clamp: {low: -2.5, high: 1.0}": lambda x: x.clamp(-2.5, 1.0),
    "sign": torch.sign,
    "abs": torch.abs,
}
LAYERS = {**FUNCTIONS, **ACTIVATIONS}
CHANNELS = (1, 5, len(VALUES))
# Of what is no number behind a mask, PyTorch's attention to a whole clip makes what is none at every frame.
WHOLE_CLIP = ("attention",)
# Which parts of a spectrum a number is in that others multiply with 0 is a matter of PyTorch's algorithm.
BY_ALGORITHM = ("fourier",)
# Before the middle of the first frame PyTorch's linear upsampling has the second with the weight 0; ours has the first.
BEFORE_THE_FIRST = ("upsample",)
LEFT_OUT = (*WHOLE_CLIP, *BY_ALGORITHM, *BEFORE_THE_FIRST)
CASES = [(operator, case) for operator, case in all_cases() if operator not in LEFT_OUT]


def text(layer, channels):
    return f"network: special\ninput: {{shape: [1, {channels}]}}\nlayers: [{layer}]\n"


@pytest.fixture(scope="module", autouse=True)
def started(libraries):
    for layer in LAYERS:
        for channels in CHANNELS:
            libraries.start(text(layer, channels))
    for _, case in CASES:
        libraries.start(case.text(1))


@pytest.mark.parametrize("channels", CHANNELS)
@pytest.mark.parametrize("layer", LAYERS)
def test_special_values(libraries, layer, channels):
    net = libraries.load(text(layer, channels))
    # A number too small for all of float32's digits may become zero.
    bound = {"rtol": 3e-6, "atol": 1e-6} if layer in ACTIVATIONS else {"rtol": 2e-6, "atol": 1.2e-38}
    padded = np.resize(VALUES, (-(-len(VALUES) // channels), 1, channels))
    for frame in padded:
        if layer == "gelu":  # of infinity, PyTorch's is infinite or no number by the frame's size
            frame = np.where(np.isinf(frame), np.float32(0), frame)
        expected = LAYERS[layer](torch.from_numpy(frame)).numpy()
        np.testing.assert_allclose(net.step(frame), expected, **bound, err_msg=str(frame))


def test_tanhshrink_does_not_cancel(libraries):
    values = np.geomspace(1e-4, 10, len(VALUES), dtype=np.float32)
    found = libraries.load(text("tanhshrink", len(VALUES))).step(values[None])[0]
    exact = values.astype(np.float64)
    np.testing.assert_allclose(found, exact - np.tanh(exact), rtol=3e-6)


def test_quotients(libraries):
    net = libraries.load(
        f"network: quotients\ninput: {{shape: [1, {2 * len(VALUES)}]}}\nlayers:\n"
        f"  - slice: {{name: a, inputs: input, axis: 1, end: {len(VALUES)}}}\n"
        f"  - slice: {{name: b, inputs: input, axis: 1, start: {len(VALUES)}, end: {2 * len(VALUES)}}}\n"
        "  - div: {inputs: [a, b]}\n"
    )
    for shift in range(len(VALUES)):
        others = np.roll(VALUES, shift)
        with np.errstate(all="ignore"):
            expected = VALUES / others
        found = net.step(np.concatenate([VALUES, others])[None])[0]
        np.testing.assert_allclose(found, expected, rtol=1e-6, atol=1.2e-38)


@pytest.mark.parametrize("operator, case", CASES, ids=[f"{operator}-{case.label}" for operator, case in CASES])
def test_what_is_no_number_is_so_where_pytorch_says(libraries, operator, case):
    """A NaN anywhere in a clip is in those numbers of the output that PyTorch makes of it, and in no other."""
    network, net, rng = network_of(case, 1), libraries.load(case.text(1)), np.random.default_rng(3)
    for count in (1, 2):
        clip = random_clip(network, rng)
        clip.flat[rng.integers(0, clip.size, count)] = np.nan
        expected = torch_forward(case.module(), network.weights, clip)
        net.reset()
        found = as_clip(net, net.steps(clip, pad_end=True))
        bound = 1e-5 * np.nanmax(np.abs(expected), initial=1e-30)
        np.testing.assert_allclose(found, expected, rtol=0, atol=bound)
