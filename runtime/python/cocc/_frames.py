"""Frames of other libraries as NumPy arrays, without a copy."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Protocol, Union

import numpy as np


class SupportsDLPack(Protocol):
    """An array of a library that exchanges arrays as https://dmlc.github.io/dlpack says, as torch.Tensor is one."""

    def __dlpack__(self, *, stream: Any = None) -> Any: ...
    def __dlpack_device__(self) -> tuple[int, int]: ...


Frames = Union[np.ndarray, SupportsDLPack]


def as_array(what: str, value: Frames) -> np.ndarray:
    """`value`'s numbers where they are, as a float32 array; of a tensor that requires a gradient, its data.

    Raises ValueError, which calls the value `what`, where they are of another type or not in the CPU's memory.
    """
    if isinstance(value, np.ndarray) or not hasattr(value, "__dlpack__"):
        array = np.asarray(value)
        _check_type(what, array.dtype)
        return array
    # A type that NumPy lacks (bfloat16) could not even be named behind the conversion.
    _check_type(what, getattr(value, "dtype", np.float32))
    data = value.detach() if getattr(value, "requires_grad", False) else value
    try:
        return np.from_dlpack(data)
    except (BufferError, RuntimeError, TypeError) as error:
        device = getattr(value, "device", "another device")
        raise ValueError(f"{what} must be numbers in the CPU's memory, not on {device}: {error}") from error


def check_shape(what: str, array: np.ndarray, shape: Sequence[int | str]) -> None:
    """Raises ValueError unless the array has the shape, in which "T" stands for any extent."""
    fits = len(array.shape) == len(shape) and all(e in ("T", a) for a, e in zip(array.shape, shape))
    if not fits:
        wanted = ", ".join(map(str, shape))
        raise ValueError(f"{what} must have shape ({wanted}), not {array.shape}")


def axis_of_time(time_dim: int, rank: int) -> int:
    """`time_dim` as an axis of a clip of `rank` axes, counted from 0. Raises ValueError where there is none such."""
    if not -rank <= time_dim < rank:
        raise ValueError(f"time_dim must be from {-rank} to {rank - 1} for clips of {rank} axes, not {time_dim}")
    return time_dim % rank


def _check_type(what: str, dtype: object) -> None:
    # torch.float32 is no type of NumPy's, and has its name.
    if dtype != np.float32 and str(dtype) != "torch.float32":
        raise ValueError(f"{what} must be of float32, not of {str(dtype).removeprefix('torch.')}")
