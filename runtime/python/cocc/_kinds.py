"""What kind of module one is, without importing the library that it is from."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from torch import nn

# What `continual.forward_stepping` sets on an instance, instead of its class's and besides.
STEPPING = ("forward", "forward_step", "forward_steps", "_forward_step")


def definition(module: nn.Module) -> type:
    """The class that says what a module computes: one of PyTorch or continual-inference, or one with the user's own
    forward."""
    mro = type(module).__mro__
    return next(c for c in mro if "forward" in vars(c) or is_of("torch", c) or is_of("continual", c))


def is_of(package: str, cls: type) -> bool:
    """Whether a class is of a package."""
    return cls.__module__.partition(".")[0] == package


def is_continual_module(module: nn.Module) -> bool:
    """Whether a module is a `continual.CoModule`."""
    return any(is_of("continual", each) and each.__name__ == "CoModule" for each in type(module).__mro__)


def is_forward_stepping(module: nn.Module) -> bool:
    """Whether a module went through `continual.forward_stepping`."""
    return all(name in vars(module) for name in STEPPING)


def refusal(kind: str) -> str:
    """Why a class of continual-inference is not compiled, and what to do instead."""
    return f"continual.{kind} has no plain form; write what it makes of a clip with torch.nn and compile that"
