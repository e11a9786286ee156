"""add_constant: a frame plus a constant, of the frame's shape and broadcast; per channel also behind a convolution."""

import torch
from torch import nn

from numeric.operator_case import CONV, Case, framewise


class Constant(nn.Module):
    def __init__(self, shape):
        super().__init__()
        self.value = nn.Parameter(torch.zeros(shape))

    def forward(self, clip):
        return framewise(lambda frame: frame + self.value)(clip)


def constant(frame, *shape):
    return Case(f"add_constant: {{shape: {list(shape)}}}", frame, lambda: nn.Sequential(Constant(shape)))


def behind_conv(frame, channels, *shape, bias=True):
    """Folds into the convolution where `shape` is per channel."""
    options = f"channels: {channels}, kernel: 3, padding: 1, bias: {str(bias).lower()}"
    return Case(
        f"conv: {{{options}}}, add_constant: {{shape: {list(shape)}}}",
        frame,
        lambda: nn.Sequential(
            CONV[len(frame) - 1](frame[0], channels, 3, padding=1, bias=bias), Constant(shape)
        ),
    )


CASES = [
    constant((5,), 5),
    constant((5,), 1),
    constant((3, 7), 3, 7),
    constant((17, 4), 17, 1),
    constant((12, 4), 1, 4),
    constant((4, 5, 6), 4, 5, 6),
    constant((20, 3, 4), 1, 3, 4),
    constant((4, 5, 6), 4, 1, 6),
    constant((4, 5, 6), 4, 5, 1),
    constant((4, 5, 6), 1, 1, 1),
    behind_conv((4,), 6, 6),
    behind_conv((4, 5), 9, 9, 1, bias=False),
    behind_conv((4, 5, 6), 3, 1, 1, 1),
    behind_conv((4, 5, 6), 8, 8, 5, 6),
]
