"""attention against F.scaled_dot_product_attention with a banded mask."""

import torch
from torch import nn
from torch.nn import functional as F

from numeric.operator_case import Case


class Attention(nn.Module):
    """Query, key and value by a convolution of one tap each, then attention along time at every place."""

    def __init__(self, frame, channels, value_channels, heads=1, frames=4, ahead=0, partial=True, scale=0.0, biases=0,
                 turns=0, turned=0, pairing="halves"):
        super().__init__()
        kind = (nn.Conv1d, nn.Conv2d, nn.Conv3d)[len(frame) - 1]
        self.query, self.key = kind(frame[0], channels, 1), kind(frame[0], channels, 1)
        self.value = kind(frame[0], value_channels, 1)
        self.heads, self.frames, self.ahead, self.partial = heads, frames, ahead, partial
        self.scale = scale or None
        each = channels // heads
        self.turned, self.pairing = turned or each, pairing
        self.attention = nn.Module()
        self.attention.bias = nn.Parameter(torch.zeros(biases, frames)) if biases else None
        self.attention.turn = nn.Parameter(torch.zeros(turns, 2, frames, each)) if turns else None

    def forward(self, clip):
        query, key, value = (self.by_head(map(clip)) for map in (self.query, self.key, self.value))
        time = torch.arange(clip.shape[2])
        distance = time[None] - time[:, None]
        behind = self.frames - 1 - self.ahead
        seen = (distance <= self.ahead) & (distance >= -behind)
        place = (distance + behind).clamp(0, self.frames - 1)
        result = self.attend(query, key, value, seen, place)
        if not self.partial:
            result = result[..., behind : clip.shape[2] - self.ahead, :]
        batch, frames, *space = clip.shape[0], result.shape[-2], *clip.shape[3:]
        return result.unflatten(0, (batch, -1)).permute(0, 2, 4, 3, 1).reshape(batch, -1, frames, *space)

    def attend(self, query, key, value, seen, place):
        bias, turn = self.attention.bias, self.attention.turn
        if bias is not None:
            seen = torch.where(seen, bias[:, place], -torch.inf)
        if turn is None:
            return F.scaled_dot_product_attention(query, key, value, attn_mask=seen, scale=self.scale)
        own, other = turn[:, :, place].unbind(1)  # (turns, query, key, channels)
        query = query[..., None, :] * own + query[..., None, self.partners(query.shape[-1])] * other
        scores = torch.einsum("bhqkc,bhkc->bhqk", query, key) * (self.scale or key.shape[-1] ** -0.5)
        scores = scores + seen if seen.dtype != torch.bool else scores.masked_fill(~seen, -torch.inf)
        return scores.softmax(-1) @ value

    def partners(self, channels):
        turned, half = self.turned, self.turned // 2
        if self.pairing == "halves":
            pairs = [*range(half, turned), *range(half)]
        else:
            pairs = [channel + 1 - 2 * (channel % 2) for channel in range(turned)]
        return [*pairs, *range(turned, channels)]

    def by_head(self, clip):
        """(B, C, T, *S) -> (B*places, heads, T, channels of a head)."""
        batch, channels, frames = clip.shape[:3]
        flat = clip.reshape(batch, self.heads, channels // self.heads, frames, -1)
        return flat.permute(0, 4, 1, 3, 2).flatten(0, 1)


def attention(frame, channels, value_channels, **options):
    maps = {"query": channels, "key": channels, "value": value_channels}
    layers = [f"{{conv: {{name: {name}, inputs: input, channels: {each}, kernel: 1}}}}" for name, each in maps.items()]
    written = {key: str(value).lower() if isinstance(value, bool) else value for key, value in options.items()}
    attributes = ", ".join(f"{key}: {value}" for key, value in written.items())
    layers.append(f"{{attention: {{name: attention, inputs: [query, key, value], {attributes}}}}}")
    return Case(", ".join(layers), frame, lambda: Attention(frame, channels, value_channels, **options))


CASES = [
    attention((5,), 8, 8, frames=4),
    attention((5,), 12, 6, heads=3, frames=6, ahead=2),
    attention((16,), 64, 64, heads=4, frames=8),
    attention((5,), 4, 8, heads=2, frames=5, partial=False),
    attention((5,), 4, 8, heads=2, frames=5, ahead=2, partial=False),
    attention((5,), 4, 4, frames=4, ahead=3, scale=20.0),
    attention((4, 3), 4, 6, heads=2, frames=3),
    attention((5,), 12, 6, heads=3, frames=6, ahead=2, biases=3),
    attention((4, 3), 4, 4, frames=5, biases=1),
    attention((5,), 24, 8, heads=2, frames=4, ahead=1, turns=1),
    attention((16,), 64, 64, heads=4, frames=7, turns=4, turned=8, pairing="neighbours"),
    attention((5,), 6, 4, frames=5, turns=1, biases=1, turned=4),
    attention((3, 2, 2), 6, 4, frames=3, turns=1, pairing="neighbours", partial=False),
    attention((3, 2, 2), 2, 4, frames=3, ahead=1),
]
