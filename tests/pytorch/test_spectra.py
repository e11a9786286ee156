"""Spectra and complex numbers, compiled, against PyTorch on whole clips."""

from collections.abc import Callable

import numpy as np
import pytest
import torch
from torch import nn

import cocc

from numeric.stepping import close_to

from .exporting import export, run_compiler

FRAMES = 7


class Several(nn.Module):
    """Functions of one clip, side by side."""

    def __init__(self, functions: dict[str, Callable]):
        super().__init__()
        self.functions = functions
        self.register_buffer("filter", torch.randn(5, 1, dtype=torch.complex64, generator=torch.Generator().manual_seed(3)))

    def forward(self, clip):
        return {name: function(clip, self) for name, function in self.functions.items()}


def pairs(z):
    """Complex numbers (B, C, ..) as real ones that have their parts as channels."""
    return torch.cat([z.real, z.imag], 1)


def spectrum(x):
    return torch.fft.rfft(x, dim=1)


def cut(x):
    return x[:, 1:4]


# Of clips (B, 8, T): spectra of 5 numbers.
ONE = {
    "rfft": lambda x, s: pairs(torch.fft.rfft(x, dim=1)),
    "rfft shorter": lambda x, s: pairs(torch.fft.rfft(x, 5, 1, "ortho")),
    "rfft longer": lambda x, s: pairs(torch.fft.rfft(x, 12, 1, "forward")),
    "irfft": lambda x, s: torch.fft.irfft(spectrum(x) * s.filter, dim=1),
    "irfft odd": lambda x, s: torch.fft.irfft(spectrum(x), 7, 1, "ortho"),
    "irfft longer": lambda x, s: torch.fft.irfft(spectrum(x), 16, 1, "forward"),
    "fft": lambda x, s: pairs(torch.fft.fft(x, dim=1)),
    "fft of complex": lambda x, s: pairs(torch.fft.fft(torch.complex(x, x.flip(0) * 0.5), 6, 1, "ortho")),
    "ifft": lambda x, s: pairs(torch.fft.ifft(torch.complex(x, 1 - x), dim=1)),
    "hfft": lambda x, s: torch.fft.hfft(spectrum(x), dim=1),
    "ihfft": lambda x, s: pairs(torch.fft.ihfft(x, dim=1, norm="ortho")),
    "abs": lambda x, s: spectrum(x).abs(),
    "angle": lambda x, s: spectrum(x).angle().sin(),
    "polar": lambda x, s: pairs(torch.polar(x.abs(), 3 * x)),
    "phase": lambda x, s: pairs(torch.exp(1j * x) * spectrum(x).abs()[:, :1]),
    "exp": lambda x, s: pairs(torch.exp((0.1 + 0.5j) * x + 0.25j)),
    "log": lambda x, s: pairs(torch.log(spectrum(x) + (20 + 3j))),
    "sqrt and pow": lambda x, s: pairs(torch.sqrt(spectrum(x) + 20) + (spectrum(x) + 20) ** 1.5 + spectrum(x) ** 2),
    "arithmetic": lambda x, s: pairs(
        (spectrum(x) * spectrum(2 * x).conj() + 3 * spectrum(x) - torch.add(spectrum(x), 2j, alpha=2)) * s.filter.conj()
    ),
    "real and complex": lambda x, s: pairs(spectrum(x) * x[:, :5] - x[:, 1:6] + (1 - spectrum(x)) / 2 + x[:, :5] / (4 + 1j)),
    "division": lambda x, s: pairs((spectrum(x) / (spectrum(x).abs() + (2 + 1j)) + 1 / (spectrum(x) + 40)) / s.filter),
    "sgn": lambda x, s: pairs(torch.sgn(spectrum(x) + 20)),
    "view": lambda x, s: torch.view_as_real(spectrum(x) * s.filter).permute(0, 1, 3, 2).flatten(1, 2),
    "of pairs": lambda x, s: torch.view_as_complex(x.transpose(1, 2).unflatten(2, (4, 2)).contiguous()).abs().transpose(1, 2),
    "moved": lambda x, s: pairs(
        torch.cat([cut(spectrum(x)), torch.stack([spectrum(x), spectrum(-x)], 1)[:, 1, 2:].flip(0).resolve_conj()], 1)
    ),
    "with real in a list": lambda x, s: pairs(torch.cat([spectrum(x), torch.complex(x, 0 * x.abs().relu())], 1)),
    "mean": lambda x, s: spectrum(x).mean(1, keepdim=True).abs() + spectrum(x).sum(1, keepdim=True).real,
    "complex mask": lambda x, s: pairs(torch.complex(
        spectrum(x).real * torch.tanh(x[:, :5]) - spectrum(x).imag * torch.tanh(x[:, 1:6]),
        spectrum(x).imag * torch.tanh(x[:, :5]) + spectrum(x).real * torch.tanh(x[:, 1:6]),
    )),
    "real of real": lambda x, s: torch.real(x) + x.conj() + x.angle(),
    "known": lambda x, s: x[:, :5] * torch.fft.fft(torch.arange(5.0), norm="ortho").abs()[:, None]
    + torch.fft.rfft(torch.arange(8.0)).imag[:, None] + torch.fft.irfft(torch.fft.rfft(torch.hann_window(5)), 5)[:, None],
}
# Of clips (B, 3, T, 4, 6).
PLANE = {
    "rows": lambda x, s: torch.fft.rfft(x).abs(),
    "columns": lambda x, s: pairs(torch.fft.rfft(x, dim=3)),
    "rfft2": lambda x, s: pairs(torch.fft.rfft2(x)),
    "irfft2": lambda x, s: torch.fft.irfft2(torch.fft.rfft2(x, norm="ortho") * 0.5j, norm="ortho"),
    "fft2": lambda x, s: pairs(torch.fft.ifft2(torch.fft.fft2(x) * (1 + 1j))),
    "many": lambda x, s: pairs(torch.fft.fftn(x, dim=(1, 4))),
}


def run(functions, shape):
    """The outputs of the compiled network, step by step, and PyTorch's."""
    module = Several(functions).eval()
    net = cocc.compile(module, frame_shape=(*shape[:2], *shape[3:]))
    for seed in range(2):
        clip = torch.randn(shape, generator=torch.Generator().manual_seed(seed))
        with torch.no_grad():
            expected = module(clip)
        frames = [net.step(np.ascontiguousarray(frame)) for frame in clip.numpy().swapaxes(0, 2).swapaxes(1, 2)]
        for index, output in enumerate(net.outputs):
            want = np.moveaxis(expected[output.name].numpy(), 2, 0)
            found = np.stack([frame[index] if len(functions) > 1 else frame for frame in frames])
            close_to(found, want.reshape(found.shape), output.name)


@pytest.mark.parametrize("batch", (1, 2))
def test_frames_of_one_axis(batch):
    def name(key):
        return key.replace(" ", "_")

    run({name(key): function for key, function in ONE.items()}, (batch, 8, FRAMES))


def test_frames_of_a_plane():
    run(PLANE, (2, 3, FRAMES, 4, 6))


# Of samples (B, T); T - 16 is no multiple of the hop.
STFT = {
    "plain": lambda x: torch.stft(x, 16, 4, window=torch.ones(16), center=False, return_complex=True),
    "hann": lambda x: torch.stft(x, 16, 4, window=torch.hann_window(16), center=False, return_complex=True),
    "short window": lambda x: torch.stft(x, 16, 5, 11, torch.hamming_window(11), center=False, return_complex=True),
    "no window": lambda x: torch.stft(x, 12, 3, center=False, return_complex=True),
    "usual hop": lambda x: torch.stft(x, 16, window=torch.ones(16), center=False, return_complex=True),
    "normalized, both sides": lambda x: torch.stft(
        x, 16, 8, window=torch.hann_window(16), center=False, normalized=True, onesided=False, return_complex=True
    ),
    "centred by zeros": lambda x: torch.stft(
        x, 16, 4, window=torch.hann_window(16), center=True, pad_mode="constant", return_complex=True
    ),
}


class Spectrogram(nn.Module):
    def __init__(self, function, view):
        super().__init__()
        self.function, self.view = function, view

    def forward(self, samples):
        spectra = self.function(samples.squeeze(1) if samples.shape[1] == 1 else samples.flatten(0, 1))
        return torch.view_as_real(spectra) if self.view else torch.cat([spectra.real, spectra.imag], 1)


@pytest.mark.parametrize("name", STFT)
@pytest.mark.parametrize("batch", (1, 2))
def test_stft(name, batch):
    module = Spectrogram(STFT[name], batch == 1)
    net = cocc.compile(module, frame_shape=(batch, 1), clip_length=64)
    clip = torch.randn(batch, 1, 57, generator=torch.Generator().manual_seed(batch))
    expected = np.moveaxis(module(clip).numpy(), 2, 0)
    found = np.moveaxis(np.asarray(net.forward(clip.numpy())), 2, 0)
    close_to(found, expected.reshape(found.shape), name)
    stepped = [frame for t in range(57) if (frame := net.step(np.ascontiguousarray(clip[:, :, t]))) is not None]
    close_to(np.stack(stepped), expected.reshape(found.shape)[: len(stepped)], name)


def test_stft_as_pairs():
    run_pairs = Spectrogram(lambda x: torch.view_as_complex(
        torch.stft(x, 16, 4, window=torch.hann_window(16), center=False, return_complex=False)), True)
    net = cocc.compile(run_pairs, frame_shape=(1, 1), clip_length=64)
    clip = torch.randn(1, 1, 50)
    expected = np.moveaxis(run_pairs(clip).numpy(), 2, 0)
    found = np.moveaxis(np.asarray(net.forward(clip.numpy())), 2, 0)
    close_to(found, expected.reshape(found.shape), "pairs")


REFUSED = {
    "centred": (lambda x: torch.stft(x[:, 0], 16, 4, window=torch.ones(16), return_complex=True).abs(), "center=False"),
    "along time": (lambda x: torch.fft.rfft(x, dim=2).abs(), "torch.stft with center=False"),
    "complex result": (lambda x: torch.fft.rfft(x, dim=1), "torch.view_as_real"),
    "complex matrices": (lambda x: torch.matmul(spectrum(x), spectrum(x).mT).abs(), "multiplies complex matrices"),
    "no layer": (lambda x: torch.tanh(spectrum(x)).abs(), "on complex numbers"),
    "istft": (lambda x: torch.istft(torch.complex(x[:, :5], x[:, 1:6]), 8, 4, window=torch.ones(8)), "istft"),
}


@pytest.mark.parametrize("name", REFUSED)
def test_refused(name, tmp_path):
    function, reason = REFUSED[name]
    module = Several({"output": lambda x, _: function(x)})
    done = run_compiler(export(module, torch.randn(1, 8, 64), tmp_path / "net.pt2"), "--emit=yaml")
    assert done.returncode == 1 and done.stderr.count("error:") == 1, done.stderr
    assert reason in done.stderr, done.stderr
