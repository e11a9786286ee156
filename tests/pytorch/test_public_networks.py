"""Networks like public ones, against PyTorch's forward on whole clips, and when their frames come against what was
worked out by hand."""

from math import ceil

import numpy as np
import pytest
import torch

import cocc

from numeric.stepping import check_calls

from . import public_networks
from .exporting import Timing, as_frames

SEEDS = (1, 2, 3)
CASES = [(name, size) for name, network in public_networks.NETWORKS.items() for size in network.warm_ups]


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
    size, shape = net.frames_per_step, list(network.frame)
    length = network.least + network.multiple * int(rng.integers(0, 12))
    shape.insert(network.time_dim, length)
    clip = torch.randn(shape, generator=torch.Generator().manual_seed(seed))
    with torch.no_grad():
        expected = as_frames(module(clip).numpy(), network.time_dim, net.output_shape)
    # What is made of one frame comes evenly, over a block at most.
    memory = None if network.recurrent else net.receptive_field + size + net.block
    timing = Timing(network.warm_ups[size], 1 / net.rate, memory, size)
    check_calls(net, as_frames(clip.numpy(), network.time_dim, net.input_shape), expected, timing, rng)
