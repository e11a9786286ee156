"""Each module of continual-inference by itself, over its parameters, compiled, against its forward on whole clips."""

from collections.abc import Callable

import continual as co
import numpy as np
import pytest
import torch
from torch import nn

import cocc

from numeric.stepping import close_to, frames_of, step_all

from .continual_models import clip_of, forward

REDUCTIONS = ("sum", "mul", "max", "concat")
FRAMES = ((2, 4), (1, 4, 6), (1, 4, 6, 5))  # (B, C, *S)


# A module and the shape of its frames.
Made = tuple[Callable[[], nn.Module], tuple[int, ...]]


def in_each_dimension(name: str, variants: Callable[[int], dict[str, dict]]) -> dict[str, tuple]:
    """A class's modules in 1, 2 and 3 dimensions: `variants` gives the arguments for a number of dimensions."""
    return {
        f"{name}{d}d-{variant}": (lambda d=d, given=given: getattr(co, f"{name}{d}d")(**given), FRAMES[d - 1])
        for d in (1, 2, 3) if hasattr(co, f"{name}{d}d")
        for variant, given in variants(d).items()
    }


def convolutions(d: int) -> dict[str, dict]:
    channels = {"in_channels": 4, "out_channels": 6}
    space = d - 1
    return {
        "plain": {**channels, "kernel_size": 3},
        "strided": {**channels, "kernel_size": (3, *[2] * space), "stride": 2, "padding": 1, "bias": False},
        "grouped": {**channels, "kernel_size": (4, *[3] * space), "groups": 2, "padding": (2, *[1] * space)},
        "dilated": {**channels, "kernel_size": 2, "dilation": (1, *[2] * space), "stride": (3, *[1] * space)},
    }


def pools(d: int) -> dict[str, dict]:
    space = d - 1
    return {
        "plain": {"kernel_size": (4, *[2] * space), "stride": 1},
        "strided": {"kernel_size": (3, *[2] * space), "stride": 2},
        "padded": {"kernel_size": 3, "stride": (1, *[2] * space), "padding": 1},
    }


def adaptive_pools(d: int) -> dict[str, dict]:
    return {
        "one": {"output_size": (1,) * d, "kernel_size": 20},
        "space": {"output_size": (1, 3, 5)[:d], "kernel_size": 20},
    }


def recurrent(name: str) -> dict[str, tuple]:
    def made(**options) -> Callable[[], nn.Module]:
        # By itself it returns its state too.
        return lambda: co.Sequential(getattr(co, name)(4, 5, **options), nn.Hardtanh())

    found = {f"{name}-one": (made(), (2, 4)), f"{name}-two-without-bias": (made(num_layers=2, bias=False), (1, 4))}
    return {**found, "RNN-relu": (made(nonlinearity="relu"), (1, 4))} if name == "RNN" else found


def conv(kernel: int, padding: int = 0) -> nn.Module:
    return co.Conv1d(4, 4, kernel, padding=padding)


def branches(reduce: str) -> Callable[[], nn.Module]:
    return lambda: co.BroadcastReduce(conv(5, 2), conv(3, 1), conv(1), reduce=reduce)


def streams(*more: nn.Module) -> nn.Module:
    return co.Sequential(co.Broadcast(2), co.Parallel(conv(3, 1), conv(1)), *more)


def branch_of(module: nn.Module) -> nn.Module:
    return co.BroadcastReduce(module, co.Conv2d(4, 4, 1))


def in_batches(name: str, make: Callable[[], nn.Module]) -> dict[str, Made]:
    return {name: (make, (1, 4, 6)), f"{name}-batch": (make, (3, 4, 6))}


def converted() -> nn.Module:
    return co.continual(nn.Sequential(nn.Conv1d(4, 5, 3), nn.ReLU(), nn.AvgPool1d(2, 1), nn.Hardshrink()))


MODULES: dict[str, Made] = {
    **in_each_dimension("Conv", convolutions),
    **in_each_dimension("AvgPool", pools),
    **in_each_dimension("MaxPool", pools),
    **in_each_dimension("AdaptiveAvgPool", adaptive_pools),
    **in_each_dimension("AdaptiveMaxPool", adaptive_pools),
    **recurrent("RNN"),
    **recurrent("GRU"),
    **recurrent("LSTM"),
    "Linear-channels": (lambda: co.Linear(4, 3, channel_dim=1), (1, 4, 6)),
    "Linear-last": (lambda: co.Linear(6, 3, bias=False), (1, 4, 6)),
    "Identity": (lambda: co.Sequential(co.Identity(), nn.Tanh()), (1, 4)),
    "Add": (lambda: co.Add(1.5), (1, 4, 6)),
    "Multiply": (lambda: co.Multiply(-3), (1, 4, 6)),
    **in_batches("Constant", lambda: branch_of(co.Constant(2.5))),
    **in_batches("Zero", lambda: branch_of(co.Zero())),
    **in_batches("One", lambda: branch_of(co.One())),
    "Lambda-frame": (lambda: co.Lambda(lambda frame: frame[:, :2] - frame[:, 2:]), (1, 4, 6)),
    "Lambda-clip": (lambda: co.Lambda(lambda clip: clip * 2, takes_time=True), (1, 4, 6)),
    "Lambda-module": (lambda: co.Lambda(nn.LayerNorm(6)), (1, 4, 6)),
    "Reshape": (lambda: co.Reshape(2, 12), (1, 4, 6)),
    "Delay": (lambda: co.Sequential(co.Delay(3), nn.Tanh()), (1, 4)),
    "Skip": (lambda: co.Skip(3), (1, 4)),
    "Sequential": (lambda: co.Sequential(conv(3), nn.ReLU(), conv(2)), (1, 4)),
    "Broadcast": (lambda: streams(co.Reduce("sum")), (1, 4)),
    "Parallel": (lambda: streams(co.Parallel(conv(1), conv(5, 2)), co.Reduce("mul")), (1, 4)),
    "ParallelDispatch": (lambda: streams(co.ParallelDispatch([1, 0, 1]), co.Reduce("concat")), (1, 4)),
    **{f"Reduce-{reduce}": (lambda reduce=reduce: streams(co.Reduce(reduce)), (1, 4)) for reduce in REDUCTIONS},
    **{f"BroadcastReduce-{reduce}": (branches(reduce), (1, 4)) for reduce in REDUCTIONS},
    "Residual": (lambda: co.Residual(conv(5, 2)), (1, 4)),
    "Residual-mul": (lambda: co.Residual(conv(3, 1), reduce="mul"), (1, 4)),
    **{f"Residual-{shrink}": (lambda shrink=shrink: co.Residual(conv(5), residual_shrink=shrink), (1, 4))
       for shrink in ("centered", "lagging", "leading")},
    "continual": (converted, (1, 4)),
    "forward_stepping": (lambda: co.Sequential(conv(3), co.forward_stepping(nn.Conv1d(4, 2, 1))), (1, 4)),
}


@pytest.mark.parametrize("name", MODULES)
def test_equals_forward(name):
    """By `forward`, by step, and by steps with a flush."""
    make, frame = MODULES[name]
    torch.manual_seed(0)
    module = make().eval()
    clip = clip_of(frame)
    expected = forward(module, clip)
    net = cocc.compile(module, frame, clip_length=clip.shape[2])
    expected = expected.reshape(*net.output_shape[:2], -1, *net.output_shape[2:])
    close_to(np.asarray(net.forward(clip.numpy())), expected, name)
    net.reset()
    stepped = [frame for frame in step_all(net, clip.numpy()) if frame is not None]
    assert stepped
    for found, right in zip(stepped, frames_of(expected)):
        close_to(found, right, name)
    net.reset()
    close_to(np.asarray(net.steps(clip.numpy(), pad_end=True)), expected, name)
