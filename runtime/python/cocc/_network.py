"""A compiled network and its stream."""

from __future__ import annotations

import os

import numpy as np

from ._frames import Frames, as_array, axis_of_time, check_shape
from ._native import Library, Stream


class Network(Library):
    """A compiled network with one stream through it.

    Frames go in as float32 arrays (B, C, *S) and come out as NumPy arrays (B, C', *S'): `input_shape` and
    `output_shape`. What goes in is a NumPy array or anything with DLPack in the CPU's memory, as a torch.Tensor is. It
    is read where it is if the frames lie in it dense and one behind the other, and copied otherwise. The calls of one
    network wait for each other; those of different networks run side by side.
    """

    def __init__(self, path: str | os.PathLike[str]):
        super().__init__(os.path.abspath(path))
        self._stream = Stream(self)

    def step(self, frame: Frames, update_state: bool = True) -> np.ndarray | None:
        """Takes the next frame (B, C, *S); returns the frame (B, C', *S') that is due, or None.

        With update_state=False the stream stays as it was before. Raises ValueError for a frame of another shape or
        type.
        """
        array = as_array("a frame", frame)
        check_shape("a frame", array, self.input_shape)
        outputs = self._run(self._stream, array[None], False, update_state)
        return outputs[0] if len(outputs) else None

    def steps(
        self, clip: Frames, pad_end: bool = False, update_state: bool = True, time_dim: int = 2
    ) -> np.ndarray:
        """Takes the frames of a clip one by one; returns those that come out, as a clip.

        A clip is its frames with time as axis `time_dim`: (B, C, T, *S) to (B, C', T', *S') where it is 2. With
        pad_end=True the frames follow that would come if the clip ended here, each layer taking its own padding. The
        stream is afterwards behind the clip's last frame and may go on; with update_state=False it stays as it was
        before. Raises ValueError for a clip of another shape or type.
        """
        return self._run_clip(self._stream, clip, pad_end, update_state, time_dim)

    def forward(self, clip: Frames, time_dim: int = 2) -> np.ndarray:
        """What the network makes of a whole clip: (B, C, T, *S) to (B, C', T', *S'), time being axis `time_dim`.

        The stream has no part in it. Raises ValueError for a clip of another shape or type.
        """
        return self._run_clip(Stream(self), clip, True, True, time_dim)

    def reset(self) -> None:
        """Makes the stream a fresh one."""
        self._stream.reset()

    def __repr__(self) -> str:
        return f"<cocc.Network {self.name}: {self.input_shape} -> {self.output_shape}>"

    def _run_clip(
        self, stream: Stream, clip: Frames, pad_end: bool, update_state: bool, time_dim: int
    ) -> np.ndarray:
        array = as_array("a clip", clip)
        shape: list[int | str] = list(self.input_shape)
        time = axis_of_time(time_dim, len(shape) + 1)
        time_of_output = axis_of_time(time_dim, len(self.output_shape) + 1)
        check_shape("a clip", array, [*shape[:time], "T", *shape[time:]])
        outputs = self._run(stream, np.moveaxis(array, time, 0), pad_end, update_state)
        return np.ascontiguousarray(np.moveaxis(outputs, 0, time_of_output))

    def _run(self, stream: Stream, frames: np.ndarray, flush: bool, update: bool) -> np.ndarray:
        """Frames (T, B, C, *S) to (T', B, C', *S')."""
        # At most ceil(T / stride) come out of the steps; a last step that writes nothing is handed room as well.
        room = len(frames) // self.stride + 2 + self.flush_frames
        out = np.empty((room, *self.output_shape), np.float32)
        return out[: stream.run(np.ascontiguousarray(frames), out, flush, update)]


def load(path: str | os.PathLike[str]) -> Network:
    """Opens a network's shared library, lib<net>.so.

    A file that has been loaded already is not read again before all its networks are gone. Raises OSError where it
    cannot be opened, ValueError where it is no network or one of another version of cocc.
    """
    return Network(path)
