"""div: frames j meet, extents of 1 broadcast; nothing here is near 0."""

import torch

from numeric.operator_case import CONV, Apply, Case


def by_conv(frame, channels):
    """x / (2 + sigmoid(conv(x)))"""
    return Case(
        f"conv: {{channels: {channels}, kernel: 3, padding: 1}}, sigmoid, scale: {{offset: 2}}, "
        "div: {inputs: [input, '2']}",
        frame,
        lambda: Apply(
            lambda x, conv: x / (2 + conv(x).sigmoid()), CONV[len(frame) - 1](frame[0], channels, 3, padding=1)
        ),
    )


CASES = [
    by_conv((4,), 4),
    by_conv((12, 5), 1),
    by_conv((4, 5, 6), 4),
    Case("exp, div: {inputs: [input, '0']}", (3, 7), lambda: Apply(lambda x: torch.div(x, x.exp()))),
]
