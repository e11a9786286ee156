"""Exports modules and compiles the programs, for tests. The compiler is the one that `numeric.compiled` finds."""

import subprocess
import warnings
from dataclasses import dataclass
from fractions import Fraction
from itertools import count, takewhile
from math import floor
from pathlib import Path

import numpy as np
import torch
from torch import nn

from numeric.compiled import COMPILE_SECONDS, compiler_path


def export(module: nn.Module, clip: torch.Tensor, path: Path, strict: bool = False, dynamic: int | None = None) -> Path:
    """Saves the program of `module` for clips like `clip`; `dynamic` is a dimension whose extent may be any."""
    shapes = None if dynamic is None else ({dynamic: torch.export.Dim.AUTO},)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        program = torch.export.export(module, (clip,), strict=strict, dynamic_shapes=shapes)
        torch.export.save(program, path)
    return path


def run_compiler(*arguments) -> subprocess.CompletedProcess:
    """The compiler's exit code and what it printed."""
    command = [compiler_path(), *map(str, arguments)]
    return subprocess.run(command, capture_output=True, text=True, timeout=COMPILE_SECONDS)


def emit_yaml(program: Path, time_dim: int, options=()) -> str:
    """The network of a program as YAML."""
    done = run_compiler(program, f"--time-dim={time_dim}", *options, "--emit=yaml")
    assert done.returncode == 0, done.stderr
    return done.stdout


def compile_library(program: Path, time_dim: int, folder: Path, options=()) -> Path:
    """The library of a program, in `folder`."""
    done = run_compiler(program, f"--time-dim={time_dim}", *options, "-o", folder)
    assert done.returncode == 0, done.stderr
    (library,) = folder.glob("lib*.so")
    return library


def as_frames(clip: np.ndarray, time: int, shape: tuple[int, ...]) -> np.ndarray:
    """A clip with time as axis `time` as one of frames of `shape`: (B, C, T, *S), or (B, T)."""
    frames = [frame.reshape(shape) for frame in np.moveaxis(clip, time, 0)]
    return np.stack(frames, min(2, len(shape))) if frames else np.zeros((*shape[:2], 0, *shape[2:]), clip.dtype)


@dataclass(frozen=True)
class Timing:
    """When frames come out. `memory`: frames until one of NaN is forgotten; None for networks that never do."""

    warm_up: int | Fraction
    stride: int | Fraction
    memory: int | None
    frames_per_step: int = 1

    def step_of(self, output: int) -> int:
        """The step in which an output frame comes."""
        return max(0, floor((self.warm_up + output * self.stride) / self.frames_per_step))

    def output_steps(self, steps: int) -> list[int]:
        """The steps, of the first so many, that return output frames: one for each frame."""
        return list(takewhile(lambda step: step < steps, map(self.step_of, count())))
