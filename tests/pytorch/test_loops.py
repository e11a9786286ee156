"""Modules that loop over the frames of a clip, each frame with what the frames before have left."""

import pytest
import torch
from torch import nn
from torch._higher_order_ops.associative_scan import associative_scan
from torch._higher_order_ops.scan import scan
from torch._subclasses.fake_tensor import FakeTensorMode

import cocc

from numeric.stepping import as_clip, close_to, same_bits

from .compiling import Wrapped, check_module, check_refusal
from .exporting import compile_library, export


def frames_of(x):
    return [x[:, :, t] for t in range(x.shape[2])]


def mean(s, x):
    h, out = torch.zeros(x.shape[0], x.shape[1]), []
    for frame in frames_of(x):
        h = 0.9 * h + 0.1 * frame
        out.append(h)
    return torch.stack(out, 2)


def run(s, frames, state, step, dim=2):
    """The outputs of `step(module, frame, state)`, one behind the other."""
    out = []
    for frame in frames:
        result, state = step(s, frame, state)
        out.append(result)
    return torch.stack(out, dim)


def of_step(step, state=None, dim=2, frames=frames_of):
    """A forward that runs a step over the frames, from the state that `state(clip)` gives."""
    return lambda s, x: run(s, frames(x), state(x) if state else None, step, dim)


def zeros(channels):
    return lambda x: torch.zeros(x.shape[0], channels)


def gru(s, frame, h):
    h = s.cell(frame, h)
    return h, h


def lstm(s, frame, state):
    state = s.cell(frame, state)
    return state[0], state


def stacked(s, frame, states):
    a = s.a(frame, states[0])
    b = s.b(a, states[1])
    return b, (a, b)


def spikes(s, frame, v):
    v = 0.8 * v + s.a(frame)
    spike = (v > 0.5).float()
    return spike, v - 0.5 * spike


def hard_reset(s, frame, v):
    v = 0.8 * v + s.a(frame)
    spike = v > 0.4
    return spike.float(), torch.where(spike, torch.zeros_like(v), v)


def conv_gru(s, frame, h):
    z, r = torch.sigmoid(s.gates(torch.cat([frame, h], 1))).chunk(2, 1)
    n = torch.tanh(s.next(torch.cat([frame, r * h], 1)))
    h = (1 - z) * h + z * n
    return h, h


def conv_lstm(s, frame, state):
    h, c = state
    i, f, o, g = torch.split(s.gates(torch.cat([frame, h], 1)), 3, 1)
    c = torch.sigmoid(f) * c + torch.sigmoid(i) * torch.tanh(g)
    h = torch.sigmoid(o) * torch.tanh(c)
    return h, (h, c)


def normed(s, frame, h):
    h = s.norm(torch.tanh(s.a(frame) + s.b(h)))
    return h, h


def from_first(s, x):
    h = x[:, :, 0]
    out = [h]
    for t in range(1, x.shape[2]):
        h = torch.maximum(0.7 * h, x[:, :, t])
        out.append(h)
    return torch.stack(out, 2)


def first_twice(s, x):
    h, out = x[:, :, 0], []
    for t in range(x.shape[2]):
        h = 0.7 * h + 0.3 * x[:, :, t]
        out.append(h)
    return torch.stack(out, 2)


def other_first(s, x):
    out = []
    for t in range(x.shape[2]):
        h = s.a(x[:, :, t]).tanh() if t == 0 else s.b(x[:, :, t]) + 0.5 * h
        out.append(h)
    return torch.stack(out, 2)


def without_first(s, x):
    h, out = s.a(x[:, :, 0]), []
    for t in range(1, x.shape[2]):
        h = s.b(x[:, :, t]) + 0.5 * h.tanh()
        out.append(h)
    return torch.stack(out, 2)


def two_back(s, x):
    out = []
    for t in range(x.shape[2]):
        h = x[:, :, t]
        if t >= 1:
            h = h + 0.5 * out[t - 1]
        if t >= 2:
            h = h - 0.3 * out[t - 2]
        out.append(h)
    return torch.stack(out, 2)


def two_back_from_zero(s, x):
    before, last, out = torch.full((x.shape[0], 3), 0.5), torch.zeros(x.shape[0], 3), []
    for t in range(x.shape[2]):
        before, last = last, x[:, :, t] + 0.5 * last - 0.3 * before
        out.append(last)
    return torch.stack(out, 2)


def differences(s, x):
    out = [torch.zeros_like(x[:, :, 0])]
    for t in range(1, x.shape[2]):
        out.append(x[:, :, t] - x[:, :, t - 1])
    return torch.stack(out, 2)


def shorter_differences(s, x):
    return torch.stack([s.a(x[:, :, t] - x[:, :, t - 1]) for t in range(1, x.shape[2])], 2)


def before_update(s, x):
    h, out = s.start.expand(x.shape[0], -1), []
    for t in range(x.shape[2]):
        out.append(s.a(h))
        h = torch.tanh(s.b(x[:, :, t]) + h)
    return torch.stack(out, 2)


def lagging(s, x):
    h, out = s.start.expand(x.shape[0], -1), []
    for t in range(x.shape[2]):
        out.append(h)
        h = torch.tanh(s.b(x[:, :, t]) + h)
    return torch.stack(out, 2)


def one_behind_another(s, x):
    y = s.c(mean(s, x))
    h, out = torch.zeros(x.shape[0], 4), []
    for t in range(y.shape[2]):
        h = torch.tanh(0.5 * h + y[:, :, t])
        out.append(h)
    return torch.stack(out, 2)


def side_by_side(s, x):
    return torch.cat([mean(s, x), mean(s, s.c(x)) * 2], 1)


def layer_by_layer(s, x):
    frames = list(x.unbind(2))
    for cell in (s.a, s.b):
        h, out = torch.zeros(x.shape[0], 4), []
        for frame in frames:
            h = cell(frame, h)
            out.append(h)
        frames = out
    return torch.stack(frames, 2)


def from_several(s, x):
    gate, value = torch.sigmoid(s.g(x)), s.v(x)
    h, out = torch.zeros(x.shape[0], 4), []
    for t in range(x.shape[2]):
        h = gate[:, :, t] * h + (1 - gate[:, :, t]) * value[:, :, t]
        out.append(h)
    return torch.stack(out, 2)


def written(s, x):
    out = torch.zeros(x.shape[0], 4, x.shape[2])
    h = torch.zeros(x.shape[0], 4)
    for t in range(x.shape[2]):
        h = s.cell(x[:, :, t], h)
        out[:, :, t] = h
    return out


def in_place(s, x):
    h, out = torch.zeros(x.shape[0], 3), []
    for t in range(x.shape[2]):
        h.mul_(0.9).add_(x[:, :, t])
        out.append(h.clone())
    return torch.stack(out, 2)


def kept(s, x):
    h, out = torch.zeros(x.shape[0], 3, 1), []
    for t in range(x.shape[2]):
        h = 0.9 * h + x[:, :, t : t + 1]
        out.append(h)
    return torch.cat(out, 2)


def tensor_numbers(s, x):
    h, out = torch.zeros(x.shape[0], 3), []
    for t in range(x.shape[2]):
        h = torch.sigmoid(s.decay) * h + torch.tensor(0.3) * x[:, :, t]
        out.append(h)
    return torch.stack(out, 2)


def permuted(s, x):
    return run(s, x.permute(2, 0, 1).unbind(0), torch.zeros(x.shape[0], 4), gru, 0).permute(1, 2, 0)


def transposed_each(s, x):
    h, out = torch.zeros(x.shape[0], 4), []
    for t in range(x.shape[2]):
        h = s.cell(x.transpose(1, 2)[:, t], h)
        out.append(h)
    return torch.stack(out, -1)


def biquad(s, x):
    """A filter of second order, with coefficients that are learnt."""
    v1, v2, out = s.zero, s.zero, []
    for t in range(x.shape[2]):
        y = s.c[0] * x[:, :, t] + v1
        v1, v2 = s.c[1] * x[:, :, t] - s.c[3] * y + v2, s.c[2] * x[:, :, t] - s.c[4] * y
        out.append(y)
    return torch.stack(out, 2)


def image_layers():
    return {"gates": nn.Conv2d(5, 6, 3, padding=1), "next": nn.Conv2d(5, 3, 3, padding=1)}


def images(channels):
    return lambda x: torch.zeros(x.shape[0], channels, *x.shape[3:])


def two_images(x):
    return images(3)(x), images(3)(x) + 0.5


# A frame, and the module.
LOOPS = {
    "mean": ((2, 3), lambda: Wrapped(mean)),
    "GRUCell": ((2, 3), lambda: Wrapped(of_step(gru, zeros(4)), cell=nn.GRUCell(3, 4))),
    "GRUCell without state": ((1, 3), lambda: Wrapped(of_step(gru), cell=nn.GRUCell(3, 4))),
    "LSTMCell": ((2, 3), lambda: Wrapped(of_step(lstm), cell=nn.LSTMCell(3, 4))),
    "LSTMCell without bias": ((1, 3), lambda: Wrapped(of_step(lstm), cell=nn.LSTMCell(3, 4, bias=False))),
    "RNNCell": ((1, 3), lambda: Wrapped(of_step(gru, zeros(4)), cell=nn.RNNCell(3, 4))),
    "RNNCell with relu": ((1, 3), lambda: Wrapped(of_step(gru, zeros(4)), cell=nn.RNNCell(3, 4, nonlinearity="relu"))),
    "two cells": (
        (2, 3), lambda: Wrapped(of_step(stacked, lambda x: (torch.zeros(x.shape[0], 4), torch.ones(x.shape[0], 5))),
                                a=nn.GRUCell(3, 4), b=nn.GRUCell(4, 5)),
    ),
    "spikes": ((1, 3), lambda: Wrapped(of_step(spikes, zeros(4)), a=nn.Linear(3, 4))),
    "spikes with a hard reset": ((2, 3), lambda: Wrapped(of_step(hard_reset, zeros(4)), a=nn.Linear(3, 4))),
    "ConvGRU": ((2, 2, 4, 5), lambda: Wrapped(of_step(conv_gru, images(3)), **image_layers())),
    "ConvLSTM": ((1, 2, 4, 5), lambda: Wrapped(of_step(conv_lstm, two_images), gates=nn.Conv2d(5, 12, 3, padding=1))),
    "layer norm": (
        (1, 3), lambda: Wrapped(of_step(normed, zeros(4)), a=nn.Linear(3, 4), b=nn.Linear(4, 4), norm=nn.LayerNorm(4))
    ),
    "a weight at first": (
        (2, 3),
        lambda: Wrapped(of_step(gru, lambda x: torch.linspace(-1, 1, 4).expand(x.shape[0], 4)), cell=nn.GRUCell(3, 4)),
    ),
    "the first frame at first": ((2, 3), lambda: Wrapped(from_first)),
    "the first frame twice": ((2, 3), lambda: Wrapped(first_twice)),
    "another first iteration": ((2, 3), lambda: Wrapped(other_first, a=nn.Linear(3, 4), b=nn.Linear(3, 4))),
    "two frames back": ((2, 3), lambda: Wrapped(two_back)),
    "two frames back, from numbers": ((2, 3), lambda: Wrapped(two_back_from_zero)),
    "differences": ((2, 3), lambda: Wrapped(differences)),
    "before the update": (
        (2, 3), lambda: Wrapped(before_update, a=nn.Linear(4, 2), b=nn.Linear(3, 4), start=torch.linspace(0, 1, 4)[None])
    ),
    "one late": ((2, 3), lambda: Wrapped(lagging, b=nn.Linear(3, 4), start=torch.linspace(0, 1, 4)[None])),
    "one behind another": ((1, 3), lambda: Wrapped(one_behind_another, c=nn.Conv1d(3, 4, 3, padding=1))),
    "side by side": ((1, 3), lambda: Wrapped(side_by_side, c=nn.Conv1d(3, 4, 3, padding=1))),
    "layer by layer": ((2, 3), lambda: Wrapped(layer_by_layer, a=nn.GRUCell(3, 4), b=nn.GRUCell(4, 4))),
    "over several clips": ((1, 3), lambda: Wrapped(from_several, g=nn.Conv1d(3, 4, 1), v=nn.Conv1d(3, 4, 3, padding=1))),
    "written into a tensor": ((2, 3), lambda: Wrapped(written, cell=nn.GRUCell(3, 4))),
    "in place": ((2, 3), lambda: Wrapped(in_place)),
    "slices": ((2, 3), lambda: Wrapped(kept)),
    "numbers made in the loop": ((2, 3), lambda: Wrapped(tensor_numbers, decay=torch.tensor([0.1, 0.5, -0.3]))),
    "permuted": ((2, 3), lambda: Wrapped(permuted, cell=nn.GRUCell(3, 4))),
    "transposed each time": ((2, 3), lambda: Wrapped(transposed_each, cell=nn.GRUCell(3, 4))),
    "split": (
        (2, 3),
        lambda: Wrapped(
            of_step(gru, zeros(4), frames=lambda x: [f[:, :, 0] for f in x.split(1, 2)]), cell=nn.GRUCell(3, 4)
        ),
    ),
    "chunks": (
        (2, 3),
        lambda: Wrapped(
            of_step(gru, zeros(4), frames=lambda x: [f.squeeze(2) for f in x.chunk(x.shape[2], 2)]),
            cell=nn.GRUCell(3, 4),
        ),
    ),
    "a filter": ((1, 3), lambda: Wrapped(biquad, c=torch.tensor([0.3, -0.2, 0.4, 0.5, -0.3]), zero=torch.zeros(1, 3))),
    "fewer than there are frames": (
        (2, 3), lambda: Wrapped(without_first, a=nn.Linear(3, 4), b=nn.Linear(3, 4))
    ),
    "fewer differences": ((2, 3), lambda: Wrapped(shorter_differences, a=nn.Linear(3, 4))),
}


@pytest.mark.parametrize("name", LOOPS)
def test_same_as_torch(name):
    frame, make = LOOPS[name]
    torch.manual_seed(2)
    check_module(make(), frame)


@pytest.mark.parametrize("name", ["GRUCell", "ConvLSTM", "spikes with a hard reset", "another first iteration", "differences"])
@pytest.mark.parametrize("size", [3, 4])
def test_several_frames_a_step(name, size):
    """The loop runs frame after frame within a step."""
    frame, make = LOOPS[name]
    torch.manual_seed(4)
    check_module(make(), frame, frames_per_step=size)


@pytest.mark.parametrize("name", ["mean", "LSTMCell", "spikes", "the first frame at first", "two frames back", "a filter"])
@pytest.mark.parametrize("seed", [5, 6])
def test_nothing_of_later_frames(name, seed):
    """What is not a number from some frame on leaves all before as it was, and a reset forgets it."""
    frame, make = LOOPS[name]
    torch.manual_seed(seed)
    net, clip = cocc.compile(make().eval(), frame), torch.randn(*frame, 12).numpy()
    expected = net.forward(clip)
    clip[:, :, 7:] = float("nan")
    found = net.forward(clip)
    same_bits(found[:, :, :7], expected[:, :, :7], "before")
    net.reset()
    same_bits(net.forward(clip[:, :, :7]), expected[:, :, :7], "behind a reset")


def last_state(s, x):
    h = torch.zeros(x.shape[0], 4)
    for t in range(x.shape[2]):
        h = s.cell(x[:, :, t], h)
    return s.head(h)


def test_the_last_state_is_the_newest():
    """A module that returns what it has after the clip: of each clip so far."""
    torch.manual_seed(7)
    module, clip = Wrapped(last_state, cell=nn.GRUCell(3, 4), head=nn.Linear(4, 2)).eval(), torch.randn(2, 3, 14)
    net = cocc.compile(module, (2, 3))
    with torch.no_grad():
        expected = torch.stack([module(clip[:, :, : t + 1]) for t in range(14)], 2)
    close_to(net.forward(clip.numpy()), expected.numpy(), "newest")


def scanned(step, state, clips=lambda x: x):
    """A forward that leaves the loop to PyTorch; it gives what each step gives, and the last state of what is handed on."""
    return lambda s, x: scan(lambda h, f: step(s, f, h), state(s, x), clips(x), dim=2)


def looped(step, state, clips=lambda x: x):
    def forward(s, x):
        given = clips(x)
        frames = zip(*(each.unbind(2) for each in given)) if isinstance(given, tuple) else given.unbind(2)
        h, out = state(s, x), []
        for f in frames:
            h, y = step(s, f, h)
            out.append(y)
        return h, torch.stack(out, 2)

    return forward


def of_cell(s, f, h):
    h = s.cell(torch.tanh(s.a(f)), h)
    return h, s.b(h)


def of_two(s, f, state):
    first, second = state
    first = 0.5 * first + f[0]
    second = 0.8 * second - first * f[1]
    return (first, second.clone()), first + second


SCANS = {
    "a cell": (of_cell, lambda s, x: torch.zeros(x.shape[0], 4), lambda x: x),
    "two states and clips": (of_two, lambda s, x: (s.start, s.start + 1), lambda x: (x, torch.sin(x))),
}


@pytest.mark.parametrize("size", [1, 4])
@pytest.mark.parametrize("name", SCANS)
def test_scan_of_torch(name, size):
    """In an export a scan is one call with a graph of its own; PyTorch itself runs it as before."""
    torch.manual_seed(10)
    members = {"cell": nn.GRUCell(4, 4), "a": nn.Linear(3, 4), "b": nn.Linear(4, 2), "start": torch.randn(2, 3)}
    module = Wrapped(lambda s, x: scanned(*SCANS[name])(s, x)[1], **members).eval()
    net, reference = cocc.compile(module, (2, 3), frames_per_step=size), looped(*SCANS[name])
    for frames in (9, 16):
        clip = torch.randn(2, 3, frames)
        with torch.no_grad():
            expected = reference(module, clip)[1].numpy()
            close_to(module(clip).numpy(), expected, "the scan itself")
        close_to(net.forward(clip.numpy()), expected, f"{frames} frames")
        net.reset()
        close_to(as_clip(net, net.steps(clip.numpy(), pad_end=True)), expected, f"{frames} frames by step")


def test_last_state_of_a_scan():
    torch.manual_seed(11)
    members = {"cell": nn.GRUCell(4, 4), "a": nn.Linear(3, 4), "b": nn.Linear(4, 2)}
    module = Wrapped(lambda s, x: scanned(*SCANS["a cell"])(s, x)[0], **members).eval()
    net, clip = cocc.compile(module, (2, 3)), torch.randn(2, 3, 12)
    with torch.no_grad():
        expected = [looped(*SCANS["a cell"])(module, clip[:, :, : t + 1])[0] for t in range(12)]
    close_to(net.forward(clip.numpy()), torch.stack(expected, 2).numpy(), "newest")


def test_a_state_that_a_scan_hands_on_as_it_is():
    def step(h, f):
        return (h[0].clone(), h[0] * h[1] + f), h[0] * f

    module = Wrapped(lambda s, x: scan(step, (s.start, s.start + 1), x, dim=2)[1], start=torch.randn(2, 3))
    check_module(module, (2, 3))


def affine(left, right):
    """What is done to a state by two frames, a factor and a summand each, one behind the other."""
    return left[0] * right[0], left[1] * right[0] + right[1]


def affine_scan(mode):
    def forward(s, x):
        decay, drive = s.a(x).chunk(2, 1)
        return associative_scan(affine, (torch.sigmoid(decay), drive), dim=2, combine_mode=mode)[1]

    return forward


def highest(s, x, **options):
    return associative_scan(torch.maximum, s.a(x), dim=2, combine_mode="generic", **options)


def weighted(s, x):
    """A function of tensors of its own."""
    return associative_scan(lambda a, b: a + b + s.w * a * b, torch.tanh(x), dim=2, combine_mode="generic")


def with_time_in_front(s, x):
    return associative_scan(torch.add, x.permute(2, 0, 1), dim=0, combine_mode="generic").permute(1, 2, 0)


ASSOCIATIVE = {
    "an affine map": affine_scan("generic"), "a maximum": highest, "weights": weighted, "time in front": with_time_in_front
}


@pytest.mark.parametrize("size", [1, 4])
@pytest.mark.parametrize("name", ASSOCIATIVE)
def test_associative_scan_of_torch(name, size):
    torch.manual_seed(12)
    module = Wrapped(ASSOCIATIVE[name], a=nn.Conv1d(3, 8, 3, padding=(1 if size == 1 else 0)), w=torch.rand(3))
    check_module(module, (2, 3), frames_per_step=size)


def reversed_highest(s, x):
    return associative_scan(torch.maximum, x, dim=2, combine_mode="generic", reverse=True)


def test_associative_scan_of_a_graphics_card(tmp_path):
    """PyTorch runs combine_mode="pointwise" on such alone, and exports it as one call; fake tensors need none."""
    torch.manual_seed(13)
    paths = []
    for frames in (12, 19):
        with FakeTensorMode():
            clip = torch.empty(2, 6, frames, device="cuda")
        module = Wrapped(affine_scan("pointwise"), a=nn.Identity())
        paths.append(export(module, clip, tmp_path / f"{frames}.pt2"))
    net = cocc.load(compile_library(paths[0], 2, tmp_path / "net", [f"--also={paths[1]}"]))
    module, clip = Wrapped(affine_scan("generic"), a=nn.Identity()), torch.randn(2, 6, 15)
    close_to(net.forward(clip.numpy()), module(clip).numpy(), "clip")


class Step(nn.Module):
    """State in a dict, with a tuple in it."""

    def __init__(self):
        super().__init__()
        self.cell, self.mix = nn.GRUCell(3, 4), nn.Linear(4, 4)

    def forward(self, frame, state):
        h = self.cell(frame, state["h"])
        fast, slow = state["means"]
        fast, slow = 0.5 * fast + self.mix(h), 0.9 * slow + 0.1 * h
        return fast - slow, {"h": h, "means": (fast, slow)}


def test_scan_is_its_own_forward():
    torch.manual_seed(8)
    state = {"h": torch.zeros(2, 4), "means": (torch.randn(2, 4), nn.Parameter(torch.randn(2, 4)))}
    check_module(cocc.Scan(Step(), state), (2, 3))
    check_module(cocc.Scan(Step(), state), (2, 3), frames_per_step=4)


def test_scan_begins_every_clip_of_a_batch_alike():
    torch.manual_seed(10)
    check_module(cocc.Scan(lambda f, h: ((h := 0.7 * h + f.tanh()), h), torch.randn(1, 3)), (2, 3))


def test_scan_of_a_function_with_time_in_front():
    torch.manual_seed(9)
    module = cocc.Scan(lambda frame, h: (h, torch.tanh(frame + 0.5 * h)), torch.randn(2, 3), time_dim=0)
    clip = torch.randn(10, 2, 3)
    close_to(
        cocc.compile(module, (2, 3), time_dim=0).forward(clip.permute(1, 2, 0).numpy()),
        module(clip).permute(1, 2, 0).detach().numpy(), "clip",
    )


@pytest.mark.parametrize(
    ("step", "initial", "error", "words"),
    [
        (lambda f, h: (h, h[:1]), torch.zeros(2, 3), ValueError, "state of shape \\(1, 3\\)"),
        (lambda f, h: (h, (h, h)), torch.zeros(2, 3), ValueError, "another structure"),
        (lambda f, h: (h, h), [], TypeError, "one at least"),
        (3, torch.zeros(1), TypeError, "not int"),
    ],
)
def test_scan_says_what_is_wrong(step, initial, error, words):
    with pytest.raises(error, match=words):
        cocc.Scan(step, initial)(torch.zeros(2, 3, 5))


def backwards(s, x):
    h, out = torch.zeros(x.shape[0], 3), []
    for t in reversed(range(x.shape[2])):
        h = 0.5 * h + x[:, :, t]
        out.append(h)
    return torch.stack(out[::-1], 2)


def changing(s, x):
    h, out = torch.zeros(x.shape[0], 3), []
    for t in range(x.shape[2]):
        h = h + x[:, :, t].tanh() if t == 10 else h + x[:, :, t].sin()
        out.append(h)
    return torch.stack(out, 2)


def counting(s, x):
    h, out = torch.zeros(x.shape[0], 3), []
    for t in range(x.shape[2]):
        h = h + x[:, :, t] * (t + 1)
        out.append(h)
    return torch.stack(out, 2)


def blocks(s, x):
    h, out = torch.zeros(x.shape[0], 3), []
    for t in range(0, x.shape[2], 2):
        h = torch.tanh(h + x[:, :, t] - x[:, :, t + 1])
        out.append(h)
    return torch.stack(out, 2)


def whole_clip(s, x):
    h, out, mean = torch.zeros(x.shape[0], 3), [], x.mean(2)
    for t in range(x.shape[2]):
        h = torch.tanh(h + x[:, :, t] - mean)
        out.append(h)
    return torch.stack(out, 2)


class Keeping(nn.Module):
    def __init__(self):
        super().__init__()
        self.register_buffer("kept", torch.zeros(1, 3, 1))

    def forward(self, x):
        self.kept.copy_(0.9 * self.kept + x[:, :, -1:])
        return x + self.kept


def reversed_scan(s, x):
    return scan(lambda h, f: (h + f, (h + f).clone()), torch.zeros(1, 3), x, dim=2, reverse=True)[1]


def not_associative(s, x):
    return associative_scan(lambda a, b: 0.5 * a + b, x, dim=2, combine_mode="generic")


def scan_in_a_scan(s, x):
    def within(h, f):
        return 0.5 * h + f, (h * f).clone()

    def step(h, f):
        last, each = scan(within, h, f, dim=1)
        return last, each.sum(1)

    return scan(step, torch.zeros(1), x, dim=2)[1]


REFUSED = {
    "a scan in a scan": (lambda: Wrapped(scan_in_a_scan), {}, ["within a scan", "a loop in Python"]),
    "a scan against time": (lambda: Wrapped(reversed_scan), {}, ["turns the clip round in time"]),
    "no associative scan": (lambda: Wrapped(not_associative), {}, ["not associative", "cocc.Scan(step, initial)", "test_loops.py"]),
    "an associative scan against time": (lambda: Wrapped(reversed_highest), {}, ["turns the clip round in time"]),
    "backwards": (lambda: Wrapped(backwards), {}, ["a loop that runs against time", "compiling.py"]),
    "changing": (lambda: Wrapped(changing), {}, ["iteration 10 calls 'aten.tanh.default' where", "calls 'aten.sin.default'"]),
    "counting": (lambda: Wrapped(counting), {}, ["with other numbers", "iteration"]),
    "blocks": (lambda: Wrapped(blocks), {"multiple_of": 2}, ["takes 2 frames in each iteration"]),
    "whole clip": (lambda: Wrapped(whole_clip), {}, ["made of the clip as a whole"]),
    "a buffer": (Keeping, {}, ["'kept'", "cocc.Scan(step, initial)"]),
}


@pytest.mark.parametrize("name", REFUSED)
def test_refused(name):
    make, options, words = REFUSED[name]
    check_refusal(make().eval(), (1, 3), words, **options)
