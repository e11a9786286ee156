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


def as_array(what: str, value: Frames, kind: str = "float32") -> np.ndarray:
    """`value`'s numbers as an array of `kind`, where they are if they are of that; of a tensor that requires a
    gradient, its data. Integers of another width are converted.

    Raises ValueError, which calls the value `what`, where they are of another type or not in the CPU's memory.
    """
    if isinstance(value, np.ndarray) or not hasattr(value, "__dlpack__"):
        array = np.asarray(value)
        _check_type(what, array.dtype, kind)
        return array.astype(kind, copy=False)
    # A type that NumPy lacks (bfloat16) could not even be named behind the conversion.
    _check_type(what, getattr(value, "dtype", np.dtype(kind)), kind)
    data = value.detach() if getattr(value, "requires_grad", False) else value
    try:
        return np.from_dlpack(data).astype(kind, copy=False)
    except (BufferError, RuntimeError, TypeError) as error:
        device = getattr(value, "device", "another device")
        raise ValueError(f"{what} must be numbers in the CPU's memory, not on {device}: {error}") from error


def check_shape(what: str, array: np.ndarray, shape: Sequence[int | str]) -> None:
    """Raises ValueError unless the array has the shape, in which "T" stands for any extent."""
    fits = len(array.shape) == len(shape) and all(e in ("T", a) for a, e in zip(array.shape, shape))
    if not fits:
        wanted = ", ".join(map(str, shape))
        raise ValueError(f"{what} must have shape ({wanted}), not {array.shape}")


def check_limit(what: str, array: np.ndarray, limit: int) -> None:
    """Raises IndexError, as PyTorch does, for no index below `limit`; for 0, for integers that float32 has not."""
    if limit > 0 and not ((array > -1) & (array < limit)).all():
        raise IndexError(f"{what} must have whole numbers from 0 to {limit - 1}")
    if limit == 0 and array.dtype.kind == "i" and not (np.abs(array) < 2**24).all():
        raise IndexError(f"{what} must have whole numbers of less than 2^24, all that float32 can tell apart")


def axis_of_time(time_dim: int, rank: int) -> int:
    """`time_dim` as an axis of a clip of `rank` axes, counted from 0. Raises ValueError where there is none such."""
    if not -rank <= time_dim < rank:
        raise ValueError(f"time_dim must be from {-rank} to {rank - 1} for clips of {rank} axes, not {time_dim}")
    return time_dim % rank


def axes_of_time(time_dim: int | Sequence[int], ranks: Sequence[int]) -> list[int]:
    """The same for several clips: one `time_dim` for all, or one for each."""
    each = [time_dim] * len(ranks) if isinstance(time_dim, int) else list(time_dim)
    if len(each) != len(ranks):
        raise ValueError(f"time_dim must be one number, or one for each of {len(ranks)} clips, not {len(each)}")
    return [axis_of_time(dim, rank) for dim, rank in zip(each, ranks)]


def _check_type(what: str, dtype: object, kind: str) -> None:
    # torch.float32 is no type of NumPy's, and has its name.
    name = str(dtype).removeprefix("torch.")
    is_whole = name.removeprefix("u") in ("int8", "int16", "int32", "int64") and name != "uint64"
    if name != kind and not (kind != "float32" and is_whole):
        raise ValueError(f"{what} must be of {kind}, not of {name}")
