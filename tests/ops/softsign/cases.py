"""softsign against nn.Softsign."""

from torch import nn

from numeric.operator_case import activation_cases

CASES = activation_cases("softsign", nn.Softsign)
