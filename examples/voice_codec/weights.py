"""Computes the weights of voice_codec and writes voice_codec.safetensors beside this file."""

from math import log, pi, prod
from pathlib import Path

import numpy as np
from safetensors.numpy import save_file

FACTORS = (2, 5, 8)
BANDS = prod(FACTORS)
SHIFT = sum(prod(FACTORS[: stage + 1]) for stage in range(len(FACTORS)))  # samples: each stage overlaps one block
PULL = 5.0  # how much faster the noise falls than it rises, by their distance
SLOWNESS = log(200)  # it rises within 200 codes, a second


def lapped(size):
    """A lapped cosine transform under a sine window, which its transpose undoes: (bands, 1, 2 * size)."""
    places, bands = np.arange(2 * size) + 0.5, np.arange(size)[:, None] + 0.5
    waves = np.sin(pi * places / (2 * size)) * np.cos(pi / size * (places + size / 2) * bands)
    return (np.sqrt(2 / size) * waves)[:, None]


def follower():
    """An LSTM that follows the noise n below levels l: its input gate opens as sigmoid(PULL * (n - l) - SLOWNESS), its
    forget gate closes by as much, and its output gate is open."""
    one, none = np.eye(BANDS), np.zeros((BANDS, BANDS))
    gates = np.repeat([-SLOWNESS, SLOWNESS, 0, 10], BANDS)
    return {
        "weight_ih_l0": np.vstack([-PULL * one, PULL * one, one, none]),
        "weight_hh_l0": np.vstack([PULL * one, -PULL * one, none, none]),
        "bias_ih_l0": gates,
        "bias_hh_l0": np.zeros_like(gates),
    }


def tensors():
    """The network's weights by name."""
    weights = {f"noise.{name}": value for name, value in follower().items()}
    for stage, factor in enumerate(FACTORS):
        filters = np.tile(lapped(factor), (prod(FACTORS[:stage]), 1, 1))
        weights[f"encoder.{stage}.filters.weight"] = filters
        weights[f"decoder.{len(FACTORS) - 1 - stage}.filters.weight"] = filters
    return {name: np.ascontiguousarray(value, np.float32) for name, value in weights.items()}


def main():
    path = Path(__file__).with_name("voice_codec.safetensors")
    save_file(tensors(), path)
    return path


if __name__ == "__main__":
    print(main())
