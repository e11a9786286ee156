"""What a module's forward writes into the module itself.

A stream's state is the compiler's: a module that keeps frames of its own would have them twice, or lose them.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import torch
from torch import nn
from torch.fx import Node
from torch.utils import _pytree as pytree

from ._errors import CompileError
from ._kinds import is_of
from ._places import at, place_of_node
from ._programs import Program, arguments_of

_ADVICE = (
    "give the module without its own state: cocc keeps what a stream needs of earlier frames, and "
    "cocc.Scan(step, initial) runs a step that takes its state and returns the next"
)


def refuse_written_tensors(program: Program, name: str) -> None:
    """Raises CompileError where a program writes a parameter, a buffer or a tensor that the module has."""
    named = {spec.arg.name: spec for spec in program.graph_signature.input_specs if spec.target is not None}
    for node in program.graph.nodes:
        for written in written_by(node):
            spec = named.get(base_of(written).name)
            if spec is not None:
                kind = {"PARAMETER": "parameter", "BUFFER": "buffer"}.get(spec.kind.name, "tensor")
                raise CompileError(at(place_of_node(node), _problem(name, kind, spec.target)))


def written_by(node: Node) -> list[Node]:
    """The values that a call writes in place."""
    if node.op != "call_function" or not isinstance(node.target, torch._ops.OpOverload):
        return []
    given = arguments_of(node)
    if given.get("training") is False:  # as norms write their statistics
        return []
    written = [given.get(each.name) for each in node.target._schema.arguments if each.is_write]
    return [value for value in pytree.tree_leaves(written) if isinstance(value, Node)]


def base_of(node: Node) -> Node:
    """What a value is a view of, through all views; itself, where it is none."""
    while (viewed := viewed_by(node)) is not None:
        node = viewed
    return node


def viewed_by(node: Node) -> Node | None:
    """The value that a node's result may be a part of."""
    if node.op != "call_function":
        return None
    if not isinstance(node.target, torch._ops.OpOverload):  # an element of a tuple
        return node.args[0] if isinstance(node.args[0], Node) else None
    if all(result.alias_info is None for result in node.target._schema.returns):
        return None
    given = arguments_of(node)
    shared = (given.get(each.name) for each in node.target._schema.arguments if each.alias_info is not None)
    return next((value for value in shared if isinstance(value, Node)), None)


@contextmanager
def unchanged(module: nn.Module, name: str, run: Callable[[], object]) -> Iterator[None]:
    """Puts the attributes of a module and its children back as they were, whatever is done to them inside.

    Raises CompileError where a call of the module inside writes an attribute in which it keeps something from clip to
    clip. `run` calls the module with another clip each time. What depends on a clip's length alone, as a table of
    positions that is made when it is needed, is no such thing.
    """
    before = _attributes(module)
    buffers: dict[str, int] = {}
    written: list[str] = []
    changes: list[bool] = []

    def enter(*_: object) -> None:
        buffers.update((path, id(buffer)) for path, buffer in module.named_buffers(remove_duplicate=False))

    def leave(*_: object) -> None:
        now = module.named_buffers(remove_duplicate=False)
        written.extend(path for path, buffer in now if buffers.get(path) != id(buffer))
        changes.append(_attributes(module) != before)

    # PyTorch puts back what forward assigns while it is exported, behind the hooks.
    hooks = module.register_forward_pre_hook(enter), module.register_forward_hook(leave)
    try:
        with restored(module):
            yield
    finally:
        for hook in hooks:
            hook.remove()
    if written:
        raise CompileError(_problem(name, "buffer", written[0]))
    if any(changes):
        _refuse_kept(module, name, run)


def _refuse_kept(module: nn.Module, name: str, run: Callable[[], object]) -> None:
    with restored(module):
        run()
        once = dict(_values(module))
        run()
        twice = dict(_values(module))
    for (path, attribute), value in twice.items():
        if not _equal(once.get((path, attribute)), value):
            raise CompileError(_problem(name, "attribute", f"{path}.{attribute}" if path else attribute))


def _problem(name: str, kind: str, target: str) -> str:
    return f"{name} writes its {kind} '{target}' in forward; {_ADVICE}"


@dataclass
class _Attribute:
    """An attribute's value, and where that is a container what it has inside. Equal where they are the same objects."""

    value: Any
    content: Any = None

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Attribute) and self.value is other.value and self._parts() == other._parts()

    def _parts(self) -> list[object]:
        content = self.content
        parts = [*content, *content.values()] if isinstance(content, dict) else content or ()
        return [part if isinstance(part, str) else id(part) for part in parts]


_Place = tuple[str, str]  # a module's path and the name of an attribute
# Recurrent layers list their weights a second time.
_OF_ANY_MODULE = {*vars(nn.Module()), "_flat_weights"}


def _attributes(module: nn.Module) -> dict[_Place, _Attribute]:
    """Those of the user's own modules, but for what every module has."""
    return {
        (path, attribute): _Attribute(value, value.copy() if isinstance(value, (dict, list, deque)) else None)
        for path, each in module.named_modules()
        if not is_of("torch", type(each))
        for attribute, value in vars(each).items()
        if attribute not in _OF_ANY_MODULE
    }


@contextmanager
def restored(module: nn.Module) -> Iterator[None]:
    """Puts back what is done inside to the attributes and the tensors of a module and its children."""
    before = _attributes(module)
    values = [*module.buffers(), *pytree.tree_leaves([each.value for each in before.values()])]
    tensors = [(each, each.clone()) for each in values if isinstance(each, torch.Tensor)]
    try:
        yield
    finally:
        for each, was in tensors:
            if not torch.equal(each, was):
                each.copy_(was)
        _restore(module, before)


def _restore(module: nn.Module, before: dict[_Place, _Attribute]) -> None:
    modules = dict(module.named_modules())
    for path, attribute in _attributes(module).keys() - before.keys():
        del modules[path].__dict__[attribute]
    for (path, attribute), was in before.items():
        modules[path].__dict__[attribute] = was.value
        if was.content is not None and _Attribute(was.value, was.value) != was:
            was.value.clear()
            (was.value.update if isinstance(was.value, dict) else was.value.extend)(was.content)


def _values(module: nn.Module) -> Iterator[tuple[_Place, list[Any]]]:
    """What each attribute comes to, by value."""
    for (path, attribute), found in _attributes(module).items():
        leaves = pytree.tree_leaves(found.value)
        yield (path, attribute), [each.clone() if isinstance(each, torch.Tensor) else each for each in leaves]


def _equal(one: Any, other: Any) -> bool:
    if isinstance(one, list) and isinstance(other, list):
        return len(one) == len(other) and all(map(_equal, one, other))
    if isinstance(one, torch.Tensor) and isinstance(other, torch.Tensor):
        return one.shape == other.shape and torch.equal(one, other)
    # Of other objects nobody knows what they are.
    return one == other if isinstance(other, (bool, int, float, str, torch.Tensor)) else True
