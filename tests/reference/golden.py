"""The golden table of docs/semantics.md: one channel, all weights 1, worked out by hand."""

from dataclasses import dataclass

import numpy as np


@dataclass(frozen=True)
class Golden:
    """`steps` maps the step at which an output frame appears to its value; `flushed` are the values of the flush."""

    label: str
    layers: str
    frames: list
    steps: dict
    flushed: list
    bias: float = 0.0

    @property
    def text(self):
        return f"network: golden\ninput: {{shape: [1, 1]}}\nweights: golden.safetensors\nlayers: [{self.layers}]\n"

    @property
    def clip(self):
        """(1, 1, T)"""
        return np.array(self.frames, np.float32).reshape(1, 1, -1)

    def weights(self, specs):
        """All-ones weights, and biases as the row says."""
        return {
            name: np.full(spec.shape, self.bias if name.endswith("bias") else 1, np.float32)
            for name, spec in specs.items()
        }


def conv(kernel, stride=1, padding=0):
    return f"conv: {{channels: 1, kernel: {kernel}, stride: {stride}, padding: {padding}}}"


def residual(shrink):
    return f"residual: {{shrink: {shrink}, layers: [{conv(3)}]}}"


def parallel(*branches):
    return f"parallel: {{branches: [{', '.join(f'[{branch}]' for branch in branches)}]}}"


def from_step(first, values, stride=1):
    return {first + j * stride: value for j, value in enumerate(values)}


def count(n):
    return list(range(n))


GOLDEN = [
    Golden("k3", conv(3), count(5), from_step(2, [3, 6, 9]), []),
    Golden("k3 s2 p1", conv(3, 2, 1), count(5), {1: 1, 3: 6}, [7]),
    Golden("k5 s3 p2", conv(5, 3, 2), count(9), {2: 3, 5: 15, 8: 30}, []),
    Golden("k2 s3", conv(2, 3), count(8), {1: 1, 4: 7, 7: 13}, []),
    Golden("k1 s2", conv(1, 2), count(5), {0: 0, 2: 2, 4: 4}, []),
    Golden("padding carries no bias", f"{conv(3, 1, 1)}, {conv(3, 1, 1)}", [1] * 4, {2: 8, 3: 12}, [12, 8], bias=1),
    Golden("stride before a window", f"{conv(3, 2, 2)}, {conv(3)}", count(10), {4: 12, 6: 27, 8: 45}, [53]),
    Golden(
        "two strides",
        f"{conv(3, 1, 1)}, max_pool: {{kernel: 2, stride: 2}}, {conv(3, 2, 1)}",
        count(32),
        from_step(4, [12, 45, 81, 117, 153, 189, 225], 4),
        [258],
    ),
    Golden("residual", f"residual: [{conv(3, 1, 1)}]", count(5), from_step(1, [1, 4, 8, 12]), [11]),
    Golden("residual centered", residual("centered"), count(6), from_step(2, [4, 8, 12, 16]), []),
    Golden("residual lagging", residual("lagging"), count(6), from_step(2, [3, 7, 11, 15]), []),
    Golden("residual leading", residual("leading"), count(6), from_step(2, [5, 9, 13, 17]), []),
    Golden(
        "parallel",
        parallel(conv(5, 1, 2), conv(3, 1, 1), conv(1)),
        count(7),
        from_step(2, [4, 10, 18, 27, 36]),
        [38, 32],
    ),
    Golden("strided join", parallel(conv(5, 2, 2), conv(3, 2, 1)), count(10), from_step(2, [4, 16, 32, 48], 2), [54]),
    Golden(
        "strided join with a subsample",
        parallel(conv(5, 2, 2), conv(1, 2)),
        count(9),
        from_step(2, [3, 12, 24, 36], 2),
        [29],
    ),
]

# receptive field, stride, padding, delay where the table gives them
FACTS = {
    "k3": (3, 1, 0, 2),
    "stride before a window": (7, 2, 2, 4),
    "two strides": (8, 4, 3, 4),
}
