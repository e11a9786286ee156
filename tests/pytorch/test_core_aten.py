"""Each operator of core ATen: compiled and equal to PyTorch, or refused with a message. None is missing."""

import pytest
import torch

from .compiling import Wrapped, check_refusal
from .core_aten import FAMILIES, core
from .core_aten.refused import REFUSED
from .each import all_of, check_each
from .exporting import export

FRAME = (2, 4, 6)
COMPILED = {name: function for functions in FAMILIES.values() for name, function in functions.items()}


def of_clip(functions: dict) -> dict:
    """As functions of a module and its clip."""
    return {name: lambda _, x, function=function: function(x) for name, function in functions.items()}


def test_none_is_missing():
    assert core() == COMPILED.keys() | REFUSED.keys() and not COMPILED.keys() & REFUSED.keys()
    assert len(COMPILED) == sum(map(len, FAMILIES.values())), "an operator is there twice"


def test_each_function_calls_its_operator(tmp_path):
    """Of what Python reads off a tensor there is nothing in the program; its own &, | and ^ have names of their own."""
    program = export(all_of(of_clip(COMPILED), {}), torch.randn(2, 4, 9, 6), tmp_path / "net.pt2")
    nodes = torch.export.load(program).graph.nodes
    called = {str(node.target).split(".")[1] for node in nodes if str(node.target).startswith("aten.")}
    called |= {f"bitwise_{name.strip('_')}" for name in called if name.startswith("__")}
    assert COMPILED.keys() - FAMILIES["numbers"].keys() - called == set()


@pytest.mark.parametrize("family", FAMILIES)
def test_equals_pytorch(family):
    check_each(of_clip(FAMILIES[family]), FRAME)


@pytest.mark.parametrize("name", REFUSED)
def test_refused(name):
    function, words = REFUSED[name]
    check_refusal(Wrapped(lambda _, x: function(x)), FRAME, [words])
