"""celu against nn.CELU."""

from torch import nn

from numeric.operator_case import activation_cases

CASES = [
    *activation_cases("celu", nn.CELU),
    *activation_cases("celu: {alpha: 0.3}", lambda: nn.CELU(0.3)),
    *activation_cases("celu: {alpha: -2}", lambda: nn.CELU(-2.0))[:1],
]
