"""Modules that take clips of several rates: by step, with the flush and by forward, what the module makes of them."""

from fractions import Fraction

import numpy as np
import pytest
import torch
from torch import nn

import cocc
from numeric.stepping import close_to, same_bits

from .compiling import Wrapped
from .each import results
from .exporting import run_compiler


class Scene(nn.Module):
    """A sound, 16 samples to an image."""

    def __init__(self):
        super().__init__()
        self.ears = nn.Sequential(nn.Conv1d(1, 6, 32, 16, 8), nn.ReLU())
        self.eyes = nn.Sequential(nn.Conv3d(3, 6, (3, 3, 3), (1, 2, 2), 1), nn.ReLU())
        self.head = nn.Conv1d(12, 4, 3, padding=1)

    def forward(self, audio, video):
        return self.head(torch.cat([self.ears(audio), self.eyes(video).mean((3, 4))], 1))


class Conditioned(nn.Module):
    """Frames, and a condition for every four of them."""

    def __init__(self):
        super().__init__()
        self.slow, self.fast = nn.Conv1d(3, 4, 3, padding=1), nn.Conv1d(2, 4, 3, padding=2)
        self.out = nn.Conv1d(4, 2, 2)

    def forward(self, fast, slow):
        spread = self.slow(slow).repeat_interleave(4, 2)
        return self.out(torch.relu(self.fast(fast)[:, :, :-2]) * torch.sigmoid(spread))


class Two(Wrapped):
    """A function of two clips."""

    def forward(self, a, b):
        return self.function(self, a, b)


def up_and_down(s, x, y):
    """y has three frames to two of x."""
    return s.a(x.repeat_interleave(3, 2)) + s.b(y).repeat_interleave(2, -1)


def returned(s, x, y):
    """What the slow one is comes out as well, at its own rate."""
    return s.a(x), s.b(y) + y


# The module, frames, rates, frames of a step, and the outputs' rates.
CASES = {
    "sound and images": (Scene, [(1, 1), (1, 3, 6, 6)], (1, Fraction(1, 16)), (16, 32), [Fraction(1, 16)]),
    "images and sound": (
        lambda: Two(lambda s, video, audio: s.scene(audio, video), scene=Scene()), [(1, 3, 6, 6), (1, 1)], (1, 16),
        (1, 2, 3), [1],
    ),
    "a slow condition": (Conditioned, [(2, 2), (2, 3)], (1, Fraction(1, 4)), (4, 8), [1]),
    "three to two": (
        lambda: Two(up_and_down, a=nn.Conv1d(2, 3, 3, padding=1), b=nn.Conv1d(2, 3, 1)), [(1, 2), (1, 2)],
        (1, Fraction(3, 2)), (2, 4), [3],
    ),
    "outputs at their own": (
        lambda: Two(returned, a=nn.Conv1d(2, 3, 3, padding=1), b=nn.Conv1d(2, 2, 3, padding=1)), [(1, 2), (1, 2)],
        (1, Fraction(1, 3)), (3, 6), [1, Fraction(1, 3)],
    ),
}


def made(name):
    torch.manual_seed(3)
    return CASES[name][0]().eval()


def clips_of(frames, shapes, rates, generator):
    sizes = [(*shape[:2], int(frames * rate), *shape[2:]) for shape, rate in zip(shapes, rates)]
    return [torch.randn(size, generator=generator) for size in sizes]


def in_steps(net, clips):
    """What the steps return of each output, as clips."""
    counts = [port.frames_per_step for port in net.inputs]
    steps = clips[0].shape[2] // counts[0]
    made = [net.steps([clip[:, :, i * n : (i + 1) * n] for clip, n in zip(clips, counts)]) for i in range(steps)]
    return [np.concatenate(clips, 2) for clips in zip(*map(results, made))]


@pytest.mark.parametrize("name", CASES)
def test_same_as_torch(name):
    _, shapes, rates, sizes, expected_rates = CASES[name]
    module, generator = made(name), torch.Generator().manual_seed(4)
    for size in sizes:
        net = cocc.compile(module, shapes, rates=rates, frames_per_step=size)
        assert [port.rate for port in net.inputs] == list(rates)
        assert [port.rate for port in net.outputs] == expected_rates
        whole = max(Fraction(rate).denominator for rate in rates)
        for frames in (5 * size, 6 * size + whole):
            clips = clips_of(frames, shapes, rates, generator)
            with torch.no_grad():
                wanted = results(module(*clips))
            given = [clip.numpy() for clip in clips]
            net.reset()
            stepped = in_steps(net, given)
            net.reset()
            everything = results(net.steps(given, pad_end=True))
            for found, ended, output in zip(stepped, everything, wanted):
                close_to(ended, output.numpy(), "with the flush")
                close_to(found, output.numpy()[:, :, : found.shape[2]], "by step")
            for again, ended in zip(results(net.forward(given)), everything):
                same_bits(again, ended, "forward")


def test_yaml_says_the_rates(tmp_path):
    cocc.export(made("a slow condition"), tmp_path / "net.yaml", [(2, 2), (2, 3)], rates=(1, Fraction(1, 4)))
    text = (tmp_path / "net.yaml").read_text()
    assert "fast: {shape: [2, 2]}" in text and "slow: {shape: [2, 3], rate: 1/4}" in text
    net = cocc.compile(tmp_path / "net.yaml", frames_per_step=4)
    assert [port.frames_per_step for port in net.inputs] == [4, 1]


def test_a_step_must_hold_whole_frames():
    with pytest.raises(cocc.CompileError, match=r"'slow' has 1 to every 4 frames .* \(frames_per_step=4\)"):
        cocc.compile(made("a slow condition"), [(2, 2), (2, 3)], rates=(1, Fraction(1, 4)))


WRONG_RATES = {"too few": (1,), "the first has another": (4, 1), "no number": (1, "4"), "none": (1, 0)}


@pytest.mark.parametrize("name", WRONG_RATES)
def test_rates_that_are_none(name):
    with pytest.raises(cocc.CompileError, match="rates must be for each clip how many frames it has"):
        cocc.compile(made("a slow condition"), [(2, 2), (2, 3)], rates=WRONG_RATES[name])


def exported(module, lengths, folder):
    """The .pt2 files of clips of these lengths, the first by itself."""
    paths = []
    for i, (fast, slow) in enumerate(lengths):
        program = torch.export.export(module, (torch.randn(2, 2, fast), torch.randn(2, 3, slow)))
        paths.append(folder / f"net{i}.pt2")
        torch.export.save(program, paths[-1])
    return paths


def test_an_archive_says_the_rates_by_its_lengths(tmp_path):
    first, second = exported(made("a slow condition"), [(40, 10), (76, 19)], tmp_path)
    done = run_compiler(first, f"--also={second}", "--emit=yaml")
    assert "slow: {shape: [2, 3], rate: 1/4}" in done.stdout


def test_an_archive_of_dynamic_length_says_them_too(tmp_path):
    frames = torch.export.Dim("frames", min=2)
    module, lengths = made("a slow condition"), {"fast": {2: 4 * frames}, "slow": {2: frames}}
    program = torch.export.export(module, (torch.randn(2, 2, 40), torch.randn(2, 3, 10)), dynamic_shapes=lengths)
    torch.export.save(program, tmp_path / "net.pt2")
    net = cocc.compile(tmp_path / "net.pt2", frames_per_step=4)
    assert [port.rate for port in net.inputs] == [1, Fraction(1, 4)]
    fast, slow = torch.randn(2, 2, 28), torch.randn(2, 3, 7)
    with torch.no_grad():
        close_to(net.forward([fast.numpy(), slow.numpy()]), module(fast, slow).numpy(), "forward")


class Sum(nn.Module):
    def forward(self, a, b):
        return a.mean(1) + b[:, :, :1].mean(1)


REFUSED = {
    "of one length": [(40, 10)], "in another proportion": [(40, 10), (76, 20)],
    "by as many more": [(40, 44), (76, 80)],
}


@pytest.mark.parametrize("name", REFUSED)
def test_lengths_without_a_proportion(name, tmp_path):
    first, *others = exported(Sum(), REFUSED[name], tmp_path)
    done = run_compiler(first, *(f"--also={each}" for each in others), "--emit=yaml")
    assert done.returncode == 1 and "a stream's are in one proportion" in done.stderr
