"""The layers of continual-inference as layers of PyTorch that share their parameters."""

from __future__ import annotations

from collections.abc import Callable

import torch
from torch import nn
from torch.nn import functional

from ._errors import CompileError


def _conv(module: nn.Module, place: str) -> nn.Module:
    conv = getattr(nn, f"Conv{len(module.kernel_size)}d")(
        module.in_channels,
        module.out_channels,
        module.kernel_size,
        module.stride,
        module.padding,
        module.dilation,
        module.groups,
        padding_mode=module.padding_mode,
        device="meta",
    )
    return _with_parameters_of(module, conv)


class LinearOver(nn.Linear):
    """A linear layer over an axis of frames (B, C, *S)."""

    axis: int

    def forward(self, frames: torch.Tensor) -> torch.Tensor:
        return super().forward(frames.transpose(self.axis, -1)).transpose(self.axis, -1)


class LinearOfClips(LinearOver):
    """A linear layer over an axis of the frames (B, C, *S) of a clip (B, C, T, *S)."""

    def forward(self, clip: torch.Tensor) -> torch.Tensor:
        axis = self.axis % (clip.ndim - 1)
        axis += axis > 1  # time lies before it
        return nn.Linear.forward(self, clip.transpose(axis, -1)).transpose(axis, -1)


def linear(module: nn.Module, is_of_frames: bool) -> nn.Module:
    kind = LinearOver if is_of_frames else LinearOfClips
    layer = kind(module.in_features, module.out_features, device="meta")
    layer.axis = module.channel_dim
    return _with_parameters_of(module, layer)


class _ChannelsBeforeTime:
    """A recurrent layer over clips (B, C, T) that returns its output alone. It begins with the state that was set."""

    state: torch.Tensor | tuple[torch.Tensor, ...] | None

    def forward(self, clip: torch.Tensor) -> torch.Tensor:
        return super().forward(clip.transpose(1, 2), self.state)[0].transpose(1, 2)


class ClipRNN(_ChannelsBeforeTime, nn.RNN):
    pass


class ClipGRU(_ChannelsBeforeTime, nn.GRU):
    pass


class ClipLSTM(_ChannelsBeforeTime, nn.LSTM):
    pass


def _recurrent(module: nn.Module, place: str) -> nn.Module:
    kinds = {"RNN_TANH": ClipRNN, "RNN_RELU": ClipRNN, "GRU": ClipGRU, "LSTM": ClipLSTM}
    options = {"nonlinearity": module.nonlinearity} if module.mode.startswith("RNN") else {}
    if module.proj_size:
        options["proj_size"] = module.proj_size
    layer = kinds[module.mode](
        module.input_size,
        module.hidden_size,
        module.num_layers,
        bias=module.bias,
        batch_first=True,
        device="meta",
        **options,
    )
    state = module.get_state()
    layer.state = state[0] if state and len(state) == 1 else state
    return _with_parameters_of(module, layer)


def _max_pool(module: nn.Module, place: str) -> nn.Module:
    return getattr(nn, f"MaxPool{module.num_input_dims}d")(
        module.kernel_size, module.stride, module.padding, module.dilation, ceil_mode=module.ceil_mode
    )


class DilatedMean(nn.Module):
    """The mean of so many frames of a clip (B, C, T, *S), each some after the one before, padded by zeros that count;
    of frames that are pooled in space."""

    def __init__(self, space: Callable[[torch.Tensor], torch.Tensor], frames: int, **window: int) -> None:
        super().__init__()
        self.space = space
        self.frames = frames
        self.window = window

    def forward(self, clip: torch.Tensor) -> torch.Tensor:
        pooled = clip.transpose(1, 2).flatten(0, 1)
        pooled = self.space(pooled).unflatten(0, (clip.shape[0], clip.shape[2])).transpose(1, 2)
        channels, space = pooled.shape[1], pooled.ndim - 3
        extents = (channels, 1, self.frames, *[1] * space)
        weight = torch.full(extents, 1 / self.frames, dtype=pooled.dtype, device=pooled.device)
        window = {name: (value, *[name != "padding"] * space) for name, value in self.window.items()}
        conv = getattr(functional, f"conv{1 + space}d")
        return conv(pooled, weight, groups=channels, **window)


def _avg_pool(module: nn.Module, place: str) -> nn.Module:
    if module.dilation[0] > 1:
        window = {name: getattr(module, name)[0] for name in ("stride", "padding", "dilation")}
        return DilatedMean(module._spatial_pool_fn, module.kernel_size[0], **window)
    options = {} if module.num_input_dims == 1 else {"divisor_override": module.divisor_override}
    return getattr(nn, f"AvgPool{module.num_input_dims}d")(
        module.kernel_size, module.stride, module.padding, module.ceil_mode, module.count_include_pad, **options
    )


class SpacePool(nn.Module):
    """Pools each frame of a clip (B, C, T, *S) to a given extent (B, C, T, *S')."""

    def __init__(self, kind: str, space: tuple[int | None, ...]) -> None:
        super().__init__()
        self.pool = getattr(functional, f"adaptive_{kind}_pool{1 + len(space)}d")
        self.reduce = {"avg": torch.mean, "max": torch.amax}[kind]
        self.space = space

    def forward(self, clip: torch.Tensor) -> torch.Tensor:
        if set(self.space) == {1}:
            return self.reduce(clip, tuple(range(3, clip.ndim)), keepdim=True)
        return self.pool(clip, (clip.shape[2], *self.space))


def _adaptive_pool(module: nn.Module, place: str) -> nn.Module:
    """Over time, a window of the length that the library's steps use: over a clip so long, what forward computes."""
    _refuse_dilation(module, place)
    if module.padding[0]:
        raise CompileError(f"{place}: {type(module).__name__} with padding, which forward leaves out and steps do not")
    kind = "avg" if "Avg" in type(module).__name__ else "max"
    rest = module.num_input_dims - 1
    window = getattr(nn, f"{kind.capitalize()}Pool{module.num_input_dims}d")
    return nn.Sequential(
        SpacePool(kind, tuple(module.output_size[1:])),
        window((module.kernel_size[0], *[1] * rest), (module.stride[0], *[1] * rest)),
    )


def _refuse_dilation(module: nn.Module, place: str) -> None:
    if module.dilation[0] != 1:
        raise CompileError(f"{place}: dilation in time, which forward leaves out and steps do not")


class Crop(nn.Module):
    """Frames `before` and `after` of a clip (B, C, T, *S) are left out."""

    def __init__(self, before: int, after: int) -> None:
        super().__init__()
        self.before = before
        self.after = after

    def forward(self, clip: torch.Tensor) -> torch.Tensor:
        # Counted from the end: the number of frames is not a property of the network.
        return clip[:, :, self.before : -self.after or None]

    def extra_repr(self) -> str:
        return f"before={self.before}, after={self.after}"


@torch.library.custom_op("cocc::delay", mutates_args=())
def delayed(clip: torch.Tensor, frames: int) -> torch.Tensor:
    """A clip (B, C, T, *S), of which a compiled network gives each frame so many steps later."""
    return clip.clone()


@delayed.register_fake
def _(clip: torch.Tensor, frames: int) -> torch.Tensor:
    return torch.empty_like(clip)


class Delayed(nn.Module):
    """A delay that is a network by itself."""

    def __init__(self, frames: int) -> None:
        super().__init__()
        self.frames = frames

    def forward(self, clip: torch.Tensor) -> torch.Tensor:
        return delayed(clip, self.frames)


def _delay(module: nn.Module, place: str) -> nn.Module:
    if not module.auto_shrink or module.delay == 0:
        return nn.Identity()
    return Crop(0 if module.auto_shrink == "lagging" else module.delay, module.delay)


def _skip(module: nn.Module, place: str) -> nn.Module:
    return Crop(module.steps, 0)


class ReshapeFrames(nn.Module):
    """Reshapes each frame of a clip (B, C, T, *S)."""

    def __init__(self, shape: tuple[int, ...]) -> None:
        super().__init__()
        self.shape = shape

    def forward(self, clip: torch.Tensor) -> torch.Tensor:
        return clip.movedim(2, 0).reshape(clip.shape[2], *self.shape).movedim(0, 2)


def _reshape(module: nn.Module, place: str) -> nn.Module:
    return ReshapeFrames(tuple(module.shape))


def _with_parameters_of(module: nn.Module, layer: nn.Module) -> nn.Module:
    for name, parameter in module._parameters.items():
        setattr(layer, name, parameter)
    return layer.train(module.training)


LAYERS: dict[str, Callable[[nn.Module, str], nn.Module]] = {
    **{f"Conv{n}d": _conv for n in (1, 2, 3)},
    **{f"AvgPool{n}d": _avg_pool for n in (1, 2, 3)},
    **{f"MaxPool{n}d": _max_pool for n in (1, 2, 3)},
    **{f"Adaptive{kind}Pool{n}d": _adaptive_pool for kind in ("Avg", "Max") for n in (2, 3)},
    **dict.fromkeys(("RNN", "GRU", "LSTM"), _recurrent),
    "Delay": _delay,
    "Skip": _skip,
    "Reshape": _reshape,
}
