"""Each module of the library and of PyTorch's list has a test of its numbers, and docs/coverage.md says which."""

import inspect
import subprocess
import sys

import continual
import pytest
from torch import nn

from . import table, upstream
from .modules import CONTINUAL, NO_MODULES, TORCH

# PyTorch's modules beside its activations: those of each number of dimensions, and the others.
FAMILIES = (
    "Conv ConvTranspose AvgPool MaxPool AdaptiveAvgPool AdaptiveMaxPool BatchNorm InstanceNorm Dropout".split(),
    "RNN GRU LSTM RNNCell GRUCell LSTMCell MultiheadAttention TransformerEncoderLayer TransformerEncoder".split(),
    "Linear Identity LayerNorm GroupNorm Dropout AlphaDropout FeatureAlphaDropout Flatten Unflatten".split()
    + "Upsample UpsamplingNearest2d UpsamplingBilinear2d PixelShuffle PixelUnshuffle".split(),
)
# Of PyTorch's activations, those that the library does not list. Attention is one to PyTorch.
NOT_ASKED_FOR = {"MultiheadAttention"}


@pytest.fixture(scope="module")
def good(request, passed) -> list[str]:
    """The ids of the tests of numbers, from the folder tests: in a run of all of them those that have passed."""
    command = [sys.executable, "-m", "pytest", "--collect-only", "-q", "-p", "no:cacheprovider", "numeric", "pytorch"]
    done = subprocess.run(command, cwd=table.TESTS, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr
    there = {line.removeprefix("tests/") for line in done.stdout.splitlines() if "::" in line}
    runs = {item.nodeid.removeprefix("tests/") for item in request.session.items}
    return [name.removeprefix("tests/") for name in passed] if there <= runs else sorted(there)


@pytest.mark.parametrize("modules", [CONTINUAL, TORCH, upstream.COVERED], ids=["continual", "torch", "upstream"])
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


def test_each_module_of_pytorchs_list_has_a_row():
    by_dimension, one_by_one, others = FAMILIES
    listed = {f"{name}{d}d" for name in by_dimension for d in (1, 2, 3)} | {*one_by_one, *others}
    listed |= {name for name in nn.modules.activation.__all__ if name not in NOT_ASKED_FOR}
    assert listed == TORCH.keys()
    assert all(hasattr(nn, name) for name in listed)


def test_each_test_of_the_library_has_a_row():
    assert set(upstream.names()) == upstream.COVERED.keys() | upstream.NOT_OURS.keys()
    assert len(upstream.names()) == len(upstream.COVERED) + len(upstream.NOT_OURS), "a row is there twice"


def test_the_page_is_up_to_date():
    was, table_now = table.PAGE.read_text(), table.page()
    table.PAGE.write_text(table_now)
    assert was == table_now, "docs/coverage.md was not up to date and has been written anew"
