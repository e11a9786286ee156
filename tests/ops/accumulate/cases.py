"""accumulate against torch.cumsum and its kin along all axes of each frame."""

import torch

from numeric.operator_case import Apply, Case, framewise

FUNCTIONS = {"sum": torch.cumsum, "prod": torch.cumprod, "max": torch.cummax, "min": torch.cummin}


def accumulate(frame, axis, kind, places=False):
    def made(x):
        result = FUNCTIONS[kind](x, axis)
        return result if kind in ("sum", "prod") else result[int(places)].float()

    options = f"axis: {axis}, kind: {kind}" + (", places: true" if places else "")
    return Case(f"accumulate: {{{options}}}", frame, lambda: Apply(framewise(made)))


CASES = [
    accumulate((5,), 1, "sum"),
    accumulate((1,), 1, "prod"),
    accumulate((19,), 1, "max", True),
    accumulate((9, 4), 1, "prod"),
    accumulate((3, 7), 2, "sum"),
    accumulate((17, 5), 2, "min"),
    accumulate((4, 5, 6), 1, "max"),
    accumulate((4, 5, 6), 2, "min", True),
    accumulate((16, 3, 6), 3, "sum"),
    Case("tanh, accumulate: {axis: 2}, abs", (3, 6), lambda: Apply(framewise(lambda x: x.tanh().cumsum(2).abs()))),
]
