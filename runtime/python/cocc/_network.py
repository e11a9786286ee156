"""A compiled network and its stream."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import Any, Union

import numpy as np

from ._frames import Frames, as_array, axes_of_time, check_limit, check_shape
from ._native import Library, Stream
from ._ports import Input, Output, TimeDim, input_of, output_of

Given = Union[Frames, Sequence[Frames], Mapping[str, Frames]]
"""What goes in: an array, or for a network with several inputs one for each, in their order or by their names."""


def _of_only(ports: str, fact: str) -> property:
    """A fact of a network's only input or output."""

    def get(network: Network) -> Any:
        listed = getattr(network, ports)
        if len(listed) > 1:
            raise AttributeError(f"this network has {len(listed)} {ports}, each with its own {fact}: see .{ports}")
        return getattr(listed[0], fact)

    return property(get, doc=f"`{fact}` of the network's only one of `{ports}`.")


class Network(Library):
    """A compiled network with one stream through it.

    Frames go in as arrays (B, C, *S), float32 or, for an input of whole numbers, integers, and come out as NumPy arrays
    (B, C', *S') of float32. What goes in is a NumPy array or anything with DLPack in the CPU's memory, as a
    torch.Tensor is. It is read where it is if the frames lie in it
    dense and one behind the other, and copied otherwise. A network with several `inputs` takes a sequence of such
    arrays, or a mapping by names; one with several `outputs` returns a tuple. A step takes `frames_per_step` frames,
    and of an input with a rate of its own as many as that has in the same time.
    The calls of one network wait for each other; those of different networks run side by side.
    """

    inputs: tuple[Input, ...]
    outputs: tuple[Output, ...]
    takes_clips: bool
    """Whether a step takes and returns clips, as it takes several frames or may return several."""

    input_shape = _of_only("inputs", "shape")
    output_shape = _of_only("outputs", "shape")
    receptive_field = _of_only("outputs", "receptive_field")
    rate = _of_only("outputs", "rate")
    stride = _of_only("outputs", "stride")
    padding = _of_only("outputs", "padding")
    delay = _of_only("outputs", "delay")
    latency = _of_only("outputs", "latency")
    warm_up = _of_only("outputs", "warm_up")
    most_frames = _of_only("outputs", "most_frames")
    flush_frames = _of_only("outputs", "flush_frames")

    def __init__(self, path: str | os.PathLike[str]):
        super().__init__(os.path.abspath(path))
        self.inputs = tuple(input_of(each, self.frames_per_step) for each in self.list_inputs())
        schedule = self.ticks_per_frame, self.frames_per_step
        self.outputs = tuple(output_of(each, *schedule) for each in self.list_outputs())
        several = any(port.rate > 1 or port.warm_up < 0 for port in self.outputs)
        self.takes_clips = several or any(port.frames_per_step > 1 for port in self.inputs)
        self._stream = Stream(self)

    def step(self, frame: Given, update_state: bool = True, time_dim: TimeDim = 2) -> Any:
        """Takes the next frame (B, C, *S); returns the frame (B, C', *S') that is due, or None.

        Where `takes_clips` is true, it takes the next frames of each input, its `frames_per_step`, as a clip
        (B, C, N, *S), and returns those that are due as a clip (B, C', n, *S'), n being any number, time being axis
        `time_dim` as in `steps`. With
        update_state=False the stream stays as it was before. Raises ValueError for a frame of another shape or type,
        IndexError for one with an index that its input does not have; the stream then stays as it was.
        """
        if self.takes_clips:
            clips, axes = self._clips(frame, time_dim, self.frames_per_step)
            return _joined(self._run(self._stream, clips, False, update_state), axes)
        frames = []
        for what, one, port in self._matched(frame, "a frame"):
            array = as_array(what, one, port.type)
            check_shape(what, array, port.shape)
            check_limit(what, array, port.limit)
            frames.append(array[None])
        outputs = self._run(self._stream, frames, False, update_state)
        return _only([each[0] if len(each) else None for each in outputs])

    def steps(self, clip: Given, pad_end: bool = False, update_state: bool = True, time_dim: TimeDim = 2) -> Any:
        """Takes the frames of a clip step by step; returns those that come out, as a clip.

        A clip is its frames with time as axis `time_dim`: (B, C, T, *S) to (B, C', T', *S') where it is 2. Clips for
        several inputs may each have their own, and what comes out has that of the first. With
        pad_end=True the frames follow that would come if the clip ended here, each layer taking its own padding; then
        it may have any number of frames, else that of some steps. The stream is afterwards behind the clip's last
        step and may go on; with update_state=False it stays as it was before. Raises ValueError for a clip of another
        shape or type, IndexError for one with an index that its input does not have; the stream then stays as it was.
        """
        clips, axes = self._clips(clip, time_dim)
        frames = self._time_of(clips)
        if not pad_end and frames % self.frames_per_step:
            raise ValueError(
                f"a clip of {len(clips[0])} frames is not a whole number of steps of "
                f"{self.inputs[0].frames_per_step} frames"
            )
        return _joined(self._run(self._stream, clips, pad_end, update_state), axes)

    def forward(self, clip: Given, time_dim: TimeDim = 2) -> Any:
        """What the network makes of a whole clip: (B, C, T, *S) to (B, C', T', *S'), time being axis `time_dim`.

        The stream has no part in it. Raises the errors of `steps`.
        """
        clips, axes = self._clips(clip, time_dim)
        return _joined(self._run(Stream(self), clips, True, True), axes)

    def reset(self) -> None:
        """Makes the stream a fresh one."""
        self._stream.reset()

    def __repr__(self) -> str:
        shapes = [", ".join(f"{port.name} {port.shape}" for port in ports) for ports in (self.inputs, self.outputs)]
        return f"<cocc.Network {self.name}: {shapes[0]} -> {shapes[1]}>"

    def _matched(self, given: Given, what: str) -> list[tuple[str, Frames, Input]]:
        """Each input with what is given for it, and what to call that."""
        if len(self.inputs) == 1 and not isinstance(given, Mapping):
            return [(what, given, self.inputs[0])]
        names = [port.name for port in self.inputs]
        if isinstance(given, Mapping):
            fits, arrays = given.keys() == set(names), [given.get(name) for name in names]
        else:
            fits = isinstance(given, Sequence) and len(given) == len(names)
            arrays = list(given) if fits else []
        if not fits:
            raise ValueError(f"this network takes {what} for each of its inputs: {', '.join(names)}")
        return [(f"{what} for {port.name}", one, port) for one, port in zip(arrays, self.inputs)]

    def _clips(
        self, given: Given, time_dim: TimeDim, frames: int | None = None
    ) -> tuple[list[np.ndarray], list[int]]:
        """Clips of so many frames, as steps count them, or of any number, as arrays (T, B, C, *S), and each output's
        axis of time."""
        clips, axes = [], axes_of_time(time_dim, [len(port.shape) + 1 for port in self.inputs])
        for (what, one, port), time in zip(self._matched(given, "a clip"), axes):
            array = as_array(what, one, port.type)
            shape: list[int | str] = list(port.shape)
            length = "T" if frames is None else int(frames * port.rate)
            check_shape(what, array, [*shape[:time], length, *shape[time:]])
            check_limit(what, array, port.limit)
            clips.append(np.moveaxis(array, time, 0))
        first = time_dim if isinstance(time_dim, int) else time_dim[0]
        return clips, axes_of_time(first, [len(port.shape) + 1 for port in self.outputs])

    def _time_of(self, clips: list[np.ndarray]) -> int:
        """The frames of some clips as steps count them. Raises ValueError where they are not those of one time."""
        lengths = [len(each) for each in clips]
        times = {Fraction(length) / port.rate for length, port in zip(lengths, self.inputs)}
        time = min(times)
        if len(times) == 1 and time.denominator == 1:
            return int(time)
        if all(port.rate == 1 for port in self.inputs):
            raise ValueError(f"clips must have one number of frames, not {lengths}")
        rates = ", ".join(f"{port.name} {port.rate}" for port in self.inputs)
        problem = "clips must have numbers of frames in proportion to their inputs' rates"
        raise ValueError(f"{problem}, {rates}; not {lengths}")

    def _run(self, stream: Stream, clips: list[np.ndarray], flush: bool, update: bool) -> list[np.ndarray]:
        """Frames (T, B, C, *S) of each input to (T', B, C', *S') of each output."""
        frames = self._time_of(clips)
        outputs = [np.empty((self._room(port, frames), *port.shape), np.float32) for port in self.outputs]
        counts = stream.run([np.ascontiguousarray(each) for each in clips], outputs, flush, update)
        return [each[:count] for each, count in zip(outputs, counts)]

    def _room(self, port: Output, frames: int) -> int:
        """Frames that steps and a flush may write, and that each is handed room for: the first step of a stream may
        write the most, those behind it one more than their time holds, and the last wants room for the most."""
        return int(frames // port.stride) + 1 + 2 * port.most_frames + port.flush_frames


def _joined(outputs: list[np.ndarray], axes: list[int]) -> Any:
    """Frames (T, B, C, *S) of each output as clips with time as that axis."""
    return _only([np.ascontiguousarray(np.moveaxis(each, 0, axis)) for each, axis in zip(outputs, axes)])


def _only(values: list[Any]) -> Any:
    return values[0] if len(values) == 1 else tuple(values)


def load(path: str | os.PathLike[str]) -> Network:
    """Opens a network's shared library, lib<net>.so.

    A file that has been loaded already is not read again before all its networks are gone. Raises OSError where it
    cannot be opened, ValueError where it is no network or one of another version of cocc.
    """
    return Network(path)
