"""Attention, windows as frames, and positions, each one function over whole clips (B, C, T, *S); see operators.py."""

from math import sqrt

import numpy as np

from .moves import Window
from .operators import Spec, operator


def attention_time(attributes):
    frames, ahead = attributes["frames"], attributes.get("ahead", 0)
    behind = frames - 1 - ahead
    if attributes.get("partial", True):
        window = Window(frames, 1, behind, ahead)
        return [None, window, window]
    keys = (Window(frames, 1, behind, 0), Window(skipped=behind))
    return [Window(skipped=behind), keys, keys]


def window_specs(shapes, attributes):
    """The weights of an attention over time, by the shapes of query, key and value."""
    frames, each = attributes["frames"], shapes[0][1] // attributes.get("heads", 1)
    specs = {}
    if biases := attributes.get("biases", 0):
        specs["bias"] = Spec((biases, frames), -0.5, 0.5)
    if turns := attributes.get("turns", 0):
        specs["turn"] = Spec((turns, 2, frames, each), -1.0, 1.0)
    return specs


def turned(query, weights, attributes, place):
    """A query (B, heads, channels, *S) as it meets the key at `place` of the window."""
    if "turn" not in weights:
        return query
    each = query.shape[2]
    pairs, partner = attributes.get("turned", 0) or each, np.arange(each)
    if attributes.get("pairing", "halves") == "halves":
        partner[:pairs] = np.roll(partner[:pairs], pairs // 2)
    else:
        partner[:pairs] = partner[:pairs] ^ 1
    own, other = weights["turn"][:, :, place].swapaxes(0, 1).reshape(2, 1, -1, each, *[1] * (query.ndim - 3))
    return own * query + other * query[:, :, partner]


@operator("attention", time=attention_time, specs=window_specs, of_all=True)
def attention(layer, inputs, weights):
    query, key, value = inputs
    heads, size = layer.attributes.get("heads", 1), layer.attributes["frames"]
    ahead, partial = layer.attributes.get("ahead", 0), layer.attributes.get("partial", True)
    behind, frames = size - 1 - ahead, query.shape[2]
    scale = layer.attributes.get("scale", 0.0) or 1 / sqrt(query.shape[1] // heads)

    def by_head(clip):
        return clip.reshape(clip.shape[0], heads, -1, *clip.shape[2:])

    query, key, value = map(by_head, (query, key, value))
    results = []
    for j in range(0 if partial else behind, frames if partial else frames - ahead):
        window = slice(max(0, j - behind), j + ahead + 1)
        logits = []
        for t in range(window.start, min(window.stop, frames)):
            place = t - (j - behind)
            product = (turned(query[:, :, :, j], weights, layer.attributes, place) * key[:, :, :, t]).sum(2)
            logits.append(product * query.dtype.type(scale))
            if "bias" in weights:
                logits[-1] = logits[-1] + weights["bias"][:, place].reshape(1, -1, *[1] * (product.ndim - 2))
        logits = np.stack(logits, 2)
        power = np.exp(logits - logits.max(2, keepdims=True))
        power = power / power.sum(2, keepdims=True)
        results.append(np.einsum("bht...,bhct...->bhc...", power, value[:, :, :, window]))
    batch, _, channels, *_ = value.shape
    if not results:
        return np.zeros((batch, heads * channels, 0, *inputs[2].shape[3:]), query.dtype)
    return np.stack(results, 3).reshape(batch, heads * channels, len(results), *inputs[2].shape[3:])


def mask_specs(shapes, attributes):
    """By the shapes of query, key and value."""
    masks = attributes.get("masks", 0)
    return {"mask": Spec((masks, shapes[0][-1], shapes[1][-1]), -0.5, 0.5)} if masks else {}


@operator("frame_attention", specs=mask_specs, of_all=True)
def frame_attention(layer, inputs, weights):
    query, key, value = inputs
    heads = layer.attributes.get("heads", 1)
    scale = layer.attributes.get("scale", 0.0) or 1 / sqrt(query.shape[1] // heads)
    mask = weights.get("mask", np.zeros((1, 1, 1), query.dtype))
    results = []
    for head in range(heads):
        q, k, v = (np.split(clip, heads, 1)[head] for clip in (query, key, value))
        places = []
        for place in range(query.shape[-1]):
            logits = (q[..., place : place + 1] * k).sum(1, keepdims=True) * query.dtype.type(scale)
            logits = logits + mask[min(head, len(mask) - 1), min(place, mask.shape[1] - 1)]
            power = np.exp(logits - logits.max(-1, keepdims=True))
            places.append((power * v).sum(-1) / power.sum(-1))
        results.append(np.stack(places, -1))
    return np.concatenate(results, 1)


def stack_time(attributes):
    padding, after = attributes.get("padding", 0), attributes.get("padding_after", 0)
    reach = (attributes["frames"] - 1) * attributes.get("dilation", 1) + 1
    return Window(reach, attributes.get("stride", 1), padding, after)


@operator("stack", time=stack_time)
def stack(layer, inputs, weights):
    (clip,) = inputs
    frames, stride = layer.attributes["frames"], layer.attributes.get("stride", 1)
    ends = layer.attributes.get("padding", 0), layer.attributes.get("padding_after", 0)
    clip = np.pad(clip, [(0, 0), (0, 0), ends, *[(0, 0)] * (clip.ndim - 3)])
    apart = layer.attributes.get("dilation", 1)
    count = max(0, (clip.shape[2] - (frames - 1) * apart - 1) // stride + 1)
    windows = [clip[:, :, i : i + (count - 1) * stride + 1 : stride] for i in range(0, frames * apart, apart)]
    return np.stack([window[:, :, :count] for window in windows], -1)


def table_specs(shape, attributes):
    return {"value": Spec((attributes["positions"], shape[1]), -0.5, 0.5)}


@operator("positional_encoding", specs=table_specs)
def positional_encoding(layer, inputs, weights):
    (clip,) = inputs
    result = clip.copy()
    for t in range(clip.shape[2]):
        row = weights["value"][t % layer.attributes["positions"]]
        result[:, :, t] += row.reshape(1, -1, *[1] * (clip.ndim - 3))
    return result
