"""Inputs at rates of their own, against naive loops and against PyTorch on whole clips."""

from fractions import Fraction

import numpy as np
import pytest

import reference
from numeric.operator_case import enough_frames
from numeric.packed import Packed, PackedReference
from numeric.rate_networks import conv, pad, pool, recurrent, residual, to_channels, up, upsample
from numeric.stepping import as_clip, check, same_bits
from reference.golden import INPUT_RATES

SEEDS = (1, 2)
FLAT = "reshape: {{shape: [{}, {}]}}".format
# The inputs as (shape, rate), by names; a list of layers for each way, named, and what joins them.
NETWORKS = {
    "a sound and an image": (
        {"audio": ((1, 1), 12), "video": ((1, 3, 4, 4), 1)},
        {"audio": [conv(6, 20, 12, 6), "relu"],
         "video": [conv(6, [3, 3, 3], [1, 2, 2], [1, 1, 1]), "spatial_mean", FLAT(1, 6)]},
        "concat", [conv(4, 3, padding=1)],
    ),
    "slow and fast": (
        {"slow": ((2, 3), "1/4"), "fast": ((2, 2), 1)},
        {"slow": [upsample(4), conv(4, 5, padding=2)], "fast": [conv(4, 3, padding=2), pad(0, -2)]}, "add",
        [recurrent("gru", 3), conv(2, 2)],
    ),
    "slow alone decides": (
        {"slow": ((1, 3), "1/2"), "fast": ((1, 3), 1)},
        {"slow": [conv(3, 3, padding=1)], "fast": [to_channels(2), conv(3, 1)]},
        "mul", [up(2, 4, 2, 1)],
    ),
    "three rates": (
        {"a": ((1, 2), 6), "b": ((1, 2, 3), "3/2"), "c": ((1, 2), 1)},
        {"a": [conv(3, 8, 6, 1)], "b": [FLAT(1, 6), conv(3, 5, 3, 1), upsample(2)],
         "c": [residual(conv(2, 3, padding=1)), conv(3, 1)]},
        "add", ["tanh", pool(2, 2)],
    ),
    "one input of its own": (
        {"audio": ((2, 1), 10)}, {"audio": [conv(4, 20, 5, 8), "relu", residual(conv(4, 3, padding=1))]}, None,
        [conv(2, 4, 2, 1)],
    ),
    "frames in front": (
        {"audio": ((1, 1), 4), "text": ((1, 2), 1)},
        {"audio": [pad(9), "relu", conv(3, 4, 4)], "text": [pad(2), conv(3, 1)]}, "add", [conv(2, 3)],
    ),
}


def text(name):
    entries, ways, join, rest = NETWORKS[name]
    inputs = ", ".join(f"{key}: {{shape: {list(shape)}, rate: {rate}}}" for key, (shape, rate) in entries.items())
    lines = [f"network: rates\ninputs: {{{inputs}}}\nweights: {{seed: 7}}\nlayers:"]
    for key, layers in ways.items():
        for i, layer in enumerate(layers):
            lines.append(f"  - {after(layer, f'{key}_{i}', f'{key}_{i - 1}' if i else key)}")
    last = [f"{key}_{len(layers) - 1}" for key, layers in ways.items()]
    lines += [f"  - {join}: {{inputs: [{', '.join(last)}]}}"] if join else []
    return "\n".join([*lines, *(f"  - {layer}" for layer in rest)]) + "\n"


def after(layer, name, source):
    """A layer of rate_networks.py with a name, and an input that it names."""
    operator, _, body = layer.partition(": ")
    options = f"name: {name}, inputs: {source}"
    if body.startswith("["):
        return f"{operator}: {{{options}, layers: {body}}}"
    more = body.strip().removeprefix("{").removesuffix("}") if body else ""
    return f"{operator}: {{{options}{', ' + more if more else ''}}}"


def sizes(network):
    """The numbers of frames per step that a network is tried with."""
    whole = np.lcm.reduce([entry.rate.denominator for entry in network.entries])
    return sorted({int(whole), 2 * int(whole), 3 * int(whole)})


CASES = [(name, size) for name in NETWORKS for size in sizes(reference.parse(text(name)))]


@pytest.fixture(scope="module", autouse=True)
def started(libraries):
    for name, size in CASES:
        libraries.start(text(name), frames_per_step=size)
    for row in INPUT_RATES:
        libraries.start(row.text, row.weights(reference.parse(row.text).specs), row.frames_per_step)


def clip_for(network, size, rng):
    """A packed clip, long enough for the whole turn of the schedule to be seen."""
    timing = network.timing_of(size)
    frames = enough_frames(timing) + timing.block + int(rng.integers(0, size + 3))
    batch, width = network.input_shape
    return rng.standard_normal((batch, width, -(-frames // timing.whole) * timing.whole)).astype("float32")


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize("name, size", CASES)
def test_same_as_the_reference(libraries, name, size, seed):
    network = PackedReference(reference.parse(text(name)))
    net = Packed(libraries.load(text(name), frames_per_step=size))
    for port, entry in zip(net.inputs, network.entries):
        assert (port.name, port.shape, port.rate) == (entry.name, entry.shape, entry.rate)
        assert port.frames_per_step == size * entry.rate
    rng = np.random.default_rng(seed)
    clip = clip_for(network, size, rng)
    check(net, clip, network.forward(clip, np.float64).astype(np.float32), network, rng)


@pytest.mark.parametrize("row", INPUT_RATES, ids=lambda row: row.label)
def test_golden(libraries, row):
    net = libraries.load(row.text, row.weights(reference.parse(row.text).specs), row.frames_per_step)
    assert (net.stride, net.warm_up, net.rate) == (row.stride, row.warm_up, 1 / row.stride)
    for pad_end, expected in ((False, row.shown), (True, row.output)):
        net.reset()
        same_bits(as_clip(net, net.steps(named(net, row.clips), pad_end=pad_end)), expected, row.label)
    net.reset()
    assert [made.shape[2] for made in steps_of(net, row.clips)] == row.by_step


def steps_of(net, clips):
    """The clips that each step returns."""
    counts = [port.frames_per_step for port in net.inputs]
    steps = clips[0].shape[2] // counts[0]
    taken = [[clip[:, :, i * n : (i + 1) * n] for clip, n in zip(clips, counts)] for i in range(steps)]
    return [net.steps(named(net, each)) for each in taken]


def named(net, clips):
    return {port.name: clip for port, clip in zip(net.inputs, clips)}


WRONG = {
    "no proportion": ((24, 3), r"in proportion to their inputs' rates, audio 12, video 1; not \[24, 3\]"),
    "no whole frame": ((30, 2), r"not \[30, 2\]"),
}


@pytest.mark.parametrize("name", WRONG)
def test_clips_of_other_lengths_are_refused(libraries, name):
    (audio, video), words = WRONG[name]
    net = libraries.load(text("a sound and an image"))
    clips = [np.zeros((1, 1, audio), np.float32), np.zeros((1, 3, video, 4, 4), np.float32)]
    for call in (net.forward, net.steps):
        with pytest.raises(ValueError, match=words):
            call(clips)


def test_a_step_takes_as_many_as_the_rate_says(libraries):
    net = libraries.load(text("a sound and an image"))
    with pytest.raises(ValueError, match=r"a clip for audio must have shape \(1, 1, 12\), not \(1, 1, 1\)"):
        net.step([np.zeros((1, 1, 1), np.float32), np.zeros((1, 3, 1, 4, 4), np.float32)])
    assert net.takes_clips and net.frames_per_step == 1
    assert [port.rate for port in net.inputs] == [12, 1] and net.rate == Fraction(1)


def indices_text(kind):
    return (
        f"network: indices\ninputs: {{a: {{shape: [2], rate: 3, type: {kind}, limit: 7}}, b: {{shape: [2, 4]}}}}\n"
        "weights: {seed: 3}\nlayers: [{embedding: {name: rows, inputs: a, rows: 7, channels: 5}}, "
        f"{{{conv(4, 5, 3, 2)}}}, {{add: {{name: both, inputs: ['1', b]}}}}]\n"
    )


@pytest.mark.parametrize("size", (1, 2))
@pytest.mark.parametrize("kind", ("int32", "int64"))
def test_whole_numbers_at_a_rate(libraries, kind, size):
    """A step brings so many frames of integers as of the same numbers in float32."""
    rng = np.random.default_rng(5)
    a, b = rng.integers(0, 7, (2, 1, 33)), rng.standard_normal((2, 4, 11)).astype("float32")
    nets = {each: libraries.load(indices_text(each), frames_per_step=size) for each in (kind, "float32")}
    found, expected = (
        net.forward({"a": a[:, 0].astype(each), "b": b}, time_dim=[1, 2]) for each, net in nets.items()
    )
    same_bits(found, expected, kind)
    assert found.size and (found != found[..., :1]).any()
