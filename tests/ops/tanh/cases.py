"""tanh against nn.Tanh."""

from torch import nn

from numeric.operator_case import activation_cases

CASES = activation_cases("tanh", nn.Tanh)
