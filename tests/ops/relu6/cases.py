"""relu6 against nn.ReLU6."""

from torch import nn

from numeric.operator_case import activation_cases

CASES = activation_cases("relu6", nn.ReLU6)
