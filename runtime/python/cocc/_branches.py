"""Where Python chooses by a clip's length, which an export of one length does not show."""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from traceback import FrameSummary
from typing import Any

import sympy
import torch
from torch import nn
from torch._dispatch.python import enable_python_dispatcher
from torch._subclasses.fake_tensor import FakeTensorMode
from torch.fx.experimental.symbolic_shapes import DimDynamic, ShapeEnv, StatelessSymbolicContext
from torch.overrides import TorchFunctionMode
from torch.utils import _pytree as pytree
from torch.utils._python_dispatch import TorchDispatchMode

from ._places import is_users, place_of_frame
from ._writes import restored


@dataclass(frozen=True)
class Condition:
    """Something that is so of a clip's length, and where Python asks it, or computes what is so."""

    expression: sympy.Basic
    length: sympy.Symbol
    place: FrameSummary

    def holds(self, frames: int) -> bool | None:
        """None where it cannot be said."""
        try:
            return bool(self.expression.xreplace({self.length: sympy.Integer(frames)}))
        except (ArithmeticError, AssertionError, TypeError, ValueError):
            return None


class SizesRead(TorchFunctionMode):
    """Notes whether the user's Python reads the sizes of tensors while it is entered; without, it knows no length."""

    _READERS = (
        torch.Tensor.shape.__get__, torch.Tensor.size, torch.Tensor.__len__, torch.Tensor.numel, torch.Tensor.nelement
    )

    def __init__(self) -> None:
        super().__init__()
        self.any = False

    def __torch_function__(self, function: Any, types: Any, args: Any = (), kwargs: Any = None) -> Any:
        if not self.any and function in self._READERS:
            frame = sys._getframe(1)
            while frame.f_back and frame.f_code.co_name in ("__torch_function__", "handle_torch_function", "__len__"):
                frame = frame.f_back
            self.any = is_users(frame.f_code.co_filename)
        return function(*args, **(kwargs or {}))


def conditions(
    module: nn.Module,
    clips: Sequence[torch.Tensor],
    times: Sequence[int],
    rates: Sequence[Fraction],
    run: Callable[[list[torch.Tensor]], object],
) -> list[Condition]:
    """What the module asks of its first clip's length, while `run` calls it with them, and of numbers that it computes
    from the length and calls PyTorch with, that they are what they are. The others have `rates` times that length.

    The length is a symbol, so that what is asked of numbers computed from it is seen too. What PyTorch itself asks is
    left out, and all behind a place that needs the number itself.
    """
    env = ShapeEnv()
    mode = FakeTensorMode(shape_env=env, allow_non_fake_inputs=True)
    symbolic = [mode.from_tensor(clip, symbolic_context=_with_time(clip, time)) for clip, time in zip(clips, times)]
    length = symbolic[0].shape[times[0]].node.expr
    numbers = _Numbers()
    try:
        with restored(module), enable_python_dispatcher(), mode, numbers:
            run(symbolic)
    except Exception:
        pass  # Not all that can be exported can be run with symbols. What was asked until then counts.
    lengths = [(clip.shape[time], rate) for clip, time, rate in zip(symbolic, times, rates)]
    of_first = {own.node.expr: sympy.Rational(rate) * length for own, rate in lengths if isinstance(own, torch.SymInt)}
    here = {length: sympy.Integer(clips[0].shape[times[0]])}
    asked = ((guard.expr, guard.sloc.framework_loc) for guard in env.guards)
    found = {each.xreplace(of_first): place for each, place in asked if place and is_users(place.filename)}
    counted = {number.xreplace(of_first): place for number, place in numbers.found.items()}
    found |= {sympy.Eq(number, number.xreplace(here)): place for number, place in counted.items()}
    return [Condition(each, length, place) for each, place in found.items() if each.free_symbols == {length}]


class _Numbers(TorchDispatchMode):
    """Notes the numbers that calls are given, as expressions, and the user's lines."""

    def __init__(self) -> None:
        super().__init__()
        self.found: dict[sympy.Basic, FrameSummary] = {}

    def __torch_dispatch__(self, function: Any, types: Any, args: Any = (), kwargs: Any = None) -> Any:
        for leaf in pytree.arg_tree_leaves(*args, **(kwargs or {})):
            if isinstance(leaf, (torch.SymInt, torch.SymFloat)) and leaf.node.expr not in self.found:
                if place := place_of_frame(sys._getframe(1), conditions.__code__):
                    self.found[leaf.node.expr] = place
        return function(*args, **(kwargs or {}))


def other_way(condition: Condition, length: int) -> list[int]:
    """Lengths of which the condition says another thing than of `length`, shorter and longer ones.

    Of each side the nearest come last: at a limit both ways often lead to the same, as min(T, 16) does where T is 16.
    """
    other = not condition.holds(length)
    shorter = [each for each in range(length - 1, 0, -1) if condition.holds(each) is other]
    return [*reversed(shorter[:3]), *reversed(_longer(condition, length, other))]


def _longer(condition: Condition, length: int, other: bool) -> list[int]:
    last = length
    for each in (*range(length + 1, length + 65), *(length + (64 << i) for i in range(9))):
        if condition.holds(each) is other:
            while each - last > 1:  # the first of a wide gap
                middle = (last + each) // 2
                last, each = (last, middle) if condition.holds(middle) is other else (middle, each)
            return [longer for longer in range(each, each + 3) if condition.holds(longer) is other]
        last = each
    return []


def _with_time(clip: torch.Tensor, time: int) -> StatelessSymbolicContext:
    # Axes of the same extent are the same symbol.
    kinds = [DimDynamic.DUCK if axis == time else DimDynamic.STATIC for axis in range(clip.ndim)]
    return StatelessSymbolicContext(dynamic_sizes=kinds)
