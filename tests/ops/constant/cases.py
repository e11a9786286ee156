"""constant: a frame of known numbers for each frame of its operand, whatever that holds."""

import torch
from torch import nn

from numeric.operator_case import CONV, Case


class Constant(nn.Module):
    def __init__(self, shape):
        super().__init__()
        self.value = nn.Parameter(torch.zeros(shape))

    def forward(self, clip):
        frame = self.value.expand(clip.shape[0], *self.value.shape[1:])
        return torch.stack([frame] * clip.shape[2], 2)


class Beside(nn.Sequential):
    """A constant behind the channels of what a convolution makes."""

    def forward(self, clip):
        made = self[0](clip)
        return torch.cat([made, self[1](made)], 1)


def constant(frame, *shape):
    layer = f"constant: {{shape: [1, {', '.join(map(str, shape))}]}}"
    return Case(layer, frame, lambda: nn.Sequential(Constant((1, *shape))))


CASES = [
    constant((5,), 3),
    constant((5,), 2, 9),
    constant((3, 7), 17, 1),
    constant((3, 7), 4, 3, 2),
    constant((4, 5, 6), 1),
    constant((2, 3, 4), 19, 4, 5),
    Case(
        "conv: {channels: 4, kernel: 3, stride: 2}, constant: {shape: [1, 2, 3]}, concat: {inputs: ['0', '1']}",
        (3, 7),
        lambda: Beside(CONV[1](3, 4, 3, stride=2), Constant((1, 2, 3))),
    ),
]
