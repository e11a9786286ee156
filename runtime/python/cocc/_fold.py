"""What in a program does not depend on the clip, computed by PyTorch: weights that are normed or made from others."""

from __future__ import annotations

import operator
from collections.abc import Sequence
from typing import Any

import torch
from torch._ops import OpOverload
from torch.export.graph_signature import InputKind, InputSpec, TensorArgument
from torch.fx import Node
from torch.utils import _pytree as pytree

from ._programs import Program, arguments_of
from ._writes import base_of, viewed_by, written_by

_WEIGHTS = (InputKind.PARAMETER, InputKind.BUFFER, InputKind.CONSTANT_TENSOR)


def fold_constants(programs: Sequence[Program]) -> None:
    """Puts the results of what is computed from weights alone into the programs, in its place.

    Views of weights stay, whose numbers are those of the module. What moves with the clip's length has other numbers in
    each program.
    """
    with torch.random.fork_rng(devices=[]):
        known = [_share(_constants(program)) for program in programs]
    common = set.intersection(*({node.name for node in each} for each in known))
    for program, values in zip(programs, known):
        _replace(program, {node: value for node, value in values.items() if node.name in common})


def _constants(program: Program) -> dict[Node, Any]:
    """The values of the nodes that depend on weights alone."""
    values: dict[Node, Any] = {}
    tensors = {**program.state_dict, **program.constants}
    weights = {spec.arg.name: spec.target for spec in program.graph_signature.input_specs if spec.kind in _WEIGHTS}
    written = {base_of(value) for node in program.graph.nodes for value in written_by(node)}
    for node in program.graph.nodes:
        if node in written or base_of(node) in written:
            continue
        if node.op == "placeholder":
            if isinstance(tensor := tensors.get(weights.get(node.name)), torch.Tensor):
                values[node] = tensor.detach()
        elif node.op == "call_function" and all(each in values for each in node.all_input_nodes):
            if node.target is operator.getitem or (isinstance(node.target, OpOverload) and not written_by(node)):
                args, kwargs = pytree.tree_map_only(Node, values.__getitem__, (node.args, node.kwargs))
                value = node.target(*args, **kwargs)
                if not _may_be_random(node) or _are_equal([value, node.target(*args, **kwargs)]):
                    values[node] = value
    return values


def _share(values: dict[Node, Any]) -> dict[Node, Any]:
    """The nodes without those that compute once more what another has: a loop does so for each frame."""
    made: dict[Any, Node] = {}
    for node in values:
        if node.op != "call_function":
            continue
        args, kwargs = pytree.tree_map(_key_of, (node.args, node.kwargs))
        first = made.setdefault((node.target, str((args, kwargs))), node)
        if first is not node:
            node.replace_all_uses_with(first)
    return values


def _key_of(argument: Any) -> Any:
    return ("node", argument.name) if isinstance(argument, Node) else (type(argument).__name__, argument)


def _may_be_random(node: Node) -> bool:
    """Recurrent layers, too, may drop some numbers at random."""
    return isinstance(node.target, OpOverload) and torch.Tag.nondeterministic_seeded in node.target.tags


def _are_equal(values: list[Any]) -> bool:
    """Whether all are the same tensor, or the same tuple of them."""
    first = values[0]
    if isinstance(first, (tuple, list)):
        return all(len(each) == len(first) for each in values) and all(map(_are_equal, map(list, zip(*values))))
    if not isinstance(first, torch.Tensor):
        return all(each == first for each in values)
    return all(
        (each.shape, each.dtype) == (first.shape, first.dtype)
        and bool(((each == first) | ((each != each) & (first != first))).all())
        for each in values
    )


def _replace(program: Program, values: dict[Node, torch.Tensor]) -> None:
    for node in reversed(_computed(values)):
        users = [user for user in node.users if user not in values]
        if users:
            constant = _add_constant(program, node, _name_of(node, users[0]), values[node])
            for user in users:
                user.replace_input_with(node, constant)
    for node in reversed(values):
        if node.op == "call_function" and not node.users:
            program.graph.erase_node(node)
    program.graph_module.recompile()


def _computed(values: dict[Node, torch.Tensor]) -> list[Node]:
    """Those of the values that are no views of weights, and more than one number that is written again and again."""
    found: dict[Node, None] = {}
    for node in values:
        inputs = node.all_input_nodes
        if any(each in found for each in inputs) or (inputs and viewed_by(node) is None):
            found[node] = None
    return list(found)


def _name_of(node: Node, user: Node) -> str:
    """As PyTorch would call a weight of the layer that uses it, or the call."""
    role = next((name for name, value in arguments_of(user).items() if value is node), "") if _is_layer(user) else ""
    place = _module_of(user if role else node)
    return ".".join(filter(None, [place, role or node.name]))


def _is_layer(node: Node) -> bool:
    return isinstance(node.target, OpOverload) and any(
        argument.name == "weight" for argument in node.target._schema.arguments
    )


def _module_of(node: Node) -> str:
    stack = list(node.meta.get("nn_module_stack", {}).values())
    return stack[-1][0].replace("L['self'].", "") if stack else ""


def _add_constant(program: Program, node: Node, name: str, value: torch.Tensor) -> Node:
    specs = program.graph_signature.input_specs
    taken = {spec.target for spec in specs}
    target = next(each for each in [name, *(f"{name}_{i}" for i in range(1, len(taken) + 2))] if each not in taken)
    place = next(i for i, spec in enumerate(specs) if spec.kind == InputKind.USER_INPUT)
    inputs = [each for each in program.graph.nodes if each.op == "placeholder"]
    with program.graph.inserting_before(inputs[place]):
        constant = program.graph.placeholder("c_" + target.replace(".", "_"))
    constant.target = constant.name
    constant.meta["val"] = node.meta["val"]
    specs.insert(place, InputSpec(InputKind.CONSTANT_TENSOR, TensorArgument(constant.name), target, None))
    program.constants[target] = value.resolve_conj().clone(memory_format=torch.contiguous_format)
    return constant
