"""With clips of which lengths a module is exported, and what of it cannot be: nothing here is compiled."""

import logging
import re
import sys

import pytest
import torch
import torch.nn.functional as F
from torch import nn

import cocc
from cocc._export import export
from cocc._programs import find_ambiguity


class Of(nn.Module):
    """A function of a module and its clip, with members."""

    def __init__(self, function, **members):
        super().__init__()
        self.function = function
        for name, member in members.items():
            setattr(self, name, member)

    def forward(self, clip):
        return self.function(self, clip)


def programs(module: nn.Module, frame=(1, 3), time_dim=2, clip_length=None, multiple_of=1) -> dict:
    return export(module, frame, time_dim, clip_length, multiple_of)


def merged(module: nn.Module, clip: torch.Tensor) -> torch.Tensor:
    """Frames of which a window leaves one per 16 are taken for rows."""
    frames = module.conv(clip).transpose(1, 2)
    return module.linear(frames.reshape(-1, 4)).view(clip.shape[0], -1, 4).transpose(1, 2)


CLEAR = {
    "plain": (nn.Conv1d(3, 4, 3), (1, 3), 2),
    **{f"window of {n}": (nn.Sequential(nn.Conv1d(3, 4, n), nn.Conv1d(4, 4, 3, padding=1)), (1, 3), 2)
       for n in (16, 19, 32, 1024)},
    "as many channels": (nn.Conv1d(19, 36, 3), (1, 19), 2),
    "as many joints": (nn.Conv2d(3, 17, (3, 1)), (1, 3, 36), 2),
    "behind strides": (nn.Sequential(*[nn.Conv1d(3, 3, 4, 4) for _ in range(3)]), (1, 3), 2),
    # A short clip leaves as many frames as there are channels somewhere, whatever its length is.
    "behind strides, as many channels": (
        nn.Sequential(
            *[nn.Conv1d(1, 1, 8, 4, 4) for _ in range(3)], *[nn.Conv1d(n, n + 1, 1) for n in range(1, 9)]
        ),
        (1, 1), 2,
    ),
    "merged": (Of(merged, conv=nn.Conv1d(3, 4, 16), linear=nn.Linear(4, 4)), (1, 3), 2),
    "time first": (nn.Linear(19, 4), (2, 19), 0),
    "windowed": (
        cocc.Windowed(nn.TransformerEncoder(nn.TransformerEncoderLayer(16, 4, batch_first=True), 1), 16, -1, 1),
        (1, 16), 1,
    ),
}


@pytest.mark.parametrize("name", CLEAR)
def test_time_is_like_no_other_axis(name):
    module, frame, time_dim = CLEAR[name]
    first, second = programs(module.eval(), frame, time_dim).values()
    assert find_ambiguity(first, second) is None
    outputs = [program.graph.output_node().args[0][0].meta["val"].shape for program in (first, second)]
    assert outputs[0] != outputs[1]


def test_a_large_stride_leaves_more_frames_of_the_longer_clip():
    module = nn.Sequential(nn.Conv1d(1, 4, 8, 4), nn.Conv1d(4, 4, 16, 8), nn.Conv1d(4, 4, 20, 10))
    first, second = programs(module, (1, 1))
    assert second - first >= 320


def test_a_large_stride_and_as_many_channels_as_frames():
    """The nearest lengths that leave another number of frames leave 6 or, with padding, 10."""
    strides = [nn.Conv1d(1, 4, 8, 8), nn.Conv1d(4, 4, 8, 8), nn.Conv1d(4, 10, 5, 5)]
    module = nn.Sequential(*strides, nn.ConstantPad1d((6, 0), 0.0), nn.Conv1d(10, 6, 7))
    first, second = programs(module, (1, 1))
    assert first // 320 != second // 320 and not {first // 320, second // 320} & {1, 4, 6, 10}


def only_multiples(_: nn.Module, clip: torch.Tensor) -> torch.Tensor:
    frames = clip.shape[2]
    assert frames % 8 == 0 and 500 <= frames <= 1024, "500 to 1024, by 8"
    return 2 * clip


def test_lengths_that_the_module_accepts():
    assert all(length % 8 == 0 and 500 <= length <= 1024 for length in programs(Of(only_multiples)))
    table = nn.Parameter(torch.randn(1, 3, 100))
    assert max(programs(Of(lambda module, clip: clip + module.table[:, :, : clip.shape[2]], table=table))) <= 100


def test_lengths_that_are_asked_for():
    assert list(programs(nn.ReLU(), clip_length=24))[0] == 24
    # One frame would be left.
    assert 16 not in programs(nn.Conv1d(3, 4, 16), clip_length=16)
    assert {length % 6 for length in programs(nn.ReLU(), multiple_of=6)} == {0}


def test_a_module_of_one_length():
    module = Of(lambda self, clip: clip + self.table, table=nn.Parameter(torch.randn(1, 3, 100)))
    said = r"^Of can be exported with clips of 100 frames alone; with 117 frames: .*100.*cocc.Windowed\(module, 100\)"
    with pytest.raises(cocc.CompileError, match=said):
        programs(module, clip_length=100)


@pytest.mark.parametrize(
    "function, count",
    [
        (lambda self, clip: clip[:, :, clip.shape[2] - 5 :], 2),
        (lambda self, clip: clip[:, :, -(clip.shape[2] - 5) :], 2),
        (lambda self, clip: clip.reshape(-1, 3 * clip.shape[2]).view(clip.shape), 2),
        (lambda self, clip: clip * (2 * clip.shape[2] + 1), 3),
        (lambda self, clip: F.pad(clip, (0, -clip.shape[2] % 4)), 10),
        (lambda self, clip: clip[:, :, clip.shape[2] // 2 :], 10),
        (lambda self, clip: clip * (clip.shape[2] ** 2 % 89), 18),
    ],
    ids=("crop", "crop from the end", "times", "line", "fill", "half", "no order"),
)
def test_numbers_that_do_not_follow_the_length_take_more_lengths(function, count):
    assert len(programs(Of(function))) == count


def tried(function, frame=(1, 3)) -> tuple[str, int]:
    """What is said of a module that cannot be exported, and with how many clips it was tried."""
    calls = []
    module = Of(lambda self, clip: (calls.append(clip.shape), function(clip))[1])
    with pytest.raises(cocc.CompileError) as raised:
        programs(module, frame)
    assert type(raised.value) is cocc.CompileError
    return str(raised.value), len(calls)


def refuse_channels(clip: torch.Tensor) -> torch.Tensor:
    raise KeyError("no such skeleton")


HOPELESS = {
    "channels": (nn.Conv1d(2, 3, 9), "expected input.* to have 2 channels", 3),
    "features": (nn.Linear(8, 9), "must have same reduction dim", 3),
    "too long": (nn.Conv1d(3, 3, 5000), r"Kernel size: \(5000\)", 3),
    "its own": (refuse_channels, "no such skeleton", 3),
    "types": (lambda clip: clip + None, "unsupported operand", 1),
    "not written": (nn.Module(), 'missing the required "forward"', 1),
    "numbers": (lambda clip: clip if clip.sum() > 0 else -clip, "by the clip's numbers, which are another's with each frame; torch.where", 1),
}


@pytest.mark.parametrize("name", HOPELESS)
def test_what_no_length_can_cure_is_said_at_once(name, caplog):
    function, words, most = HOPELESS[name]
    said, times = tried(function)
    assert times <= most
    assert f"Of {'chooses' if name == 'numbers' else 'cannot be exported with a clip of shape (1, 3, 19): '}" in said
    assert said.startswith(f"{__file__}:") or name == "not written"
    assert re.search(words, said), said
    assert [record for record in caplog.records if record.levelno >= logging.ERROR] == []


def test_a_length_that_was_asked_for_and_is_too_short():
    short = r"^Conv1d cannot be exported with a clip of shape \(1, 2, 4\): .* Kernel size: \(9\).*; check frame_shape"
    with pytest.raises(cocc.CompileError, match=short):
        programs(nn.Conv1d(2, 3, 9), (1, 2), clip_length=4)


def test_a_size_that_the_numbers_of_a_clip_decide():
    said = r"^.*test_exports.py:\d+:1: error: Of makes a tensor whose size depends on the clip's numbers"
    with pytest.raises(cocc.CompileError, match=said):
        programs(Of(lambda self, clip: clip.nonzero().float()))


BY_NUMBERS = {
    "a condition": lambda clip: clip if clip.sum() > 0 else -clip,
    "a factor": lambda clip: clip * int(clip[0, 0, 0]),
    "a size": lambda clip: clip.new_zeros(int(clip.max())),
}


@pytest.mark.parametrize("name", BY_NUMBERS)
def test_a_choice_by_the_numbers_of_a_clip_is_refused_at_its_line_alone(name, capfd, caplog):
    """PyTorch prints and logs besides; none of it is seen, and what the module prints is."""
    function = BY_NUMBERS[name]
    said, times = tried(lambda clip: function(clip))
    place = f"{__file__}:{function.__code__.co_firstlineno}:1: error: Of chooses what it computes, or how much, by the"
    assert said.startswith(place) and times == 1
    assert capfd.readouterr().err == ""
    assert [record for record in caplog.records if record.levelno >= logging.WARNING] == []


def test_what_a_module_prints_is_printed(capfd):
    programs(Of(lambda self, clip: (print("seen", file=sys.stderr), clip * 2)[1]))
    assert "seen" in capfd.readouterr().err
