"""matmul against torch.matmul with a constant matrix on the last axis of a frame."""

import torch
from torch import nn

from numeric.operator_case import Case, framewise


class LastAxis(nn.Module):
    def __init__(self, rows, columns):
        super().__init__()
        self.weight = nn.Parameter(torch.zeros(rows, columns))

    def forward(self, clip):
        return framewise(lambda frame: frame @ self.weight)(clip)


def matmul(frame, columns):
    return Case(f"matmul: {{columns: {columns}}}", frame, lambda: nn.Sequential(LastAxis(frame[-1], columns)))


CASES = [
    matmul((12,), 5),
    matmul((7,), 40),
    matmul((1,), 1),
    matmul((4, 6), 5),
    matmul((16, 25), 25),
    matmul((3, 18), 1),
    matmul((20, 3, 4), 7),
    matmul((4, 5, 6), 6),
    matmul((33, 2, 25), 25),
]
