"""tanhshrink against nn.Tanhshrink."""

from torch import nn

from numeric.operator_case import activation_cases

CASES = activation_cases("tanhshrink", nn.Tanhshrink)
