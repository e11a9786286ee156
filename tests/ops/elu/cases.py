"""elu against nn.ELU."""

from torch import nn

from numeric.operator_case import activation_cases

CASES = [*activation_cases("elu", nn.ELU), *activation_cases("elu: {alpha: 0.3}", lambda: nn.ELU(0.3))]
