"""From a description to a network, by way of the compiler."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import tempfile
import warnings
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn, Union

from ._errors import CompileError
from ._network import Network
from ._ports import FrameShape, FrameType, Rates, TimeDim

if TYPE_CHECKING:
    import torch

Source = Union[str, "os.PathLike[str]", "torch.nn.Module"]


def compile(
    what: Source,
    frame_shape: FrameShape | None = None,
    time_dim: TimeDim = 2,
    windows: Mapping[str, int] | None = None,
    clip_length: int | None = None,
    arguments: Sequence[str] = (),
    multiple_of: int = 1,
    frame_type: FrameType = "float32",
    frames_per_step: int = 1,
    rates: Rates | None = None,
) -> Network:
    """Compiles a network and opens it.

    `what` is the path of a network in YAML (.yaml), in IR (.mlir) or exported by PyTorch (.pt2), or a torch.nn.Module,
    also of continual-inference. A module is exported by torch.export in eval mode, and stays as it is.

    frame_shape: (B, C, *S), a frame's shape, without time, or (B,) of clips (B, T); for a module, which must be given
                 one, or a list of one for each clip that it takes.
    time_dim:    the axis of time in the clips that the module or the .pt2 takes, or a list of one for each clip.
    windows:     the frames of each operation that would otherwise look at the whole clip: {"mean": 16}.
    clip_length: the frames of the clip with which a module is exported first, where that leaves time like no other
                 axis; otherwise a length is found. It is exported at other lengths beside, and what depends on the
                 length is understood or refused: the network does not depend on clip_length.
    arguments:   further arguments of the compiler.
    multiple_of: a module that is meant for clips of multiples of so many frames is exported with such alone.
    frame_type:  "float32", or "int64" or "int32" of a module's clip of whole numbers, such as indices of an
                 nn.Embedding; or a list of one for each clip that it takes.
    frames_per_step: the frames that a step takes.
    rates:       the frames of each clip that a module takes for one of the first, where they are not as many:
                 (1, 160), or (1, Fraction(1, 4)). `frames_per_step`, clip_length and multiple_of count the first's.

    The compiler `cocc` is the one named by the environment variable COCC, else the one that came with this package,
    else the one on PATH. Nothing is left on disk. Raises CompileError, and nothing else, for what is wrong with `what`
    and with what is said of it; FileNotFoundError where there is no compiler.
    """
    if not isinstance(frames_per_step, int) or frames_per_step < 1:
        raise CompileError(f"frames_per_step must be a number of frames, 1 or more, not {frames_per_step}")
    stepping = [] if frames_per_step == 1 else [f"--frames-per-step={frames_per_step}"]
    # The library stays in memory when its file is gone.
    with tempfile.TemporaryDirectory(prefix="cocc-") as folder:
        module = frame_shape, clip_length, multiple_of, frame_type, rates
        with _source(what, None, time_dim, windows, *module) as (path, options):
            _run([path, "-o", folder, *options, *stepping, *arguments])
        (library,) = Path(folder).glob("lib*.so")
        return Network(library)


def export(
    what: Source,
    path: str | os.PathLike[str],
    frame_shape: FrameShape | None = None,
    time_dim: TimeDim = 2,
    windows: Mapping[str, int] | None = None,
    clip_length: int | None = None,
    arguments: Sequence[str] = (),
    multiple_of: int = 1,
    frame_type: FrameType = "float32",
    rates: Rates | None = None,
) -> None:
    """Writes a network as YAML to `path`, and its weights beside it, with the ending .safetensors.

    Weights are called as in the module's state_dict(), so weights trained later can take their place. The other
    parameters and the errors are those of `compile`.
    """
    name = Path(path).stem
    module = frame_shape, clip_length, multiple_of, frame_type, rates
    with _source(what, name, time_dim, windows, *module) as (source, options):
        _run([source, "--emit=yaml", "-o", os.fspath(path), *options, *arguments])


@contextmanager
def _source(
    what: Source,
    name: str | None,
    time_dim: TimeDim,
    windows: Mapping[str, int] | None,
    frame_shape: FrameShape | None,
    clip_length: int | None,
    multiple_of: int,
    frame_type: FrameType,
    rates: Rates | None,
) -> Iterator[tuple[str, list[str]]]:
    """The file to compile and what the compiler must be told of it."""
    options = [f"--time-dim={dim}" for dim in ([time_dim] if isinstance(time_dim, int) else time_dim)]
    options.append("--api=python")
    for operation, frames in (windows or {}).items():
        if not isinstance(frames, int) or frames < 1:
            raise CompileError(f'windows has numbers of frames, as in {{"mean": 16}}, not {{"{operation}": {frames}}}')
        options += ["--window", f"{operation}={frames}"]
    if not _is_module(what):
        of_modules = frame_shape, clip_length, multiple_of, frame_type, rates
        if of_modules != (None, None, 1, "float32", None):
            raise CompileError(
                "frame_shape, clip_length, multiple_of, frame_type and rates are for modules; a file says itself what "
                "its frames are"
            )
        path = os.fspath(what)
        if windows and not path.endswith(".pt2"):
            raise CompileError("windows is for modules and .pt2 files; other networks say their windows themselves")
        # Other files have no clip in which time could be an axis.
        yield path, options if path.endswith(".pt2") else []
        return
    if frame_shape is None:
        raise CompileError("a module needs frame_shape, the shape (B, C, *S) of a frame, without time")
    from ._export import save  # PyTorch is needed for modules alone

    with tempfile.TemporaryDirectory(prefix="cocc-") as folder:
        path = str(Path(folder, f"{name or _name_of(what)}.pt2"))
        _, *others = save(what, path, frame_shape, time_dim, clip_length, multiple_of, frame_type, rates)
        try:
            yield path, [*options, *(f"--also={each}" for each in others)]
        except CompileError as error:
            raise CompileError(str(error).replace(path, type(what).__name__)) from None


def _is_module(what: object) -> bool:
    # Where PyTorch was not imported there is no module.
    torch = sys.modules.get("torch")
    return torch is not None and isinstance(what, torch.nn.Module)


def _name_of(module: object) -> str:
    """A name for the network, as C has them."""
    return re.sub(r"^[\W\d_]+|\W", "", type(module).__name__, flags=re.ASCII) or "net"


def _run(arguments: Sequence[str]) -> None:
    command = [_compiler(), *arguments]
    result = subprocess.run(command, stdin=subprocess.DEVNULL, capture_output=True, text=True)
    if result.returncode != 0:
        raise CompileError(result.stderr.strip() or f"{command[0]} failed with status {result.returncode}")
    if " warning: " in result.stderr:
        warnings.warn(result.stderr.strip(), stacklevel=3)


def _compiler() -> str:
    named = os.environ.get("COCC")
    if named:
        return named
    found = _own_compiler() or shutil.which("cocc")
    if not found:
        raise FileNotFoundError("the compiler cocc is not on PATH; set the environment variable COCC to where it is")
    return found


def _own_compiler() -> str | None:
    """The compiler that came with this package."""
    package = Path(__file__).resolve().parent
    # In an installed package, and in a build folder.
    for folder in (package / "bin", package.parent.parent / "bin"):
        if os.access(folder / "cocc", os.X_OK):
            return str(folder / "cocc")
    return None


def main() -> NoReturn:
    """The command `cocc` of the installed package: becomes the compiler."""
    compiler = _own_compiler()
    if not compiler:
        sys.exit("the package cocc has no compiler: its file cocc/bin/cocc is missing; install the package again")
    os.execv(compiler, ["cocc", *sys.argv[1:]])
