"""The operators, each as one function over whole clips `(B, C, T, *S)`.

To add one, write a function here:

    @operator("name")
    def name(layer, inputs, weights): ...

`layer.attributes` holds what the YAML says, `inputs` the clips, `weights` the tensors by their short names
("weight"). The result has the dtype of the inputs. An operator with weights says what they are by `specs=` (shape of
the first input frame, attributes -> short names to `Spec`s). One that does not simply map frame j to frame j says how
it lies in time by `time=` (attributes -> a Window of moves.py, or a list with one for each input).
"""

from collections.abc import Callable
from dataclasses import dataclass
from itertools import product
from math import erf, prod, sqrt

import numpy as np

from .moves import Window

OPERATORS = {}


@dataclass(frozen=True)
class Spec:
    """The shape of a weight and the range of its seeded values."""

    shape: tuple
    low: float
    high: float


@dataclass(frozen=True)
class Operator:
    compute: Callable
    specs: Callable = lambda shape, attributes: {}
    time: Callable = lambda attributes: None
    of_all: bool = False  # whether the specs depend on the shapes of all inputs, not of the first alone

    def specs_of(self, shapes, attributes):
        """The weights by their short names, from the shapes of the input frames."""
        return self.specs(shapes if self.of_all else shapes[0], attributes)


def operator(name, **options):
    def register(function):
        OPERATORS[name] = Operator(function, **options)
        return function

    return register


# Windows. An attribute has one number per axis, time first, or one for all axes.


def per_axis(attributes, key, default, axes):
    value = attributes.get(key, default)
    return tuple(value) if isinstance(value, list) else (value,) * axes


def window_of(attributes, axes):
    """(kernel, stride, padding, dilation), each a tuple over the axes; those of padding are pairs (before, after)."""
    kernel, stride, before, dilation = (
        per_axis(attributes, key, default, axes)
        for key, default in (("kernel", None), ("stride", 1), ("padding", 0), ("dilation", 1))
    )
    after = per_axis(attributes, "padding_after", list(before), axes)
    return kernel, stride, tuple(zip(before, after)), dilation


def along_axes(attributes, axes):
    """The window along each axis, as if that were time."""
    return [
        Window(dilation * (kernel - 1) + 1, stride, *padding, attributes.get("ceil_mode", False))
        for kernel, stride, padding, dilation in zip(*window_of(attributes, axes))
    ]


def window_time(attributes):
    return along_axes(attributes, 1)[0]


def taps(clip, attributes, fill, beyond=None):
    """Yields, for each tap of the window, its index and what it sees: an array with the output's extents. The padding
    is `fill`, and what windows see behind that is `beyond`, by default the same."""
    axes = clip.ndim - 2
    kernel, stride, padding, dilation = window_of(attributes, axes)
    extents = [window.frames(n) for window, n in zip(along_axes(attributes, axes), clip.shape[2:])]
    repeats = attributes.get("padding_mode") == "replicate" and clip.size > 0  # a clip of no frames has no edges
    like = {"mode": "edge"} if repeats else {"constant_values": fill}
    padded = np.pad(clip, [(0, 0), (0, 0), *padding], **like)
    reach = [(n - 1) * s + d * (k - 1) + 1 for n, s, d, k in zip(extents, stride, dilation, kernel)]
    more = [(0, max(0, end - given)) for end, given in zip(reach, padded.shape[2:])]
    padded = np.pad(padded, [(0, 0), (0, 0), *more], constant_values=fill if beyond is None else beyond)
    for tap in product(*map(range, kernel)):
        cut = tuple(
            slice(i * d, i * d + s * (n - 1) + 1 if n else i * d, s)
            for i, d, s, n in zip(tap, dilation, stride, extents)
        )
        yield tap, padded[(slice(None), slice(None)) + cut]


def conv_specs(shape, attributes):
    channels, inner = attributes["channels"], shape[1] // attributes.get("groups", 1)
    kernel = per_axis(attributes, "kernel", None, len(shape) - 1)
    return map_specs((channels, inner, *kernel), attributes)


def linear_specs(shape, attributes):
    return map_specs((attributes["channels"], shape[1]), attributes)


def map_specs(shape, attributes):
    bound = np.float32(1) / np.sqrt(np.float32(prod(shape[1:])))
    specs = {"weight": Spec(shape, -bound, bound)}
    if attributes.get("bias", True):
        specs["bias"] = Spec(shape[:1], -bound, bound)
    return specs


def along_channels(vector, like):
    """A vector over channels, to be broadcast over a clip."""
    return vector.reshape(1, -1, *[1] * (like.ndim - 2))


def grouped_product(weight, seen, groups):
    """(channels, inner) times (B, groups*inner, *rest) -> (B, channels, *rest), group by group."""
    batch, channels, *rest = seen.shape[0], len(weight), *seen.shape[2:]
    weight = weight.reshape(groups, -1, weight.shape[1])
    seen = seen.reshape(batch, groups, weight.shape[2], -1)
    # One channel a group needs no sum; a loop of tiny matrix products would be slow.
    result = weight * seen if weight.shape[2] == 1 else np.matmul(weight, seen)
    return result.reshape(batch, channels, *rest)


@operator("conv", specs=conv_specs, time=window_time)
def conv(layer, inputs, weights):
    (clip,) = inputs
    total = 0
    for tap, seen in taps(clip, layer.attributes, 0):
        total = total + grouped_product(weights["weight"][(...,) + tap], seen, layer.attributes.get("groups", 1))
    return total + along_channels(weights["bias"], clip) if "bias" in weights else total


@operator("avg_pool", time=window_time)
def avg_pool(layer, inputs, weights):
    (clip,) = inputs
    total = sum(seen for _, seen in taps(clip, layer.attributes, 0))
    if divisor := layer.attributes.get("divisor_override", 0):
        return total / clip.dtype.type(divisor)
    padding = 1 if layer.attributes.get("count_include_pad", True) else 0
    return total / sum(seen for _, seen in taps(np.ones_like(clip), layer.attributes, padding, beyond=0))


@operator("max_pool", time=window_time)
def max_pool(layer, inputs, weights):
    (clip,) = inputs
    largest = None
    for _, seen in taps(clip, layer.attributes, -np.inf):
        largest = seen if largest is None else np.maximum(largest, seen)
    return largest


def adaptive_pool(layer, clip, reduce):
    """Along one spatial axis after the other: both the mean over a box and its maximum come out so."""
    for axis in range(3, clip.ndim):
        extent, bins = clip.shape[axis], per_axis(layer.attributes, "size", None, clip.ndim - 3)[axis - 3]
        ends = [(i * extent // bins, -(-(i + 1) * extent // bins)) for i in range(bins)]
        clip = np.stack([reduce(clip.take(range(*end), axis), axis) for end in ends], axis)
    return clip


@operator("adaptive_avg_pool")
def adaptive_avg_pool(layer, inputs, weights):
    return adaptive_pool(layer, inputs[0], np.mean)


@operator("adaptive_max_pool")
def adaptive_max_pool(layer, inputs, weights):
    return adaptive_pool(layer, inputs[0], np.max)


# Within a frame.


@operator("linear", specs=linear_specs)
def linear(layer, inputs, weights):
    total = grouped_product(weights["weight"], inputs[0], 1)
    return total + along_channels(weights["bias"], total) if "bias" in weights else total


def batch_norm_specs(shape, attributes):
    large, small = Spec(shape[1:2], 0.5, 1.5), Spec(shape[1:2], -0.1, 0.1)
    return {"weight": large, "bias": small, "running_mean": small, "running_var": large}


@operator("batch_norm", specs=batch_norm_specs)
def batch_norm(layer, inputs, weights):
    (clip,) = inputs
    weight, bias, mean, variance = (
        along_channels(weights[key], clip) for key in ("weight", "bias", "running_mean", "running_var")
    )
    eps = clip.dtype.type(layer.attributes.get("eps", 1e-5))
    return (clip - mean) / np.sqrt(variance + eps) * weight + bias


@operator("spatial_mean")
def spatial_mean(layer, inputs, weights):
    return inputs[0].mean(tuple(range(3, inputs[0].ndim)), keepdims=True)


# Where values meet, frame j meets frame j; the longer clip is cut.


def cut_to_shortest(clips):
    frames = min(clip.shape[2] for clip in clips)
    return [clip[:, :, :frames] for clip in clips]


@operator("add")
def add(layer, inputs, weights):
    first, *rest = cut_to_shortest(inputs)
    for clip in rest:
        first = first + clip
    return first


@operator("mul")
def mul(layer, inputs, weights):
    first, *rest = cut_to_shortest(inputs)
    for clip in rest:
        first = first * clip
    return first


@operator("concat")
def concat(layer, inputs, weights):
    axis = layer.attributes.get("axis", 1)
    return np.concatenate(cut_to_shortest(inputs), axis if axis == 1 else axis + 1)


# Moves in time.


@operator("delay", time=lambda attributes: Window(late=attributes["frames"]))
def delay(layer, inputs, weights):
    """Later, but the same frames: output frame j is input frame j. A join behind it pairs by j, as everywhere."""
    return inputs[0]


@operator("skip", time=lambda attributes: Window(skipped=attributes["frames"]))
def skip(layer, inputs, weights):
    return inputs[0][:, :, layer.attributes["frames"] :]


# Activations.


def activation(name):
    """Registers a function of an array and the layer's attributes."""

    def register(function):
        OPERATORS[name] = Operator(lambda layer, inputs, weights: function(inputs[0], layer.attributes))
        return function

    return register


def logistic(x):
    with np.errstate(over="ignore"):
        return 1 / (1 + np.exp(-x))


activation("relu")(lambda x, _: np.maximum(x, 0))
activation("relu6")(lambda x, _: np.clip(x, 0, 6))
activation("sigmoid")(lambda x, _: logistic(x))
activation("silu")(lambda x, _: x * logistic(x))
activation("tanh")(lambda x, _: np.tanh(x))
activation("hardsigmoid")(lambda x, _: np.clip(x + 3, 0, 6) / 6)
activation("hardswish")(lambda x, _: x * np.clip(x + 3, 0, 6) / 6)


@activation("gelu")
def gelu(x, attributes):
    if attributes.get("approximate", "none") == "tanh":
        return x / 2 * (1 + np.tanh(x.dtype.type(sqrt(2 / np.pi)) * (x + x.dtype.type(0.044715) * x**3)))
    return x / 2 * (1 + np.vectorize(erf, otypes=[x.dtype])(x / x.dtype.type(sqrt(2))))


@activation("elu")
def elu(x, attributes):
    return np.where(x > 0, x, x.dtype.type(attributes.get("alpha", 1.0)) * np.expm1(np.minimum(x, 0)))


@activation("leaky_relu")
def leaky_relu(x, attributes):
    return np.where(x > 0, x, x.dtype.type(attributes.get("slope", 0.01)) * x)
