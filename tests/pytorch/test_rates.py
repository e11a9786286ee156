"""Modules that make more frames than they get, and fewer, and frames before the first: in steps of any number."""

from fractions import Fraction

import pytest
import torch
import torch.nn.functional as F
from torch import nn

import cocc

from numeric.stepping import close_to

from .compiling import Wrapped, check_module, check_refusal


def shuffle(x, factor):
    """Channels one behind the other in time."""
    batch, channels, frames = x.shape
    return x.view(batch, channels // factor, factor, frames).permute(0, 1, 3, 2).reshape(batch, -1, frames * factor)


def blocks(x, size):
    """Each `size` frames as channels, those of one frame beside each other."""
    return x.view(x.shape[0], x.shape[1], x.shape[2] // size, size).permute(0, 3, 1, 2).flatten(1, 2)


def recurrent(s, x):
    """A codec: windows of 8 every 4 samples, causal, and back."""
    coded = s.rnn(F.elu(s.down(F.pad(x, (4, 0)))).transpose(1, 2))[0].transpose(1, 2)
    return s.up(F.elu(coded))[..., : -4]


def u_net(s, x):
    half = F.relu(s.down(x))
    quarter = F.relu(s.deeper(half))
    return s.top(torch.cat([x, s.up(half + s.higher(quarter))], 1))


def u_net_layers():
    return {
        "down": nn.Conv1d(2, 4, 2, 2), "deeper": nn.Conv1d(4, 6, 2, 2), "higher": nn.ConvTranspose1d(6, 4, 2, 2),
        "up": nn.ConvTranspose1d(4, 3, 2, 2), "top": nn.Conv1d(5, 2, 3, padding=1),
    }


def framed(s, x):
    """Windows of 8 every 4 samples, each by itself, and their overlapping sum."""
    frames = F.unfold(x[:, :, None], (1, 8), stride=(1, 4))
    changed = s.b(F.relu(s.a(frames)))
    return F.fold(changed, (1, x.shape[2]), (1, 8), stride=(1, 4))[:, :, 0]


def positions(blocks, size, stride):
    return (torch.arange(blocks)[:, None] * stride + torch.arange(size)).flatten()


def added_blocks(s, x):
    """Windows of 8 every 3 samples, added to where they come from, and to the clip itself."""
    windows = x.unfold(2, 8, 3) * s.taper
    where = positions(windows.shape[2], 8, 3)
    added = torch.zeros_like(x).index_add_(2, where, windows.flatten(2))
    return added + x.index_add(2, where, windows.exp().flatten(2))


def overlapping_frames(s, x):
    """Each frame a block of 5 samples of 2 channels, every 2 samples."""
    batch, _, frames = x.shape
    blocks = s.a(x).view(batch, 2, 5, frames).transpose(2, 3).flatten(2)
    return torch.zeros(batch, 2, 2 * frames + 3).index_add(-1, positions(frames, 5, 2), blocks)


def cumulative_norm(x):
    """By mean and deviation of all elements of the frames so far."""
    batch, channels, frames, bins = x.shape
    rows = x.permute(0, 1, 3, 2).reshape(batch * channels, bins, frames)
    count = torch.arange(bins, bins * frames + 1, bins, dtype=x.dtype).reshape(1, frames).expand(batch * channels, frames)
    total, squares = rows.sum(1).cumsum(-1), rows.pow(2).sum(1).cumsum(-1)
    mean = total / count
    deviation = (squares / count - mean**2 + 1e-5).sqrt()
    normed = (rows - mean.unsqueeze(1)) / deviation.unsqueeze(1)
    return normed.reshape(batch, channels, bins, frames).permute(0, 1, 3, 2)


def vocoder():
    return nn.Sequential(
        nn.Conv1d(4, 8, 3, padding=1), nn.LeakyReLU(0.1), nn.ConvTranspose1d(8, 6, 8, 4, 2), nn.LeakyReLU(0.1),
        nn.ConvTranspose1d(6, 4, 4, 2, 1), nn.LeakyReLU(0.1), nn.Conv1d(4, 1, 7, padding=3), nn.Tanh(),
    )


# Frame, module, clip lengths, rate, and the warm-up with steps of one frame.
UP = {
    "transposed convolution": ((1, 3), lambda: nn.ConvTranspose1d(3, 4, 4, 2, 1), (12, 19), 2, 1 / 2),
    "more taps than stride, dilated, one added": (
        (1, 4), lambda: nn.ConvTranspose1d(4, 6, 3, 3, 2, 2, groups=2, dilation=2), (12, 19), 3, 2 / 3
    ),
    "fewer taps than stride": ((2, 3), lambda: nn.ConvTranspose1d(3, 4, 1, 2), (12, 19), 2, 1 / 2),
    "over space too": ((1, 4, 6), lambda: nn.ConvTranspose2d(4, 3, (4, 3), (2, 2), (1, 1)), (9, 14), 2, 1 / 2),
    "three dimensions": ((1, 2, 3, 4), lambda: nn.ConvTranspose3d(2, 3, (3, 2, 2), 2, (1, 0, 0)), (8, 9), 2, 1 / 2),
    "vocoder": ((1, 4), vocoder, (9, 16), 8, Fraction(2)),
    "nearest": ((1, 3), lambda: nn.Sequential(nn.Upsample(scale_factor=2), nn.Conv1d(3, 4, 3, padding=1)),
                (12, 19), 2, 1 / 2),
    "linear": ((1, 3), lambda: nn.Upsample(scale_factor=3, mode="linear"), (12, 19), 3, 2 / 3),
    "to twice the length": ((1, 3), lambda: Wrapped(lambda s, x: F.interpolate(x, 2 * x.shape[2])), (12, 19), 2, 0),
    "bilinear over time and space": (
        (1, 3, 5), lambda: nn.Upsample(scale_factor=(2, 3), mode="bilinear"), (12, 19), 2, 1 / 2
    ),
    "nearest over time and space": ((1, 3, 5), lambda: nn.Upsample(scale_factor=2), (12, 19), 2, 0),
    "repeat_interleave": ((2, 3), lambda: Wrapped(lambda s, x: x.repeat_interleave(3, 2)), (12, 19), 3, 0),
    "overlapping frames by index_add": (
        (2, 3), lambda: Wrapped(overlapping_frames, a=nn.Conv1d(3, 10, 3, padding=1)), (12, 19), 2, 1
    ),
    "pixel shuffle along time": (
        (1, 3), lambda: Wrapped(lambda s, x: s.b(shuffle(s.a(x), 4)), a=nn.Conv1d(3, 8, 3), b=nn.Conv1d(2, 3, 5)),
        (12, 19), 4, 3
    ),
    "pixel shuffle that leaves": ((1, 6), lambda: Wrapped(lambda s, x: shuffle(x + 1, 3)), (12, 19), 3, 0),
}
EVEN = {
    "groups of frames": (
        (1, 2), lambda: Wrapped(lambda s, x: s.a(blocks(x, 4)), a=nn.Conv1d(8, 3, 3, padding=1)), (16, 24), 1 / 4, 7
    ),
    "groups of frames and back": (
        (1, 2), lambda: Wrapped(lambda s, x: shuffle(s.a(blocks(x, 4)), 4), a=nn.Conv1d(8, 8, 1)), (16, 24), 1, 3
    ),
    "U-Net": ((1, 2), lambda: Wrapped(u_net, **u_net_layers()), (16, 24), 1, 4),
    "causal codec": (
        (1, 1),
        lambda: Wrapped(
            recurrent, down=nn.Conv1d(1, 6, 8, 4), rnn=nn.LSTM(6, 5, batch_first=True), up=nn.ConvTranspose1d(5, 1, 8, 4)
        ),
        (16, 24), 1, 3,
    ),
    "overlapping windows": (
        (1, 1), lambda: Wrapped(framed, a=nn.Conv1d(8, 6, 1), b=nn.Conv1d(6, 8, 1)), (16, 24), 1, 7
    ),
    "overlapping windows by index_add": (
        (1, 2), lambda: Wrapped(added_blocks, taper=torch.hann_window(8)), (17, 26), 1, 7
    ),
    "padded in front once": (
        (1, 3),
        lambda: Wrapped(
            lambda s, x: s.b(torch.tanh(s.a(F.elu(F.pad(x, (6, 0)))))), a=nn.Conv1d(3, 4, 3), b=nn.Conv1d(4, 2, 3, dilation=2)
        ),
        (12, 19), 1, 0,
    ),
    "running sums and extremes": (
        (2, 3), lambda: Wrapped(lambda s, x: torch.cat([x.cumsum(2), s.a(x).cummax(2)[0], x.tanh().cumprod(-1)], 1),
                                a=nn.Conv1d(3, 2, 3, padding=1)), (12, 19), 1, 1,
    ),
    "a running sum at another rate": (
        (1, 2), lambda: Wrapped(lambda s, x: s.up(x).cumsum(2)[..., ::3], up=nn.ConvTranspose1d(2, 3, 2, 2)), (15, 24),
        2 / 3, 0,
    ),
    "means so far": (
        (1, 3),
        lambda: Wrapped(lambda s, x: s.a(x).cumsum(-1) / torch.arange(1, x.shape[-1] + 1), a=nn.Conv1d(3, 4, 3, padding=1)),
        (12, 19), 1, 1,
    ),
    "norm by all frames so far": ((2, 3, 5), lambda: Wrapped(lambda s, x: cumulative_norm(x)), (12, 19), 1, 0),
    "ones in front": (
        (1, 3), lambda: Wrapped(lambda s, x: s.a(F.elu(torch.cat([torch.ones(1, 3, 4), x], 2))), a=nn.Conv1d(3, 4, 5)),
        (12, 19), 1, 0,
    ),
    "more in front than is needed": (
        (1, 3), lambda: Wrapped(lambda s, x: s.a(F.elu(F.pad(x, (4, 0)))), a=nn.Conv1d(3, 4, 3)), (12, 19), 1, -2
    ),
}


@pytest.mark.parametrize("frames_per_step", (1, 2, 3, 4))
@pytest.mark.parametrize("name", UP | EVEN)
def test_same_as_torch(name, frames_per_step):
    frame, make, lengths, rate, warm_up = (UP | EVEN)[name]
    torch.manual_seed(2)
    net = check_module(make(), frame, lengths=lengths, frames_per_step=frames_per_step)
    assert net.rate == pytest.approx(rate) and net.frames_per_step == frames_per_step
    if frames_per_step == 1:
        assert net.warm_up == pytest.approx(warm_up)


# What a module makes of its newest frame, with the first clip that it takes.
NEWEST = {
    "causal convolution": (lambda s, x: s.c(x)[:, :, :-2][:, :, -1], {"c": nn.Conv1d(3, 4, 3, padding=2)}, 1),
    "causal transposed convolution": (lambda s, x: s.c(x)[..., :-2][..., -1], {"c": nn.ConvTranspose1d(3, 4, 3)}, 1),
    "several frames of one": (lambda s, x: s.c(x)[..., :-2][..., -1], {"c": nn.ConvTranspose1d(3, 4, 4, 2)}, 1),
    "behind a window": (lambda s, x: s.c(x.repeat_interleave(3, 2))[..., -1], {"c": nn.Conv1d(3, 4, 4)}, 2),
}


@pytest.mark.parametrize("name", NEWEST)
def test_newest_frame(name):
    function, members, first = NEWEST[name]
    module = Wrapped(function, **members).eval()
    net = cocc.compile(module, (1, 3))
    clip = torch.randn(1, 3, 9, generator=torch.Generator().manual_seed(4))
    for frames in range(1, 10):
        found = net.step(clip[:, :, frames - 1].numpy())
        assert (found is None) == (frames < first)
        if found is not None:
            with torch.no_grad():
                close_to(found, module(clip[:, :, :frames]).numpy(), f"{frames} frames")


def add_blocks(x, places, more=1):
    """Each frame three times, to places that are `places` of blocks every two frames."""
    frames = x.shape[2]
    blocks = x[..., None].expand(-1, -1, -1, 3).flatten(2)
    return torch.zeros(1, 3, 2 * frames + 1 + more).index_add(2, places(positions(frames, 3, 2)), blocks)


REFUSED = {
    "linear with aligned corners": (
        lambda x: F.interpolate(x, scale_factor=2, mode="linear", align_corners=True),
        ["linear upsampling with align_corners over time depends on the length of the clip"],
    ),
    "a size": (lambda x: F.interpolate(x, size=64), ["depends on the length of the clip", "give a whole scale_factor"]),
    "a factor that is not whole": (
        lambda x: F.interpolate(x, scale_factor=1.5, recompute_scale_factor=False),
        ["upsamples time by the factor 1.5", "whole factors, nearest or linear"],
    ),
    "nearest by 41": (
        lambda x: F.interpolate(x, scale_factor=41), ["PyTorch rounds 1/41", "use nearest-exact or repeat_interleave"]
    ),
    "other counts of each": (
        lambda x: x.repeat_interleave(torch.tensor([1, 2] + [1] * (x.shape[2] - 2)), 2), ["clip"]
    ),
    "blocks from behind": (lambda x: add_blocks(x, lambda where: where.flip(0)), ["by their numbers"]),
    "blocks that do not begin the clip": (lambda x: add_blocks(x, lambda where: where + 1), ["by their numbers"]),
    "blocks in another order within": (
        lambda x: add_blocks(x, lambda where: where.view(-1, 3).flip(1).flatten()), ["by their numbers"]
    ),
    "one block elsewhere": (
        lambda x: add_blocks(x, lambda where: torch.cat([where[:-3], where[-3:] + 1])), ["by their numbers"]
    ),
    "more frames than blocks have": (
        lambda x: add_blocks(x, lambda where: where, 7), ["frames", "they may be as many as the clip has that was cut"]
    ),
    "copies over time": (
        lambda x: torch.zeros(1, 3, 3 * x.shape[2]).index_copy(
            2, positions(x.shape[2], 3, 3), x.repeat_interleave(3, 2)
        ), ["by their numbers"]
    ),
    "two rates": (lambda x: x[..., ::2] + x[..., ::2].repeat_interleave(2, 2)[..., ::4], ["frames"]),
}


@pytest.mark.parametrize("name", REFUSED)
def test_refused(name):
    function, words = REFUSED[name]
    check_refusal(Wrapped(lambda s, x: function(x)), (1, 3), words)
