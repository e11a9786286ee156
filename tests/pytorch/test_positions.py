"""Positions in attention over a band of frames: biases by distance, and rotary positions."""

import math

import pytest
import torch
import torch.nn.functional as F
from torch import nn

import cocc

from .many import check_many

HEADS, EACH = 2, 6
WIDTH = HEADS * EACH


def heads(x, count=HEADS):
    """(B, T, heads * channels) -> (B, heads, T, channels)."""
    return x.unflatten(-1, (count, -1)).transpose(1, 2)


def merged(x):
    return x.transpose(1, 2).flatten(2)


def members():
    return {
        "q": nn.Linear(WIDTH, WIDTH), "k": nn.Linear(WIDTH, WIDTH), "v": nn.Linear(WIDTH, WIDTH),
        "qkv": nn.Linear(WIDTH, 3 * WIDTH), "one": nn.Linear(WIDTH, EACH), "table": nn.Embedding(9, HEADS),
        "slopes": nn.Parameter(torch.tensor([0.5, 0.25])), "bias": nn.Parameter(torch.randn(64)),
    }


def parts(m, x):
    return heads(m.q(x)), heads(m.k(x)), heads(m.v(x))


def distance(frames):
    """How far the key's frame is behind the query's."""
    time = torch.arange(frames)
    return time[:, None] - time


def band(frames, behind=5, ahead=0):
    d = distance(frames)
    return torch.where((d <= behind) & (d >= -ahead), 0.0, -math.inf)


def attend(query, key, value, mask, scale=None):
    return merged(F.scaled_dot_product_attention(query, key, value, attn_mask=mask, scale=scale))


def written_out(query, key, value, mask):
    scores = query @ key.transpose(-2, -1) / math.sqrt(query.shape[-1]) + mask
    return merged(scores.softmax(-1) @ value)


def alibi(m, x, how=attend):
    d = distance(x.shape[1])
    return how(*parts(m, x), -m.slopes[:, None, None] * d.abs() + band(x.shape[1]))


def relative(m, x):
    """A learned number for each head and distance, as in Swin and T5."""
    bias = m.table((distance(x.shape[1]).clamp(-4, 4) + 4)).permute(2, 0, 1)
    return attend(*parts(m, x), bias + band(x.shape[1], 3, 2))


def one_for_all(m, x):
    d = distance(x.shape[1])
    return attend(*parts(m, x), m.bias[d.abs().clamp(max=63)] + band(x.shape[1], 4, 1))


def with_holes(m, x):
    """Every second frame."""
    d = distance(x.shape[1])
    return attend(*parts(m, x), torch.where((d % 2 == 0) & (d >= 0) & (d <= 6), 0.0, -math.inf))


BIASES = {
    "alibi": alibi,
    "alibi, written out": lambda m, x: alibi(m, x, written_out),
    "relative": relative,
    "one for all heads": one_for_all,
    "with holes": with_holes,
    "whole windows": lambda m, x: alibi(m, x)[:, 5:] + x[:, 5:],
}


@pytest.mark.parametrize("batch", (1, 2))
def test_biases(batch):
    check_many(BIASES, (batch, WIDTH), 1, members)


def test_bias_in_a_window_of_the_user():
    """Where the mask shows all that a clip has before a frame, the user says how much that is in a stream."""
    def causal(m, x):
        d = distance(x.shape[1])
        return attend(*parts(m, x), torch.where(d < 0, -math.inf, -0.3 * d))

    def newest(m, x):
        return attend(*parts(m, x), -0.3 * distance(x.shape[1]) + band(x.shape[1], 7))

    check_many({"causal": causal}, (1, WIDTH), 1, members, {"causal": newest}, windows={"attention": 8})


# ---- Rotary positions ----------------------------------------------------------------------------------------------


def angles(frames, channels, base=100.0):
    rates = base ** -(torch.arange(0, channels, 2) / channels)
    return torch.arange(frames)[:, None] * rates


def rotated_halves(x, frames, channels=EACH):
    """x * cos + rotate_half(x) * sin, over the last two dimensions."""
    angle = angles(frames, channels).repeat(1, 2)
    first, second = x.chunk(2, -1)
    return x * angle.cos() + torch.cat([-second, first], -1) * angle.sin()


def rotated_neighbours(x, frames):
    cos, sin = angles(frames, EACH).cos(), angles(frames, EACH).sin()
    pairs = x.unflatten(-1, (-1, 2))
    even, odd = pairs[..., 0], pairs[..., 1]
    return torch.stack([even * cos - odd * sin, even * sin + odd * cos], -1).flatten(-2)


def rotated_slices(x, frames):
    cos, sin = angles(frames, EACH).cos(), angles(frames, EACH).sin()
    even, odd = x[..., ::2], x[..., 1::2]
    return torch.stack((even * cos - odd * sin, odd * cos + even * sin), dim=-1).reshape(x.shape)


def rotary(rotate, how=attend, mask=band):
    def function(m, x):
        query, key, value = parts(m, x)
        return how(rotate(query, x.shape[1]), rotate(key, x.shape[1]), value, mask(x.shape[1]))

    return function


def partly_rotated(x, frames):
    return torch.cat([rotated_halves(x[..., :4], frames, 4), x[..., 4:]], -1)


def decayed(sign):
    """Rotary positions that fade with the distance, as xPos has them."""
    def rotate(x, frames):
        fade = 1.05 ** (sign * torch.arange(frames))[:, None]
        return rotated_halves(x, frames) * fade

    return rotate


def before_heads_change_places(m, x):
    """Tables (T, 1, channels) on (B, T, heads, channels)."""
    frames = x.shape[1]
    angle = angles(frames, EACH).repeat(1, 2)[:, None]

    def rotate(y):
        y = y.unflatten(-1, (HEADS, EACH))
        turned = torch.cat([-y[..., EACH // 2 :], y[..., : EACH // 2]], -1)
        return (y * angle.cos() + turned * angle.sin()).transpose(1, 2)

    return attend(rotate(m.q(x)), rotate(m.k(x)), heads(m.v(x)), band(frames))


def of_one_projection(m, x):
    query, key, value = (heads(part) for part in m.qkv(x).chunk(3, -1))
    frames = x.shape[1]
    return attend(rotated_halves(query, frames), rotated_halves(key, frames), value, band(frames))


def of_one_key(m, x):
    """One key and value for all heads."""
    frames = x.shape[1]
    key = rotated_halves(m.one(x)[:, None], frames).expand(-1, HEADS, -1, -1)
    value = m.one(x)[:, None].expand(-1, HEADS, -1, -1)
    return attend(rotated_halves(heads(m.q(x)), frames), key, value, band(frames))


def fading(m, x):
    query, key, value = parts(m, x)
    frames = x.shape[1]
    return attend(decayed(-1)(query, frames), decayed(1)(key, frames), value, band(frames))


ROTARY = {
    "halves": rotary(rotated_halves),
    "halves, written out": rotary(rotated_halves, written_out),
    "neighbours": rotary(rotated_neighbours),
    "neighbours by slices": rotary(rotated_slices),
    "in part": rotary(partly_rotated),
    "around each frame": rotary(rotated_halves, attend, lambda frames: band(frames, 3, 2)),
    "with a bias": rotary(rotated_halves, attend, lambda frames: band(frames) - 0.2 * distance(frames).abs()),
    "before heads change places": before_heads_change_places,
    "of one projection": of_one_projection,
    "of one key": of_one_key,
    "fading": fading,
}


@pytest.mark.parametrize("batch", (1, 2))
def test_rotary_positions(batch):
    check_many(ROTARY, (batch, WIDTH), 1, members)


def chunks(m, x):
    chunk = torch.arange(x.shape[1]) // 4
    return attend(*parts(m, x), torch.where(chunk[:, None] == chunk, 0.0, -math.inf))


def chunks_and_before(m, x):
    chunk = torch.arange(x.shape[1]) // 4
    return attend(*parts(m, x), chunk[:, None] >= chunk)


def learned_positions(m, x):
    query, key, value = parts(m, x)
    table = (torch.arange(x.shape[1])[:, None] * 1.7 + torch.arange(EACH)).sin()
    return attend(query * table, key * table, value, band(x.shape[1]))


REFUSED = {
    "has a mask of chunks of 4 frames": chunks,
    "has a mask of chunks of 4 frames.*beginning": chunks_and_before,
    "of which more counts than the distance of two frames": learned_positions,
    r"by its position in the clip.*cocc\.positional_encoding": lambda m, x: x + angles(x.shape[1], WIDTH).repeat(1, 2),
    "only queries and keys of attention may, in rotary positions": lambda m, x: m.q(rotated_halves(x, x.shape[1], WIDTH)),
    r"has a bias for the distances of a clip's \d+ frames, but attends to 2000": lambda m, x: attend(
        *parts(m, x), torch.where(distance(x.shape[1]) < 0, -math.inf, -0.3 * distance(x.shape[1]))),
    "hides each frame from itself": lambda m, x: attend(
        *parts(m, x), torch.where((distance(x.shape[1]).abs() > 0) & (distance(x.shape[1]).abs() < 5), 0.0, -math.inf)),
}


@pytest.mark.parametrize("message", REFUSED)
def test_refused(message):
    with pytest.raises(cocc.CompileError, match=message):
        check_many({"refused": REFUSED[message]}, (1, WIDTH), 1, members,
                   windows={"attention": 2000} if "2000" in message else None)
