"""silu against nn.SiLU."""

from torch import nn

from numeric.operator_case import activation_cases

CASES = activation_cases("silu", nn.SiLU)
