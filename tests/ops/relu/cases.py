"""relu against nn.ReLU."""

from torch import nn

from numeric.operator_case import activation_cases

CASES = activation_cases("relu", nn.ReLU)
