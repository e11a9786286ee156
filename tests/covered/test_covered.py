"""Each module of the library and of PyTorch's list has a test of its numbers, and docs/coverage.md says which."""

import inspect
import subprocess
import sys

import continual
import pytest
from torch import nn

from pytorch.torch_modules_refused import NO_FORWARD

from . import core_aten, table, upstream
from .modules import CONTINUAL, NO_MODULES, TORCH


@pytest.fixture(scope="module")
def good(request, passed) -> list[str]:
    """The ids of the tests of numbers, from the folder tests: in a run of all of them those that have passed."""
    command = [sys.executable, "-m", "pytest", "--collect-only", "-q", "-p", "no:cacheprovider", "numeric", "pytorch"]
    done = subprocess.run(command, cwd=table.TESTS, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr
    there = {line.removeprefix("tests/") for line in done.stdout.splitlines() if "::" in line}
    runs = {item.nodeid.removeprefix("tests/") for item in request.session.items}
    return [name.removeprefix("tests/") for name in passed] if there <= runs else sorted(there)


@pytest.mark.parametrize(
    "modules", [CONTINUAL, TORCH, core_aten.OPERATORS, core_aten.REFUSED, upstream.COVERED],
    ids=["continual", "torch", "core ATen", "refused", "upstream"],
)
def test_each_row_has_tests_that_pass(modules, good):
    absent = {
        name: [test for test in tests if not any(one.startswith(test) for one in good)]
        for name, tests in modules.items()
    }
    assert {name: tests for name, tests in absent.items() if tests} == {}
    assert all(modules.values())


def test_each_module_of_the_library_has_a_row():
    public = {
        name for name, value in vars(continual).items()
        if not name.startswith("_") and (inspect.isclass(value) or inspect.isfunction(value))
    }
    assert public - NO_MODULES == CONTINUAL.keys()


def test_each_module_of_pytorch_has_a_row():
    modules = {name for name, value in vars(nn).items() if inspect.isclass(value) and issubclass(value, nn.Module)}
    kinds = TORCH.keys(), core_aten.WORDS["nn"].keys(), NO_FORWARD
    assert modules == set().union(*kinds)
    assert len(modules) == sum(map(len, kinds)), "a module is there twice"


def test_base_classes_have_no_forward():
    assert all(getattr(nn, name).forward is nn.Module.forward for name in NO_FORWARD)


def test_each_test_of_the_library_has_a_row():
    assert set(upstream.names()) == upstream.COVERED.keys() | upstream.NOT_OURS.keys()
    assert len(upstream.names()) == len(upstream.COVERED) + len(upstream.NOT_OURS), "a row is there twice"


def test_the_page_is_up_to_date():
    was, table_now = table.PAGE.read_text(), table.page()
    table.PAGE.write_text(table_now)
    assert was == table_now, "docs/coverage.md was not up to date and has been written anew"
