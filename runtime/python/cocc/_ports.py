"""What goes into a network and what comes out."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from typing import NamedTuple, Union

# (B, C, *S) or (B,), or one for each clip that a module takes.
FrameShape = Union[Sequence[int], Sequence[Sequence[int]]]


# The axis of time, or one for each clip.
TimeDim = Union[int, Sequence[int]]


# "float32", "int32" or "int64", or one for each clip.
FrameType = Union[str, Sequence[str]]


# The frames of each clip for one of the first.
Rates = Sequence[Union[int, Fraction]]


class Input(NamedTuple):
    """What goes in, frames of shape (B, C, *S), or (B,) alone."""

    name: str
    shape: tuple[int, ...]
    type: str = "float32"
    """Of its elements: "float32", "int32" or "int64"."""
    limit: int = 0
    """Elements are indices from 0 to limit - 1; 0: any numbers, integers of less than 2^24."""
    frames_per_step: int = 1
    """Frames of it that a step takes."""
    rate: Fraction = Fraction(1)
    """Frames of it to one that the network's `frames_per_step` counts."""


# Frames, as steps count them, or a part of one.
Time = Union[int, Fraction]


class Output(NamedTuple):
    """What comes out, frames of shape (B, C', *S'). All times are in frames as steps count them: those of the input."""

    name: str
    shape: tuple[int, ...]
    receptive_field: int
    """Frames of input that one frame looks at, at most; 0: all so far, as a recurrent layer does."""
    rate: Fraction
    """Frames for each of the input."""
    stride: Time
    """From one frame to the next, 1/rate."""
    padding: Time
    """Padding before the clip, seen from the input."""
    delay: Time
    """From a frame's own time to that at which it comes."""
    latency: Time
    """The most by which a frame's own time lies behind its step's newest frame of the input."""
    warm_up: Time
    """When the first frame comes, counted from the first frame of the input; below 0 where it lies before that, and
    comes with the first step."""
    most_frames: int
    """The most frames that a step returns."""
    flush_frames: int
    """The most frames that the end of a clip adds."""


def input_of(listed: tuple, frames_per_step: int) -> Input:
    """An input as the native code lists it."""
    return Input(*listed, Fraction(listed[-1], frames_per_step))


def output_of(listed: tuple, ticks_per_frame: int, frames_per_step: int) -> Output:
    """An output as the native code lists it, with times in ticks."""
    name, shape, receptive_field, period, *times, most_frames, flush_frames = listed
    stride, padding, delay, warm_up = (_whole(Fraction(ticks, ticks_per_frame)) for ticks in (period, *times))
    rate, latency = Fraction(ticks_per_frame, period), delay + frames_per_step - 1
    return Output(
        name, shape, receptive_field, rate, stride, padding, delay, latency, warm_up, most_frames, flush_frames
    )


def _whole(time: Fraction) -> Time:
    return time.numerator if time.denominator == 1 else time
