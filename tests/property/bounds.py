"""Bounds on the numbers of an exact network, so that float32 holds each of them, and each sum on the way, exactly.

Every layer is computed on the largest magnitudes that its inputs may have, with the magnitudes of its weights. Where
that does not bound the layer itself, BOUNDS says what does.
"""

from dataclasses import replace
from math import prod

import numpy as np

from reference import OPERATORS
from reference.operators import per_axis

NUMBERS = ("factor", "offset", "value")


def limits(layer, inputs, weights):
    """A layer that clamps gives no more than the limits that it has, and its input otherwise."""
    attributes = layer.attributes
    return np.maximum(inputs[0], max(abs(attributes.get("low", 0)), abs(attributes.get("high", 0))))


def slopes(layer, inputs, weights):
    largest = max(layer.attributes.get("slope", 1), np.abs(weights.get("weight", np.ones(1))).max())
    return inputs[0] * max(1, largest)


def as_operator(name):
    return lambda layer, inputs, weights: OPERATORS[name].compute(layer, inputs, weights)


BOUNDS = {
    "hardtanh": limits,
    "clamp": limits,
    "leaky_relu": slopes,
    "prelu": slopes,
    "sub": as_operator("add"),
    "minimum": as_operator("maximum"),
    "threshold": lambda layer, inputs, weights: np.maximum(inputs[0], layer.attributes["value"]),
}


def halvings_of(layer, given, axes):
    """The number of binary digits behind the point of a layer's results, from those of its inputs."""
    if layer.operator == "mul":
        return sum(given)
    if layer.operator == "pow":
        return int(max(given) * layer.attributes["exponent"])
    if layer.operator == "upsample" and layer.attributes.get("mode", "nearest") == "linear":
        return max(given) + int(np.log2(2 * layer.attributes["factor"]))
    if layer.operator != "avg_pool":
        return max(given)
    divisor = layer.attributes.get("divisor_override", 0)
    return max(given) + int(np.log2(divisor or prod(per_axis(layer.attributes, "kernel", None, axes))))


def largest_number(network, weights, loud):
    """A bound on every whole number met on the way, counted in the smallest fraction that its value is made of. `loud`
    is a clip of the largest frames that there may be."""
    values, halvings = {-1: loud.astype(np.float64)}, all_halvings(network, loud.ndim - 2)

    def bound(index, inputs):
        layer = network.layers[index]
        own = {name: np.abs(weights[f"{layer.weights}.{name}"]) for name in network.layer_specs(layer)}
        loudest = {key: abs(each) if key in NUMBERS else each for key, each in layer.attributes.items()}
        compute = BOUNDS.get(layer.operator, OPERATORS[layer.operator].compute)
        return np.abs(compute(replace(layer, attributes=loudest), inputs, own))

    largest = 0
    for index in range(len(network.layers)):
        network.add_values(values, index, bound)
        largest = max(largest, values[index].max(initial=0) * 2.0 ** halvings[index])
    return largest


def all_halvings(network, axes):
    """Those of each value. In a loop they are found from none on, until there are no more."""
    found, before = {-1: 0}, None
    while found != before:
        before = dict(found)
        for index, layer in enumerate(network.layers):
            found[index] = halvings_of(layer, [found.get(i, 0) for i in layer.inputs], axes)
    return found
