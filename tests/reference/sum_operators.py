"""Products and sums of whole frames, each one function over whole clips (B, C, T, *S); see operators.py."""

import numpy as np

from .frame_operators import axes_of, framewise
from .operators import cut_to_shortest, operator


@operator("frame_matmul")
def frame_matmul(layer, inputs, weights):
    left, right = cut_to_shortest(inputs)
    return left @ right


def variance(frames, axes, attributes):
    count = np.prod([frames.shape[axis] for axis in axes])
    centred = frames - frames.mean(axes, keepdims=True)
    divisor = max(0.0, count - attributes.get("correction", 1.0))
    with np.errstate(divide="ignore", invalid="ignore"):
        return (centred * centred).sum(axes, keepdims=True) / frames.dtype.type(divisor)


def log_sum_exp(frames, axes, _):
    largest = frames.max(axes, keepdims=True)
    largest = np.where(np.isinf(largest), frames.dtype.type(0), largest)
    with np.errstate(divide="ignore", over="ignore"):
        return np.log(np.exp(frames - largest).sum(axes, keepdims=True)) + largest


REDUCERS = {
    "sum": lambda frames, axes, _: frames.sum(axes, keepdims=True),
    "product": lambda frames, axes, _: frames.prod(axes, keepdims=True),
    "variance": variance,
    "log_sum_exp": log_sum_exp,
}


@framewise("reduce")
def reduce(frames, attributes, _):
    axes = tuple(axis + 1 for axis in axes_of(attributes))
    return REDUCERS[attributes["kind"]](frames, axes, attributes)
