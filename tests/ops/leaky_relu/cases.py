"""leaky_relu against nn.LeakyReLU."""

from torch import nn

from numeric.operator_case import activation_cases

CASES = [
    *activation_cases("leaky_relu", nn.LeakyReLU),
    *activation_cases("leaky_relu: {slope: 0.25}", lambda: nn.LeakyReLU(0.25)),
]
