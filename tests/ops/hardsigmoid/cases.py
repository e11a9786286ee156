"""hardsigmoid against nn.Hardsigmoid."""

from torch import nn

from numeric.operator_case import activation_cases

CASES = activation_cases("hardsigmoid", nn.Hardsigmoid)
