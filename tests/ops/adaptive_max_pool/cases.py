"""adaptive_max_pool against nn.AdaptiveMaxPool1d and 2d of each frame."""

from torch import nn

from numeric.operator_case import adaptive_cases

CASES = adaptive_cases("adaptive_max_pool", nn.AdaptiveMaxPool1d, nn.AdaptiveMaxPool2d)
