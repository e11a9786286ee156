"""Modules that take several clips or return several: each output is the module's, at its own steps."""

import cocc
import continual as co
import numpy as np
import pytest
import torch
from torch import nn

from numeric.stepping import close_to, same_bits


class TwoStreams(nn.Module):
    """Late fusion of two inputs whose branches are late by different numbers of frames."""

    def __init__(self):
        super().__init__()
        self.rgb = nn.Conv1d(3, 4, 5, padding=2)
        self.flow = nn.Conv1d(2, 4, 3)

    def forward(self, rgb, flow):
        return torch.relu(self.rgb(rgb)[:, :, 1:-1]) + self.flow(flow)


class TwoHeads(nn.Module):
    def __init__(self):
        super().__init__()
        self.trunk = nn.Conv1d(3, 4, 3, padding=1)
        self.slow = nn.Conv1d(4, 2, 5)

    def forward(self, clip):
        features = torch.tanh(self.trunk(clip))
        return features, self.slow(features)


class Crossed(nn.Module):
    """Two inputs, two outputs, each of which needs both."""

    def __init__(self):
        super().__init__()
        self.a, self.b = nn.Conv1d(3, 4, 3, padding=1), nn.Conv1d(2, 4, 2)

    def forward(self, x, y):
        a, b = self.a(x), self.b(y)
        return {"sum": a[:, :, :-1] + b, "product": (a[:, :, 1:] * b).sigmoid()}


class Named(nn.Module):
    """Dictionaries, and what is in them; a key that is no name, and two that would be one."""

    def forward(self, clip):
        return {"scores": (clip + 1, {"raw": clip * 2}), "a b": clip * 3, "a-b": clip * 4, 5: clip * 5}, clip * 6


class TwoStrides(nn.Module):
    def __init__(self):
        super().__init__()
        self.fast, self.slow = nn.Conv1d(3, 4, 3, stride=2, padding=1), nn.Conv1d(4, 2, 3, stride=2)

    def forward(self, x, y):
        fast = self.fast(x + y)
        return fast, self.slow(fast)


class BesideTheClip(nn.Module):
    """The clip itself beside what is made of it, and a None, as attention returns for weights that nobody needs."""

    def __init__(self):
        super().__init__()
        self.conv = nn.Conv1d(3, 4, 3)

    def forward(self, clip):
        return clip, self.conv(clip), None


MODULES = {
    "two streams": (TwoStreams, [(2, 3), (2, 2)], [3]),
    "two heads": (TwoHeads, (1, 3), [1, 5]),
    "crossed": (Crossed, [(1, 3), (1, 2)], [2, 2]),  # a frame of `a` leaves once it is not the last
    "two strides": (TwoStrides, [(1, 3), (1, 3)], [1, 5]),
    "beside the clip": (BesideTheClip, (1, 3), [0, 2]),
}


def outputs_of(module, clips):
    with torch.no_grad():
        results = module(*map(torch.from_numpy, clips))
    values = results.values() if isinstance(results, dict) else results if isinstance(results, tuple) else [results]
    return [value.numpy() for value in values if value is not None]


def several(value):
    return list(value) if isinstance(value, tuple) else [value]


@pytest.mark.parametrize("name", MODULES)
def test_equals_forward(name):
    kind, shapes, warm_ups = MODULES[name]
    torch.manual_seed(0)
    rng = np.random.default_rng(0)
    module = kind().eval()
    net = cocc.compile(module, shapes)
    listed = shapes if isinstance(shapes, list) else [shapes]
    assert [port.shape for port in net.inputs] == listed
    assert [port.warm_up for port in net.outputs] == warm_ups
    clips = [rng.standard_normal((*shape, 23)).astype(np.float32) for shape in listed]
    given = clips if len(clips) > 1 else clips[0]
    expected = outputs_of(module, clips)
    for found, one in zip(several(net.forward(given)), expected):
        close_to(found, one, "forward")
    steps = [several(net.step([clip[:, :, t] for clip in clips] if len(clips) > 1 else clips[0][:, :, t]))
             for t in range(23)]
    for i, (port, one) in enumerate(zip(net.outputs, expected)):
        at = [t for t, results in enumerate(steps) if results[i] is not None]
        assert at == list(range(port.warm_up, 23, port.stride))
        close_to(np.stack([steps[t][i] for t in at], 2), one[:, :, : len(at)], "by step")


def test_inputs_by_name():
    torch.manual_seed(0)
    net = cocc.compile(TwoStreams().eval(), [(1, 3), (1, 2)])
    assert [port.name for port in net.inputs] == ["rgb", "flow"]
    rng = np.random.default_rng(1)
    rgb, flow = (rng.standard_normal((1, c, 9)).astype(np.float32) for c in (3, 2))
    same_bits(net.forward({"flow": flow, "rgb": rgb}), net.forward([rgb, flow]), "by name")


class OddNames(nn.Module):
    """Names that would be no parameters of C functions, or one name twice."""

    def forward(self, _, x, _x, input):
        return _ + x - _x * input


def test_each_input_has_a_name_of_its_own():
    net = cocc.compile(OddNames(), [(1, 2)] * 4)
    assert [port.name for port in net.inputs] == ["input_", "x", "x_2", "input__3"]
    frames = [np.full((1, 2), value, np.float32) for value in (1, 2, 3, 4)]
    assert net.step(frames).tolist() == [[-9, -9]]


def test_outputs_are_called_by_their_keys():
    torch.manual_seed(0)
    assert [port.name for port in cocc.compile(Crossed(), [(1, 3), (1, 2)]).outputs] == ["sum", "product"]
    assert [port.name for port in cocc.compile(TwoHeads(), (1, 3)).outputs] == ["output0", "output1"]
    net = cocc.compile(Named(), (1, 2))
    assert [port.name for port in net.outputs] == ["scores_0", "scores_1_raw", "a_b", "a_b_3", "output4", "output5"]
    assert [frame[0, 0] for frame in net.step(np.ones((1, 2), np.float32))] == [2, 2, 3, 4, 5, 6]


@pytest.mark.parametrize("given", (np.zeros((1, 3), np.float32), [np.zeros((1, 3), np.float32)], {"rgb": None}))
def test_each_input_is_needed(given):
    net = cocc.compile(TwoStreams().eval(), [(1, 3), (1, 2)])
    with pytest.raises(ValueError, match="this network takes a frame for each of its inputs: rgb, flow"):
        net.step(given)


def test_clips_of_one_length():
    net = cocc.compile(TwoStreams().eval(), [(1, 3), (1, 2)])
    with pytest.raises(ValueError, match=r"clips must have one number of frames, not \[5, 6\]"):
        net.forward([np.zeros((1, 3, 5), np.float32), np.zeros((1, 2, 6), np.float32)])


def test_alignment_on_request():
    torch.manual_seed(0)
    module = TwoHeads().eval()
    net = cocc.compile(module, (1, 3), arguments=["--align-outputs"])
    assert [port.warm_up for port in net.outputs] == [5, 5]
    clip = np.random.default_rng(2).standard_normal((1, 3, 20)).astype(np.float32)
    for found, expected in zip(net.forward(clip), outputs_of(module, [clip])):
        close_to(found, expected, "forward")


def test_outputs_of_two_strides_are_not_aligned():
    with pytest.raises(cocc.CompileError, match="outputs that come at different rates cannot be aligned: 'output0' "
                                               "has 1 every 2 frames of the input, 'output1' 1 every 4 frames"):
        cocc.compile(TwoStrides().eval(), [(1, 3), (1, 3)], arguments=["--align-outputs"])


def test_dispatched_streams_of_the_library():
    """Two streams in, crossed and reduced, as the library's parallel_dispatch has them."""
    torch.manual_seed(0)
    module = co.Sequential(
        co.Parallel(co.Conv1d(3, 4, 3, padding=1), co.Conv1d(2, 4, 5, padding=2), auto_delay=False),
        co.ParallelDispatch([1, 0, 1]),
        co.Parallel(co.Conv1d(4, 2, 3), co.Delay(2, auto_shrink=True), co.Conv1d(4, 2, 1), auto_delay=False),
    ).eval()
    clips = [torch.randn(1, 3, 15), torch.randn(1, 2, 15)]
    with torch.no_grad():
        expected = [value.numpy() for value in module(clips)]
    net = cocc.compile(module, [(1, 3), (1, 2)])
    assert len(net.outputs) == 3
    for found, one in zip(net.forward(clips), expected):
        close_to(found, one, "forward")
