"""abs against torch.abs."""

import torch

from numeric.operator_case import Apply, activation_cases

CASES = activation_cases("abs", lambda: Apply(torch.abs))
