"""log_sigmoid against nn.LogSigmoid."""

from torch import nn

from numeric.operator_case import activation_cases

CASES = activation_cases("log_sigmoid", nn.LogSigmoid)
