"""From a module to .pt2 files."""

from __future__ import annotations

import inspect
import io
import logging
import operator
import sys
import traceback
import warnings
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, redirect_stderr
from fractions import Fraction
from math import lcm
from pathlib import Path

import torch
from torch import nn

from ._associative import scans_in_turn
from ._branches import Condition, SizesRead, conditions
from ._errors import CompileError
from ._fold import fold_constants
from ._frames import axes_of_time
from ._lengths import Lengths, WithThisClip
from ._plain import checked_frame_functions, is_continual, plain
from ._places import at, place_of_error
from ._ports import FrameShape, FrameType, Rates, TimeDim
from ._programs import Program, refuse_mapped, refuse_unknown_shapes
from ._writes import refuse_written_tensors, unchanged

# What is raised where no clip would help.
_FINAL = (TypeError, NotImplementedError, AttributeError, NameError, ImportError)
_BY_NUMBERS = (
    "chooses what it computes, or how much, by the clip's numbers, which are another's with each frame; "
    "torch.where chooses between two numbers at each place, and a size must be given (num_classes of one_hot)"
)
# They log errors that are raised besides.
_LOGGERS = ("torch._subclasses.fake_tensor", "torch.fx.experimental.symbolic_shapes")


def save(
    module: nn.Module,
    path: str,
    frame_shape: FrameShape,
    time_dim: TimeDim = 2,
    clip_length: int | None = None,
    multiple_of: int = 1,
    frame_type: FrameType = "float32",
    rates: Rates | None = None,
) -> list[str]:
    """Exports a module, as it is in eval mode, and writes archives: to `path`, and beside it those of clips of other
    lengths. Returns the paths, `path` first.

    The module takes one clip, frames (B, C, *S) of `frame_shape` with time as axis `time_dim`; or several, as
    so many arguments or, where its forward has one parameter, as a list. Modules of continual-inference are rebuilt
    before. The module is left as it was. Raises CompileError with the reason where it cannot be exported, and for a
    shape or a length that is none.
    """
    programs = export(module, frame_shape, time_dim, clip_length, multiple_of, frame_type, rates)
    file = Path(path)
    paths = [str(file if i == 0 else file.with_stem(f"{file.stem}-{frames}")) for i, frames in enumerate(programs)]
    for each, program in zip(paths, programs.values()):
        torch.export.save(program, each)
    return paths


def export(
    module: nn.Module,
    frame_shape: FrameShape,
    time_dim: TimeDim,
    clip_length: int | None,
    multiple_of: int,
    frame_type: FrameType = "float32",
    rates: Rates | None = None,
) -> dict[int, Program]:
    """The programs of a module by the frames of their first clips."""
    several = len(frame_shape) > 0 and isinstance(frame_shape[0], Sequence)
    shapes = [_checked(shape) for shape in (frame_shape if several else [frame_shape])]
    times, types = _times_of(time_dim, shapes), _checked_types(frame_type, len(shapes))
    each = _checked_rates(rates, len(shapes))
    name = type(module).__name__
    multiple_of = lcm(multiple_of, *(rate.denominator for rate in each))
    _check_lengths(clip_length, multiple_of)
    if is_continual(module):
        module = plain(module)

    def clips_of(frames: int) -> list[torch.Tensor]:
        lengths = [int(frames * rate) for rate in each]
        clips = [(*shape[:time], own, *shape[time:]) for shape, time, own in zip(shapes, times, lengths)]
        return [_clip_for(module, *each) for each in zip(clips, types)]

    sizes = SizesRead()

    def attempt(frames: int) -> Program:
        with sizes:
            return _export_with(module, name, clips_of(frames))

    def ask(frames: int) -> list[Condition]:
        if not sizes.any:
            return []
        clips = clips_of(frames)
        # What torch.compile cannot trace with unknown sizes, as in a scan, it would refuse later, too.
        with _no_fused_encoders(), _no_logs(), torch.compiler.set_stance("force_eager"):
            return conditions(module, clips, times, each, lambda symbolic: _call(module, symbolic))

    with _eval_mode(module), torch.no_grad():
        programs = Lengths(attempt, ask, name, multiple_of, clip_length).choose()
        fold_constants(list(programs.values()))
    return programs


def _checked(frame_shape: Sequence[int]) -> tuple[int, ...]:
    try:
        shape = tuple(map(operator.index, frame_shape))
    except TypeError:
        shape = ()
    if len(shape) < 1 or min(shape) < 1:
        raise CompileError(f"frame_shape must be (B, C, *S) or (B,), positive numbers, not {frame_shape}")
    return shape


def _times_of(time_dim: TimeDim, shapes: list[tuple[int, ...]]) -> list[int]:
    try:
        return axes_of_time(time_dim, [len(shape) + 1 for shape in shapes])
    except ValueError as error:
        raise CompileError(str(error)) from None


def _checked_types(frame_type: FrameType, clips: int) -> list[torch.dtype | None]:
    """The type of each clip; None for that of the module's weights."""
    each = [frame_type] * clips if isinstance(frame_type, str) else list(frame_type)
    known = {"float32": None, "int32": torch.int32, "int64": torch.int64}
    if len(each) != clips or not all(kind in known for kind in each):
        right = "'float32', 'int32' or 'int64', or a list of one for each clip"
        raise CompileError(f"frame_type must be {right}, not {frame_type!r}")
    return [known[kind] for kind in each]


def _checked_rates(rates: Rates | None, clips: int) -> list[Fraction]:
    each = [1] * clips if rates is None else list(rates)
    if len(each) != clips or each[0] != 1 or not all(isinstance(rate, (int, Fraction)) and rate > 0 for rate in each):
        right = "for each clip how many frames it has for one of the first, as in (1, 160) or (1, Fraction(1, 4))"
        raise CompileError(f"rates must be {right}, not {rates}")
    return [Fraction(rate) for rate in each]


def _check_lengths(clip_length: int | None, multiple_of: int) -> None:
    if multiple_of < 1:
        raise CompileError(f"multiple_of must be at least 1, not {multiple_of}")
    if clip_length is not None and clip_length < 1:
        raise CompileError(f"clip_length must be at least 1, not {clip_length}")
    if clip_length is not None and clip_length % multiple_of:
        raise CompileError(f"clip_length {clip_length} is no multiple of {multiple_of}, which multiple_of asks for")


@contextmanager
def _eval_mode(module: nn.Module) -> Iterator[None]:
    flags = [(each, each.training) for each in module.modules()]
    try:
        module.eval()
        yield
    finally:
        for each, training in flags:
            each.training = training


def _export_with(module: nn.Module, name: str, clips: list[torch.Tensor]) -> Program:
    def run() -> None:
        drawn = [torch.randn_like(clip) if clip.is_floating_point() else clip for clip in clips]
        _call(module, drawn)

    try:
        with warnings.catch_warnings(), checked_frame_functions(module, clips[0]), unchanged(module, name, run):
            # Of the weights that recurrent layers list a second time, and of attributes that are written.
            warnings.simplefilter("ignore")
            with _no_fused_encoders(), _silent_failure(), scans_in_turn(name, run):
                program = torch.export.export(module, _arguments(module, clips))
    except CompileError:
        raise
    except Exception as error:  # whatever the module's own code raises, too
        raise _failure(name, clips, error) from error
    refuse_written_tensors(program, name)
    refuse_mapped(program, name)
    refuse_unknown_shapes(program, name)
    return program


def _arguments(module: nn.Module, clips: list[torch.Tensor]) -> tuple[object, ...]:
    takes_list = len(clips) > 1 and len(inspect.signature(module.forward).parameters) == 1
    return (clips,) if takes_list else (*clips,)


def _call(module: nn.Module, clips: list[torch.Tensor]) -> object:
    return module(*_arguments(module, clips))


def _failure(name: str, clips: list[torch.Tensor], error: Exception) -> Exception:
    words = next((line.strip() for line in str(error).splitlines() if line.strip()), type(error).__name__)
    shapes = " and ".join(str(tuple(clip.shape)) for clip in clips)
    problem = f"{name} cannot be exported with {'a clip' if len(clips) == 1 else 'clips'} of shape {shapes}: {words}"
    place = place_of_error(error.__traceback__)
    if "DataDependent" in type(error).__name__:
        return CompileError(at(place, f"{name} {_BY_NUMBERS}"))
    if "scalar types: Long, Int" in words or "one_hot is only applicable to index tensor" in words:
        return CompileError(at(place, f"{problem}; a clip of whole numbers is asked for with frame_type='int64'"))
    if isinstance(error, _FINAL):
        return CompileError(at(place, problem))
    frames = traceback.extract_tb(error.__traceback__)
    is_its_own = not frames[-1].filename.startswith(str(Path(torch.__file__).parent))
    advice = "check frame_shape and time_dim, or give clip_length, the number of frames that its clips have"
    return WithThisClip(at(place, f"{problem}; {advice}"), words, is_its_own)


@contextmanager
def _no_fused_encoders() -> Iterator[None]:
    """PyTorch's attention and encoder layers as what they compute, and not as one operator for inference."""
    was = torch.backends.mha.get_fastpath_enabled()
    try:
        torch.backends.mha.set_fastpath_enabled(False)
        yield
    finally:
        torch.backends.mha.set_fastpath_enabled(was)


@contextmanager
def _silent_failure() -> Iterator[None]:
    """What PyTorch logs and prints of an error that it raises is left out; what the module prints is not."""
    printed = io.StringIO()
    with _no_logs(), redirect_stderr(printed):
        yield
    sys.stderr.write(printed.getvalue())


@contextmanager
def _no_logs() -> Iterator[None]:
    loggers = [logging.getLogger(name) for name in _LOGGERS]
    were = [logger.disabled for logger in loggers]
    try:
        for logger in loggers:
            logger.disabled = True
        yield
    finally:
        for logger, was in zip(loggers, were):
            logger.disabled = was


def _clip_for(module: nn.Module, shape: tuple[int, ...], kind: torch.dtype | None) -> torch.Tensor:
    """A clip on the device of the module's weights, and of their kind of numbers where no other is asked for."""
    weights = (each for each in (*module.parameters(), *module.buffers()) if each.is_floating_point())
    like = next(weights, torch.zeros(0))
    return torch.zeros(shape, dtype=kind or like.dtype, device=like.device)
