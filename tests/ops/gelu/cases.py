"""gelu against nn.GELU."""

from torch import nn

from numeric.operator_case import activation_cases

CASES = [
    *activation_cases("gelu", nn.GELU),
    *activation_cases("gelu: {approximate: tanh}", lambda: nn.GELU(approximate="tanh")),
]
