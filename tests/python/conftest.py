"""The networks of tests/emit, whose kernels are written by hand.

They are a convolution in time, k3 p1, over frames (1, 2, 3), with a weight a tap and channel, a bias and a tanh. `twin`
and `trio` have stride 2, and a step of trio takes three frames; each output of `echo` comes twice, half a frame late;
`early` has four frames of padding in front. CMake makes them and names their folder in COCC_TINY_LIBRARY.
"""

import os
import stat
from collections.abc import Callable
from pathlib import Path

import pytest

import cocc

FOLDER = Path(os.environ["COCC_TINY_LIBRARY"])


@pytest.fixture
def tiny() -> cocc.Network:
    return cocc.load(FOLDER / "libtiny.so")


@pytest.fixture
def twin() -> cocc.Network:
    return cocc.load(str(FOLDER / "libtwin.so"))


@pytest.fixture
def trio() -> cocc.Network:
    return cocc.load(FOLDER / "libtrio.so")


@pytest.fixture
def echo() -> cocc.Network:
    return cocc.load(FOLDER / "libecho.so")


@pytest.fixture
def early() -> cocc.Network:
    return cocc.load(FOLDER / "libearly.so")


@pytest.fixture
def compiler(tmp_path: Path) -> Callable[[str], str]:
    """Makes a stand-in for the compiler of a shell script; returns its path."""

    def make(script: str) -> str:
        path = tmp_path / "cocc"
        path.write_text("#!/bin/sh\n" + script)
        path.chmod(path.stat().st_mode | stat.S_IXUSR)
        return str(path)

    return make
