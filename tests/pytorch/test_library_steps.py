"""What continual-inference's steps make of a stream, where its forward has no answer or another: ours is the steps'."""

from collections.abc import Callable

import continual as co
import numpy as np
import pytest
import torch
from torch import nn

import cocc

from numeric.stepping import close_to

FRAMES = 20


def conv(kernel: int, padding: int = 0) -> nn.Module:
    return co.Conv1d(4, 4, kernel, padding=padding)


def with_state(layer: nn.Module, batch: int) -> nn.Module:
    """A recurrent layer whose state was set, to the same for all rows."""
    generator = torch.Generator().manual_seed(5)
    extents = [layer.proj_size or layer.hidden_size, *([layer.hidden_size] if layer.mode == "LSTM" else [])]
    states = [torch.randn(layer.num_layers, 1, extent, generator=generator).repeat(1, batch, 1) for extent in extents]
    layer.set_state(tuple(states))
    return co.Sequential(layer, nn.Tanh())


Made = tuple[Callable[[], nn.Module], tuple[int, ...]]
MODULES: dict[str, Made] = {
    "LSTM-projected": (lambda: co.Sequential(co.LSTM(4, 6, proj_size=2), nn.Tanh()), (1, 4)),
    "LSTM-projected-twice": (lambda: co.Sequential(co.LSTM(4, 6, 2, proj_size=2), nn.Tanh()), (2, 4)),
    "RNN-state": (lambda: with_state(co.RNN(4, 6), 1), (1, 4)),
    "GRU-state": (lambda: with_state(co.GRU(4, 6, 2), 2), (2, 4)),
    "LSTM-state": (lambda: with_state(co.LSTM(4, 6, 2), 2), (2, 4)),
    "LSTM-state-projected": (lambda: with_state(co.LSTM(4, 6, proj_size=2), 1), (1, 4)),
    "Linear-behind-a-convolution": (lambda: co.Sequential(conv(3), co.Linear(4, 5)), (2, 4)),
    "Linear-behind-space": (lambda: co.Sequential(co.Conv2d(4, 4, 3), co.Linear(4, 5)), (1, 4, 6)),
    "Linear-in-a-function": (lambda: co.Sequential(conv(3), co.Lambda(co.Linear(4, 5))), (1, 4)),
    "Residual-unpadded": (lambda: co.Residual(conv(3)), (1, 4)),
    "Residual-unpadded-twice": (lambda: co.Residual(co.Sequential(conv(3), nn.ReLU(), conv(3))), (2, 4)),
    "Residual-padded-too-little": (lambda: co.Residual(conv(5, 1), reduce="concat"), (1, 4)),
    "Branches-of-any-length": (lambda: co.BroadcastReduce(conv(5), conv(3), conv(3, 1), reduce="max"), (2, 4)),
    "Streams-of-any-length": (
        lambda: co.Sequential(co.Broadcast(2), co.Parallel(conv(5), conv(3)), co.Reduce("sum")), (1, 4)
    ),
    "Delay-alone": (lambda: co.Delay(2), (2, 4, 6)),
    "Lambda-view": (
        lambda: co.Sequential(co.Conv2d(4, 4, (3, 1)), co.Lambda(lambda frame: frame.view(frame.shape[0], -1))),
        (2, 4, 6),
    ),
}


@pytest.mark.parametrize("name", MODULES)
def test_equals_steps(name):
    make, frame = MODULES[name]
    torch.manual_seed(0)
    module = make().eval()
    clip = torch.randn(*frame[:2], FRAMES, *frame[2:], generator=torch.Generator().manual_seed(1))
    net = cocc.compile(module, frame)
    with torch.no_grad():
        theirs = {t: module.forward_step(clip[:, :, t].contiguous()) for t in range(FRAMES)}
    theirs = {t: frame.numpy() for t, frame in theirs.items() if torch.is_tensor(frame)}
    ours = {t: net.step(clip[:, :, t].numpy()) for t in range(FRAMES)}
    ours = {t: frame for t, frame in ours.items() if frame is not None}
    assert list(ours) == list(theirs)
    for t, expected in theirs.items():
        close_to(ours[t].reshape(expected.shape), expected, name)


@pytest.mark.parametrize("batch", (1, 2))
def test_rows_that_begin_alike(batch):
    """A state for each row would be another network in each."""
    layer = co.GRU(4, 6)
    layer.set_state(torch.randn(1, 2, 6))
    with pytest.raises(cocc.CompileError, match="one for all"):
        cocc.compile(co.Sequential(layer, nn.Tanh()), (2, 4))
    layer.clean_state()
    clip = np.random.default_rng(0).standard_normal((batch, 4, 9)).astype(np.float32)
    with torch.no_grad():
        expected = layer.forward(torch.from_numpy(clip))[0].tanh().numpy()
    close_to(cocc.compile(co.Sequential(layer, nn.Tanh()), (batch, 4)).forward(clip), expected, "from zeros")


POOLS = {
    "1d": (lambda: co.AvgPool1d(3, stride=1, dilation=2), (2, 4)),
    "1d-padded": (lambda: co.AvgPool1d(3, stride=2, dilation=2, padding=1), (1, 4)),
    "2d": (lambda: co.AvgPool2d((3, 2), stride=(1, 2), dilation=(2, 1)), (2, 4, 6)),
    "3d": (lambda: co.AvgPool3d((3, 2, 3), stride=(2, 2, 1), dilation=(3, 1, 1)), (1, 4, 6, 5)),
}


@pytest.mark.parametrize("name", POOLS)
def test_means_of_frames_that_lie_apart(name):
    """Of each window, what the library's steps say that they take; their ring turns over too early to do it."""
    make, shape = POOLS[name]
    module = make().eval()
    clip = torch.randn(*shape[:2], FRAMES, *shape[2:], generator=torch.Generator().manual_seed(1))
    pooled = [module._spatial_pool_fn(clip[:, :, t]) for t in range(FRAMES)]
    padding = [torch.zeros_like(pooled[0])] * module.padding[0]
    pooled = [*padding, *pooled, *padding]
    frames, apart, stride = module.kernel_size[0], module.dilation[0], module.stride[0]
    starts = range(0, len(pooled) - apart * (frames - 1), stride)
    expected = torch.stack([sum(pooled[t + i * apart] for i in range(frames)) / frames for t in starts], 2)
    close_to(cocc.compile(module, shape).forward(clip.numpy()), expected.numpy(), name)
