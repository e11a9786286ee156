"""embedding against nn.Embedding; where a number is no row of the table, all that comes of it is no number."""

import torch
from torch import nn

from numeric.operator_case import Case


class Rows(nn.Embedding):
    """The rows that clips (B, 1, T, *S) name."""

    def forward(self, clip):
        number = clip[:, 0]
        is_row = (number > -1) & (number < self.num_embeddings)
        rows = super().forward(torch.where(is_row, number, 0).long())
        return torch.where(is_row[..., None], rows, torch.nan).movedim(-1, 1)


class Clamp(nn.Module):
    def forward(self, clip):
        return clip.clamp(-0.75, 3.5)


def embedding(space, rows, channels):
    layers = f"clamp: {{low: -0.75, high: 3.5}}, embedding: {{rows: {rows}, channels: {channels}}}"
    return Case(layers, (1, *space), lambda: nn.Sequential(Clamp(), Rows(rows, channels)))


CASES = [embedding((), 4, 5), embedding((7,), 5, 16), embedding((3, 4), 9, 3)]
