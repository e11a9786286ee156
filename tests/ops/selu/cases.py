"""selu against nn.SELU."""

from torch import nn

from numeric.operator_case import activation_cases

CASES = activation_cases("selu", nn.SELU)
