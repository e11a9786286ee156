"""truncate against torch.trunc."""

import torch

from numeric.operator_case import Apply, activation_cases

CASES = activation_cases("truncate", lambda: Apply(torch.trunc))
