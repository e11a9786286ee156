"""A million frames: what a network gives then is what it would give had it started shortly before.

Nothing may add up: not in running sums or exponentials, not in counters of frames, not in states. A NaN among the
frames is gone as soon as no window holds it.
"""

from math import ceil

import numpy as np
import pytest
from torch import nn

import reference
from numeric.operator_case import torch_forward
from numeric.recurrent import over_time
from numeric.stepping import TOLERANCE, same_bits

FRAMES = 1_000_000
CHUNK = 99_991  # a prime: calls begin at every phase of a stride and every place of a ring
COMPARED = 64  # newest outputs
CHANNELS = 4
FORGOTTEN = 1200  # frames behind which nothing is left of a recurrent layer's first state
WINDOWED = {
    "convolutions": "[{conv: {channels: 6, kernel: 3, dilation: 2, padding: 2}}, {max_pool: {kernel: 3, padding: 1}}, "
    "{residual: [{conv: {channels: 6, kernel: 3, padding: 1}}, silu]}, {conv: {channels: 3, kernel: 5, stride: 2}}, "
    "{avg_pool: {kernel: 3, padding: 1}}]",
    "strides": "[{conv: {channels: 3, kernel: 5, stride: 3, padding: 2}}, {max_pool: {kernel: 2, stride: 2}}, "
    "{conv: {channels: 2, kernel: 1, stride: 2}}, {avg_pool: {kernel: 2, stride: 5}}]",
    "attention": "[{linear: {name: q, channels: 4}}, {linear: {name: k, channels: 4, inputs: input}}, "
    "{linear: {name: v, channels: 4, inputs: input}}, "
    "{attention: {heads: 2, frames: 8, ahead: 1, scale: 9.0, inputs: [q, k, v]}}]",
    "frames": "[batch_norm, {linear: {channels: 6}}, gelu, {layer_norm: {axes: [1]}}, {group_norm: {groups: 2}}, "
    "softplus, {mul_constant: {shape: [6]}}, softmax]",
    "joins": "[{parallel: {reduce: concat, branches: [[{conv: {channels: 3, kernel: 5, padding: 2}}], "
    "[{delay: {frames: 7}}], []]}}, {residual: {shrink: centered, layers: [{conv: {channels: 11, kernel: 9}}]}}, "
    "{residual: {reduce: mul, layers: [{conv: {channels: 1, kernel: 3, padding: 1}}, sigmoid]}}, "
    "{parallel: {branches: [[{conv: {channels: 2, kernel: 5, stride: 2, padding: 2}}], "
    "[{conv: {channels: 2, kernel: 3, stride: 2, padding: 1}}]]}}]",
    "mixed": "[{pad: {before: 2, after: -2}}, {residual: [{conv: {channels: 4, kernel: 3, padding: 1}}, "
    "{layer_norm: {axes: [1]}}]}, {conv: {channels: 4, kernel: 4, stride: 2, name: x}}, "
    "{max_pool: {kernel: 3, padding: 1, name: y}}, {attention: {frames: 5, partial: false, inputs: [x, y, x]}}, "
    "{skip: {frames: 3}}, relu]",
    "windows of frames": "[{stack: {name: window, frames: 6}}, {linear: {name: q, channels: 4}}, "
    "{linear: {name: k, channels: 4, inputs: window}}, {linear: {name: v, channels: 4, inputs: window}}, "
    "{frame_attention: {heads: 2, scale: 9.0, inputs: [q, k, v]}}, {layer_norm: {axes: [1]}}, "
    "{reshape: {shape: [1, 24]}}]",
    "U-Net": "[{residual: [{conv: {channels: 5, kernel: 4, stride: 2, padding: 1}}, silu, {residual: ["
    "{conv: {channels: 6, kernel: 3, stride: 3}}, {conv_transpose: {channels: 5, kernel: 3, stride: 3}}]}, "
    "{conv_transpose: {channels: 4, kernel: 4, stride: 2, crop: 1}}]}]",
    "more frames": "[{conv_transpose: {channels: 3, kernel: 4, stride: 2, crop: 1}}, "
    "{upsample: {factor: 3, mode: linear}}, {conv: {channels: 2, kernel: 5, stride: 4}}, {pad: {before: 3}}, relu]",
}
RECURRENT = {
    "recurrent": "[{gru: {channels: 6, initial: true}}, {lstm: {channels: 5, projection: 3, initial: true}}]",
    "recurrent between windows": "[{conv: {channels: 5, kernel: 3, stride: 2, padding: 1}}, {rnn: {channels: 4}}, "
    "{residual: [{conv: {channels: 4, kernel: 5, padding: 2}}, {gru: {channels: 4}}]}, {avg_pool: {kernel: 3}}]",
}
NETWORKS = WINDOWED | RECURRENT


def text(name):
    return f"network: million\ninput: {{shape: [1, {CHANNELS}]}}\nweights: {{seed: 3}}\nlayers: {NETWORKS[name]}\n"


@pytest.fixture(scope="module", autouse=True)
def started(libraries):
    for name in NETWORKS:
        libraries.start(text(name))


@pytest.fixture(scope="module")
def clip():
    """A clip (1, C, FRAMES) with logits of both signs and some size."""
    clip = np.random.default_rng(0).standard_normal((1, CHANNELS, FRAMES), np.float32)
    return clip * np.float32(2)


def outputs_of(net, clip):
    """What a fresh stream gives, in calls of CHUNK frames, as a clip."""
    net.reset()
    chunks = [net.steps(clip[:, :, start : start + CHUNK]) for start in range(0, clip.shape[2], CHUNK)]
    return np.concatenate([np.asarray(chunk) for chunk in chunks if chunk is not None], 2)


def check_as_fresh(net, clip, outputs, timing, end):
    """The newest outputs before frame `end` are bitwise those of a stream that began just before."""
    seen = timing.shown(end)
    start = (end - timing.memory - ceil(COMPARED * timing.stride)) // timing.block * timing.block
    fresh = outputs_of(net, clip[:, :, start:end])
    same_bits(outputs[:, :, seen - COMPARED : seen], fresh[:, :, -COMPARED:], f"before frame {end}")


@pytest.mark.parametrize("name", WINDOWED)
def test_windows(libraries, clip, name):
    """At the end, and as soon as NaNs, one at each phase of the stride, should have gone, all is as if the stream had
    just begun."""
    net, timing = libraries.load(text(name)), reference.parse(text(name)).timing
    poisoned, bad = clip.copy(), FRAMES // 2
    poisoned[:, :, bad - ceil(timing.stride) + 1 : bad + 1] = np.nan
    outputs = outputs_of(net, poisoned)
    steps = np.array(timing.output_steps(FRAMES))
    assert outputs.shape[2] == len(steps)
    marked = steps[np.isnan(outputs).any((0, 1))]
    assert len(marked) == 0 or bad - timing.stride < marked.min() and marked.max() < bad + timing.memory
    assert not np.array_equal(outputs, outputs_of(net, clip), equal_nan=True), "nothing looks at the NaNs"
    check_as_fresh(net, clip, outputs, timing, bad + timing.memory + ceil(COMPARED * timing.stride))
    check_as_fresh(net, clip, outputs, timing, FRAMES)


def test_recurrent(libraries, clip):
    """The newest outputs are PyTorch's in float64 over a stretch at whose end its beginning no longer matters."""
    net, weights = libraries.load(text("recurrent")), reference.parse(text("recurrent")).weights
    outputs = outputs_of(net, clip)
    assert outputs.shape[2] == FRAMES and np.isfinite(outputs).all()

    def newest(frames):
        module = nn.Sequential(
            over_time(nn.GRU)(CHANNELS, 6, batch_first=True, initial=True),
            over_time(nn.LSTM)(6, 5, batch_first=True, proj_size=3, initial=True),
        )
        return torch_forward(module.double(), weights, clip[:, :, -frames:].astype(np.float64))[:, :, -COMPARED:]

    check_newest(outputs, newest)


def test_recurrent_between_windows(libraries, clip):
    """The same against the naive reference; its flush is left out."""
    name = "recurrent between windows"
    net, network = libraries.load(text(name)), reference.parse(text(name))
    outputs = outputs_of(net, clip)
    assert outputs.shape[2] == network.timing.shown(FRAMES) and np.isfinite(outputs).all()

    def newest(frames):
        found = network.forward(clip[:, :, -frames:], np.float64)
        return found[:, :, : network.timing.shown(frames)][:, :, -COMPARED:]

    check_newest(outputs, newest)


def check_newest(outputs, newest):
    """`newest` computes them from so many frames."""
    expected = newest(2 * FORGOTTEN)
    assert np.abs(newest(FORGOTTEN) - expected).max() < 1e-12, "the network does not forget its beginning"
    assert np.abs(outputs[:, :, -COMPARED:] - expected).max() <= TOLERANCE * np.abs(expected).max()
