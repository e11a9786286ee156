"""softplus against nn.Softplus."""

from torch import nn

from numeric.operator_case import activation_cases

CASES = [
    *activation_cases("softplus", nn.Softplus),
    *activation_cases("softplus: {beta: 2.5, threshold: 3}", lambda: nn.Softplus(2.5, 3)),
    *activation_cases("softplus: {beta: 0.5, threshold: 0.5}", lambda: nn.Softplus(0.5, 0.5)),
]
