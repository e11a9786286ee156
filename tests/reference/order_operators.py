"""The operators of order and choice within a frame; see operators.py and frame_operators.py."""

import numpy as np

from .frame_operators import RELATIONS, framewise
from .operators import Spec, cut_to_shortest, operator


@framewise("gather")
def gather(frames, attributes, _):
    places, axis = np.ravel(attributes["places"]), attributes["axis"] + 1
    shape = [-1 if other == axis else 1 for other in range(frames.ndim)]
    none = (places < 0).reshape(shape)
    return np.where(none, frames.dtype.type(attributes.get("value", 0.0)), frames.take(places, axis))


@operator("take")
def take(layer, inputs, weights):
    clip, places = cut_to_shortest(inputs)
    axis = layer.attributes["axis"]
    axis = axis if axis < 2 else axis + 1
    shape = [places.shape[axis] if other == axis else extent for other, extent in enumerate(clip.shape)]
    places = np.broadcast_to(places, shape)
    named = np.clip(np.nan_to_num(places), 0, clip.shape[axis] - 1).astype(int)
    return np.where(np.isnan(places), places, np.take_along_axis(clip, named, axis))


def marked(places, seen, axis):
    """Places, and none where what decided on them is no number, so that NaN shows what was looked at."""
    return np.where(np.isnan(seen).any(axis, keepdims=True), seen.dtype.type(np.nan), places.astype(seen.dtype))


@framewise("sort")
def sort(frames, attributes, _):
    axis = attributes.get("axis", 1) + 1
    numbers = np.where(np.isnan(frames), np.inf, frames)
    is_descending = bool(attributes.get("descending"))
    keys = (-numbers if is_descending else numbers, np.isnan(frames) != is_descending)
    order = np.lexsort(keys, axis)
    order = order.take(range(attributes.get("count", 0) or frames.shape[axis]), axis)
    return marked(order, frames, axis) if attributes.get("places") else np.take_along_axis(frames, order, axis)


ACCUMULATIONS = {
    "sum": np.add, "prod": np.multiply, "max": np.maximum, "min": np.minimum,
}


@framewise("accumulate")
def accumulate(frames, attributes, _):
    axis, kind = attributes.get("axis", 1) + 1, attributes.get("kind", "sum")
    made = ACCUMULATIONS[kind].accumulate(frames, axis)
    if not attributes.get("places"):
        return made
    shape = [-1 if other == axis else 1 for other in range(frames.ndim)]
    own = np.broadcast_to(np.arange(frames.shape[axis]).reshape(shape), frames.shape)
    return marked(np.maximum.accumulate(np.where(frames == made, own, 0), axis), frames, axis)


@operator("compare_frames")
def compare_frames(layer, inputs, weights):
    first, second = cut_to_shortest(inputs)
    holds = RELATIONS[layer.attributes.get("relation", "gt")](first, second).astype(first.dtype)
    none = np.isnan(first) | np.isnan(second)
    return np.where(none, first.dtype.type(np.nan), holds)  # so that NaN shows what was looked at


@operator("constant", specs=lambda _, attributes: {"value": Spec(tuple(attributes["shape"]), -0.5, 0.5)})
def constant(layer, inputs, weights):
    (clip,) = inputs
    frame = np.broadcast_to(weights["value"], (clip.shape[0], *weights["value"].shape[1:]))
    return np.repeat(frame[:, :, None], clip.shape[2], 2)
