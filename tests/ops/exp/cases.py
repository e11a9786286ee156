"""exp against torch.exp."""

import torch

from numeric.operator_case import Apply, activation_cases

CASES = activation_cases("exp", lambda: Apply(torch.exp))
