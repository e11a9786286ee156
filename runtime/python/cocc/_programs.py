"""Exports of one module with clips of several lengths, side by side: what in them moves with the length."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import takewhile
from typing import Any

import torch
from torch.fx import Node
from torch.utils import _pytree as pytree

from ._errors import CompileError
from ._places import at, place_of_node

Shape = tuple[int, ...]
Program = torch.export.ExportedProgram


def in_step(programs: Sequence[Program]) -> Iterator[tuple[Node, ...]]:
    """The nodes of the programs that stand for each other: up to where one of them goes another way, as a loop over the
    frames does, and behind that, if it comes back to the others."""
    nodes = [list(program.graph.nodes) for program in programs]
    fewest = min(map(len, nodes))
    before = _alike(zip(*nodes))
    yield from before
    if any(len(each) != fewest for each in nodes):
        behind = _alike(zip(*map(reversed, nodes)))
        yield from reversed(behind[: fewest - len(before)])


def _alike(pairs: Iterable[tuple[Node, ...]]) -> list[tuple[Node, ...]]:
    return list(takewhile(lambda nodes: len({(node.op, node.target) for node in nodes}) == 1, pairs))


def refuse_unknown_shapes(program: Program, name: str) -> None:
    """Raises CompileError where the numbers of a clip decide how large a tensor is."""
    for node in program.graph.nodes:
        values = pytree.tree_leaves(node.meta.get("val")) if node.op == "call_function" else []
        for value in values:
            if isinstance(value, torch.Tensor) and not all(isinstance(extent, int) for extent in value.shape):
                problem = (
                    f"{name} makes a tensor whose size depends on the clip's numbers ({node.target}); a network's "
                    "frames have one size: torch.where chooses between two numbers at each place"
                )
                raise CompileError(at(place_of_node(node), problem))


def refuse_mapped(program: Program, name: str) -> None:
    """Raises CompileError where a function is mapped over an axis, whose tensors in a program lack that axis."""
    for node in program.graph.nodes:
        if node.op == "call_function" and getattr(node.target, "__name__", "") == "_add_batch_dim":
            problem = (
                f"{name} maps a function over an axis, by torch.vmap, and an export does not say what it makes; write "
                "it with the axis"
            )
            raise CompileError(at(place_of_node(node), problem))


def find_ambiguity(first: Program, second: Program) -> tuple[int, str] | None:
    """An axis of time that a number of frames makes look like another: in which of two programs, and where.

    No axis that moves may have one frame, or as many as an axis of the same value that does not move.
    """
    for nodes in in_step((first, second)):
        for shapes in zip(*map(_shapes, nodes)):
            time = _moving(shapes)
            for which, shape in enumerate(shapes):
                others = {1, *(extent for axis, extent in enumerate(shape) if axis not in time)}
                if any(shape[axis] in others for axis in time):
                    return which, f"{nodes[0].target} gives {shape}"
    return None


def loses_time(first: Program, second: Program) -> list[str]:
    """The nodes that might make as many frames of both clips, as windows with a large stride do."""
    moved: set[Node] = set()
    found = []
    for nodes in in_step((first, second)):
        shapes = list(map(_shapes, nodes))
        if len(set(map(len, shapes))) > 1:
            continue  # frame by frame
        pairs = list(zip(*shapes))
        if any(map(_moving, pairs)):
            moved.add(nodes[0])
            continue
        ranks = {len(shape) for node in nodes[0].all_input_nodes if node in moved for shape in _shapes(node)}
        if any(len(shape) in ranks for shape, _ in pairs) and not _takes_time_away(nodes[0]):
            found.append(nodes[0].name)
    return found


def have_shapes_of(names: Sequence[str], first: Program, other: Program) -> bool:
    """Whether these nodes give the same shapes in both programs."""
    wanted = set(names)
    return all(
        _shapes(one) == _shapes(two) for one, two in in_step((first, other)) if one.name in wanted
    )


def moves_evenly(lengths: Sequence[int], programs: Sequence[Program]) -> bool:
    """Whether the calls are the same and each number among their arguments follows the length, or the frames of a value
    before it: shifted by so many, or so many times; with three programs, any line through all of them."""
    profiles = {tuple(lengths)}
    for nodes in in_step(programs):
        for numbers in zip(*map(_numbers, nodes)):
            if len(set(numbers)) > 1 and not any(_follows(numbers, profile) for profile in profiles):
                return False
        for shapes in zip(*map(_shapes, nodes)):
            profiles |= {tuple(shape[axis] for shape in shapes) for axis in _moving(shapes)}
    return True


def repeat(programs: Sequence[Program]) -> bool:
    """Whether, in programs of lengths in a row, all numbers do the same again and again, and did so twice at least."""
    columns = {numbers for nodes in in_step(programs) for numbers in zip(*map(_numbers, nodes))}

    def has_period(numbers: Sequence[int], period: int) -> bool:
        return len({later - number for number, later in zip(numbers, numbers[period:])}) == 1

    periods = range(1, len(programs) // 2 + 1)
    return any(all(has_period(column, period) for column in columns) for period in periods)


def _follows(numbers: Sequence[int], profile: Sequence[int]) -> bool:
    step, frames = numbers[1] - numbers[0], profile[1] - profile[0]
    if len(numbers) == 2:
        return abs(step) == abs(frames) or numbers[0] * profile[1] == numbers[1] * profile[0]
    return all(
        (number - numbers[0]) * frames == step * (place - profile[0]) for number, place in zip(numbers, profile)
    )


def _moving(shapes: Sequence[Shape]) -> set[int]:
    """The axes that have not the same extent in all shapes; of other ranks, none."""
    if len({len(shape) for shape in shapes}) > 1:
        return set()
    return {axis for axis, extents in enumerate(zip(*shapes)) if len(set(extents)) > 1}


def _shapes(node: Node) -> list[Shape]:
    values = pytree.tree_leaves(node.meta.get("val")) if node.op != "output" else []
    return [tuple(map(int, value.shape)) for value in values if isinstance(value, torch.Tensor)]


def _numbers(node: Node) -> list[int]:
    leaves = pytree.arg_tree_leaves(*node.args, **node.kwargs) if node.op == "call_function" else []
    return [leaf for leaf in leaves if isinstance(leaf, int) and not isinstance(leaf, bool)]


def _takes_time_away(node: Node) -> bool:
    """Whether a node is to give as much whatever the clip: a reduction, some frames of it, or pooling to an extent."""
    if not isinstance(node.target, torch._ops.OpOverload):
        return True
    given = arguments_of(node)
    return "keepdim" in given or given.get("step") == 1 or "adaptive" in node.target.name()


def arguments_of(node: Node) -> dict[str, Any]:
    """A call's arguments by their names, with the defaults."""
    schema = node.target._schema.arguments
    given = {argument.name: argument.default_value for argument in schema if argument.has_default_value()}
    given.update(zip((argument.name for argument in schema), node.args))
    return {**given, **node.kwargs}
