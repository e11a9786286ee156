"""`associative_scan` of PyTorch with `combine_mode="generic"`, one frame behind the other.

PyTorch computes it as a tree over the whole clip, by a function that is mapped over an axis. A stream has its frames in
turn, and since the function is associative, the loop over them makes the same.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from importlib import import_module
from typing import Any
from unittest.mock import patch

import torch
from torch.utils import _pytree as pytree

from ._errors import CompileError
from ._places import at, place_of_frame

_MODULE = import_module("torch._higher_order_ops.associative_scan")
_FUNCTION = "generic_associative_scan"
Leaves = list[torch.Tensor]


@contextmanager
def scans_in_turn(name: str, run: Callable[[], object]) -> Iterator[None]:
    """Inside, associative scans are loops over the frames.

    Behind it, `run` calls the module with numbers, if it has such scans. Raises CompileError if a loop does not make of
    them what PyTorch's scan makes: then the function is not associative.
    """
    scan, called = getattr(_MODULE, _FUNCTION), []

    def in_turn(operator: Any, leaves: Leaves, dim: int = 0, additional_inputs: Any = ()) -> Leaves:
        called.append(operator)
        return _in_turn(_unmapped(operator), leaves, dim)

    with _scanning_by(in_turn):
        yield
    if called:
        with _scanning_by(partial(_checked, name, scan)):
            run()


@contextmanager
def _scanning_by(scan: Callable[..., Leaves]) -> Iterator[None]:
    vmap = torch.vmap

    def mapped(function: Any, *arguments: Any, **keywords: Any) -> Any:
        over_axis = vmap(function, *arguments, **keywords)
        over_axis.__wrapped__ = function
        return over_axis

    with patch.object(torch, "vmap", mapped), patch.object(_MODULE, _FUNCTION, scan):
        yield


def _unmapped(operator: Any) -> Callable[..., Any]:
    """The user's function, on lists of tensors without the axis over which PyTorch maps it."""
    keywords = operator.keywords
    return partial(operator.func, **{**keywords, "combine_fn": keywords["combine_fn"].__wrapped__})


def _in_turn(combine: Callable[..., Any], leaves: Leaves, dim: int) -> Leaves:
    state, *frames = zip(*(leaf.unbind(dim) for leaf in leaves))
    states = [state]
    for frame in frames:
        state = tuple(pytree.tree_leaves(combine(*state, *frame)))
        states.append(state)
    return [torch.stack(each, dim) for each in zip(*states)]


def _checked(name: str, scan: Any, operator: Any, leaves: Leaves, dim: int = 0, additional_inputs: Any = ()) -> Leaves:
    right = scan(operator, leaves, dim, additional_inputs)
    for whole, own in zip(right, _in_turn(_unmapped(operator), leaves, dim)):
        scale = whole.double().abs().nan_to_num(0, 0, 0).amax()
        if not torch.allclose(own.double(), whole.double(), rtol=0, atol=1e-3 * float(scale), equal_nan=True):
            problem = (
                f"{name} scans with a function that is not associative, so that what PyTorch makes of a frame depends on "
                "how long the clip is; a loop in which order counts is cocc.Scan(step, initial)"
            )
            raise CompileError(at(place_of_frame(sys._getframe(1), scans_in_turn.__code__), problem))
    return right
