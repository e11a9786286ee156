"""Networks with several outputs: each is what a network with that output alone gives."""

import numpy as np
import pytest

import reference
from numeric.operator_case import random_clip
from numeric.several import check_aligned, check_outputs, check_splits

SIZES = (1, 3)  # frames per step
HEAD = "network: several\ninput: {shape: [2, 3]}\nweights: {seed: 5}\n"
CONV = "conv: {{channels: {0}, kernel: {1}, padding: {2}, stride: {3}, name: {4}}}".format
NETWORKS = {
    # the outputs' layers, and the layers
    "trunk and head": (("a", "b"), [CONV(4, 3, 1, 1, "a"), "silu", CONV(2, 5, 0, 1, "b")]),
    "the same value twice": (("a", "a"), [CONV(4, 3, 1, 1, "a"), "relu"]),
    "an inner value": (("0.left.a", "0"), [
        "parallel: {branches: {left: [" + CONV(4, 5, 2, 1, "a") + "], right: [" + CONV(4, 1, 0, 1, "b") + "]}}"
    ]),
    "two rates": (("a", "b", "c"), [CONV(4, 3, 1, 1, "a"), CONV(4, 3, 1, 2, "b"), CONV(2, 2, 0, 2, "c")]),
    "rates side by side": (("a", "b"), [
        CONV(4, 2, 0, 2, "a"), "conv: {channels: 2, kernel: 3, padding: 1, stride: 3, name: b, inputs: input}"
    ]),
    "recurrent and windows": (("g", "a"), ["gru: {channels: 4, name: g}", CONV(3, 4, 1, 1, "a")]),
    "what comes in": (("a", "input"), [CONV(4, 3, 1, 1, "a")]),
    "more frames and fewer": (("u", "c", "d"), [
        "conv_transpose: {channels: 4, kernel: 4, stride: 2, crop: 1, name: u}", CONV(3, 3, 1, 1, "c"),
        CONV(2, 4, 1, 4, "d"),
    ]),
    "frames in front": (("p", "a"), ["pad: {before: 3, name: p}", "relu", CONV(4, 3, 0, 1, "a")]),
    "residual": (("r", "last"), [
        "residual: {name: r, shrink: centered, layers: [" + CONV(3, 3, 0, 1, "a") + "]}",
        "max_pool: {kernel: 3, padding: 1, name: last}",
    ]),
}


def description(layers, rest):
    return HEAD + rest + "layers:\n" + "".join(f"  - {layer}\n" for layer in layers)


def named(outputs):
    return f"outputs: {{{', '.join(f'y{i}: {layer}' for i, layer in enumerate(outputs))}}}\n"


def with_outputs(name, more=""):
    outputs, layers = NETWORKS[name]
    return description(layers, named(outputs) + more)


def alone(name):
    """For each output the reference of the network that has that one alone."""
    outputs, layers = NETWORKS[name]
    return [reference.parse(description(layers, f"{named(outputs)}output: {layer}\n")) for layer in outputs]


@pytest.fixture(scope="module", autouse=True)
def started(libraries):
    for name in NETWORKS:
        for size in SIZES:
            libraries.start(with_outputs(name), frames_per_step=size)


def clip_for(networks, rng):
    return max((random_clip(network, rng) for network in networks), key=lambda clip: clip.shape[2])


@pytest.mark.parametrize("seed", range(2))
@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("name", NETWORKS)
def test_each_output_is_its_own_networks(libraries, name, size, seed):
    rng = np.random.default_rng(seed)
    net, networks = libraries.load(with_outputs(name), frames_per_step=size), alone(name)
    assert [port.name for port in net.outputs] == [f"y{i}" for i in range(len(networks))]
    check_outputs(net, clip_for(networks, rng), networks)


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("name", NETWORKS)
def test_calls_in_any_split(libraries, name, size):
    rng = np.random.default_rng(3)
    net = libraries.load(with_outputs(name), frames_per_step=size)
    check_splits(net, clip_for(alone(name), rng), rng)


ALIGNED = ["trunk and head", "an inner value", "recurrent and windows", "residual"]


@pytest.mark.parametrize("name", ALIGNED)
def test_aligned_outputs_come_together(libraries, name):
    rng = np.random.default_rng(4)
    net, networks = libraries.load(with_outputs(name, "align_outputs: true\n")), alone(name)
    check_aligned(net, clip_for(networks, rng), networks)


def test_facts_of_the_network_are_its_outputs(libraries):
    net = libraries.load(with_outputs("trunk and head"))
    with pytest.raises(AttributeError, match="this network has 2 outputs, each with its own delay: see .outputs"):
        _ = net.delay
    assert net.input_shape == (2, 3)
