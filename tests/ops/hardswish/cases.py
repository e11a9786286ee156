"""hardswish against nn.Hardswish."""

from torch import nn

from numeric.operator_case import activation_cases

CASES = activation_cases("hardswish", nn.Hardswish)
