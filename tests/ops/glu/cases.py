"""glu against nn.GLU over each axis of a frame."""

from torch import nn

from numeric.operator_case import Apply, Case, framewise


def over(frame, axis):
    return Case(f"glu: {{axis: {axis}}}", frame, lambda: Apply(framewise(nn.GLU(axis))))


CASES = [
    Case("glu", (4,), lambda: nn.Sequential(nn.GLU(1))),
    Case("glu", (6, 7), lambda: nn.Sequential(nn.GLU(1))),
    Case("glu", (34, 5, 6), lambda: nn.Sequential(nn.GLU(1))),
    Case("conv: {channels: 10, kernel: [3, 1]}, glu, relu", (3, 4), lambda: nn.Sequential(
        nn.Conv2d(3, 10, (3, 1)), nn.GLU(1), nn.ReLU()
    )),
    over((64,), 1),
    over((5, 8), 2),
    over((4, 6, 7), 2),
    over((4, 5, 6), 3),
]
