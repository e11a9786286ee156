"""Networks of several frames a step, upsampling over time: each at several numbers of frames per step."""

import numpy as np
import pytest

import reference
from numeric.rate_networks import NETWORKS, clip_for, sizes, text
from numeric.stepping import as_clip, check, close_to

SEEDS = (1, 2)
CASES = [(name, size) for name in NETWORKS for size in sizes(reference.parse(text(name)))]


@pytest.fixture(scope="module", autouse=True)
def started(libraries):
    for name, size in CASES:
        libraries.start(text(name), frames_per_step=size)


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize("name, size", CASES)
def test_same_as_the_reference(libraries, name, size, seed):
    network = reference.parse(text(name))
    net = libraries.load(text(name), frames_per_step=size)
    rng = np.random.default_rng(seed)
    clip = clip_for(network, size, rng)
    check(net, clip, network.forward(clip, np.float64).astype(np.float32), network, rng)
    assert net.padding == network.timing.padding


@pytest.mark.parametrize("name", NETWORKS)
def test_frames_per_step_change_no_number(libraries, name):
    network = reference.parse(text(name))
    clip = clip_for(network, network.timing.block, np.random.default_rng(3))
    nets = [libraries.load(text(name), frames_per_step=size) for size in sizes(network)]
    first, *others = [as_clip(net, net.forward(clip)) for net in nets]
    for found in others:
        close_to(found, first, "in larger steps")


def test_a_clip_is_a_whole_number_of_steps(libraries):
    name = "codec"
    net = libraries.load(text(name), frames_per_step=3)
    clip = np.zeros((*net.input_shape, 7), np.float32)
    with pytest.raises(ValueError, match="a clip of 7 frames is not a whole number of steps of 3 frames"):
        net.steps(clip)
    assert as_clip(net, net.steps(clip, pad_end=True)).shape[2] == reference.parse(text(name)).timing.frames(7)
