"""The modules of PyTorch that look at no frame but their own, by name, in 1, 2 and 3 dimensions.

A network holds variants of a module side by side; their results are concatenated along the channels.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import torch
from torch import nn

CLIPS = {"1d": (1, 6, 9), "2d": (2, 4, 9, 6), "3d": (1, 4, 9, 4, 6)}


class Variants(nn.Module):
    """Clips (B, C, T, *S) to what each module makes of them, along the channels."""

    def __init__(self, modules: Sequence[nn.Module]):
        super().__init__()
        self.variants = nn.ModuleList(modules)

    def forward(self, clip: torch.Tensor) -> torch.Tensor:
        return torch.cat([variant(clip) for variant in self.variants], 1)


class EachFrame(nn.Module):
    """A module of frames (N, C, *S) over clips (B, C, T, *S)."""

    def __init__(self, module: nn.Module):
        super().__init__()
        self.module = module

    def forward(self, clip: torch.Tensor) -> torch.Tensor:
        frames = self.module(clip.transpose(1, 2).flatten(0, 1))
        return frames.unflatten(0, (clip.shape[0], clip.shape[2])).transpose(1, 2)


class ChannelsLast(nn.Module):
    """A module of the last dimension over the channels of clips (B, C, T, *S)."""

    def __init__(self, module: nn.Module):
        super().__init__()
        self.module = module

    def forward(self, clip: torch.Tensor) -> torch.Tensor:
        return self.module(clip.movedim(1, -1)).movedim(-1, 1)


@dataclass(frozen=True)
class Case:
    """Variants of a module over clips of a shape; `output_time` is the results' dimension of time."""

    modules: Sequence[nn.Module]
    shape: tuple[int, ...]
    output_time: int = 2


Shape = tuple[int, ...]


def within_frame(shape: Shape) -> list[int]:
    """The dimensions of a clip but those of batch and time."""
    return [1, *range(3, len(shape))]


def layer_norms(shape: Shape) -> list[nn.Module]:
    channels = [nn.LayerNorm(shape[1]), nn.LayerNorm(shape[1], 1e-2, bias=False)]
    space = [nn.LayerNorm(shape[first:], elementwise_affine=first == 3) for first in range(3, len(shape))]
    return [*map(ChannelsLast, channels), *space]


def group_norms(shape: Shape) -> list[nn.Module]:
    norms = [nn.GroupNorm(2, shape[1]), nn.GroupNorm(shape[1] // 2, shape[1], 1e-2, affine=False)]
    return [EachFrame(norm) for norm in norms]


# The variants of each module over clips of a shape.
MODULES: dict[str, Callable[[Shape], list[nn.Module]]] = {
    "Threshold": lambda _: [nn.Threshold(0.1, 20.0), nn.Threshold(-1, -1)],
    "ReLU": lambda _: [nn.ReLU(), nn.Sequential(nn.Tanh(), nn.ReLU(inplace=True))],
    "RReLU": lambda _: [nn.RReLU(), nn.RReLU(0.05, 0.6)],
    "Hardtanh": lambda _: [nn.Hardtanh(), nn.Hardtanh(-0.25, 1.5), nn.Hardtanh(0, 6)],
    "ReLU6": lambda _: [nn.ReLU6()],
    "Sigmoid": lambda _: [nn.Sigmoid()],
    "Hardsigmoid": lambda _: [nn.Hardsigmoid()],
    "Tanh": lambda _: [nn.Tanh()],
    "SiLU": lambda _: [nn.SiLU()],
    "Mish": lambda _: [nn.Mish()],
    "Hardswish": lambda _: [nn.Hardswish()],
    "ELU": lambda _: [nn.ELU(), nn.ELU(0.3)],
    "CELU": lambda _: [nn.CELU(), nn.CELU(0.3)],
    "SELU": lambda _: [nn.SELU()],
    "GLU": lambda _: [nn.GLU(1), nn.Sequential(nn.ReLU(), nn.GLU(1))],
    "GELU": lambda _: [nn.GELU(), nn.GELU("tanh")],
    "Hardshrink": lambda _: [nn.Hardshrink(), nn.Hardshrink(1.25)],
    "LeakyReLU": lambda _: [nn.LeakyReLU(), nn.LeakyReLU(0.25)],
    "LogSigmoid": lambda _: [nn.LogSigmoid()],
    "Softplus": lambda _: [nn.Softplus(), nn.Softplus(2, 1)],
    "Softshrink": lambda _: [nn.Softshrink(), nn.Softshrink(1.25)],
    "PReLU": lambda shape: [nn.PReLU(), nn.PReLU(shape[1], 0.4)],
    "Softsign": lambda _: [nn.Softsign()],
    "Tanhshrink": lambda _: [nn.Tanhshrink()],
    "Softmin": lambda shape: [nn.Softmin(dim) for dim in within_frame(shape)],
    "Softmax": lambda shape: [nn.Softmax(dim) for dim in within_frame(shape)],
    "LogSoftmax": lambda shape: [nn.LogSoftmax(dim) for dim in within_frame(shape)],
    "Dropout": lambda _: [nn.Dropout(), nn.Sequential(nn.Tanh(), nn.Dropout(0.2))],
    "AlphaDropout": lambda _: [nn.AlphaDropout(), nn.Tanh()],
    "FeatureAlphaDropout": lambda _: [nn.FeatureAlphaDropout(), nn.Tanh()],
    "Identity": lambda _: [nn.Identity(), nn.Sequential(nn.Identity(), nn.Tanh())],
    "GroupNorm": group_norms,
    "LayerNorm": layer_norms,
    "Linear": lambda shape: [ChannelsLast(nn.Linear(shape[1], 5)), ChannelsLast(nn.Linear(shape[1], 3, bias=False))],
}


def cases_of_dimension(number: int, shape: Shape) -> dict[str, Case]:
    """Those of modules that PyTorch has for each number of dimensions."""
    batch, instance, drop = (getattr(nn, f"{kind}{number}d") for kind in ("BatchNorm", "InstanceNorm", "Dropout"))
    channels, running = shape[1], {"track_running_stats": True}
    return {
        batch.__name__: Case([batch(channels), batch(channels, 1e-2, affine=False)], shape),
        instance.__name__: Case(
            [instance(channels, affine=True, **running), instance(channels, 1e-2, **running)], shape
        ),
        drop.__name__: Case([drop(), nn.Sequential(nn.Tanh(), drop(0.2))], shape),
    }


# Of which there is one for some clips only, or whose results have another shape.
SHAPED = {
    "GLU-space": Case([nn.GLU()], (1, 3, 9, 4, 6)),
    "Softmax2d": Case([nn.Softmax2d()], (2, 4, 9, 6)),
    "Flatten-space": Case([nn.Flatten(3)], (1, 3, 9, 4, 6)),
    "Flatten-frames": Case([EachFrame(nn.Flatten())], (2, 3, 9, 4, 6)),
    "Unflatten-channels": Case([nn.Unflatten(1, (2, 3))], (1, 6, 9, 4), 3),
    "Unflatten-space": Case([nn.Unflatten(3, (2, 3)), nn.Unflatten(-1, (2, 3))], (2, 4, 9, 6)),
}
CASES = {
    **{f"{name}-{d}": Case(make(shape), shape) for name, make in MODULES.items() for d, shape in CLIPS.items()},
    **{name: case for number, shape in enumerate(CLIPS.values(), 1)
       for name, case in cases_of_dimension(number, shape).items()},
    **SHAPED,
}
