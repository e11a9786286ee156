"""softshrink against nn.Softshrink."""

from torch import nn

from numeric.operator_case import activation_cases

CASES = [
    *activation_cases("softshrink", nn.Softshrink),
    *activation_cases("softshrink: {lambda: 1.25}", lambda: nn.Softshrink(1.25)),
    *activation_cases("softshrink: {lambda: 0}", lambda: nn.Softshrink(0))[:1],
]
