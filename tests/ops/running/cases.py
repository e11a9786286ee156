"""running: torch.cumsum, cumprod, cummax and cummin along time."""

import torch

from numeric.operator_case import CONV, Apply, Case

OF_TORCH = {
    "sum": lambda x: x.cumsum(2),
    "prod": lambda x: x.cumprod(2),
    "max": lambda x: x.cummax(2)[0],
    "min": lambda x: x.cummin(2)[0],
}
FRAMES = ((3,), (17,), (4, 5), (2, 3, 4))


def behind_a_convolution(kind):
    return Case(
        f"conv: {{channels: 6, kernel: 3, stride: 2}}, running: {{kind: {kind}}}",
        (4,),
        lambda: Apply(lambda x, conv: OF_TORCH[kind](conv(x)), CONV[0](4, 6, 3, 2)),
    )


CASES = [
    *(Case(f"running: {{kind: {kind}}}", frame, lambda kind=kind: Apply(OF_TORCH[kind]))
      for kind in OF_TORCH for frame in FRAMES),
    *map(behind_a_convolution, OF_TORCH),
    Case("running, running: {kind: max}", (3,), lambda: Apply(lambda x: torch.cummax(x.cumsum(2), 2)[0])),
]
