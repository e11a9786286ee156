"""What goes into a network and what comes out."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple, Union

# (B, C, *S) or (B,), or one for each clip that a module takes.
FrameShape = Union[Sequence[int], Sequence[Sequence[int]]]


# The axis of time, or one for each clip.
TimeDim = Union[int, Sequence[int]]


# "float32", "int32" or "int64", or one for each clip.
FrameType = Union[str, Sequence[str]]


class Input(NamedTuple):
    """A frame that goes in with each step, of shape (B, C, *S), or (B,) alone."""

    name: str
    shape: tuple[int, ...]
    type: str = "float32"
    """Of its elements: "float32", "int32" or "int64"."""
    limit: int = 0
    """Elements are indices from 0 to limit - 1; 0: any numbers, integers of less than 2^24."""


class Output(NamedTuple):
    """A frame that comes out, of shape (B, C', *S'). All times are in steps."""

    name: str
    shape: tuple[int, ...]
    receptive_field: int
    """Frames of input that one frame looks at; 0: all so far, as a recurrent layer does."""
    stride: int
    """From one frame to the next."""
    padding: int
    """Frames of padding before the clip, seen from the input."""
    delay: int
    """That a frame lies behind the newest input."""
    warm_up: int
    """The step, counted from 0, of the first frame."""
    flush_frames: int
    """The most frames that the end of a clip adds."""
