"""Convolutions and pools: what continual-inference's test_conv and test_pool check, of compiled networks."""

import continual as co
import numpy as np
import pytest
import torch
from torch import nn

import cocc

from numeric.stepping import close_to

from .behaviours import Behaviour, Windows, check_behaviour, made, noise, ones, steps_of
from .continual_models import forward


def deep(kernel: int) -> nn.Module:
    """A convolution through time that keeps the space of its frames."""
    return nn.Conv3d(1, 1, (kernel, 3, 3), padding=(0, 1, 1))


def three_deep() -> nn.Module:
    return co.Sequential(*(co.Conv3d.build_from(deep(kernel), temporal_fill="zeros") for kernel in (5, 3, 3)))


def windows_of(name: str) -> Behaviour:
    """An adaptive pool that sees 5 frames: PyTorch's, of each 5 frames."""
    kind, d = name[:-2], int(name[-2])
    size = (1,) * d
    return Behaviour(
        lambda: getattr(co, name).build_from(getattr(nn, name)(size), kernel_size=5),
        (1, 2, 8, 4, 3)[: d + 2], 4, 1, 5, right=lambda module: Windows(getattr(nn, f"{kind}{d}d")(size), 5),
    )


NETWORKS = {
    "Conv1d": Behaviour(lambda: co.Conv1d.build_from(nn.Conv1d(2, 1, 5), "zeros"), (1, 2, 10), 4, 1, 5, 0),
    "Conv1d-stride": Behaviour(
        lambda: ones(co.Conv1d.build_from(nn.Conv1d(1, 1, 3, 2, 1, bias=False), "zeros")), (1, 1, 5), 1, 2, 3, 1
    ),
    "Conv2d": Behaviour(lambda: co.Conv2d.build_from(nn.Conv2d(2, 1, (3, 2)), "zeros"), (1, 2, 5, 3), 2, 1, 3),
    "Conv2d-stride": Behaviour(
        lambda: co.Conv2d.build_from(nn.Conv2d(2, 1, (3, 2), stride=2), "zeros"), (1, 2, 5, 3), 2, 2, 3
    ),
    "Conv3d": Behaviour(lambda: co.Conv3d.build_from(nn.Conv3d(1, 1, 3)), (1, 1, 4, 3, 3), 2, 1, 3),
    "Conv3d-padded": Behaviour(
        lambda: co.Conv3d.build_from(nn.Conv3d(1, 1, 3, padding=1)), (1, 1, 5, 3, 3), 1, 1, 3, 1
    ),
    "Conv3d-dilated-in-time": Behaviour(
        lambda: nn.Conv3d(1, 1, 3, dilation=2, padding=1, stride=2), (1, 1, 8, 4, 4), 3, 2, 5, 1
    ),
    "Conv3d-no-pad": Behaviour(
        lambda: co.Sequential(co.Conv3d.build_from(deep(5)), co.Conv3d.build_from(deep(3))), (1, 1, 9, 3, 3), 6, 1, 7, 0
    ),
    "Conv3d-stacked": Behaviour(three_deep, (1, 1, 12, 3, 3), 8, 1, 9, 0),
    "AvgPool1d-padded": Behaviour(lambda: co.AvgPool1d.build_from(nn.AvgPool1d(3, 1, 1)), (1, 1, 5), 1, 1, 3, 1),
    "AvgPool2d-stride": Behaviour(lambda: co.AvgPool2d.build_from(nn.AvgPool2d(3, (2, 1))), (1, 1, 7, 4), 2, 2, 3),
    "AvgPool3d": Behaviour(lambda: co.AvgPool3d.build_from(nn.AvgPool3d(2)), (1, 2, 5, 4, 4), 1, 2, 2),
    "MaxPool1d-dilation": Behaviour(
        lambda: co.MaxPool1d.build_from(nn.MaxPool1d(3, dilation=2)), (1, 1, 12), 4, 3, 5
    ),
    "MaxPool2d": Behaviour(lambda: co.MaxPool2d.build_from(nn.MaxPool2d(3)), (1, 2, 7, 5), 2, 3, 3),
    "MaxPool3d": Behaviour(lambda: co.MaxPool3d.build_from(nn.MaxPool3d(2)), (1, 2, 5, 4, 4), 1, 2, 2),
    **{f"Adaptive{kind}Pool{d}d": windows_of(f"Adaptive{kind}Pool{d}d") for kind in ("Avg", "Max") for d in (2, 3)},
}


@pytest.mark.parametrize("name", NETWORKS)
def test_windows(name):
    check_behaviour(NETWORKS[name])


def everything(mode: str) -> nn.Module:
    """Groups, a stride and dilation over space, padding everywhere."""
    return nn.Conv3d(
        5, 5, 3, (1, 2, 2), (1, 1, 1), dilation=(1, 2, 2), groups=5, bias=False, padding_mode=mode
    )


def test_everything_at_once():
    check_behaviour(Behaviour(lambda: co.Conv3d.build_from(everything("zeros")), (1, 5, 4, 8, 8), 1, 1, 3, 1))


def test_a_stream_goes_on_behind_a_flush():
    """A zero frame is what the padding of a single convolution is."""
    module, net = made(NETWORKS["Conv3d-padded"])
    clip = noise((1, 1, 5, 3, 3))
    close_to(steps_of(net, clip[:, :, :4], pad_end=True), forward(module, clip[:, :, :4]), "four frames")
    expected = forward(module, clip)
    close_to(net.step(clip[:, :, 4].numpy()), expected[:, :, 3], "one more")
    close_to(net.step(np.zeros((1, 1, 3, 3), np.float32), update_state=False), expected[:, :, 4], "a zero frame")
    close_to(net.step(clip[:, :, 0].numpy()), forward(module, clip[:, :, [3, 4, 0]])[:, :, 1], "as if it had not been")


def test_a_window_moves_on_by_a_frame():
    """The next output is what forward makes of a window that begins a frame later."""
    module, net = made(NETWORKS["Conv3d-no-pad"])
    clip = noise((1, 1, 9, 3, 3))
    close_to(steps_of(net, clip[:, :, :8]), forward(module, clip[:, :, :8]), "a window")
    close_to(net.step(clip[:, :, 8].numpy()), forward(module, clip[:, :, 1:])[:, :, -1], "the next")


def test_an_impulse_is_seen_for_the_receptive_field():
    _, net = made(NETWORKS["Conv3d-stacked"])
    quiet = np.zeros((1, 1, 30, 3, 3), np.float32)
    impulse = quiet.copy()
    impulse[:, :, 10] = 1
    differs = net.forward(impulse) != net.forward(quiet)
    seen = differs.any((0, 1, 3, 4))
    assert np.flatnonzero(seen).tolist() == list(range(2, 11))  # frames of the output, 8 behind those of the input


def test_a_pool_in_pieces():
    """Frames in one call, then one, then the last with the end of the clip."""
    module, net = made(NETWORKS["AvgPool1d-padded"])
    clip = torch.arange(5.0).view(1, 1, 5)
    expected = forward(module, clip)
    close_to(steps_of(net, clip[:, :, :3]), expected[:, :, :2], "first")
    close_to(net.step(clip[:, :, 3].numpy()), expected[:, :, 2], "one")
    close_to(steps_of(net, clip[:, :, 4:], pad_end=True), expected[:, :, 3:], "last")


def test_padding_with_the_edges():
    """The first and the last frame again, in time as in space."""
    over_space = nn.Conv2d(2, 2, 3, padding=(0, 1), padding_mode="replicate")
    check_behaviour(Behaviour(lambda: over_space, (1, 2, 6, 5), 2, 1, 3, 0))
    in_time = nn.Conv2d(2, 2, 3, padding=1, padding_mode="replicate")
    check_behaviour(Behaviour(lambda: in_time, (1, 2, 6, 5), 1, 1, 3, 1))
    strided = nn.Conv1d(2, 2, 5, padding=2, stride=2, padding_mode="replicate")
    check_behaviour(Behaviour(lambda: strided, (1, 2, 9), 2, 2, 5, 2))
