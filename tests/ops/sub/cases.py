"""sub: frames j meet, extents of 1 broadcast."""

import torch

from numeric.operator_case import CONV, Apply, Case


def with_conv(frame, channels, order):
    """Of the input and a convolution of it."""
    return Case(
        f"conv: {{channels: {channels}, kernel: 3, padding: 1}}, sub: {{inputs: {order}}}",
        frame,
        lambda: Apply(
            lambda x, conv: torch.sub(*((x, conv(x)) if order.startswith("[input") else (conv(x), x))),
            CONV[len(frame) - 1](frame[0], channels, 3, padding=1),
        ),
    )


CASES = [
    Case("tanh, sub: {inputs: [input, '0']}", (4, 3), lambda: Apply(lambda x: torch.sub(x, x.tanh()))),
    Case(
        "spatial_mean, sub: {inputs: ['0', input]}",
        (12, 6, 5),
        lambda: Apply(lambda x: torch.sub(x.mean((-1, -2), keepdim=True), x)),
    ),
    Case("sub: {inputs: [input, input]}", (4, 3), lambda: Apply(lambda x: x - x)),
    with_conv((4,), 4, "[input, '0']"),
    with_conv((4, 5), 1, "['0', input]"),
    with_conv((4, 5, 6), 4, "['0', input]"),
]
