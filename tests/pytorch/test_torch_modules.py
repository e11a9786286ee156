"""Each module of torch.nn that no other file has: compiled and equal to PyTorch, or refused with a message."""

import pytest
import torch

from .compiling import check_refusal
from .each import check_each
from .torch_modules import FAMILIES
from .torch_modules_refused import REFUSED

FRAME = (2, 4, 6)


@pytest.mark.parametrize("family", FAMILIES)
def test_equals_pytorch(family):
    modules = FAMILIES[family]()
    for module in modules.values():
        module.eval()(torch.randn(2, 4, 9, 6))
    functions = {name: lambda owner, x, name=name: getattr(owner, name)(x) for name in modules}
    check_each(functions, FRAME, **modules)


@pytest.mark.parametrize("name", REFUSED)
def test_refused(name):
    module, words = REFUSED[name]
    check_refusal(module, FRAME, [words])
