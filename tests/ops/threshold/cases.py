"""threshold against nn.Threshold."""

from torch import nn

from numeric.operator_case import activation_cases

CASES = [
    *activation_cases("threshold: {threshold: 0.1, value: 20}", lambda: nn.Threshold(0.1, 20.0)),
    *activation_cases("threshold: {threshold: -1, value: -1}", lambda: nn.Threshold(-1, -1)),
]
