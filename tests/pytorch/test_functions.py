"""Functions of each element, all that PyTorch has: compiled and equal to it, or refused with a message."""

import numpy as np
import pytest
import torch
import torch.nn.functional as F
from torch import nn

import cocc

from numeric.stepping import close_to, step_all

from . import functional
from .exporting import export, run_compiler
from .functions import COMPILED, REFUSED

FRAMES, BATCH = 9, 2
SHAPES = {1: (BATCH, 6, FRAMES), 2: (BATCH, 4, FRAMES, 6)}
TOGETHER = 24


class Several(nn.Module):
    """Functions of one clip, side by side."""

    def __init__(self, functions):
        super().__init__()
        self.functions = functions

    def forward(self, clip):
        return {name: function(clip).float() for name, function in self.functions.items()}


def pointwise():
    """PyTorch's own list, without what works on lists of tensors and in place; without `equal`, which gives Python one bool
    of whole clips and cannot be exported, and without another name of conj_physical."""
    names = set()
    for operator in torch._C._dispatch_get_all_op_names():
        library, _, called = operator.partition("::")
        name, _, overload = called.partition(".")
        if library == "aten" and torch.Tag.pointwise in getattr(getattr(torch.ops.aten, name), overload or "default").tags:
            names.add(name if name.endswith("__") else name.removesuffix("_"))
    return {name for name in names - {"equal", "_conj_physical"} if not name.startswith("_foreach")}


def test_none_is_missing():
    assert pointwise() == COMPILED.keys() | REFUSED.keys()
    assert not COMPILED.keys() & REFUSED.keys()


def parts(functions):
    names = sorted(functions)
    return [names[first : first + TOGETHER] for first in range(0, len(names), TOGETHER)]


def first_and_last(names):
    return f"{names[0]} to {names[-1]}"


def check(functions, shape):
    """Each step of a network of all of them, of several clips."""
    module = Several(functions).eval()
    net = cocc.compile(module, frame_shape=(*shape[:2], *shape[3:]))
    for seed in range(3):
        clip = 2 * torch.randn(shape, generator=torch.Generator().manual_seed(seed))
        expected = module(clip)
        frames = [net.step(np.ascontiguousarray(frame)) for frame in clip.unbind(2)]
        for index, output in enumerate(net.outputs):
            want = expected[output.name].numpy()
            want = np.moveaxis(want, want.ndim - len(shape) + 2, 0)
            found = np.stack([frame[index] for frame in frames])
            close_to(found, want.reshape(found.shape), output.name)


def refused(module, shape, reason, folder):
    done = run_compiler(export(module.eval(), torch.rand(shape), folder / "net.pt2"), "--emit=yaml")
    assert done.returncode == 1 and done.stderr.count("error:") == 1, done.stderr
    assert reason in done.stderr, done.stderr


@pytest.mark.parametrize("names", parts(COMPILED), ids=first_and_last)
def test_equal_to_pytorch(names):
    check({name: COMPILED[name] for name in names}, SHAPES[1])


@pytest.mark.parametrize("name", sorted(REFUSED))
def test_refused(name, tmp_path):
    function, reason = REFUSED[name]
    refused(Several({name: function}), SHAPES[1], reason, tmp_path)


def test_no_name_of_torch_nn_functional_is_missing():
    names = {name for name in dir(F) if callable(getattr(F, name)) and name[0].islower()}
    kinds = (functional.COMPILED.keys(), functional.IN_PLACE, functional.TRAINING, functional.REFUSED.keys(), functional.KIN,
             functional.ELSEWHERE, functional.NO_LAYERS)
    assert names == set().union(*kinds)


@pytest.mark.parametrize("names", parts(functional.COMPILED), ids=first_and_last)
def test_torch_nn_functional_equals_pytorch(names):
    check({name: functional.COMPILED[name] for name in names}, SHAPES[2])


@pytest.mark.parametrize("name", sorted(functional.REFUSED))
def test_torch_nn_functional_is_refused(name, tmp_path):
    function, reason = functional.REFUSED[name]
    refused(Several({name: function}), SHAPES[2], reason, tmp_path)
