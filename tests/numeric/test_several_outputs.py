"""Networks with several outputs: each is what a network with that output alone gives."""

import numpy as np
import pytest

import reference
from numeric.operator_case import random_clip
from numeric.stepping import close_to, frames_of, same_bits

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
    "residual": (("r", "last"), [
        "residual: {name: r, shrink: centered, layers: [" + CONV(3, 3, 0, 1, "a") + "]}",
        "max_pool: {kernel: 3, padding: 1, name: last}",
    ]),
}


def description(layers, rest):
    return HEAD + rest + "layers:\n" + "".join(f"  - {layer}\n" for layer in layers)


def with_outputs(name, more=""):
    outputs, layers = NETWORKS[name]
    named = ", ".join(f"y{i}: {layer}" for i, layer in enumerate(outputs))
    return description(layers, f"outputs: {{{named}}}\n{more}")


def alone(name):
    """For each output the reference of the network that has that one alone."""
    outputs, layers = NETWORKS[name]
    return [reference.parse(description(layers, f"output: {layer}\n")) for layer in outputs]


@pytest.fixture(scope="module", autouse=True)
def started(libraries):
    for name in NETWORKS:
        libraries.start(with_outputs(name))


def clip_for(networks, rng):
    return max((random_clip(network, rng) for network in networks), key=lambda clip: clip.shape[2])


def by_step(net, clip):
    """For each output the steps with a frame, and the frames as a clip."""
    results = [net.step(frame) for frame in frames_of(clip)]
    steps = [[t for t, result in enumerate(results) if result[i] is not None] for i in range(len(net.outputs))]
    empty = [np.zeros((*port.shape[:2], 0, *port.shape[2:]), np.float32) for port in net.outputs]
    clips = [
        np.stack([results[t][i] for t in at], 2) if at else empty[i] for i, at in enumerate(steps)
    ]
    return steps, clips


@pytest.mark.parametrize("seed", range(2))
@pytest.mark.parametrize("name", NETWORKS)
def test_each_output_is_its_own_networks(libraries, name, seed):
    rng = np.random.default_rng(seed)
    net, networks = libraries.load(with_outputs(name)), alone(name)
    clip = clip_for(networks, rng)
    net.reset()
    steps, clips = by_step(net, clip)
    net.reset()
    flushed = net.steps(clip, pad_end=True)
    for i, (port, network) in enumerate(zip(net.outputs, networks)):
        timing, expected = network.timing, network.forward(clip)
        assert (port.name, port.shape) == (f"y{i}", tuple(network.output_shape))
        facts = {key: getattr(timing, key) for key in ("warm_up", "stride", "delay", "receptive_field")}
        assert {key: getattr(port, key) for key in facts} == facts
        assert steps[i] == timing.output_steps(clip.shape[2])
        close_to(clips[i], expected[:, :, : len(steps[i])], "by step")
        close_to(flushed[i], expected, "steps and flush")
        same_bits(flushed[i][:, :, : len(steps[i])], clips[i], "steps before a flush")
        assert flushed[i].shape[2] - len(steps[i]) <= port.flush_frames


@pytest.mark.parametrize("name", NETWORKS)
def test_calls_in_any_split(libraries, name):
    rng = np.random.default_rng(3)
    net, networks = libraries.load(with_outputs(name)), alone(name)
    clip = clip_for(networks, rng)
    net.reset()
    _, whole = by_step(net, clip)
    net.reset()
    parts, start = [], 0
    while start < clip.shape[2]:
        chunk = clip[:, :, start : start + int(rng.integers(1, 4))]
        before = net.steps(chunk, update_state=False)
        parts.append(net.steps(chunk))
        for a, b in zip(before, parts[-1]):
            same_bits(a, b, "steps without update")
        start += chunk.shape[2]
    for i, expected in enumerate(whole):
        same_bits(np.concatenate([part[i] for part in parts], 2), expected, "chunks")
    for a, b in zip(net.forward(clip), net.steps(clip[:, :, :0], pad_end=True)):
        same_bits(a[:, :, a.shape[2] - b.shape[2] :], b, "the flush behind chunks, and forward's end")


ALIGNED = ["trunk and head", "an inner value", "recurrent and windows", "residual"]


@pytest.mark.parametrize("name", ALIGNED)
def test_aligned_outputs_come_together(libraries, name):
    """Frame j of each at the same step, as early as the latest allows."""
    rng = np.random.default_rng(4)
    net, networks = libraries.load(with_outputs(name, "align_outputs: true\n")), alone(name)
    clip = clip_for(networks, rng)
    latest = max(network.timing.warm_up for network in networks)
    assert [port.warm_up for port in net.outputs] == [latest] * len(networks)
    steps, clips = by_step(net, clip)
    assert steps == [list(range(latest, clip.shape[2]))] * len(networks)
    flushed = net.forward(clip)
    for found, rest, network in zip(clips, flushed, networks):
        expected = network.forward(clip)
        close_to(found, expected[:, :, : found.shape[2]], "by step")
        close_to(rest, expected, "with the flush")


def test_facts_of_the_network_are_its_outputs(libraries):
    net = libraries.load(with_outputs("trunk and head"))
    with pytest.raises(AttributeError, match="this network has 2 outputs, each with its own delay: see .outputs"):
        _ = net.delay
    assert net.input_shape == (2, 3)
