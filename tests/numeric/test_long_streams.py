"""A million frames: what a network gives then is what it would give had it started shortly before.

Nothing may add up: not in running sums or exponentials, not in counters of frames, not in states.
"""

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
NETWORKS = {
    "convolutions": "[{conv: {channels: 6, kernel: 3, dilation: 2, padding: 2}}, {max_pool: {kernel: 3, padding: 1}}, "
    "{residual: [{conv: {channels: 6, kernel: 3, padding: 1}}, silu]}, {conv: {channels: 3, kernel: 5, stride: 2}}, "
    "{avg_pool: {kernel: 3, padding: 1}}]",
    "attention": "[{linear: {name: q, channels: 4}}, {linear: {name: k, channels: 4, inputs: input}}, "
    "{linear: {name: v, channels: 4, inputs: input}}, "
    "{attention: {heads: 2, frames: 8, ahead: 1, scale: 9.0, inputs: [q, k, v]}}]",
    "recurrent": "[{gru: {channels: 6, initial: true}}, {lstm: {channels: 5, projection: 3, initial: true}}]",
}


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


@pytest.mark.parametrize("name", ("convolutions", "attention"))
def test_windows(libraries, clip, name):
    """The newest outputs are bitwise those of a stream that began just before, and a NaN has come and gone."""
    net, timing = libraries.load(text(name)), reference.parse(text(name)).timing
    poisoned, bad = clip.copy(), FRAMES // 2
    poisoned[:, :, bad] = np.nan
    outputs = outputs_of(net, poisoned)
    steps = np.arange(timing.warm_up, FRAMES, timing.stride)
    assert outputs.shape[2] == len(steps)
    marked = steps[np.isnan(outputs).any((0, 1))]
    assert len(marked) and bad <= marked.min() and marked.max() < bad + timing.memory
    recent = timing.memory + COMPARED * timing.stride
    start = (FRAMES - recent) // timing.stride * timing.stride
    fresh = outputs_of(net, clip[:, :, start:])
    same_bits(outputs[:, :, -COMPARED:], fresh[:, :, -COMPARED:], "a million frames later")


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

    expected = newest(2000)
    assert np.abs(newest(1000) - expected).max() < 1e-12, "the network does not forget its beginning"
    assert np.abs(outputs[:, :, -COMPARED:] - expected).max() <= TOLERANCE * np.abs(expected).max()
