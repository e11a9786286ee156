"""Attention of continual-inference as plain modules, with the same parameters.

What they make of a clip is what the library's forward makes of each window of `sequence_len` frames, frames j to
j + sequence_len - 1 for output j. Each frame is projected once.
"""

from __future__ import annotations

from collections import OrderedDict

import torch
from torch import nn
from torch.nn import functional

from ._errors import CompileError
from ._kinds import definition
from ._plain_containers import WholeClip
from ._plain_layers import Crop
from ._windows import positional_encoding


class WindowAttention(nn.Module):
    """Multi-head attention of each window. Where `is_window`, what it is given is no clip but one window; what has an
    axis more has the windows that another attention gave."""

    def __init__(self, module: nn.Module, place: str, is_window: bool) -> None:
        super().__init__()
        if module.bias_k is not None or module.add_zero_attn:
            raise CompileError(f"{place}: add_bias_kv and add_zero_attn, which the library's steps do not have")
        if module.embed_dim_second and not module.batch_first:
            raise CompileError(f"{place}: embed_dim_second without batch_first, which takes the batch for time")
        for name, parameter in module._parameters.items():
            self.register_parameter(name, parameter)
        self.out_proj = module.out_proj
        self.heads = module.num_heads
        self.frames = module.sequence_len
        self.is_window = is_window
        self.is_batch_first = module.batch_first
        self.is_channels_second = module.embed_dim_second
        self.returns_weights = module.forward_returns_attn_mask

    def forward(
        self, query: torch.Tensor, key: torch.Tensor | None = None, value: torch.Tensor | None = None
    ) -> torch.Tensor | tuple[torch.Tensor, None]:
        """(B, T, E), (T, B, E) or (B, E, T), as the library's."""
        clips = [query if clip is None else clip for clip in (query, key, value)]
        if self.in_proj_weight is not None and clips[0] is clips[1] is clips[2]:
            together = functional.linear(self._batch_first(query), self.in_proj_weight, self.in_proj_bias)
            projected = together.chunk(3, -1)
        else:
            projected = self._project(*map(self._batch_first, clips))
        heads = [each.unflatten(-1, (self.heads, -1)).movedim(-2, 1) for each in projected]
        # (B, heads, T', [window,] E / heads)
        attend = self.attend_window if self.is_window or query.ndim > 3 else self.attend
        attended = attend(*heads).movedim(1, -2).flatten(-2)
        result = self._as_given(self.out_proj(attended))
        return (result, None) if self.returns_weights else result

    def attend(self, query: torch.Tensor, key: torch.Tensor, value: torch.Tensor) -> torch.Tensor:
        """In each window of a clip."""
        raise NotImplementedError

    def attend_window(self, query: torch.Tensor, key: torch.Tensor, value: torch.Tensor) -> torch.Tensor:
        """In windows that are whole."""
        raise NotImplementedError

    def beside(self) -> nn.Module:
        """The frames of a clip (B, E, T) that the outputs are for."""
        raise NotImplementedError

    def _project(self, *inputs: torch.Tensor) -> tuple[torch.Tensor, ...]:
        biases = (None,) * 3 if self.in_proj_bias is None else self.in_proj_bias.chunk(3)
        if self.in_proj_weight is None:
            weights = (self.q_proj_weight, self.k_proj_weight, self.v_proj_weight)
        else:
            weights = self.in_proj_weight.chunk(3)
        return tuple(map(functional.linear, inputs, weights, biases))

    def _batch_first(self, clip: torch.Tensor) -> torch.Tensor:
        if self.is_channels_second:
            return clip.movedim(1, -1)
        return clip if self.is_batch_first else clip.movedim(-2, 0)

    def _as_given(self, clip: torch.Tensor) -> torch.Tensor:
        """(B, T', [window,] E) with its axes in the library's order."""
        if self.is_channels_second:
            return clip.movedim(-1, 1)
        return clip if self.is_batch_first else clip.movedim(0, -2)


class SingleOutput(WindowAttention):
    """The attention of one frame of each window."""

    def __init__(self, module: nn.Module, place: str, is_window: bool) -> None:
        super().__init__(module, place, is_window)
        self.behind = module.query_index % self.frames
        self.ahead = self.frames - 1 - self.behind

    def attend(self, query: torch.Tensor, key: torch.Tensor, value: torch.Tensor) -> torch.Tensor:
        times = torch.arange(query.shape[2], device=query.device)
        if len(times) <= self.frames:
            raise ValueError(f"attention to {self.frames} frames is compiled with a clip of more frames")
        distance = times - times[:, None]
        seen = (distance >= -self.behind) & (distance <= self.ahead)
        attended = functional.scaled_dot_product_attention(query, key, value, attn_mask=seen)
        return attended[:, :, self.behind : -self.ahead or None]

    def attend_window(self, query: torch.Tensor, key: torch.Tensor, value: torch.Tensor) -> torch.Tensor:
        return functional.scaled_dot_product_attention(query[..., self.behind : self.behind + 1, :], key, value)

    def beside(self) -> nn.Module:
        return Crop(self.behind, self.ahead)


class Windows(nn.Module):
    """The windows of a clip (B, C, T): (B, C, T', frames)."""

    def __init__(self, frames: int) -> None:
        super().__init__()
        self.frames = frames

    def forward(self, clip: torch.Tensor) -> torch.Tensor:
        return clip.unfold(2, self.frames, 1)


class Retroactive(WindowAttention):
    """The attention of all frames of each window."""

    def attend(self, query: torch.Tensor, key: torch.Tensor, value: torch.Tensor) -> torch.Tensor:
        windows = (each.unfold(2, self.frames, 1).transpose(-1, -2) for each in (query, key, value))
        return functional.scaled_dot_product_attention(*windows)

    def attend_window(self, query: torch.Tensor, key: torch.Tensor, value: torch.Tensor) -> torch.Tensor:
        return functional.scaled_dot_product_attention(query, key, value)

    def beside(self) -> nn.Module:
        return nn.Identity() if self.is_window else Windows(self.frames)


ATTENTION: dict[str, type[WindowAttention]] = {
    "SingleOutputMultiheadAttention": SingleOutput,
    "RetroactiveMultiheadAttention": Retroactive,
}


class AttentionResidual(nn.Module):
    """A clip (B, E, T) beside its attention: the frames that the outputs are for are added to them."""

    def __init__(self, attention: WindowAttention) -> None:
        super().__init__()
        self.residual = attention.beside()
        self.self_attn = attention

    def forward(self, clip: torch.Tensor) -> torch.Tensor:
        return self.residual(clip) + self.self_attn(clip)


def is_attention_residual(module: nn.Module) -> bool:
    """Whether a BroadcastReduce is that of a library's encoder layer, whose branches its reduction brings together."""
    children = {name: definition(child).__name__ for name, child in module._modules.items()}
    kinds = ("Lambda", "SelectOrDelay", "RetroactiveUnity")
    return children.keys() == {"residual", "self_attn"} and (
        children["residual"] in kinds and children["self_attn"] in ATTENTION
    )


class PerPlace(WholeClip):
    """A function of frames (B, C), called with all places of the windows of a clip (B, C, T, N) as one batch."""

    def forward(self, clip: torch.Tensor) -> torch.Tensor:
        places = clip.movedim(1, -1)
        return self.function(places.flatten(0, 2)).unflatten(0, places.shape[:3]).movedim(-1, 1)


class PerWindow(WholeClip):
    """A function of clips (B, C, N), called with all windows of a clip (B, C, T, N) as one batch."""

    def forward(self, clip: torch.Tensor) -> torch.Tensor:
        windows = clip.transpose(1, 2)
        return self.function(windows.flatten(0, 1)).unflatten(0, windows.shape[:2]).transpose(1, 2)


class LastAxisDropped(nn.Module):
    """(B, C, T, 1) to (B, C, T)."""

    def forward(self, clip: torch.Tensor) -> torch.Tensor:
        return clip.squeeze(-1)


class NaiveResidual(nn.Module):
    """Adds its input to what its child makes of it."""

    def __init__(self, function: nn.Module) -> None:
        super().__init__()
        self.fn = function

    def forward(self, clip: torch.Tensor) -> torch.Tensor:
        return self.fn(clip) + clip


class Positions(nn.Module):
    """Recycling positional encoding of a clip (B, C, T, *S)."""

    def __init__(self, module: nn.Module, place: str) -> None:
        super().__init__()
        # The table keeps its name: of learned encodings a parameter, else a buffer.
        self.pe = nn.Module()
        for name, parameter in module.pe.named_parameters():
            self.pe.register_parameter(name, parameter)
        for name, buffer in module.pe.named_buffers():
            self.pe.register_buffer(name, buffer)

    def forward(self, clip: torch.Tensor) -> torch.Tensor:
        (table,) = self.pe.state_dict(keep_vars=True).values()
        return positional_encoding(clip, table)


def _retroactive_function(module: nn.Module, children: OrderedDict[str, nn.Module]) -> nn.Module:
    return (PerWindow if module.takes_time else PerPlace)("fn", children.get("fn", module.fn))


def _encoder(module: nn.Module, children: OrderedDict[str, nn.Module]) -> nn.Module:
    """Its last layer gives windows of one frame, which the library's steps squeeze away behind it."""
    if len(children["layers"]) > 1:
        children["layers"][-1] = LastAxisDropped()
    return nn.Sequential(children)


ENCODERS = {
    "RetroactiveLambda": _retroactive_function,
    "NaiveResidual": lambda module, children: NaiveResidual(children["fn"]),
    "TransformerEncoder": _encoder,
}
