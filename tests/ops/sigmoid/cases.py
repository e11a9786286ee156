"""sigmoid against nn.Sigmoid."""

from torch import nn

from numeric.operator_case import activation_cases

CASES = activation_cases("sigmoid", nn.Sigmoid)
