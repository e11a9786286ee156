"""sign against torch.sign, of zeros too."""

import torch

from numeric.operator_case import Apply, Case, activation_cases

CASES = [
    *activation_cases("sign", lambda: Apply(torch.sign)),
    Case("relu, sign", (6,), lambda: Apply(lambda x: x.relu().sign())),
]
