"""frame_attention against F.scaled_dot_product_attention with time as a batch."""

import torch
from torch import nn
from torch.nn import functional as F

from numeric.operator_case import Case


def attend(query, key, value, heads, scale=None, mask=None):
    """Clips (B, C, T, [rows,] places), each place of the query to all of the key."""

    def by_head(clip):
        """(B, T, [rows,] heads, places, channels of a head)."""
        return clip.unflatten(1, (heads, -1)).movedim((1, 2), (-3, -1))

    attended = F.scaled_dot_product_attention(*map(by_head, (query, key, value)), attn_mask=mask, scale=scale)
    return attended.movedim((-3, -1), (1, 2)).flatten(1, 2)


class FrameAttention(nn.Module):
    """Query, key and value by a convolution of one tap each, then attention at every step; with `queries` the query is
    the first so many places alone."""

    def __init__(self, frame, channels, value_channels, heads=1, masks=0, scale=0.0, queries=None):
        super().__init__()
        kind = (nn.Conv2d, nn.Conv3d)[len(frame) - 2]
        self.query, self.key = kind(frame[0], channels, 1), kind(frame[0], channels, 1)
        self.value = kind(frame[0], value_channels, 1)
        self.heads, self.scale, self.queries = heads, scale or None, queries
        if masks:
            self.attention = nn.Module()
            self.attention.mask = nn.Parameter(torch.zeros(masks, queries or frame[-1], frame[-1]))
        self.has_mask = masks > 0

    def forward(self, clip):
        query = self.query(clip)[..., : self.queries]
        mask = self.attention.mask if self.has_mask else None
        return attend(query, self.key(clip), self.value(clip), self.heads, self.scale, mask)


def attention(frame, channels, value_channels, **options):
    maps = {"whole" if "queries" in options else "query": channels, "key": channels, "value": value_channels}
    called = {"whole": "query"}
    layers = []
    for name, each in maps.items():
        weights = f", weights: {called[name]}" if name in called else ""
        layers.append(f"{{conv: {{name: {name}, inputs: input, channels: {each}, kernel: 1{weights}}}}}")
    if "queries" in options:
        end = options["queries"]
        layers.append(f"{{slice: {{name: query, inputs: whole, axis: {len(frame)}, end: {end}}}}}")
    given = "".join(f", {key}: {value}" for key, value in options.items() if key != "queries")
    layers.append(f"{{frame_attention: {{name: attention, inputs: [query, key, value]{given}}}}}")
    return Case(", ".join(layers), frame, lambda: FrameAttention(frame, channels, value_channels, **options))


CASES = [
    attention((5, 6), 8, 8),
    attention((5, 1), 4, 4),
    attention((5, 7), 12, 6, heads=3),
    attention((3, 5), 1, 1),
    attention((16, 32), 64, 64, heads=4),
    attention((5, 9), 6, 4, heads=2, queries=1),
    attention((4, 8), 4, 4, heads=2, queries=3, masks=2),
    attention((4, 5), 4, 6, heads=2, masks=1),
    attention((3, 4), 17, 17, scale=20.0),
    attention((3, 2, 5), 4, 6, heads=2),
    attention((3, 4, 3), 2, 2, masks=1),
]
