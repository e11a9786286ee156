"""The operators of core ATen, each with its test; and of these and PyTorch's modules those that are refused."""

from pytorch.core_aten import FAMILIES
from pytorch.core_aten.refused import REFUSED as REFUSED_OPERATORS
from pytorch.torch_modules_refused import REFUSED as REFUSED_MODULES

from .modules import Tests

FAMILY = "pytorch/test_core_aten.py::test_equals_pytorch[{}]"
REFUSAL = {
    "aten": "pytorch/test_core_aten.py::test_refused[{}]",
    "nn": "pytorch/test_torch_modules.py::test_refused[{}]",
}

FOUND = {name: (FAMILY.format(family),) for family, functions in FAMILIES.items() for name in functions}
OPERATORS: dict[str, Tests] = {name: FOUND[name] for name in sorted(FOUND)}
# What each is refused with, by its package and name.
WORDS: dict[str, dict[str, str]] = {
    "aten": {name: REFUSED_OPERATORS[name][1] for name in sorted(REFUSED_OPERATORS)},
    "nn": {name: REFUSED_MODULES[name][1] for name in sorted(REFUSED_MODULES)},
}
REFUSED: dict[str, Tests] = {
    f"{package}.{name}": (REFUSAL[package].format(name),) for package, names in WORDS.items() for name in names
}
