"""mish against nn.Mish."""

from torch import nn

from numeric.operator_case import activation_cases

CASES = activation_cases("mish", nn.Mish)
