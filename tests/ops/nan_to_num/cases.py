"""nan_to_num; tests/numeric/test_functions.py has what it is for."""

import torch

from numeric.operator_case import Apply, activation_cases

CASES = activation_cases("nan_to_num", lambda: Apply(torch.nan_to_num))
