"""hardshrink against nn.Hardshrink; a negative lambda is no interval."""

from torch import nn

from numeric.operator_case import activation_cases

CASES = [
    *activation_cases("hardshrink", nn.Hardshrink),
    *activation_cases("hardshrink: {lambda: 1.25}", lambda: nn.Hardshrink(1.25)),
    *activation_cases("hardshrink: {lambda: -0.5}", lambda: nn.Hardshrink(-0.5))[:1],
]
