"""A compiled network and its stream."""

from __future__ import annotations

import os
from collections.abc import Sequence

import numpy as np

from ._native import Library, Stream


class Network(Library):
    """A compiled network with one stream through it.

    Frames go in as float32 arrays (B, C, *S) and come out as (B, C', *S'): `input_shape` and `output_shape`. Arrays
    that are not contiguous are copied. The calls of one network wait for each other; those of different networks run
    side by side.
    """

    def __init__(self, path: str | os.PathLike[str]):
        super().__init__(os.path.abspath(path))
        self._stream = Stream(self)

    def step(self, frame: np.ndarray, update_state: bool = True) -> np.ndarray | None:
        """Takes the next frame (B, C, *S); returns the frame (B, C', *S') that is due, or None.

        With update_state=False the stream stays as it was before.
        """
        _check("a frame", frame, self.input_shape)
        outputs = self._run(self._stream, np.asarray(frame)[None], False, update_state)
        return outputs[0] if len(outputs) else None

    def steps(self, clip: np.ndarray, pad_end: bool = False, update_state: bool = True) -> np.ndarray:
        """Takes the frames of a clip (B, C, T, *S) one by one; returns those that come out, (B, C', T', *S').

        With pad_end=True the frames follow that would come if the clip ended here, each layer taking its own padding.
        The stream is afterwards behind the clip's last frame and may go on; with update_state=False it stays as it was
        before.
        """
        return self._run_clip(self._stream, clip, pad_end, update_state)

    def forward(self, clip: np.ndarray) -> np.ndarray:
        """What the network makes of a whole clip (B, C, T, *S): (B, C', T', *S'). The stream has no part in it."""
        return self._run_clip(Stream(self), clip, True, True)

    def reset(self) -> None:
        """Makes the stream a fresh one."""
        self._stream.reset()

    def __repr__(self) -> str:
        return f"<cocc.Network {self.name}: {self.input_shape} -> {self.output_shape}>"

    def _run_clip(self, stream: Stream, clip: np.ndarray, pad_end: bool, update_state: bool) -> np.ndarray:
        shape = self.input_shape
        _check("a clip", clip, (*shape[:2], "T", *shape[2:]))
        frames = np.moveaxis(np.asarray(clip), 2, 0)
        return np.ascontiguousarray(np.moveaxis(self._run(stream, frames, pad_end, update_state), 0, 2))

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


def _check(what: str, array: np.ndarray, shape: Sequence[int | str]) -> None:
    array = np.asarray(array)
    if array.dtype != np.float32:
        raise ValueError(f"{what} must be of float32, not of {array.dtype}")
    fits = len(array.shape) == len(shape) and all(e in ("T", a) for a, e in zip(array.shape, shape))
    if not fits:
        wanted = ", ".join(map(str, shape))
        raise ValueError(f"{what} must have shape ({wanted}), not {array.shape}")
