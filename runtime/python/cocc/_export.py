"""From a module to a .pt2 file."""

from __future__ import annotations

import inspect
import logging
import operator
import warnings
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

import torch
from torch import nn

from ._errors import CompileError
from ._frames import axis_of_time
from ._plain import check_frame_functions, is_continual, plain
from ._ports import FrameShape

_LENGTHS = (16, 32, 64, 128, 256, 512, 1024)


class _WithThisClip(Exception):
    """A module cannot be exported with one clip, and might be with a longer one."""


def save(module: nn.Module, path: str, frame_shape: FrameShape, time_dim: int, clip_length: int | None) -> None:
    """Exports a module, as it is in eval mode, and writes the archive to `path`.

    The module takes one clip, float32 frames (B, C, *S) of `frame_shape` with time as axis `time_dim`; or several, as
    so many arguments or, where its forward has one parameter, as a list. Modules of continual-inference are rebuilt
    before. The module is left as it was. Raises CompileError with the reason where it cannot be exported, ValueError
    for a shape or a length that is none.
    """
    several = len(frame_shape) > 0 and isinstance(frame_shape[0], Sequence)
    shapes = [_checked(each) for each in (frame_shape if several else [frame_shape])]
    for shape in shapes:
        axis_of_time(time_dim, len(shape) + 1)
    if clip_length is not None and clip_length < 1:
        raise ValueError(f"clip_length must be at least 1, not {clip_length}")
    name = type(module).__name__
    if is_continual(module):
        module = plain(module)
    with _eval_mode(module), torch.no_grad():
        torch.export.save(_export(module, name, shapes, time_dim, clip_length), path)


def _checked(frame_shape: Sequence[int]) -> tuple[int, ...]:
    shape = tuple(map(operator.index, frame_shape))
    if len(shape) < 2 or min(shape) < 1:
        raise ValueError(f"frame_shape must be (B, C, *S), two positive numbers or more, not {shape}")
    return shape


@contextmanager
def _eval_mode(module: nn.Module) -> Iterator[None]:
    flags = [(each, each.training) for each in module.modules()]
    try:
        module.eval()
        yield
    finally:
        for each, training in flags:
            each.training = training


def _export(
    module: nn.Module, name: str, shapes: list[tuple[int, ...]], time_dim: int, length: int | None
) -> torch.export.ExportedProgram:
    def attempt(frames: int) -> torch.export.ExportedProgram:
        times = [axis_of_time(time_dim, len(shape) + 1) for shape in shapes]
        clips = [(*shape[:time], frames, *shape[time:]) for shape, time in zip(shapes, times)]
        return _export_with(module, name, [_clip_for(module, clip) for clip in clips])

    for frames in _LENGTHS if length is None else (length,):
        try:
            return attempt(frames)
        except _WithThisClip as error:
            failure = error
    raise CompileError(str(failure)) from failure.__cause__


def _export_with(module: nn.Module, name: str, clips: list[torch.Tensor]) -> torch.export.ExportedProgram:
    arguments = (clips,) if len(clips) > 1 and len(inspect.signature(module.forward).parameters) == 1 else (*clips,)
    try:
        with warnings.catch_warnings():
            # Of the weights that recurrent layers list a second time.
            warnings.filterwarnings("ignore", "The tensor attributes? .*_flat_weights")
            with _no_fused_encoders(), _no_logs():
                program = torch.export.export(module, arguments)
    except CompileError:
        raise
    except Exception as error:  # whatever the module's own code raises, too
        message = next((line.strip() for line in str(error).splitlines() if line.strip()), type(error).__name__)
        shapes = " and ".join(str(tuple(clip.shape)) for clip in clips)
        problem = f"{name} cannot be exported with {'a clip' if len(clips) == 1 else 'clips'} of shape {shapes}: {message}"
        if "DataDependent" in type(error).__name__:
            advice = "what is computed may not depend on the clip's numbers; torch.where chooses between two values"
            raise CompileError(f"{problem}; {advice}") from error
        advice = "check frame_shape and time_dim, or give clip_length, the number of frames that its clips have"
        raise _WithThisClip(f"{problem}; {advice}") from error
    check_frame_functions(module, clips[0])
    return program


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
def _no_logs() -> Iterator[None]:
    """Without the log of an error that PyTorch raises besides."""
    logger = logging.getLogger("torch._subclasses.fake_tensor")
    was, logger.disabled = logger.disabled, True
    try:
        yield
    finally:
        logger.disabled = was


def _clip_for(module: nn.Module, shape: tuple[int, ...]) -> torch.Tensor:
    """A clip of the kind of numbers, and on the device, of the module's weights."""
    weights = (each for each in (*module.parameters(), *module.buffers()) if each.is_floating_point())
    like = next(weights, torch.zeros(0))
    return torch.zeros(shape, dtype=like.dtype, device=like.device)
