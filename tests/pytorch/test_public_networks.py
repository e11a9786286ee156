"""Networks like public ones, against PyTorch's forward on whole clips, and when their frames come against what was
worked out by hand."""

from fractions import Fraction
from math import ceil

import numpy as np
import pytest
import torch

import cocc

from numeric.stepping import check_calls
from reference.early import late

from . import public_networks
from .exporting import Timing, as_frames

SEEDS = (1, 2, 3)
STEPS = 12
CASES = [(name, size) for name, network in public_networks.NETWORKS.items() for size in network.warm_ups]


def draw_clip(network, rng):
    """Of a random length."""
    shape = list(network.frame)
    shape.insert(network.time_dim, network.least + network.multiple * int(rng.integers(0, 12)))
    return rng.standard_normal(shape).astype(np.float32)


def forward(module, clip):
    with torch.no_grad():
        return module(torch.from_numpy(clip)).numpy()


@pytest.fixture(scope="module", params=CASES, ids=lambda case: f"{case[0]}, {case[1]} a step")
def compiled(request):
    """A network, the module with other weights for each number of frames in a step, and what is made of it."""
    name, size = request.param
    network, module = public_networks.NETWORKS[name], public_networks.make(name, seed=size)
    options = {"time_dim": network.time_dim, "frames_per_step": size, **network.options}
    return network, module, cocc.compile(module, network.frame, **options)


def test_facts(compiled):
    network, _, net = compiled
    size = net.frames_per_step
    warm_up = network.warm_ups[size]
    delay = warm_up - network.skipped
    assert (net.rate, net.warm_up, net.delay, net.latency) == (network.rate, warm_up, delay, delay + size - 1)
    assert net.most_frames == ceil(size * network.rate)
    assert (net.receptive_field == 0) == network.recurrent


@pytest.mark.parametrize("seed", SEEDS)
def test_equals_forward(compiled, seed):
    """By step, at the steps that the warm-up says, in random chunks, with peeks, resets and the flush."""
    network, module, net = compiled
    rng = np.random.default_rng(seed)
    size, clip = net.frames_per_step, draw_clip(network, rng)
    expected = as_frames(forward(module, clip), network.time_dim, net.output_shape)
    memory = None if network.recurrent else net.receptive_field + (1 + network.most_steps(size)) * size
    timing = Timing(network.warm_ups[size], 1 / net.rate, memory, size)
    check_calls(net, as_frames(clip, network.time_dim, net.input_shape), expected, timing, rng)


@pytest.mark.parametrize("name, size", CASES)
def test_no_output_waits(name, size):
    """By NaN in PyTorch's clip: outputs come in the step of the newest frame that is in them, or evenly behind it."""
    network, module, rng = public_networks.NETWORKS[name], public_networks.make(name), np.random.default_rng(4)

    def over_time(clip):
        made = forward(module, np.moveaxis(clip, 2, network.time_dim))
        return np.moveaxis(made, network.time_dim, 2)

    clip = np.moveaxis(draw_clip(network, rng), network.time_dim, 2)
    steps = Timing(network.warm_ups[size], 1 / Fraction(network.rate), None, size).output_steps(clip.shape[2] // size)
    tried = {steps[0], steps[-1], *map(int, rng.choice(steps, STEPS))}
    assert late(over_time, clip, steps, size, network.most_steps(size), tried) == []
