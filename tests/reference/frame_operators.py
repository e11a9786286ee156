"""The operators that look at one frame at a time and move, compare or combine its elements; see operators.py.

Most are said for a frame: `framewise` brings time to the front, so that axis a of a frame (B, C, *S) is axis a + 1.
"""

import numpy as np

from .operators import Spec, activation, cut_to_shortest, logistic, operator


def framewise(name, **options):
    """Registers a function of frames (T, B, C, *S), attributes and weights."""

    def register(function):
        def compute(layer, inputs, weights):
            clip = np.moveaxis(inputs[0], 2, 0)
            return np.moveaxis(function(clip, layer.attributes, weights), 0, 2)

        operator(name, **options)(compute)
        return function

    return register


@framewise("reshape")
def reshape(frames, attributes, _):
    return frames.reshape(len(frames), *attributes["shape"])


@framewise("permute")
def permute(frames, attributes, _):
    return frames.transpose(0, *(axis + 1 for axis in attributes["axes"]))


@framewise("slice")
def slice_axis(frames, attributes, _):
    cut = slice(attributes.get("start", 0), attributes["end"], attributes.get("step", 1))
    return frames[(slice(None),) * (attributes["axis"] + 1) + (cut,)]


@framewise("glu")
def glu(frames, attributes, _):
    content, gate = np.split(frames, 2, attributes.get("axis", 1) + 1)
    return content * logistic(gate)


def compared(frames, attributes):
    """(the axis of a softmax, the elements less the largest along it)."""
    axis = attributes.get("axis", 1) + 1
    return axis, frames - frames.max(axis, keepdims=True, initial=-np.inf)


@framewise("softmax")
def softmax(frames, attributes, _):
    axis, less = compared(frames, attributes)
    return np.exp(less) / np.exp(less).sum(axis, keepdims=True)


@framewise("log_softmax")
def log_softmax(frames, attributes, _):
    axis, less = compared(frames, attributes)
    return less - np.log(np.exp(less).sum(axis, keepdims=True))


def normalised(values, axes, eps):
    """Mean 0 and variance 1 over `axes`."""
    centred = values - values.mean(axes, keepdims=True)
    return centred / np.sqrt((centred * centred).mean(axes, keepdims=True) + values.dtype.type(eps))


def norm_specs(extents, attributes):
    if not attributes.get("affine", True):
        return {}
    specs = {"weight": Spec(extents, 0.5, 1.5)}
    return {**specs, "bias": Spec(extents, -0.1, 0.1)} if attributes.get("bias", True) else specs


def axes_of(attributes):
    axes = attributes["axes"]
    return axes if isinstance(axes, list) else [axes]


def layer_norm_specs(shape, attributes):
    return norm_specs(tuple(shape[axis] for axis in axes_of(attributes)), attributes)


def placed(weight, axes, rank):
    """A weight over some axes of a frame, to be broadcast over frames."""
    ordered = weight.transpose(np.argsort(axes))
    extents = iter(ordered.shape)
    return ordered.reshape([next(extents) if axis in axes else 1 for axis in range(rank)])


@framewise("layer_norm", specs=layer_norm_specs)
def layer_norm(frames, attributes, weights):
    axes, rank = axes_of(attributes), frames.ndim - 1
    result = normalised(frames, tuple(axis + 1 for axis in axes), attributes.get("eps", 1e-5))
    if "weight" in weights:
        result = result * placed(weights["weight"], axes, rank)
    return result + placed(weights["bias"], axes, rank) if "bias" in weights else result


@framewise("group_norm", specs=lambda shape, attributes: norm_specs(shape[1:2], attributes))
def group_norm(frames, attributes, weights):
    grouped = frames.reshape(*frames.shape[:2], attributes["groups"], -1)
    result = normalised(grouped, (3,), attributes.get("eps", 1e-5)).reshape(frames.shape)
    if not weights:
        return result
    return result * placed(weights["weight"], [1], frames.ndim - 1) + placed(weights["bias"], [1], frames.ndim - 1)


def matmul_specs(shape, attributes):
    bound = np.float32(1) / np.sqrt(np.float32(shape[-1]))
    return {"weight": Spec((shape[-1], attributes["columns"]), -bound, bound)}


@framewise("matmul", specs=matmul_specs)
def matmul(frames, _, weights):
    return frames @ weights["weight"]


def constant_specs(low, high):
    def specs(_, attributes):
        shape = attributes["shape"]
        return {"value": Spec(tuple(shape) if isinstance(shape, list) else (shape,), low, high)}

    return specs


@framewise("add_constant", specs=constant_specs(-0.5, 0.5))
def add_constant(frames, _, weights):
    return frames + weights["value"]


@framewise("mul_constant", specs=constant_specs(0.5, 1.5))
def mul_constant(frames, _, weights):
    return frames * weights["value"]


@framewise("prelu", specs=lambda _, attributes: {"weight": Spec((attributes.get("channels", 1),), 0.0, 0.5)})
def prelu(frames, _, weights):
    return np.where(frames > 0, frames, frames * placed(weights["weight"], [1], frames.ndim - 1))


def join(name, combine):
    @operator(name)
    def compute(layer, inputs, weights):
        first, *rest = cut_to_shortest(inputs)
        for clip in rest:
            first = combine(first, clip)
        return first


join("sub", np.subtract)
join("div", np.divide)
join("maximum", np.maximum)
join("minimum", np.minimum)

RELATIONS = {
    "gt": np.greater, "ge": np.greater_equal, "lt": np.less, "le": np.less_equal, "eq": np.equal, "ne": np.not_equal
}


@activation("compare")
def compare(x, attributes):
    value = x.dtype.type(attributes.get("value", 0.0))
    holds = RELATIONS[attributes.get("relation", "gt")](x, value).astype(x.dtype)
    return np.where(np.isnan(x), x, holds)  # so that NaN shows what was looked at


@operator("where")
def where(layer, inputs, weights):
    condition, yes, no = cut_to_shortest(inputs)
    return np.where(np.isnan(condition), condition, np.where(condition != 0, yes, no))


activation("abs")(lambda x, _: np.abs(x))
activation("sign")(lambda x, _: np.sign(x))
activation("exp")(lambda x, _: np.exp(x))
activation("log")(lambda x, _: np.log(x))
activation("sqrt")(lambda x, _: np.sqrt(x))
activation("pow")(lambda x, attributes: np.power(x, x.dtype.type(attributes["exponent"])))
activation("mish")(lambda x, _: x * np.tanh(np.logaddexp(x.dtype.type(0), x)))
activation("softsign")(lambda x, _: x / (1 + np.abs(x)))
activation("tanhshrink")(lambda x, _: x - np.tanh(x))
activation("log_sigmoid")(lambda x, _: -np.logaddexp(x.dtype.type(0), -x))


def between(low, high):
    """A function that clamps to the attributes `low` and `high`, which have these defaults."""
    return lambda x, attributes: np.minimum(
        np.maximum(x, x.dtype.type(attributes.get("low", low))), x.dtype.type(attributes.get("high", high))
    )


activation("clamp")(between(-np.inf, np.inf))
activation("hardtanh")(between(-1.0, 1.0))


@activation("scale")
def scale(x, attributes):
    return x.dtype.type(attributes.get("factor", 1.0)) * x + x.dtype.type(attributes.get("offset", 0.0))


@activation("softplus")
def softplus(x, attributes):
    beta = x.dtype.type(attributes.get("beta", 1.0))
    curve = np.logaddexp(x.dtype.type(0), beta * x) / beta
    return np.where(beta * x > attributes.get("threshold", 20.0), x, curve)


@activation("selu")
def selu(x, _):
    alpha, factor = x.dtype.type(1.6732632423543772), x.dtype.type(1.0507009873554805)
    return factor * np.where(x > 0, x, alpha * np.expm1(np.minimum(x, 0)))


@activation("celu")
def celu(x, attributes):
    alpha = x.dtype.type(attributes.get("alpha", 1.0))
    return np.where(x > 0, x, alpha * np.expm1(np.minimum(x, 0) / alpha))


@activation("threshold")
def threshold(x, attributes):
    return np.where(x <= x.dtype.type(attributes["threshold"]), x.dtype.type(attributes["value"]), x)


def width(x, attributes):
    return x.dtype.type(attributes.get("lambda", 0.5))


@activation("hardshrink")
def hardshrink(x, attributes):
    return np.where(np.abs(x) <= width(x, attributes), 0 * x, x)


@activation("softshrink")
def softshrink(x, attributes):
    return np.sign(x) * np.maximum(np.abs(x) - width(x, attributes), 0)
