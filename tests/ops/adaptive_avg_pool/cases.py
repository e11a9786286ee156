"""adaptive_avg_pool against nn.AdaptiveAvgPool1d and 2d of each frame."""

from torch import nn

from numeric.operator_case import adaptive_cases

CASES = adaptive_cases("adaptive_avg_pool", nn.AdaptiveAvgPool1d, nn.AdaptiveAvgPool2d)
