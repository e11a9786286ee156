"""where: one of two streams, element by element; frames j of all three meet, extents of 1 broadcast."""

import torch

from numeric.operator_case import CONV, Apply, Case


def late_branch(frame):
    """The condition is of the newest frame, the other branch is late by a frame."""
    return Case(
        "conv: {channels: 4, kernel: 3, padding: 1}, compare: {inputs: input}, where: {inputs: ['1', '0', input]}",
        frame,
        lambda: Apply(lambda x, conv: torch.where(x > 0, conv(x), x), CONV[len(frame) - 1](4, 4, 3, padding=1)),
    )


CASES = [
    Case(
        "compare, tanh: {inputs: input}, where: {inputs: ['0', '1', input]}",
        (4, 3),
        lambda: Apply(lambda x: torch.where(x > 0, x.tanh(), x)),
    ),
    Case(
        "spatial_mean, compare: {relation: lt}, where: {inputs: ['1', input, '0']}",
        (5, 2, 3),
        lambda: Apply(lambda x: torch.where(x.mean((-1, -2), keepdim=True) < 0, x, x.mean((-1, -2), keepdim=True))),
    ),
    Case("where: {inputs: [input, input, input]}", (3,), lambda: Apply(lambda x: x.clone())),
    late_branch((4,)),
    late_branch((4, 5)),
    late_branch((4, 3, 2)),
]
