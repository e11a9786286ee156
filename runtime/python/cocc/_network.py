"""A compiled network and its stream."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from typing import Any, Union

import numpy as np

from ._frames import Frames, as_array, axes_of_time, check_limit, check_shape
from ._native import Library, Stream
from ._ports import Input, Output, TimeDim

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
    arrays, or a mapping by names; one with several `outputs` returns a tuple. The calls of one network wait for each
    other; those of different networks run side by side.
    """

    inputs: tuple[Input, ...]
    outputs: tuple[Output, ...]

    input_shape = _of_only("inputs", "shape")
    output_shape = _of_only("outputs", "shape")
    receptive_field = _of_only("outputs", "receptive_field")
    stride = _of_only("outputs", "stride")
    padding = _of_only("outputs", "padding")
    delay = _of_only("outputs", "delay")
    warm_up = _of_only("outputs", "warm_up")
    flush_frames = _of_only("outputs", "flush_frames")

    def __init__(self, path: str | os.PathLike[str]):
        super().__init__(os.path.abspath(path))
        self.inputs = tuple(Input(*each) for each in self.list_inputs())
        self.outputs = tuple(Output(*each) for each in self.list_outputs())
        self._stream = Stream(self)

    def step(self, frame: Given, update_state: bool = True) -> Any:
        """Takes the next frame (B, C, *S); returns the frame (B, C', *S') that is due, or None.

        With update_state=False the stream stays as it was before. Raises ValueError for a frame of another shape or
        type, IndexError for one with an index that its input does not have; the stream then stays as it was.
        """
        frames = []
        for what, one, port in self._matched(frame, "a frame"):
            array = as_array(what, one, port.type)
            check_shape(what, array, port.shape)
            check_limit(what, array, port.limit)
            frames.append(array[None])
        outputs = self._run(self._stream, frames, False, update_state)
        return _only([each[0] if len(each) else None for each in outputs])

    def steps(self, clip: Given, pad_end: bool = False, update_state: bool = True, time_dim: TimeDim = 2) -> Any:
        """Takes the frames of a clip one by one; returns those that come out, as a clip.

        A clip is its frames with time as axis `time_dim`: (B, C, T, *S) to (B, C', T', *S') where it is 2. Clips for
        several inputs may each have their own, and what comes out has that of the first. With
        pad_end=True the frames follow that would come if the clip ended here, each layer taking its own padding. The
        stream is afterwards behind the clip's last frame and may go on; with update_state=False it stays as it was
        before. Raises ValueError for a clip of another shape or type, IndexError for one with an index that its input
        does not have; the stream then stays as it was.
        """
        return self._run_clip(self._stream, clip, pad_end, update_state, time_dim)

    def forward(self, clip: Given, time_dim: TimeDim = 2) -> Any:
        """What the network makes of a whole clip: (B, C, T, *S) to (B, C', T', *S'), time being axis `time_dim`.

        The stream has no part in it. Raises the errors of `steps`.
        """
        return self._run_clip(Stream(self), clip, True, True, time_dim)

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

    def _run_clip(self, stream: Stream, clip: Given, pad_end: bool, update_state: bool, time_dim: TimeDim) -> Any:
        clips, axes = [], axes_of_time(time_dim, [len(port.shape) + 1 for port in self.inputs])
        for (what, one, port), time in zip(self._matched(clip, "a clip"), axes):
            array = as_array(what, one, port.type)
            shape: list[int | str] = list(port.shape)
            check_shape(what, array, [*shape[:time], "T", *shape[time:]])
            check_limit(what, array, port.limit)
            clips.append(np.moveaxis(array, time, 0))
        if len({len(each) for each in clips}) > 1:
            raise ValueError(f"clips must have one number of frames, not {[len(each) for each in clips]}")
        first = time_dim if isinstance(time_dim, int) else time_dim[0]
        times = axes_of_time(first, [len(port.shape) + 1 for port in self.outputs])
        outputs = self._run(stream, clips, pad_end, update_state)
        return _only([np.ascontiguousarray(np.moveaxis(each, 0, time)) for each, time in zip(outputs, times)])

    def _run(self, stream: Stream, clips: list[np.ndarray], flush: bool, update: bool) -> list[np.ndarray]:
        """Frames (T, B, C, *S) of each input to (T', B, C', *S') of each output."""
        # At most ceil(T / stride) come out of the steps; a last step that writes nothing is handed room as well.
        rooms = [len(clips[0]) // port.stride + 2 + port.flush_frames for port in self.outputs]
        outputs = [np.empty((room, *port.shape), np.float32) for room, port in zip(rooms, self.outputs)]
        counts = stream.run([np.ascontiguousarray(each) for each in clips], outputs, flush, update)
        return [each[:count] for each, count in zip(outputs, counts)]


def _only(values: list[Any]) -> Any:
    return values[0] if len(values) == 1 else tuple(values)


def load(path: str | os.PathLike[str]) -> Network:
    """Opens a network's shared library, lib<net>.so.

    A file that has been loaded already is not read again before all its networks are gone. Raises OSError where it
    cannot be opened, ValueError where it is no network or one of another version of cocc.
    """
    return Network(path)
