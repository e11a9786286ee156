"""positional_encoding against a table gathered by the frames' numbers."""

import torch
from torch import nn

from numeric.operator_case import Case


class Positions(nn.Module):
    """Adds row j mod `positions` to frame j."""

    def __init__(self, positions, channels):
        super().__init__()
        self.value = nn.Parameter(torch.zeros(positions, channels))

    def forward(self, clip):
        rows = self.value[torch.arange(clip.shape[2]) % len(self.value)]
        return clip + rows.T.reshape(1, -1, clip.shape[2], *[1] * (clip.ndim - 3))


def alone(frame, positions):
    layer = f"positional_encoding: {{positions: {positions}}}"
    return Case(layer, frame, lambda: nn.Sequential(Positions(positions, frame[0])))


CASES = [
    alone((5,), 3),
    alone((16,), 1),
    alone((31,), 64),
    alone((4, 3), 5),
    alone((3, 2, 6), 2),
    Case(
        "{conv: {channels: 4, kernel: 3, stride: 2, padding: 1}}, {positional_encoding: {positions: 3}}, "
        "{conv: {channels: 3, kernel: 2}}",
        (5,),
        lambda: nn.Sequential(nn.Conv1d(5, 4, 3, stride=2, padding=1), Positions(3, 4), nn.Conv1d(4, 3, 2)),
    ),
]
