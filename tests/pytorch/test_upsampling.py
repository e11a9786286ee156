"""Transposed convolution, interpolation and pixel shuffle: within a frame, and in time as far as a stream can."""

import numpy as np
import pytest
import torch
import torch.nn.functional as F
from torch import nn

import cocc

from .compiling import Wrapped, check_module, check_refusal

TRANSPOSED = {
    # In time alone, with the crops that make it causal, centred, and that take more away than it adds.
    "in time": ((1, 3), lambda: nn.ConvTranspose1d(3, 4, 3)),
    "in time, cropped behind": ((2, 3), lambda: Wrapped(lambda s, x: s.c(x)[:, :, :-2], c=nn.ConvTranspose1d(3, 4, 3))),
    "in time, cropped behind, dilated": (
        (1, 4), lambda: Wrapped(lambda s, x: s.c(x)[..., :-4] + x, c=nn.ConvTranspose1d(4, 4, 3, dilation=2, groups=2))
    ),
    "in time, padded": ((1, 3), lambda: nn.ConvTranspose1d(3, 4, 4, padding=2, dilation=2, output_padding=1)),
    "in time, padded more": ((1, 3), lambda: nn.ConvTranspose1d(3, 4, 3, padding=4)),
    "in time, padded more, one added": (
        (1, 3), lambda: nn.ConvTranspose1d(3, 4, 2, padding=3, dilation=2, output_padding=1)
    ),
    # Over frequency, in time too.
    "over frequency": ((2, 4, 6), lambda: nn.ConvTranspose2d(4, 6, (1, 5), (1, 2), (0, 2), groups=2, bias=False)),
    "over frequency, in time": (
        (1, 4, 6), lambda: nn.ConvTranspose2d(4, 5, (3, 4), (1, 3), (2, 1), (0, 2), dilation=(1, 2))
    ),
    "over frequency, time turned": (
        (1, 6, 5), lambda: nn.ConvTranspose2d(6, 6, (3, 3), 1, (4, 1), dilation=(2, 1), groups=6)
    ),
    "over frequency, cropped to less": ((1, 2, 6), lambda: nn.ConvTranspose2d(2, 3, (1, 3), 1, (0, 3))),
    "over frequency, more time taken": ((1, 2, 6), lambda: nn.ConvTranspose2d(2, 3, (2, 3), (1, 2), (3, 1))),
    "skips, norm and activation": (
        (1, 4, 8),
        lambda: Wrapped(
            lambda s, x: x + F.elu(s.n(s.up(F.elu(s.down(F.pad(x, (0, 0, 2, 0))))))),
            down=nn.Conv2d(4, 6, (3, 4), (1, 2), (0, 1)), up=nn.ConvTranspose2d(6, 4, (1, 4), (1, 2), (0, 1)),
            n=nn.BatchNorm2d(4),
        ),
    ),
    # Over two axes of space, frames as a batch.
    "over space, in time": ((1, 3, 4, 5), lambda: nn.ConvTranspose3d(3, 4, (2, 3, 2), (1, 2, 2), (1, 0, 1), (0, 1, 0))),
    "of each frame": (
        (2, 3, 4, 5),
        lambda: Wrapped(
            lambda s, x: s.c(x.transpose(1, 2).flatten(0, 1)).unflatten(0, (2, -1)).transpose(1, 2),
            c=nn.ConvTranspose2d(3, 4, 4, 2, 1),
        ),
    ),
    "of each row": (
        (1, 3, 6),
        lambda: Wrapped(
            lambda s, x: s.c(x.transpose(1, 2).flatten(0, 1)).unflatten(0, (1, -1)).transpose(1, 2),
            c=nn.ConvTranspose1d(3, 2, 3, 2, output_padding=1),
        ),
    ),
}


@pytest.mark.parametrize("name", TRANSPOSED)
def test_transposed_convolutions(name):
    torch.manual_seed(0)
    shape, make = TRANSPOSED[name]
    check_module(make(), shape)


def test_a_transposed_convolution_that_is_cropped_behind_waits_for_nothing():
    causal = Wrapped(lambda s, x: s.c(x)[:, :, :-2], c=nn.ConvTranspose2d(3, 4, (3, 4), (1, 2)))
    assert cocc.compile(causal, (1, 3, 5)).delay == 0
    assert cocc.compile(nn.ConvTranspose2d(3, 4, (3, 1), padding=(1, 0)), (1, 3, 5)).delay == 1


def interpolations(axes):
    """Factors, sizes and all ways of finding a place, one after the other."""
    modes = ["nearest", "nearest-exact", {1: "linear", 2: "bilinear"}[axes]] + ["bicubic"] * (axes == 2)
    sizes = [{"scale_factor": 2}, {"scale_factor": 1.7}, {"scale_factor": 1.7, "recompute_scale_factor": True}]
    sizes += [{"scale_factor": 0.6}, {"size": (7, 5)[:axes]}, {"size": (5, 9)[-axes:]}]

    def forward(_, clip):
        frames = clip.transpose(1, 2).flatten(0, 1)
        made = []
        for mode in modes:
            for size in sizes:
                for align in (False, True) if "linear" in mode or "cubic" in mode else (None,):
                    made.append(F.interpolate(frames, mode=mode, align_corners=align, **size).flatten(2))
        return torch.cat(made, -1).unflatten(0, (clip.shape[0], -1)).transpose(1, 2)

    return Wrapped(forward)


@pytest.mark.parametrize("shape", [(2, 3, 5), (1, 2, 4, 5)], ids=["a row", "a plane"])
def test_interpolation_of_frames(shape):
    check_module(interpolations(len(shape) - 2), shape, lengths=(9,))


def beside_time(_, clip):
    """Over (time, space) and (time, height, width), with time as it is."""
    modes = "nearest", "nearest-exact", "trilinear"
    parts = [F.interpolate(clip, scale_factor=(1, 2, 1.5), mode=mode) for mode in modes]
    parts += [F.interpolate(clip, scale_factor=(1, 2, 1.5), mode="area")]
    parts += [F.interpolate(clip, scale_factor=(1, 2, 1.5), mode="trilinear", align_corners=True)]
    return torch.cat(parts, 1)


def test_interpolation_beside_time():
    check_module(Wrapped(beside_time), (1, 2, 4, 6), lengths=(9,))
    modules = (nn.UpsamplingNearest2d(scale_factor=(1, 2)), nn.UpsamplingBilinear2d(scale_factor=(1, 2)))
    modules += (nn.Upsample(scale_factor=(1, 2), mode="bilinear"), nn.Upsample(scale_factor=(1.0, 1.0)))
    check_module(Wrapped(lambda s, x: torch.cat([s.get_submodule(n)(x) for n in "abc"], 3) + s.d(x).sum(3, True),
                         **dict(zip("abcd", modules))), (2, 3, 5), lengths=(9,))


def shuffled(self, clip):
    frames = clip.transpose(1, 2).flatten(0, 1)
    made = self.down(self.up(frames * 2))
    return made.unflatten(0, (clip.shape[0], -1)).transpose(1, 2)


def test_pixel_shuffle():
    check_module(Wrapped(shuffled, up=nn.PixelShuffle(2), down=nn.PixelUnshuffle(4)), (2, 8, 4, 6), lengths=(9,))


REFUSED = {
    "factor in time that gives as many frames": (
        nn.Upsample(scale_factor=1.01), (1, 3), ["upsamples time by the factor 1.01", "x[:, :, ::2]"]
    ),
    "antialias": (
        Wrapped(lambda s, x: F.interpolate(x, scale_factor=(1, 0.5), mode="bilinear", antialias=True)), (1, 3, 8),
        ["antialias", "area"],
    ),
    "shuffle along time": (nn.PixelShuffle(2), (1, 4, 6), ["along time"]),
}


@pytest.mark.parametrize("name", REFUSED)
def test_refusals(name):
    check_refusal(*REFUSED[name])


def test_places_that_no_tap_reads_are_not_read():
    """A NaN is in those places alone that PyTorch makes of it, whatever taps a phase lacks."""
    torch.manual_seed(0)
    module = nn.ConvTranspose2d(2, 3, (1, 3), (1, 2)).eval()
    net = cocc.compile(module, (1, 2, 5))
    for place in range(5):
        clip = torch.randn(1, 2, 1, 5)
        clip[0, 1, 0, place] = np.nan
        with torch.no_grad():
            expected = module(clip)[:, :, 0].numpy()
        np.testing.assert_allclose(net.step(clip[:, :, 0].numpy()), expected, rtol=1e-5, atol=1e-6)
