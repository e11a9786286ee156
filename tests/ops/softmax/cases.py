"""softmax against nn.Softmax over channels."""

from torch import nn

from numeric.operator_case import activation_cases

CASES = activation_cases("softmax", lambda: nn.Softmax(1))
