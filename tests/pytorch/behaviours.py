"""What the tests of the behaviours of continual-inference share: a network, its facts in time, and all calls."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import torch
from torch import nn

import cocc

from numeric.stepping import as_clip, check_calls

from .continual_models import forward
from .exporting import Timing


@dataclass(frozen=True)
class Behaviour:
    """A network, the clip (B, C, T, *S) that it sees, and its facts; of those that are None nothing is said.

    `right` makes the module that says what is right, from the network, where its own forward does not.
    """

    make: Callable[[], nn.Module]
    clip: tuple[int, ...]
    delay: int
    stride: int = 1
    receptive_field: int | None = None
    padding: int | None = None
    right: Callable[[nn.Module], nn.Module] | None = None
    warm_up: int | None = None  # where it is not the delay
    memory: int | None = None  # frames until one of NaN is forgotten, where it is not the receptive field

    @property
    def frame(self) -> tuple[int, ...]:
        return self.clip[:2] + self.clip[3:]


class Windows(nn.Module):
    """A module of clips that is called with each window of so many frames: (B, C, T, *S) to (B, C', T', *S')."""

    def __init__(self, module: nn.Module, frames: int):
        super().__init__()
        self.module, self.frames = module, frames

    def forward(self, clip: torch.Tensor) -> torch.Tensor:
        starts = range(clip.shape[2] - self.frames + 1)
        return torch.cat([self.module(clip[:, :, t : t + self.frames]) for t in starts], 2)


def ones(module: nn.Module) -> nn.Module:
    """The module with parameters of one."""
    with torch.no_grad():
        for parameter in module.parameters():
            parameter.fill_(1)
    return module


def noise(shape: tuple[int, ...]) -> torch.Tensor:
    return torch.randn(shape, generator=torch.Generator().manual_seed(1))


def made(behaviour: Behaviour) -> tuple[nn.Module, cocc.Network]:
    """The module in eval mode, with the same random parameters in each run, and its network."""
    torch.manual_seed(0)
    module = behaviour.make().eval()
    return module, cocc.compile(module, behaviour.frame, clip_length=max(behaviour.clip[2], 16))


def check_behaviour(behaviour: Behaviour) -> None:
    """By step, by chunks, with a flush, by forward, without update and behind resets: PyTorch's frames in their order.

    A NaN in a frame is gone after as many frames as the receptive field has."""
    module, net = made(behaviour)
    clip = noise(behaviour.clip)
    right = forward(behaviour.right(module) if behaviour.right else module, clip)
    expected = right.reshape(*net.output_shape[:2], right.shape[2], *net.output_shape[2:])
    check_facts(net, behaviour)
    warm_up = behaviour.delay if behaviour.warm_up is None else behaviour.warm_up
    assert (net.delay, net.warm_up, net.stride) == (behaviour.delay, warm_up, behaviour.stride)
    timing = Timing(warm_up, behaviour.stride, behaviour.memory or net.receptive_field or None)
    check_calls(net, clip.numpy(), expected, timing, np.random.default_rng(1))


def check_facts(net: cocc.Network, behaviour: Behaviour) -> None:
    for name in ("receptive_field", "padding"):
        said = getattr(behaviour, name)
        assert said is None or getattr(net, name) == said, name


def steps_of(net: cocc.Network, clip: torch.Tensor, **options) -> np.ndarray:
    """What `steps` returns, as a clip."""
    return as_clip(net, net.steps(clip.numpy(), **options))
