"""Modules of continual-inference as plain modules of PyTorch.

The containers of continual-inference (package `continual`, tried with 1.2.4) cannot be traced by torch.export, and its
layers carry a stream's state. What matters of them is `forward`, what they make of a clip (B, C, T, *S). Here a network
is rebuilt with the same names and the same parameters, not copies of them, from modules that compute that alone.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import torch
from torch import nn
from torch.nn.utils import parametrize

from ._errors import CompileError
from ._kinds import STEPPING, definition, is_continual_module, is_forward_stepping, is_of, refusal
from ._plain_attention import ATTENTION, ENCODERS, AttentionResidual, Positions, is_attention_residual
from ._plain_containers import CONTAINERS, Conditional, PerFrame
from ._plain_layers import LAYERS, Delayed, linear
from ._windows import Windowed


def is_continual(module: nn.Module) -> bool:
    """Whether a module is, or contains, one of continual-inference or one that went through its forward_stepping."""
    return any(is_continual_module(each) or is_forward_stepping(each) for each in module.modules())


def plain(module: nn.Module) -> nn.Module:
    """A module with the names and the parameters of `module`, which stays as it is, and its forward over a clip.

    Raises CompileError, which names the place, where a module of continual-inference has no such form.
    """
    kind = definition(module)
    if is_of("continual", kind) and kind.__name__ == "Delay" and module.delay and not module.auto_shrink:
        return Delayed(module.delay)
    return _Rebuild().module(module, "")


@contextmanager
def checked_frame_functions(module: nn.Module, like: torch.Tensor) -> Iterator[None]:
    """Raises CompileError where a function of one frame, called inside, looks at others, in a plain module.

    `continual.Lambda` calls its function with a frame (B, C, *S) at a time; the plain module calls it once with all
    frames as one batch, of numbers as those of `like`.
    """
    called: dict[str, tuple[int, ...]] = {}
    functions = {name: each for name, each in module.named_modules() if isinstance(each, PerFrame)}

    def note(name: str) -> Callable[[nn.Module, tuple[torch.Tensor]], None]:
        return lambda _, clips: called.update({name: tuple(clips[0].shape)})

    notes = [each.register_forward_pre_hook(note(name)) for name, each in functions.items()]
    try:
        yield
    finally:
        for each in notes:
            each.remove()
    for name, shape in called.items():
        if functions[name].mixes_frames(shape, like):
            raise CompileError(
                f"{name}: the function of continual.Lambda mixes the rows of a batch; name the axes that it reduces, "
                "as in x.mean((1, 2, 3), keepdim=True)"
            )


class _Rebuild:
    """Rebuilds a tree of modules; one that stands in several places stays one."""

    def __init__(self) -> None:
        self.done: dict[tuple[int, bool, bool], nn.Module] = {}
        self.is_in_window = False  # of which each is a clip to the modules that are being built
        self.is_in_frame = False  # of which they see one at a time

    def module(self, module: nn.Module, path: str) -> nn.Module:
        key = id(module), self.is_in_window, self.is_in_frame
        if key not in self.done:
            self.done[key] = self._build(module, path)
        return self.done[key]

    def _build(self, module: nn.Module, path: str) -> nn.Module:
        kind = definition(module)
        if not is_of("continual", kind):
            return _copy(module, self._children(module, path))
        place = path or type(module).__name__
        if module._forward_hooks or module._forward_pre_hooks or parametrize.is_parametrized(module):
            raise CompileError(f"{place}: continual.{kind.__name__} has hooks or parametrizations; remove them first")
        name = kind.__name__
        if name in ATTENTION:
            return ATTENTION[name](module, place, self.is_in_window)
        if name == "RecyclingPositionalEncoding":
            return Positions(module, place)
        if name == "BroadcastReduce" and is_attention_residual(module):
            return AttentionResidual(self.module(module.self_attn, f"{path}.self_attn"))
        if name in ENCODERS:
            return ENCODERS[name](module, self._children(module, path))
        if name == "Linear":
            return linear(module, self.is_in_frame)
        if name in LAYERS:
            return LAYERS[name](module, place)
        if name == "Conditional":
            return Conditional(self._children(module, path), module.predicate, place)
        if name in CONTAINERS:
            return CONTAINERS[name](module, self._children(module, path))
        raise CompileError(f"{place}: {refusal(name)}")

    def _children(self, module: nn.Module, path: str) -> OrderedDict[str, nn.Module | None]:
        was = self.is_in_window, self.is_in_frame
        kind = definition(module)
        if is_of("continual", kind) and kind.__name__ in ("Lambda", "RetroactiveLambda"):
            self.is_in_frame = not module.takes_time
            self.is_in_window |= kind.__name__ == "RetroactiveLambda" and module.takes_time
        self.is_in_window |= kind is Windowed
        children = OrderedDict(
            (name, None if child is None else self.module(child, f"{path}.{name}" if path else name))
            for name, child in module._modules.items()
        )
        self.is_in_window, self.is_in_frame = was
        return children


def _copy(module: nn.Module, children: OrderedDict[str, nn.Module | None]) -> nn.Module:
    """A module like this one, with the same parameters and other children, that PyTorch calls."""
    cls = type(module)
    if is_continual_module(module):  # the user's own; the library's way to call it cannot be traced
        calls = {"__call__": _call, "_call_impl": nn.Module._call_impl, "__module__": cls.__module__}
        cls = type(cls)(cls.__name__, (cls,), calls)
    copy = object.__new__(cls)
    own = {"_parameters": dict(module._parameters), "_buffers": dict(module._buffers), "_modules": children}
    copy.__dict__.update(vars(module), **own)
    if is_forward_stepping(module):
        for name in STEPPING:
            del copy.__dict__[name]
    return copy


def _call(module: nn.Module, *args: object, **kwargs: object) -> object:
    """Calls a module as PyTorch does at that moment: while it traces, it notes which module is called."""
    return nn.Module.__call__(module, *args, **kwargs)
