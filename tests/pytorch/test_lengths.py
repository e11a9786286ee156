"""What a program computed from its clip's length: two exports of other lengths tell it, and so does a dynamic one.

Each function of a module and its clip is compiled as a stream has it, or refused at its line with the reason.
"""

import subprocess

import numpy as np
import pytest
import torch
import torch.nn.functional as F
from torch import nn

import cocc

from .exporting import as_frames, compile_library, export, run_compiler

LENGTHS = (24, 37, 50)


class Member(nn.Module):
    def __init__(self, function):
        super().__init__()
        torch.manual_seed(0)
        self.function = function
        self.three, self.five, self.four = nn.Conv1d(3, 3, 3), nn.Conv1d(3, 3, 5), nn.Conv1d(3, 3, 4, 4)
        self.pool, self.step = nn.AvgPool1d(3, 2), nn.Conv1d(3, 3, 5, 3, padding=1)

    def forward(self, clip):
        return self.function(self, clip)


def mean_taps(clip):
    return torch.ones(3, 3, clip.shape[2] // 4) / clip.shape[2]


def same_padding(clip):
    both = max(7 - (2 if clip.shape[2] % 2 == 0 else 1), 0)
    return both // 2, both - both // 2


def encodec_padding(clip, kernel, stride):
    windows = (clip.shape[2] - stride) / stride + 1
    ideal = (-int(-windows // 1) - 1) * stride + stride
    return F.pad(clip, (kernel - stride, ideal - clip.shape[2]))


REFUSED = {
    "average over the clip": (lambda s, x: F.avg_pool1d(x, x.size()[2:]), ["avg_pool1d", "--window avg_pool=16"]),
    "maximum over the clip": (lambda s, x: F.max_pool1d(x, x.size(2)), ["max_pool1d", "--window max_pool=16"]),
    "sum over the clip": (lambda s, x: x.sum(2) / x.shape[2], ["aten.sum", "--window sum=16"]),
    "divided by the length": (lambda s, x: x / x.shape[2], ["aten.div", "computed from the clip's length"]),
    "times the length": (lambda s, x: x * x.shape[2], ["aten.mul", "computed from the clip's length"]),
    "times its root": (lambda s, x: x * x.shape[2] ** 0.5, ["aten.mul", "computed from the clip's length"]),
    "latter half": (lambda s, x: x[:, :, x.shape[2] // 2 :] * 2, ["begins with frame 12 for a clip of 24 frames"]),
    "former half": (lambda s, x: x[:, :, : x.shape[2] // 2] * 2, ["ends before frame 12 for a clip of 24 frames"]),
    "last frames": (lambda s, x: x[:, :, x.shape[2] - 5 :] * 2, ["last 5 frames", "newest frame"]),
    "first frames": (lambda s, x: x[:, :, :5] * 2, ["first 5 frames", "count from the end"]),
    "middle frame": (lambda s, x: x[:, :, x.shape[2] // 2] * 2, ["takes frame 12 for a clip of 24 frames"]),
    "taps": (lambda s, x: F.conv1d(x, mean_taps(x)), ["aten.conv1d", "another for each length of the clip"]),
    "a third in front": (
        lambda s, x: s.three(F.pad(x, (x.shape[2] // 3, 0))), ["aten.pad", "the padding in front depends"]
    ),
    "fill that nothing fills": (lambda s, x: F.pad(x, (0, -x.shape[2] % 4)), ["padded behind"]),
    "fill of another window": (
        lambda s, x: s.four(F.pad(x, (0, -x.shape[2] % 3))), ["is not what fills its last window"]
    ),
    "fill before a function": (lambda s, x: F.pad(x, (0, -x.shape[2] % 4)).relu(), ["only a window with a stride"]),
    "positions": (lambda s, x: x + torch.arange(x.shape[2]), ["aten.add", "position in the clip"]),
    "repeated once a frame": (lambda s, x: x.amax(2, keepdim=True).repeat(1, 1, x.shape[2]), ["--window amax=16"]),
}

# Only an export of each length tells these: a dynamic one is the program of one side of the limit, and says so.
REFUSED_OF_EXPORTS = {
    "padding in front": (lambda s, x: s.three(F.pad(x, same_padding(x))), ["aten.pad", "the padding in front depends"]),
    "chosen by the length": (
        lambda s, x: x * 2 if x.shape[2] > 30 else x * 3, ["aten.mul", "computed from the clip's length"]
    ),
    "another call": (
        lambda s, x: x.relu() if x.shape[2] > 30 else x.tanh(), ["the program is another one for a clip of 24 frames"]
    ),
    "a loop over some frames": (
        lambda s, x: torch.stack([x[:, :, t] * 2 if t % 5 else x[:, :, t].tanh() for t in range(x.shape[2])], 2),
        ["a loop over the frames whose iterations are not the same"],
    ),
}

COMPILED = {
    "crop of both ends": lambda s, x: x[:, :, 2 : x.shape[2] - 3] * 2,
    "crop from the end": lambda s, x: s.three(x)[:, :, -(x.shape[2] - 6) :] + s.five(s.three(x)),
    "crop to another's length": lambda s, x: x[:, :, -s.five(x).shape[2] :] + s.five(x),
    "crop in the middle": lambda s, x: s.five(x) + x[:, :, (x.shape[2] - s.five(x).shape[2]) // 2 :][
        :, :, : s.five(x).shape[2]
    ],
    "narrow": lambda s, x: x.narrow(2, 1, x.shape[2] - 4) + s.five(x),
    "newest frame": lambda s, x: x[:, :, x.shape[2] - 1] * 2,
    "ones of the clip": lambda s, x: x + 3 * torch.ones(1, 3, x.shape[2]),
    "expanded": lambda s, x: x * torch.tensor([[[1.0], [2.0], [-1.0]]]).expand(1, 3, x.shape[2]),
    "like": lambda s, x: torch.full_like(x, 2.5) - x,
    "last window filled": lambda s, x: s.four(F.pad(x, (0, -x.shape[2] % 4))),
    "last window filled behind a stride": lambda s, x: s.four(F.pad(s.pool(x), (0, -s.pool(x).shape[2] % 4))),
    "last pool filled": lambda s, x: s.pool(F.pad(x, (0, (x.shape[2] - 3) % 2))),
    "every third, cropped": lambda s, x: x[:, :, 1 : x.shape[2] - 1 : 3] * 2,
}

COMPILED_OF_EXPORTS = {
    "a loop over frames": lambda s, x: torch.stack([x[:, :, t] * 2 for t in range(x.shape[2])], 2),
    "filled by a formula": lambda s, x: s.four(encodec_padding(x, 4, 4)),
}


def save(function, folder, dynamic, lengths=LENGTHS):
    module = Member(function).eval()
    if dynamic:
        return export(module, torch.randn(1, 3, lengths[0]), folder / "net.pt2", dynamic=2), ()
    first, *others = [export(module, torch.randn(1, 3, frames), folder / f"net{frames}.pt2") for frames in lengths]
    return first, [f"--also={other}" for other in others]


def check_refused(function, parts, folder, dynamic):
    program, options = save(function, folder, dynamic)
    done = run_compiler(program, *options, "-o", folder / "out")
    assert done.returncode == 1 and done.stderr.count("error:") == 1, done.stderr
    assert not (folder / "out").exists()
    assert all(part in done.stderr for part in parts), done.stderr


@pytest.mark.parametrize("dynamic", [False, True], ids=["exports", "dynamic"])
@pytest.mark.parametrize("name", REFUSED)
def test_is_refused(name, dynamic, tmp_path):
    check_refused(*REFUSED[name], tmp_path, dynamic)


@pytest.mark.parametrize("name", REFUSED_OF_EXPORTS)
def test_exports_are_refused(name, tmp_path):
    check_refused(*REFUSED_OF_EXPORTS[name], tmp_path, False)


@pytest.mark.parametrize("name", [*COMPILED, *COMPILED_OF_EXPORTS])
def test_equals_pytorch_at_every_length(name, tmp_path):
    function = (COMPILED | COMPILED_OF_EXPORTS)[name]
    libraries = []
    for dynamic in (False, True) if name in COMPILED else (False,):
        folder = tmp_path / str(dynamic)
        folder.mkdir()
        program, options = save(function, folder, dynamic)
        libraries.append(compile_library(program, 2, folder, options))
    module = Member(function).eval()
    for library in libraries:
        net = cocc.Network(library)
        for frames in range(20, 30):
            clip = torch.randn(1, 3, frames)
            with torch.no_grad():
                expected = module(clip).numpy()
            if expected.ndim == 2:
                found = [net.step(frame) for frame in np.moveaxis(clip.numpy(), 2, 0)]
                np.testing.assert_allclose(found[-1], expected, rtol=1e-5, atol=1e-5)
                net.reset()
            else:
                expected = as_frames(expected, 2, net.outputs[0].shape)
                np.testing.assert_allclose(net.forward(clip.numpy()), expected, rtol=1e-5, atol=1e-5)


def test_one_length_is_said(tmp_path):
    done = run_compiler(export(nn.Conv1d(3, 4, 3), torch.randn(1, 3, 24), tmp_path / "net.pt2"), "-o", tmp_path)
    assert done.returncode == 0
    assert done.stderr.count("warning:") == 1 and "exported for clips of 24 frames alone" in done.stderr
    assert "--also" in done.stderr and "dynamic" in done.stderr


def test_longest_clip_is_said(tmp_path):
    program, _ = save(lambda s, x: x * 2 if x.shape[2] > 30 else x * 3, tmp_path, True)
    done = run_compiler(program, "-o", tmp_path)
    assert done.returncode == 0 and "clips of at most 30 frames" in done.stderr


@pytest.mark.parametrize(
    "condition", [lambda s, x: x * int(x.shape[2] / 4), lambda s, x: s.three(F.pad(x, same_padding(x)))]
)
def test_a_condition_on_the_length_is_refused(condition, tmp_path):
    program, _ = save(condition, tmp_path, True)
    done = run_compiler(program, "-o", tmp_path / "out")
    assert done.returncode == 1 and "the program holds for clips alone with" in done.stderr, done.stderr


@pytest.mark.parametrize("kernel", [nn.Conv1d(3, 4, 24), nn.AvgPool1d(24), nn.MaxPool1d(24)])
def test_a_window_of_all_frames_is_refused(kernel, tmp_path):
    done = run_compiler(export(kernel, torch.randn(1, 3, 24), tmp_path / "net.pt2"), "-o", tmp_path)
    assert done.returncode == 1 and ("all 24 frames of the clip" in done.stderr or "=16" in done.stderr)


def test_the_same_length_twice(tmp_path):
    program = export(nn.Conv1d(3, 4, 3), torch.randn(1, 3, 24), tmp_path / "net.pt2")
    done: subprocess.CompletedProcess = run_compiler(program, f"--also={program}", "-o", tmp_path / "out")
    assert done.returncode == 1 and "is to have another length" in done.stderr


def test_another_program(tmp_path):
    a = export(nn.Conv1d(3, 4, 3), torch.randn(1, 3, 24), tmp_path / "a.pt2")
    b = export(nn.Conv1d(3, 4, 3, bias=False), torch.randn(1, 3, 30), tmp_path / "b.pt2")
    done = run_compiler(a, f"--also={b}", "-o", tmp_path / "out")
    assert done.returncode == 1 and "other inputs or weights" in done.stderr
