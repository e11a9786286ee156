"""Computes the filters of motion_energy and writes motion_energy.safetensors beside this file."""

from math import pi
from pathlib import Path

import numpy as np
from safetensors.numpy import save_file

KERNEL = 9
DIRECTIONS = 8  # from 0 (right) in steps of 45 degrees; rows grow downwards, so 90 degrees is down
SPACE_FREQUENCY = 0.11  # periods a pixel
TIME_FREQUENCY = 0.11  # periods a frame: the filters like best what moves a pixel a frame
SPACE_WIDTH, TIME_WIDTH = 2.4, 1.9  # standard deviations of the Gaussian, in pixels and frames


def gabor(direction, phase):
    """A grating that drifts in a direction under a Gaussian: (time, height, width), blind to constant light."""
    t, y, x = np.meshgrid(*[np.arange(KERNEL) - KERNEL // 2] * 3, indexing="ij")
    along = x * np.cos(direction) + y * np.sin(direction)
    window = np.exp(-(x**2 + y**2) / (2 * SPACE_WIDTH**2) - t**2 / (2 * TIME_WIDTH**2))
    wave = window * np.cos(2 * pi * (SPACE_FREQUENCY * along - TIME_FREQUENCY * t) - phase)
    wave -= window * wave.sum() / window.sum()
    return wave / np.linalg.norm(wave)


def tensors():
    """The network's weights by name."""
    angles = [2 * pi * k / DIRECTIONS for k in range(DIRECTIONS)]
    pairs = np.stack([gabor(angle, phase) for angle in angles for phase in (0, pi / 2)])
    half = np.eye(DIRECTIONS // 2)
    weights = {
        "gabor": pairs[:, None],
        "energy": np.repeat(np.eye(DIRECTIONS), 2, 1)[:, :, None, None, None],
        "opponent": np.hstack([half, -half])[:, :, None, None, None],
    }
    return {f"{name}.weight": np.ascontiguousarray(value, np.float32) for name, value in weights.items()}


def main():
    path = Path(__file__).with_name("motion_energy.safetensors")
    save_file(tensors(), path)
    return path


if __name__ == "__main__":
    print(main())
