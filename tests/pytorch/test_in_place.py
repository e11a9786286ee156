"""Modules that write into tensors: the same network as without, or a refusal of a write that no network has."""

import numpy as np
import pytest
import torch
import torch.nn.functional as F
from torch import nn

import cocc

from .exporting import as_frames, compile_library, export, run_compiler


class Member(nn.Module):
    def __init__(self, function):
        super().__init__()
        torch.manual_seed(0)
        self.function = function
        self.one, self.three = nn.Conv1d(4, 4, 1), nn.Conv1d(4, 4, 3)
        self.register_buffer("kept", torch.zeros(1, 4, 2))
        self.register_buffer("table", torch.randn(4))

    def forward(self, clip):
        return self.function(self, clip)


def shift_both_ways(s, x):
    out = torch.zeros_like(x)
    out[:, :1, :-1] = x[:, :1, 1:]
    out[:, 1:2, 1:] = x[:, 1:2, :-1]
    out[:, 2:] = x[:, 2:]
    return out


def shift_one_way(s, x):
    out = torch.zeros_like(x)
    out[:, :2, 1:] = x[:, :2, :-1]
    out[:, 2:, :] = x[:, 2:, :]
    return out * 2


def clone_and_fill(s, x):
    y = x.clone()
    y[:, :2] = s.one(x)[:, 2:]
    return y


def accumulate(s, x):
    y = x * 2
    y[:, 1:3] += x[:, :2]
    y[:, 0] *= 3
    return y


def written_view(s, x):
    y = x.clone()
    first = y[:, :2]
    first.mul_(2)
    rest = y[:, 1:]
    rest[:, 0] = x[:, 3]
    return y + first.sum(1, keepdim=True) + rest.mean(1, keepdim=True)


def through_a_transpose(s, x):
    y = x.clone().transpose(1, 2)
    y[:, :, 1] = x[:, 0] * 5
    return y.transpose(1, 2).relu()


def through_a_view(s, x):
    y = x.clone()
    y.view(x.shape[0], 2, 2, x.shape[2])[:, 1, 0] = x[:, 0] - 1
    return y


def first_frames_of_a_number(s, x):
    y = x.clone()
    y[:, :, :2] = 1.5
    return y


def last_frames_of_a_number(s, x):
    y = s.one(x)
    y[:, :, -1:] = 0
    return y


def buffer_of_zeros(s, x):
    out = torch.zeros(x.shape[0], 4, x.shape[2])
    out[:, :3] = x[:, 1:]
    return out


def new_buffer(s, x):
    out = x.new_zeros(x.shape[0], 6, x.shape[2])
    out[:, 1:5] = x
    return out


def known_columns(s, x):
    weight = torch.zeros(4, 4)
    weight[:, 0] = s.table
    weight[1:3, 1:3] = torch.eye(2)
    return F.linear(x.transpose(1, 2), weight).transpose(1, 2)


def scattered(s, x):
    return torch.slice_scatter(x, x[:, :2] * 2, 1, 2, 4).select_scatter(x[:, 3], 1, 0)


def relu_in_place(s, x):
    return F.relu(s.three(x), inplace=True).add_(1).clamp_(max=1.2)


def narrowed(s, x):
    y = torch.zeros_like(x)
    y.narrow(1, 1, 2).copy_(x.narrow(1, 0, 2))
    return y + x


def cropped(s, x):
    y = s.three(x)
    out = torch.zeros(x.shape[0], 4, y.shape[2])
    out[:, :2] = y[:, :2]
    out[:, 2:] = x[:, 2:, 2:]
    return out


CASES = [
    shift_both_ways, shift_one_way, clone_and_fill, accumulate, written_view, through_a_transpose, through_a_view,
    first_frames_of_a_number, last_frames_of_a_number, known_columns, scattered, relu_in_place, cropped,
]


@pytest.mark.parametrize("batch", [1, 2])
@pytest.mark.parametrize("function", CASES, ids=lambda function: function.__name__)
def test_equals_pytorch(function, batch, tmp_path):
    module = Member(function).eval()
    first, second = [
        export(module, torch.randn(batch, 4, frames), tmp_path / f"net{frames}.pt2") for frames in (19, 36)
    ]
    net = cocc.Network(compile_library(first, 2, tmp_path, [f"--also={second}"]))
    for frames in (7, 12):
        clip = torch.randn(batch, 4, frames)
        with torch.no_grad():
            expected = as_frames(module(clip.clone()).numpy(), 2, net.outputs[0].shape)
        np.testing.assert_allclose(net.forward(clip.numpy()), expected, rtol=1e-5, atol=1e-5)
        net.reset()
        steps = net.steps(clip.numpy(), pad_end=True)
        np.testing.assert_allclose(steps, expected, rtol=1e-5, atol=1e-5)


def test_one_export_is_enough_for_counts_from_the_end(tmp_path):
    module = Member(shift_both_ways).eval()
    net = cocc.Network(compile_library(export(module, torch.randn(1, 4, 19), tmp_path / "net.pt2"), 2, tmp_path))
    clip = torch.randn(1, 4, 11)
    expected = as_frames(module(clip).numpy(), 2, (1, 4))
    np.testing.assert_allclose(net.forward(clip.numpy()), expected, rtol=1e-5, atol=1e-5)


def copies_into_a_buffer(s, x):
    joined = torch.cat([s.kept, x], -1)
    s.kept.copy_(joined[..., -2:])
    return joined * 2


def replaces_a_buffer(s, x):
    joined = torch.cat([s.kept, x], -1)
    s.kept = joined[..., -2:]
    return joined * 2


def writes_a_buffer_that_nobody_reads(s, x):
    s.table.add_(1)
    return x * 2


def first_frame_of_another_kind(s, x):
    y = s.one(x)
    y[:, :, 1:] = x[:, :, :-1]
    return y


def places_apart(s, x):
    y = x.clone()
    y[:, ::2] = 0
    return y * x


def perhaps_a_copy(s, x):
    y = x * 2
    z = y.reshape(x.shape[0], 2, 2, -1)
    y += 1
    return z.flatten(1, 2) + y


REFUSED = {
    copies_into_a_buffer: ["writes into 'kept' of the module", "keeps its state itself"],
    replaces_a_buffer: ["writes into 'kept' of the module"],
    writes_a_buffer_that_nobody_reads: ["writes into 'table' of the module"],
    first_frame_of_another_kind: ["written part by part in time", "different values follow each other"],
    places_apart: ["places that lie apart (a step of 2)"],
    perhaps_a_copy: ["aten.add_", "may be a copy or not"],
}


@pytest.mark.parametrize("function", REFUSED, ids=lambda function: function.__name__)
def test_is_refused(function, tmp_path):
    program = export(Member(function).eval(), torch.randn(1, 4, 19), tmp_path / "net.pt2")
    done = run_compiler(program, "-o", tmp_path / "out")
    assert done.returncode == 1 and done.stderr.count("error:") == 1, done.stderr
    assert all(part in done.stderr for part in REFUSED[function]), done.stderr
    assert "test_in_place.py" in done.stderr, done.stderr
