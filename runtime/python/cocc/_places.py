"""Lines of the user's own files, where something is asked or goes wrong: never those of PyTorch or of this package."""

from __future__ import annotations

import re
import sysconfig
import traceback
from pathlib import Path
from traceback import FrameSummary
from types import CodeType, FrameType, TracebackType

import torch
from torch.fx import Node

_LIBRARIES = tuple(str(Path(each).parent) for each in (torch.__file__, __file__))
_STANDARD = sysconfig.get_path("stdlib")


def is_users(filename: str) -> bool:
    # Other packages may be in a folder of the standard library's.
    is_standard = filename.startswith(_STANDARD) and "-packages" not in filename
    return not (is_standard or filename.startswith((*_LIBRARIES, "<")))


def place_of_error(trace: TracebackType | None) -> FrameSummary | None:
    """The innermost line of the user's that an error went through."""
    return _innermost(traceback.extract_tb(trace))


def place_of_node(node: Node) -> FrameSummary | None:
    """The line of the user's that made a call of a program."""
    lines = re.findall(r'File "(.*)", line (\d+), in (.*)', node.meta.get("stack_trace") or "")
    return _innermost([FrameSummary(file, int(line), function) for file, line, function in lines])


def place_of_frame(frame: FrameType | None, outermost: CodeType) -> FrameSummary | None:
    """The innermost line of the user's that is running in `frame` or above it, up to that of `outermost`."""
    while frame is not None and frame.f_code is not outermost:
        if is_users(frame.f_code.co_filename):
            return FrameSummary(frame.f_code.co_filename, frame.f_lineno, frame.f_code.co_name)
        frame = frame.f_back
    return None


def at(place: FrameSummary | None, message: str) -> str:
    """A message with the place and the line that it is of, as the compiler prints them."""
    if place is None:
        return message
    line = f"\n{place.line}\n^" if place.line else ""
    return f"{place.filename}:{place.lineno}:1: error: {message}{line}"


def _innermost(frames: list[FrameSummary]) -> FrameSummary | None:
    return next((frame for frame in reversed(frames) if is_users(frame.filename)), None)
