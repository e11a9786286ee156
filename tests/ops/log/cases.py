"""log against torch.log, of numbers above 0; tests/numeric/test_special_values.py has the others."""

from numeric.operator_case import Apply, activation_cases

CASES = activation_cases("abs, log", lambda: Apply(lambda clip: clip.abs().log()))
