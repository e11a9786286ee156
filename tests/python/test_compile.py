"""cocc.compile and cocc.export as they call the compiler, for which a script stands in."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

import cocc

FOLDER = Path(os.environ["COCC_TINY_LIBRARY"])
# Where PyTorch is not installed.
WITHOUT_TORCH = """
import sys
class Blocked:
    def find_spec(self, name, path=None, target=None):
        if name.partition(".")[0] == "torch":
            raise ModuleNotFoundError("no torch here")
sys.meta_path.insert(0, Blocked())
"""


def with_package(code: str, path: str, **environment: str) -> subprocess.CompletedProcess:
    """Runs Python code that finds the package cocc."""
    package = Path(cocc.__file__).parent.parent
    environment = {"PATH": path, "PYTHONPATH": f"{package}:{Path(np.__file__).parent.parent}", **environment}
    return subprocess.run([sys.executable, "-c", code], env=environment, capture_output=True, text=True)


@pytest.fixture
def temporary(tmp_path, monkeypatch) -> Path:
    """The folder of temporary files, empty."""
    folder = tmp_path / "temporary"
    folder.mkdir()
    monkeypatch.setattr("tempfile.tempdir", str(folder))
    return folder


def test_compile_opens_what_the_compiler_made_and_leaves_nothing(temporary, compiler, monkeypatch):
    script = f'[ "$*" = "net.yaml -o $3 -O2" ] && cp "{FOLDER}/libtiny.so" "$3"'
    monkeypatch.setenv("COCC", compiler(script))
    net = cocc.compile("net.yaml", arguments=["-O2"])
    assert net.name == "tiny"
    assert not list(temporary.iterdir())
    assert net.forward(np.zeros((1, 2, 3, 3), np.float32)).shape == (1, 2, 3, 3)


def test_steps_may_take_several_frames(compiler, monkeypatch):
    script = f'[ "$*" = "net.yaml -o $3 --frames-per-step=3 -O2" ] && cp "{FOLDER}/libtrio.so" "$3"'
    monkeypatch.setenv("COCC", compiler(script))
    assert cocc.compile("net.yaml", arguments=["-O2"], frames_per_step=3).frames_per_step == 3
    for wrong in (0, -1, 1.5):
        with pytest.raises(ValueError, match=f"^frames_per_step must be a number of frames, 1 or more, not {wrong}$"):
            cocc.compile("net.yaml", frames_per_step=wrong)


def test_an_exported_program_comes_with_its_time(compiler, monkeypatch):
    script = f'[ "$*" = "net.pt2 -o $3 --time-dim=1 --api=python --window mean=16" ] && cp "{FOLDER}/libtiny.so" "$3"'
    monkeypatch.setenv("COCC", compiler(script))
    assert cocc.compile(Path("net.pt2"), time_dim=1, windows={"mean": 16}).name == "tiny"


def test_export_of_a_file(compiler, monkeypatch):
    monkeypatch.setenv("COCC", compiler('echo "$*" >&2; exit 1'))
    with pytest.raises(cocc.CompileError, match="^net.pt2 --emit=yaml -o out.yaml --time-dim=2 --api=python$"):
        cocc.export("net.pt2", "out.yaml")


def test_compile_raises_the_compilers_message(compiler, monkeypatch):
    monkeypatch.setenv("COCC", compiler("echo 'net.yaml:3:5: error: no such layer' >&2; exit 1"))
    with pytest.raises(cocc.CompileError, match="^net.yaml:3:5: error: no such layer$"):
        cocc.compile("net.yaml")
    assert issubclass(cocc.CompileError, ValueError)


def test_what_is_for_modules_is_refused_for_files():
    for options in ({"frame_shape": (1, 2)}, {"clip_length": 16}, {"multiple_of": 2}, {"rates": (1, 2)}):
        words = "frame_shape, clip_length, multiple_of, frame_type and rates are for modules"
        with pytest.raises(cocc.CompileError, match=words):
            cocc.compile("net.yaml", **options)


def test_compiler_is_found_on_the_path_or_asked_for(tmp_path, compiler):
    package = tmp_path / "lib" / "deep" / "cocc"
    shutil.copytree(Path(cocc.__file__).parent, package)
    code = "import cocc\ntry: cocc.compile('x')\nexcept Exception as e: print(type(e).__name__, e)"

    def outcome(path: str) -> str:
        environment = {"PYTHONPATH": f"{package.parent}:{Path(np.__file__).parent.parent}"}
        return with_package(code, path, **environment).stdout

    assert outcome("/nonexistent").startswith("FileNotFoundError the compiler cocc is not on PATH; set")
    assert outcome(os.path.dirname(compiler("echo from the path >&2; exit 1"))) == "CompileError from the path\n"


def test_files_need_no_torch(compiler):
    code = f"""{WITHOUT_TORCH}
import cocc, numpy
for net in (cocc.load("{FOLDER}/libtiny.so"), cocc.compile("net.yaml"), cocc.compile("net.pt2")):
    print(net.name, net.steps(numpy.zeros((1, 2, 3, 3), numpy.float32)).shape)
try: import torch
except ModuleNotFoundError as error: print(error)
"""
    script = f'cp "{FOLDER}/libtiny.so" "$3"'
    result = with_package(code, os.environ["PATH"], COCC=compiler(script))
    assert result.stdout == 3 * "tiny (1, 2, 2, 3)\n" + "no torch here\n", result.stderr


def test_the_command_becomes_the_compiler(tmp_path, compiler):
    package = tmp_path / "lib" / "cocc"
    shutil.copytree(Path(cocc.__file__).parent, package)
    environment = {"PYTHONPATH": f"{package.parent}:{Path(np.__file__).parent.parent}"}
    code = "import sys; sys.argv = ['cocc', '--version', 'a b']; from cocc._compile import main; main()"
    assert "install the package again" in with_package(code, "/nonexistent", **environment).stderr
    (package / "bin").mkdir()
    shutil.copy(compiler('printf "%s," "$@"; exit 3'), package / "bin")
    result = with_package(code, "/nonexistent", **environment)
    assert (result.stdout, result.returncode) == ("--version,a b,", 3)
