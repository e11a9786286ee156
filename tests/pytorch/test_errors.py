"""Programs that have no network: one message, at the user's own line, exit code 1 and nothing written."""

import torch
import torch.nn.functional as F
from torch import nn

import pytest

import cocc

from .exporting import export, run_compiler


class Wrapped(nn.Module):
    """Modules and a function of them and the clip."""

    def __init__(self, function, **members):
        super().__init__()
        self.function = function
        for name, member in members.items():
            setattr(self, name, member)

    def forward(self, clip):
        return self.function(self, clip)


class Inner(nn.Module):
    def forward(self, clip):
        return clip.mean(2)  # the line of the mean


class Outer(nn.Module):
    def __init__(self):
        super().__init__()
        self.head = nn.Sequential(nn.Conv1d(3, 4, 3), Inner())

    def forward(self, clip):
        return self.head(clip)


class Cells(nn.Module):
    def __init__(self):
        super().__init__()
        self.cell = nn.GRUCell(3, 4)

    def forward(self, clip):
        state = clip.new_zeros(clip.shape[0], 4)
        for t in range(clip.shape[2]):
            state = self.cell(clip[:, :, t], state)
        return state


class Branch(nn.Module):
    def forward(self, clip):
        return torch.cond(clip.sum() > 0, lambda x: x + 1, lambda x: x - 1, (clip,))


def positions(self, clip):
    return clip + self.table[:, :, : clip.shape[2]]


CLIP = (1, 3, 12)
CASES = {
    "mean over time": (Outer(), CLIP, (), ["aten.mean.dim", "--window mean=16", "head.1", "Inner"]),
    "max over time": (Wrapped(lambda s, x: x.amax(2)), CLIP, (), ["aten.amax", "--window amax=16"]),
    "adaptive pool": (nn.AdaptiveAvgPool1d(1), CLIP, (), ["--window adaptive_avg_pool=16"]),
    "unused window": (nn.ReLU(), CLIP, ("--window", "mean=4"), ["--window mean=4", "nothing called 'mean'"]),
    "flip": (Wrapped(lambda s, x: x.flip(2)), CLIP, (), ["aten.flip", "turns the clip round in time"]),
    "sort": (Wrapped(lambda s, x: x.sort(2)[0]), CLIP, (), ["aten.sort", "orders all frames of the clip"]),
    "softmax over time": (Wrapped(lambda s, x: x.softmax(2)), CLIP, (), ["aten.softmax", "whole clip"]),
    "norm over time": (nn.LayerNorm(12), CLIP, (), ["aten.layer_norm", "over time"]),
    "instance norm": (nn.InstanceNorm1d(3), CLIP, (), ["instance_norm", "over time"]),
    "group norm": (nn.GroupNorm(3, 3), CLIP, (), ["group_norm", "over time"]),
    "batch norm in training": (nn.BatchNorm1d(3).train(), (2, 3, 12), (), ["num_batches_tracked", "model.eval()"]),
    "dropout in training": (nn.Dropout().train(), CLIP, (), ["dropout", "model.eval()"]),
    "first frames": (Wrapped(lambda s, x: x[:, :, :5] * 2), CLIP, (), ["first 5 frames", "count from the end"]),
    "last frames": (Wrapped(lambda s, x: x[:, :, -5:] * 2), CLIP, (), ["last 5 frames", "newest frame"]),
    "a frame": (Wrapped(lambda s, x: x[:, :, 3] * 2), CLIP, (), ["frame 3", "newest frame"]),
    "padded newest frame": (
        Wrapped(lambda s, x: s.c(x)[:, :, -1], c=nn.Conv1d(3, 4, 3, padding=1)), CLIP, (), ["padding behind the clip"]
    ),
    "positions": (
        Wrapped(positions, table=nn.Parameter(torch.randn(1, 3, 20))), CLIP, (), ["aten.add", "position in the clip"]
    ),
    "bidirectional": (
        Wrapped(lambda s, x: s.g(x.mT)[0], g=nn.GRU(3, 4, batch_first=True, bidirectional=True)), CLIP, (),
        ["aten.gru", "bidirectional"],
    ),
    "wrong sequence": (
        Wrapped(lambda s, x: s.g(x)[0], g=nn.GRU(12, 4, batch_first=True)), CLIP, (), ["time is dimension 2"]
    ),
    "state of the clip": (
        Wrapped(lambda s, x: s.g(x.mT, x[None, :, :, -1])[0], g=nn.GRU(3, 3, batch_first=True)), CLIP, (),
        ["aten.gru", "known before it"],
    ),
    "states by rows": (
        Wrapped(
            lambda s, x: s.g(x.mT, s.h)[0], g=nn.GRU(3, 4, batch_first=True), h=nn.Parameter(torch.randn(1, 2, 4))
        ),
        (2, 3, 12), (), ["aten.gru", "one for all"],
    ),
    "cells": (Cells(), CLIP, (), ["takes frame 0", "a loop over all frames", "--also"]),
    "causal attention": (
        Wrapped(lambda s, x: F.scaled_dot_product_attention(x.mT, x.mT, x.mT, is_causal=True)), CLIP, (),
        ["scaled_dot_product_attention", "--window attention=16"],
    ),
    "whole attention": (
        Wrapped(lambda s, x: ((x.mT @ x).softmax(-1) @ x.mT)), CLIP, (), ["aten.matmul", "--window attention=16"]
    ),
    "attention across the batch": (
        Wrapped(lambda s, x: F.scaled_dot_product_attention(*[x.permute(2, 0, 1)] * 3)), (2, 3, 12), (),
        ["scaled_dot_product_attention", "across the rows of the batch"],
    ),
    "attention that sees nothing": (
        Wrapped(lambda s, x: F.scaled_dot_product_attention(*[x.transpose(1, 2)] * 3, attn_mask=torch.eye(4) > 1)),
        (1, 4, 6, 4), (), ["shows a query nothing"],
    ),
    "mask by frames": (
        Wrapped(
            lambda s, x: F.scaled_dot_product_attention(*[x.transpose(1, 2)] * 3, attn_mask=s.mask),
            mask=nn.Parameter(torch.rand(6, 4, 4)),
        ),
        (1, 4, 6, 4), (), ["has a mask that is not the same for all frames"],
    ),
    "positions of another axis": (
        Wrapped(lambda s, x: cocc.positional_encoding(x, s.table), table=nn.Parameter(torch.rand(5, 12))),
        (1, 12, 3), ("--time-dim=1",), ["cocc.positional_encoding", "time as its dimension 2"],
    ),
    "time apart": (Wrapped(lambda s, x: x.reshape(1, 3, 4, 3) * 2), CLIP, (), ["time must stay whole"]),
    "time as channels": (nn.Conv1d(12, 4, 1), (1, 12, 3), ("--time-dim=1",), ["time as its channels"]),
    "frames against the newest": (Wrapped(lambda s, x: x - x[:, :, -1][:, :, None]), CLIP, (), ["newest frames"]),
    "no such dimension": (nn.ReLU(), (4, 3), (), ["dimensions 0 to 1", "--time-dim=1"]),
    "unknown": (Wrapped(lambda s, x: torch.special.bessel_j0(x)), CLIP, (), ["bessel_j0", "no layer"]),
    "half": (nn.Conv1d(3, 4, 3).half(), CLIP, (), ["half precision", "model.float()"]),
    "half weights": (Wrapped(lambda s, x: x * s.w, w=nn.Parameter(torch.rand(3, 1).half())), CLIP, (), ["half"]),
    "double": (nn.Conv1d(3, 4, 3).double(), CLIP, (), ["float64"]),
    "branch": (Branch(), CLIP, (), ["depends on the data"]),
    "no output": (Wrapped(lambda s, x: None), CLIP, (), ["the program returns nothing"]),
    "a number": (Wrapped(lambda s, x: (x.relu(), 3)), CLIP, (), ["what the program returns is not made from the clip"]),
    "identity": (nn.Identity(), CLIP, (), ["the clip as it is"]),
    "constant": (Wrapped(lambda s, x: torch.ones(3) * 2), CLIP, (), ["not made from the clip"]),
}


def refuse(program, folder, *options) -> str:
    """What the compiler says about a program that it must refuse."""
    out = folder / "out"
    done = run_compiler(program, *options, "-o", out)
    assert done.returncode == 1, done.stderr
    assert done.stderr.count("error:") == 1, done.stderr
    assert not out.exists() or not list(out.iterdir()), "something was written"
    return done.stderr


@pytest.mark.parametrize("name", CASES)
def test_says_what_is_wrong(name, tmp_path):
    module, shape, options, parts = CASES[name]
    clip = torch.randn(shape)
    types = {parameter.dtype for parameter in module.parameters()}
    if len(types) == 1 and name != "half weights":
        clip = clip.to(types.pop())
    if not name.endswith("in training"):
        module.eval()
    message = refuse(export(module, clip, tmp_path / "net.pt2"), tmp_path, *options)
    for part in parts:
        assert part in message, message


def test_names_the_line_of_python(tmp_path):
    message = refuse(export(Outer(), torch.randn(CLIP), tmp_path / "net.pt2"), tmp_path)
    with open(__file__) as file:
        line = next(i for i, text in enumerate(file, 1) if "the line of the mean" in text)
    assert f"test_errors.py:{line}" in message, message
    assert "return clip.mean(2)" in message, message


@pytest.mark.parametrize(
    "dynamic, options, parts",
    [
        ((1,), (), ["dimension 1", "dynamic", "--time-dim=1"]),
        ((0, 2), (), ["dimensions 0 and 2", "dynamic"]),
    ],
)
def test_dynamic_dimensions(dynamic, options, parts, tmp_path):
    """Only time may be dynamic, and it must be the one that was named."""
    shapes = ({dim: torch.export.Dim.AUTO for dim in dynamic},)
    program = torch.export.export(nn.ReLU(), (torch.randn(2, 3, 12),), dynamic_shapes=shapes)
    torch.export.save(program, tmp_path / "net.pt2")
    message = refuse(tmp_path / "net.pt2", tmp_path, *options)
    for part in parts:
        assert part in message, message


def test_inputs_of_two_lengths(tmp_path):
    class Two(nn.Module):
        def forward(self, a, b):
            return a + b[:, :, ::2]

    program = torch.export.export(Two(), (torch.randn(1, 3, 6), torch.randn(1, 3, 12)))
    torch.export.save(program, tmp_path / "net.pt2")
    said = refuse(tmp_path / "net.pt2", tmp_path)
    assert "inputs have clips of 6 and of 12 frames; a stream's are in one proportion" in said
