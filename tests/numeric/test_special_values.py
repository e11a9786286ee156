"""Zeros, infinities and what is no number: functions whose results have them agree with PyTorch there too."""

import numpy as np
import pytest
import torch

VALUES = np.array(
    [0.0, -0.0, 1.0, -1.0, 2.5, -2.5, 0.5, 1e-30, -1e-30, 1e-42, 3e38, -3e38, 88.0, 89.0, -200.0]
    + [np.inf, -np.inf, np.nan, 7.0, -7.0, 1.0000001, 0.9999999],
    np.float32,
)
EXPONENTS = (0.0, 1.0, 2.0, 3.0, -1.0, -2.0, -3.0, 0.5, -0.5, 1.5, -1.5, 17.0, 18.0, -17.0, 31.5, 0.3)
FUNCTIONS = {
    "exp": torch.exp,
    "log": torch.log,
    "sqrt": torch.sqrt,
    **{f"pow: {{exponent: {e}}}": lambda x, e=e: torch.pow(x, e) for e in EXPONENTS},
}
CHANNELS = (1, 5, len(VALUES))


def text(layer, channels):
    return f"network: special\ninput: {{shape: [1, {channels}]}}\nlayers: [{layer}]\n"


@pytest.fixture(scope="module", autouse=True)
def started(libraries):
    for layer in FUNCTIONS:
        for channels in CHANNELS:
            libraries.start(text(layer, channels))


@pytest.mark.parametrize("channels", CHANNELS)
@pytest.mark.parametrize("layer", FUNCTIONS)
def test_special_values(libraries, layer, channels):
    net = libraries.load(text(layer, channels))
    padded = np.resize(VALUES, (-(-len(VALUES) // channels), 1, channels))
    for frame in padded:
        expected = FUNCTIONS[layer](torch.from_numpy(frame)).numpy()
        # A number too small for all of float32's digits may become zero.
        np.testing.assert_allclose(net.step(frame), expected, rtol=2e-6, atol=1.2e-38, err_msg=str(frame))


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
