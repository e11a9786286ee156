"""The containers of continual-inference as plain modules with the same children."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Sequence
from typing import Any

import torch
from torch import nn

from ._errors import CompileError

Children = OrderedDict  # of modules by their names
Function = Callable[[torch.Tensor], torch.Tensor]


class Broadcast(nn.Module):
    """A value, several times."""

    def __init__(self, streams: int) -> None:
        super().__init__()
        self.streams = streams

    def forward(self, clip: torch.Tensor) -> list[torch.Tensor]:
        return [clip] * self.streams


class Parallel(nn.Sequential):
    """Each child sees the value in its place."""

    def forward(self, clips: Sequence[Any]) -> list[Any]:
        return [module(clip) for module, clip in zip(self, clips)]


class Dispatch(nn.Module):
    """Values in another order, several times or grouped: (nested) lists of their places."""

    def __init__(self, places: Sequence[Any]) -> None:
        super().__init__()
        self.places = places

    def forward(self, clips: Sequence[torch.Tensor]) -> list[Any]:
        def choose(place: Any) -> Any:
            return [choose(each) for each in place] if isinstance(place, Sequence) else clips[place]

        return choose(self.places)


class Reduce(nn.Module):
    """One value made of several."""

    def __init__(self, function: Callable[[Sequence[torch.Tensor]], torch.Tensor]) -> None:
        super().__init__()
        self.function = function

    def forward(self, clips: Sequence[torch.Tensor]) -> torch.Tensor:
        return self.function(_as_long(clips))


def _as_long(clips: Sequence[torch.Tensor]) -> list[torch.Tensor]:
    """Clips (B, C, T, *S) without the last frames of those that have more: steps bring together the first frames of
    all branches, then the second and so on, until one has no more."""
    frames = min(clip.shape[2] for clip in clips)
    return [clip[:, :, : frames - clip.shape[2] or None] for clip in clips]


class BroadcastReduce(nn.Sequential):
    """One value made of what each child makes of the same value."""

    def __init__(self, children: Children, function: Callable[[Sequence[torch.Tensor]], torch.Tensor]) -> None:
        super().__init__(children)
        self.function = function

    def forward(self, clip: torch.Tensor) -> torch.Tensor:
        return self.function(_as_long([module(clip) for module in self]))


class WholeClip(nn.Module):
    """A function of clips. Where it is a module it is the child `name`."""

    def __init__(self, name: str, function: Function) -> None:
        super().__init__()
        setattr(self, name, function)
        self.name = name

    @property
    def function(self) -> Function:
        return getattr(self, self.name)

    def forward(self, clip: torch.Tensor) -> torch.Tensor:
        return self.function(clip)


class PerFrame(WholeClip):
    """A function of frames (B, C, *S), called with those of a clip (B, C, T, *S) as one batch."""

    def forward(self, clip: torch.Tensor) -> torch.Tensor:
        frames = self.function(clip.transpose(1, 2).flatten(0, 1).contiguous())
        return frames.reshape(clip.shape[0], clip.shape[2], *frames.shape[1:]).transpose(1, 2)

    def mixes_frames(self, shape: tuple[int, ...], like: torch.Tensor) -> bool:
        """Whether the function makes another thing of a frame alone than in a batch of two, in clips of such a shape
        and of numbers as `like`."""
        clip = torch.rand((*shape[:2], 2, *shape[3:]), generator=torch.Generator().manual_seed(0)).to(like)
        alone = self.function(clip[:, :, 0].contiguous())
        return not torch.allclose(self(clip)[:, :, 0], alone, rtol=1e-3, atol=1e-5, equal_nan=True)


class Conditional(nn.Module):
    """Child "0" where a predicate holds, else child "1", or nothing.

    The predicate is asked once, about a clip: it may look at anything but the clip's numbers.
    """

    def __init__(self, children: Children, predicate: Callable[[nn.Module, torch.Tensor], Any], place: str) -> None:
        super().__init__()
        for name, child in children.items():
            self.add_module(name, child)
        self.predicate = predicate
        self.place = place

    def forward(self, clip: torch.Tensor) -> torch.Tensor:
        choice = self.predicate(self, clip)
        if isinstance(choice, torch.Tensor):
            raise CompileError(
                f"{self.place}: the predicate of continual.Conditional looks at the numbers of frames; a module whose "
                "forward chooses between two values with torch.where does that for each frame"
            )
        child = self._modules.get("0" if choice else "1")
        return clip if child is None else child(clip)


def _function(module: nn.Module, children: Children) -> nn.Module:
    name = "fn" if module.forward_only_fn is None else "forward_only_fn"
    kind = PerFrame if name == "fn" and not module.takes_time else WholeClip
    return kind(name, children.get(name, getattr(module, name)))


def _broadcast(module: nn.Module, children: Children) -> nn.Module:
    if module.num_streams is None:
        raise CompileError("continual.Broadcast before another module than continual.Parallel must be told num_streams")
    return Broadcast(module.num_streams)


def _reduction(module: nn.Module) -> Callable[[Sequence[torch.Tensor]], torch.Tensor]:
    """Without the library's wrapper, which passes on that there is no frame."""
    return module.reduce.__wrapped__


CONTAINERS: dict[str, Callable[[nn.Module, Children], nn.Module]] = {
    "Sequential": lambda module, children: nn.Sequential(children),
    "Parallel": lambda module, children: Parallel(children),
    "ParallelDispatch": lambda module, children: Dispatch(module.dispatch_mapping),
    "Broadcast": _broadcast,
    "Reduce": lambda module, children: Reduce(_reduction(module)),
    "BroadcastReduce": lambda module, children: BroadcastReduce(children, _reduction(module)),
    "Lambda": _function,
}
