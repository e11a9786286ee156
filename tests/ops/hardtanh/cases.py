"""hardtanh against nn.Hardtanh."""

from torch import nn

from numeric.operator_case import activation_cases

CASES = [
    *activation_cases("hardtanh", nn.Hardtanh),
    *activation_cases("hardtanh: {low: -0.25, high: 2.0}", lambda: nn.Hardtanh(-0.25, 2.0)),
]
