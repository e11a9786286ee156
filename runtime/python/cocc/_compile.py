"""From a description to a network, by way of the compiler."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from collections.abc import Sequence
from pathlib import Path

from ._network import Network


class CompileError(ValueError):
    """The compiler's message about a network that cannot be compiled."""


def compile(path: str | os.PathLike[str], arguments: Sequence[str] = ()) -> Network:
    """Compiles the network described in a YAML file and opens it. `arguments` are further arguments of the compiler.

    The compiler `cocc` is the one named by the environment variable COCC, else the one that came with this package,
    else the one on PATH. Nothing is left on disk. Raises CompileError with the compiler's message.
    """
    # The library stays in memory when its file is gone.
    with tempfile.TemporaryDirectory(prefix="cocc-") as folder:
        command = [_compiler(), os.fspath(path), "-o", folder, *arguments]
        result = subprocess.run(command, stdin=subprocess.DEVNULL, capture_output=True, text=True)
        if result.returncode != 0:
            raise CompileError(result.stderr.strip() or f"{command[0]} failed with status {result.returncode}")
        (library,) = Path(folder).glob("lib*.so")
        return Network(library)


def _compiler() -> str:
    named = os.environ.get("COCC")
    if named:
        return named
    package = Path(__file__).resolve().parent
    # In an installed package, and in a build folder.
    for folder in (package / "bin", package.parent.parent / "bin"):
        if os.access(folder / "cocc", os.X_OK):
            return str(folder / "cocc")
    found = shutil.which("cocc")
    if not found:
        raise FileNotFoundError("the compiler cocc is not on PATH; set the environment variable COCC to where it is")
    return found
