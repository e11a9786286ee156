"""Writes cox3d_s.safetensors beside this file: random weights, the same each time, under which the signal keeps its
size through all 26 blocks. (No trained weights of X3D can be had as safetensors without an account.)"""

import sys
from math import prod, sqrt
from pathlib import Path

import numpy as np
from safetensors.numpy import save_file

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parents[1] / "tests"))

import reference  # noqa: E402

SEED = 1
BATCH_NORM = {"weight": (0.9, 1.1), "bias": (-0.1, 0.1), "running_mean": (-0.1, 0.1), "running_var": (0.8, 1.2)}
LAST_OF_BLOCK = (0.15, 0.35)  # what a block adds to its shortcut, so that 26 of them do not explode


def tensor(rng, name, shape):
    """A tensor float32 of `shape`; what it is for shows in its name and rank."""
    kind = name.rsplit(".", 1)[1]
    if kind == "weight" and len(shape) > 1:
        gain = 1 if name.startswith("head") else 2  # He et al. 2015: a relu halves the variance
        return rng.standard_normal(shape) * sqrt(gain / prod(shape[1:]))
    return rng.uniform(*LAST_OF_BLOCK if name.endswith("c_bn.weight") else BATCH_NORM[kind], shape)


def main():
    path = HERE / "cox3d_s.safetensors"
    rng = np.random.default_rng(SEED)
    specs = reference.load(HERE / "cox3d_s.yaml").specs
    save_file({name: tensor(rng, name, spec.shape).astype(np.float32) for name, spec in specs.items()}, path)
    return path


if __name__ == "__main__":
    print(main())
