"""The operators that make more frames than they get, or more places of a frame, or fewer; see operators.py."""

from fractions import Fraction
from itertools import product
from math import prod

import numpy as np

from .moves import Window
from .operators import Spec, along_channels, operator, per_axis


def transposed_axes(attributes, axes):
    """(kernel, stride, crop before, crop behind, added behind, dilation) of each axis, time first."""
    crop = per_axis(attributes, "crop", 0, axes)
    return list(
        zip(
            per_axis(attributes, "kernel", None, axes),
            per_axis(attributes, "stride", 1, axes),
            crop,
            per_axis(attributes, "crop_after", list(crop), axes),
            per_axis(attributes, "output_padding", 0, axes),
            per_axis(attributes, "dilation", 1, axes),
        )
    )


def transposed_time(attributes):
    """Each frame is followed by zeros, and the taps move over that place by place; behind the last one come none."""
    kernel, stride, before, behind, added, dilation = transposed_axes(attributes, 1)[0]
    reach = dilation * (kernel - 1)
    return Window(reach + 1, 1, reach - before, reach - behind + added - (stride - 1), factor=stride, zeros=True)


def transposed_specs(shape, attributes):
    channels, groups = attributes["channels"], attributes.get("groups", 1)
    weight = (shape[1], channels // groups, *per_axis(attributes, "kernel", None, len(shape) - 1))
    bound = np.float32(1) / np.sqrt(np.float32(prod(weight[1:])))
    specs = {"weight": Spec(weight, -bound, bound)}
    return {**specs, "bias": Spec((channels,), -bound, bound)} if attributes.get("bias", True) else specs


@operator("conv_transpose", specs=transposed_specs, time=transposed_time)
def conv_transpose(layer, inputs, weights):
    """Each element of the input times the taps, put where they fall."""
    (clip,) = inputs
    axes = transposed_axes(layer.attributes, clip.ndim - 2)
    batch, inner, *extents = clip.shape
    weight = weights["weight"]
    groups = layer.attributes.get("groups", 1)
    whole = [
        max(0, (n - 1) * s + d * (k - 1) + 1 + more) if n else 0 for n, (k, s, _, _, more, d) in zip(extents, axes)
    ]
    result = np.zeros((batch, groups, weight.shape[1], *whole), clip.dtype)
    grouped = clip.reshape(batch, groups, inner // groups, -1)
    by_group = weight.reshape(groups, inner // groups, *weight.shape[1:])
    for tap in product(*(range(k) for k, *_ in axes)):
        part = np.einsum("bgip,gio->bgop", grouped, by_group[(...,) + tap])
        place = tuple(slice(i * d, i * d + (n - 1) * s + 1 if n else i * d, s)
                      for i, n, (_, s, _, _, _, d) in zip(tap, extents, axes))
        result[(slice(None),) * 3 + place] += part.reshape(*result.shape[:3], *extents)
    result = result.reshape(batch, -1, *whole)
    cut = tuple(slice(before, max(before, n - behind)) for n, (_, _, before, behind, _, _) in zip(whole, axes))
    result = result[(slice(None),) * 2 + cut]
    return result + along_channels(weights["bias"], result) if "bias" in weights else result


def sources(old, new, factor, align, mode):
    """Where each of `new` places lies among `old`."""
    one = np.float32(1)
    place = np.arange(new, dtype=np.float32)
    if align:
        return place * (np.float32(old - 1) / np.float32(new - 1) if new > 1 else np.float32(0))
    ratio = np.float32(1 / factor) if factor else np.float32(old) / np.float32(new)
    if mode == "nearest":
        return place * ratio
    # Multiplied and added at once: float64 has room for the product.
    source = (ratio * (place + one / 2).astype(np.float64) - 0.5).astype(np.float32)
    return source if mode == "cubic" else np.maximum(source, 0)


def cubic(t, a=np.float32(-0.75)):
    def near(x):
        return ((a + 2) * x - (a + 3)) * x * x + 1

    def far(x):
        return ((a * x - 5 * a) * x + 8 * a) * x - 4 * a

    return far(t + 1), near(t), near(1 - t), far(2 - t)


def resampled(clip, axis, new, factor, align, mode):
    old = clip.shape[axis]
    source = sources(old, new, factor, align, mode)
    shape = [-1 if i == axis else 1 for i in range(clip.ndim)]

    def at(place):
        return clip.take(np.clip(place, 0, old - 1), axis)

    if mode.startswith("nearest"):
        if mode == "nearest" and old == new:
            return clip
        return at(np.floor(source + np.float32(0.5 if mode == "nearest_exact" else 0)).astype(int))
    if mode == "linear" and old == new:
        return clip * clip.dtype.type(1) + clip * clip.dtype.type(0)
    first = np.minimum(np.floor(source).astype(int), old - 1)
    behind = np.clip(source - first.astype(np.float32), 0, 1).astype(clip.dtype)
    if mode == "linear":
        return at(first) * (1 - behind).reshape(shape) + at(first + 1) * behind.reshape(shape)
    return sum(at(first + i - 1) * weight.reshape(shape) for i, weight in enumerate(cubic(behind)))


@operator("resample")
def resample(layer, inputs, weights):
    (clip,) = inputs
    sizes = per_axis(layer.attributes, "size", None, clip.ndim - 3)
    factors = per_axis(layer.attributes, "factor", 0, clip.ndim - 3)
    for axis in reversed(range(3, clip.ndim)):
        clip = resampled(
            clip, axis, sizes[axis - 3], factors[axis - 3],
            layer.attributes.get("align_corners", False), layer.attributes.get("mode", "nearest"),
        )
    return clip


# Over time alone.


def upsample_time(attributes):
    factor = attributes["factor"]
    if attributes.get("mode", "nearest") == "nearest":
        return Window(factor=factor)
    return Window(factor + 1, padding=factor // 2, padding_after=factor - factor // 2, factor=factor)


@operator("upsample", time=upsample_time)
def upsample(layer, inputs, weights):
    (clip,) = inputs
    factor, frames = layer.attributes["factor"], clip.shape[2]
    if layer.attributes.get("mode", "nearest") == "nearest":
        return clip.repeat(factor, 2)
    return np.stack([between(clip, j, factor) for j in range(frames * factor)], 2)


def between(clip, j, factor):
    """Frame j of a clip of `factor` times as many frames, whose centres lie evenly between those of its own."""
    if j < factor // 2:
        return clip[:, :, 0]
    first, part = divmod(Fraction(2 * j + 1, 2 * factor) - Fraction(1, 2), 1)
    second = min(first + 1, clip.shape[2] - 1)
    weights = np.array([1 - part, part], np.float64).astype(clip.dtype)
    return clip[:, :, first] * weights[0] + clip[:, :, second] * weights[1]


@operator("channels_to_time", time=lambda attributes: Window(factor=attributes["factor"]))
def channels_to_time(layer, inputs, weights):
    (clip,) = inputs
    factor, (batch, channels, frames, *space) = layer.attributes["factor"], clip.shape
    result = np.zeros((batch, channels // factor, frames * factor, *space), clip.dtype)
    for r in range(factor):
        result[:, :, r::factor] = clip[:, r::factor]
    return result


@operator("time_to_channels", time=lambda attributes: Window(attributes["factor"], attributes["factor"]))
def time_to_channels(layer, inputs, weights):
    (clip,) = inputs
    factor, (batch, channels, frames, *space) = layer.attributes["factor"], clip.shape
    whole = frames // factor * factor
    result = np.zeros((batch, channels * factor, frames // factor, *space), clip.dtype)
    for r in range(factor):
        result[:, r::factor] = clip[:, :, r:whole:factor]
    return result


@operator(
    "overlap_add",
    time=lambda attributes: transposed_time(
        {"kernel": attributes["size"], **{key: attributes[key] for key in ("stride", "crop", "crop_after") if key in attributes}}
    ),
)
def overlap_add(layer, inputs, weights):
    """Blocks of frames, put where they fall."""
    (clip,) = inputs
    size, stride = layer.attributes["size"], layer.attributes["stride"]
    crop = layer.attributes.get("crop", 0)
    batch, channels, blocks, *space = clip.shape
    whole = (blocks - 1) * stride + size if blocks else 0
    result = np.zeros((batch, channels // size, whole, *space), clip.dtype)
    by_place = clip.reshape(batch, channels // size, size, blocks, *space)
    for block in range(blocks):
        result[:, :, block * stride : block * stride + size] += by_place[:, :, :, block]
    return result[:, :, crop : max(crop, whole - layer.attributes.get("crop_after", 0))]
