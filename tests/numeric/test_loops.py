"""Loops, compiled: in steps of several sizes against the reference, and as the recurrent layers that they make."""

import ctypes

import numpy as np
import pytest

import reference
from numeric.loop_networks import ELMAN, NETWORKS, gated, text
from numeric.rate_networks import clip_for, listed
from numeric.several import check_outputs, check_splits
from numeric.stepping import as_clip, check, close_to, frames_of, outputs_by_step, same_bits

SIZES, SEEDS = (1, 2, 4, 7), (1, 2)
CASES = [(name, size) for name in NETWORKS for size in SIZES]


@pytest.fixture(scope="module", autouse=True)
def started(libraries):
    for name, size in CASES:
        libraries.start(text(name), frames_per_step=size)


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize("name, size", CASES)
def test_same_as_the_reference(libraries, name, size, seed):
    network, rng = reference.parse(text(name)), np.random.default_rng(seed)
    net = libraries.load(text(name), frames_per_step=size)
    clip = clip_for(network, size, rng)
    check(net, clip, network.forward(clip, np.float64).astype(np.float32), network, rng)
    assert net.padding == network.timing_of(size).padding


@pytest.mark.parametrize("name", NETWORKS)
def test_frames_per_step_change_no_number(libraries, name):
    network = reference.parse(text(name))
    clip = clip_for(network, max(SIZES), np.random.default_rng(3))
    nets = [libraries.load(text(name), frames_per_step=size) for size in SIZES]
    first, *others = [as_clip(net, net.forward(clip)) for net in nets]
    for found in others:
        close_to(found, first, "in larger steps")


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("name", NETWORKS)
def test_what_is_no_number_stays(libraries, name, size):
    """A NaN is where the reference has it: in a loop for good, and not in the other row of the batch. A reset ends it."""
    network, rng = reference.parse(text(name)), np.random.default_rng(4)
    net = libraries.load(text(name), frames_per_step=size)
    clip = clip_for(network, size, rng)
    clean = outputs_by_step(net, clip)
    marked = clip.copy()
    marked[0, 1, clip.shape[2] // 2] = np.nan
    with np.errstate(invalid="ignore"):
        expected = network.forward(marked, np.float64)
    net.reset()
    found = as_clip(net, net.steps(marked, pad_end=True))
    assert np.array_equal(np.isnan(found), np.isnan(expected))
    assert np.isnan(found[0, :, -1]).any() and not np.isnan(found[1]).any()
    same_bits(outputs_by_step(net, clip), clean, "a stream reset behind a NaN")


def with_outputs(name, outputs):
    return text(name, outputs=f"[{', '.join(outputs)}]")


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize(
    "name, outputs",
    [
        ("recurrent", ("state", "last")), ("recurrent", ("kept", "x", "state")), ("early and late", ("last", "late")),
        ("behind a stride", ("state", "x", "sum")), ("two that share layers", ("state", "other", "before")),
        ("the shortest ends it", ("sum", "state")), ("behind upsampling", ("last", "x")),
    ],
)
def test_layers_of_a_loop_leave(libraries, name, outputs, size):
    networks = [reference.parse(text(name, outputs=f"[{', '.join(outputs)}]", output=each)) for each in outputs]
    net = libraries.load(with_outputs(name, outputs), frames_per_step=size)
    clip = max((clip_for(each, size, np.random.default_rng(5)) for each in networks), key=lambda clip: clip.shape[2])
    check_outputs(net, clip, networks)
    check_splits(net, clip, np.random.default_rng(6))


def of_layers(layers, tensors):
    """The text of a network whose weights are these, and they."""
    return f"network: made\ninput: {{shape: [2, 4]}}\nweights: made.safetensors\nlayers: {listed(*layers)}\n", tensors


def parts_of(tensors, names):
    """The weights of linear layers that those of a recurrent layer are, `names` for each of its gates."""
    found = {}
    for kind, suffix in (("x", "ih"), ("h", "hh")):
        for each in ("weight", "bias"):
            rows = np.split(tensors[f"0.{each}_{suffix}_l0"], len(names[kind]))
            found |= {f"{name}.{each}": part for name, part in zip(names[kind], rows)}
    return found


@pytest.mark.parametrize("size", (1, 4))
@pytest.mark.parametrize(
    "kind, layers, names",
    [
        ("rnn", ELMAN, {"x": ["x"], "h": ["kept"]}),
        ("gru", gated(), {kind: [f"{gate}_{kind}" for gate in "run"] for kind in "xh"}),
    ],
)
def test_a_loop_is_the_recurrent_layer_that_it_makes(libraries, kind, layers, names, size):
    tensors = reference.parse(
        f"network: known\ninput: {{shape: [2, 4]}}\nweights: {{seed: 8}}\nlayers: [{kind}: {{channels: 4}}]\n"
    ).weights
    known = libraries.load(*of_layers([f"{kind}: {{channels: 4}}"], tensors), size)
    made = libraries.load(*of_layers(layers, parts_of(tensors, names)), size)
    clip = np.random.default_rng(7).standard_normal((2, 4, 60)).astype(np.float32)
    close_to(made.forward(clip), known.forward(clip), f"a {kind} of layers")
    assert (made.warm_up, made.receptive_field) == (known.warm_up, known.receptive_field)


class Stream:
    """A stream of a library, which may be made that of another."""

    def __init__(self, path, name, shape):
        self.library, self.name, self.shape = ctypes.CDLL(str(path)), name, shape
        create = getattr(self.library, f"{name}_create")
        create.restype = ctypes.c_void_p
        self.state = create()

    def step(self, frame):
        out, given = np.zeros(self.shape, np.float32), np.ascontiguousarray(frame)
        pointers = [ctypes.c_void_p(each) for each in (self.state, given.ctypes.data, out.ctypes.data)]
        assert getattr(self.library, f"{self.name}_step")(*pointers) == 1
        return out

    def become(self, other):
        pointers = [ctypes.c_void_p(each.state) for each in (self, other)]
        assert getattr(self.library, f"{self.name}_copy")(*pointers) == 0

    def close(self):
        getattr(self.library, f"{self.name}_destroy")(ctypes.c_void_p(self.state))


@pytest.mark.parametrize("name", ("recurrent", "two that share layers", "a causal window", "the first frame a weight"))
def test_a_copy_of_the_state_goes_on(libraries, name):
    """In another stream, at any frame, and in the first stream once it has gone on."""
    net, path = libraries.load(text(name)), libraries.start(text(name)).result()
    clip = np.random.default_rng(9).standard_normal((2, 4, 12)).astype(np.float32)
    expected = frames_of(outputs_by_step(net, clip))
    one, other, kept = streams = [Stream(path, "loop", net.output_shape) for _ in range(3)]
    for start, frame in enumerate(frames_of(clip)):
        kept.become(one)
        other.become(one)
        same_bits(one.step(frame), expected[start], "a stream")
        for j, each in enumerate(frames_of(clip[:, :, start:]), start):
            same_bits(other.step(each), expected[j], f"a stream that goes on from a copy at frame {start}")
    one.become(kept)
    same_bits(one.step(frame), expected[-1], "a stream that is set back")
    for stream in streams:
        stream.close()
