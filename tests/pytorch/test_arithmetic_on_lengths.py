"""Modules whose Python computes with the clip's length: refused, or PyTorch's at every length.

Some are written down: each a number that an export of one length takes for a constant. Others are drawn.
"""

import random
from collections.abc import Callable
from functools import reduce

import numpy as np
import pytest
import torch
import torch.nn.functional as F
from torch import nn

import cocc

from .test_exports import Of

# No clip is shorter than what is cut off.
LENGTHS = (7, 9, 12, 16, 17, 20, 23, 30, 41, 64)

Number = Callable[[int], int]


def module_of(function) -> nn.Module:
    torch.manual_seed(0)
    layers = {"three": nn.Conv1d(3, 3, 3), "wide": nn.Conv1d(3, 3, 5, padding=2), "four": nn.Conv1d(3, 3, 4, 4)}
    return Of(function, **layers, pool=nn.AvgPool1d(3, 2)).eval()


def check(module: nn.Module, **options) -> str:
    """Refused, with what is said, or equal to PyTorch at all lengths that PyTorch takes; empty then."""
    try:
        net = cocc.compile(module, (1, 3), **options)
    except cocc.CompileError as error:
        return str(error)
    compared = 0
    for frames in LENGTHS:
        clip = torch.randn(1, 3, frames, generator=torch.Generator().manual_seed(frames))
        try:
            with torch.no_grad():
                expected = module(clip).numpy()
        except (RuntimeError, ValueError, AssertionError):
            continue
        compared += 1
        found = net.forward(clip.numpy())
        assert found.shape == expected.shape, f"{frames} frames: {found.shape}, not {expected.shape}"
        bound = 1e-5 * max(1, np.abs(expected).max(initial=0))
        np.testing.assert_allclose(found, expected, rtol=0, atol=bound, err_msg=f"{frames} frames")
    assert compared >= 3
    return ""


FROM_THE_LENGTH = {
    "mean of the clip": (lambda m, x: F.avg_pool1d(x, x.size()[2:]), "reduces time"),
    "maximum of the clip": (lambda m, x: F.max_pool1d(x, x.size(2)), "reduces time"),
    "quotient": (lambda m, x: x / x.shape[2], "computed from the clip's length"),
    "product": (lambda m, x: x * x.shape[2], "computed from the clip's length"),
    "second half": (lambda m, x: x[:, :, x.shape[2] // 2 :], "no part of a length"),
    "last frames": (lambda m, x: x[:, :, x.shape[2] - 5 :], "last 5 frames"),
    "taps": (lambda m, x: F.conv1d(x, torch.full((3, 3, 3), 1 / x.shape[2])), "computed from the clip's length"),
    **{f"more than {n}": (lambda m, x, n=n: x * 2 if x.shape[2] > n else x * 3, "computed from the clip's length")
       for n in (4, 10, 20, 37, 500, 5000)},
    "behind a window": (lambda m, x: (lambda y: y * 2 if y.shape[2] > 10 else y)(m.three(x)), ""),
    **{f"multiples of {n}": (
        lambda m, x, n=n: x * 2 if x.shape[2] % n == 0 else x * 3, "computed from the clip's length"
    ) for n in (2, 3, 5, 17)},
    "odd lengths padded": (lambda m, x: m.four(F.pad(x, (x.shape[2] % 2, 0))), "padding in front"),
    "short clips padded": (lambda m, x: m.wide(F.pad(x, (max(6 - x.shape[2], 0), 0))), ""),
    "as many layers as frames": (
        lambda m, x: reduce(lambda y, _: (0.9 * y).tanh(), range(x.shape[2]), x), "Python loops over the frames",
    ),
}


@pytest.mark.parametrize("name", FROM_THE_LENGTH)
def test_is_refused(name):
    function, words = FROM_THE_LENGTH[name]
    said = check(module_of(function))
    assert said and words in said, said
    assert "/cocc/_" not in said


def test_the_last_window_is_filled():
    assert check(module_of(lambda m, x: m.four(F.pad(x, (0, -x.shape[2] % 4))))) == ""


def test_lengths_may_be_multiples():
    def same(module, clip):
        both = max(4 - (clip.shape[2] % 2 or 2), 0)
        return nn.functional.avg_pool1d(F.pad(clip, (both // 2, both - both // 2)), 4, 2)

    module = module_of(same)
    assert "depends on the clip's length" in check(module)
    net = cocc.compile(module, (1, 3), multiple_of=2)
    for frames in (8, 12, 26):
        clip = torch.randn(1, 3, frames)
        np.testing.assert_allclose(net.forward(clip.numpy()), module(clip).numpy(), rtol=0, atol=1e-5)


# Drawn modules --------------------------------------------------------------------------------------------------------


def draw_number(draw: random.Random) -> tuple[str, Number]:
    c, k = draw.randint(1, 6), draw.randint(2, 5)
    return draw.choice([
        (f"{c}", lambda t: c),
        (f"T-{c}", lambda t: t - c),
        (f"T//{k}", lambda t: t // k),
        (f"-T%{k}", lambda t: -t % k),
        (f"(T-{c})%{k}", lambda t: (t - c) % k),
        (f"min(T,{3 * c})", lambda t: min(t, 3 * c)),
        (f"max({3 * c}-T,0)", lambda t: max(3 * c - t, 0)),
        (f"T>{5 * c}", lambda t: int(t > 5 * c)),
        (f"T-max(T-{c},0)", lambda t: t - max(t - c, 0)),
    ])


def draw_layer(draw: random.Random) -> tuple[str, Callable]:
    said, n = draw_number(draw)
    return draw.choice([
        ("three", lambda m, x: m.three(x)),
        ("wide", lambda m, x: m.wide(x)),
        ("four", lambda m, x: m.four(x)),
        ("pool", lambda m, x: m.pool(x)),
        (f"x[{said}:]", lambda m, x: x[:, :, n(x.shape[2]) :]),
        (f"x[:{said}]", lambda m, x: x[:, :, : n(x.shape[2])]),
        (f"x[:-{said}]", lambda m, x: x[:, :, : x.shape[2] - n(x.shape[2])]),
        (f"pad behind {said}", lambda m, x: F.pad(x, (0, n(x.shape[2]) % 8))),
        (f"pad before {said}", lambda m, x: F.pad(x, (n(x.shape[2]) % 8, 0))),
        (f"x*{said}", lambda m, x: x * (1 + n(x.shape[2]) / 4)),
        (f"x+roll by {said}", lambda m, x: m.wide(x) if n(x.shape[2]) % 2 else m.wide(x) + 1),
        ("view by T", lambda m, x: x.reshape(x.shape[0], x.shape[1] * x.shape[2]).view(x.shape).relu()),
    ])


@pytest.mark.parametrize("seed", range(24))
def test_drawn_modules(seed):
    draw = random.Random(seed)
    layers = [draw_layer(draw) for _ in range(draw.randint(1, 3))]

    def function(module, clip):
        for _, layer in layers:
            clip = layer(module, clip)
        return 2 * clip

    try:
        check(module_of(function))
    except AssertionError as error:
        raise AssertionError(f"{', '.join(said for said, _ in layers)}: {error}") from error
