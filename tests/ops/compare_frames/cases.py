"""compare_frames against torch.gt and its kin: frames j of both meet, extents of 1 broadcast."""

import torch

from numeric.operator_case import CONV, Apply, Case


def compare(relation, frame):
    return Case(
        f"relu, compare_frames: {{inputs: [input, '0'], relation: {relation}}}",
        frame,
        lambda: Apply(lambda x: getattr(torch, relation)(x, x.relu()).float()),
    )


CASES = [
    *(compare(relation, (4, 3)) for relation in ("gt", "ge", "lt", "le", "eq", "ne")),
    compare("le", (5,)),
    compare("eq", (17, 2, 3)),
    Case(
        "spatial_mean, compare_frames: {inputs: ['0', input]}",
        (5, 2, 3),
        lambda: Apply(lambda x: (x.mean((-1, -2), keepdim=True) > x).float()),
    ),
    Case(
        "conv: {channels: 4, kernel: 3, padding: 1}, compare_frames: {inputs: ['0', input], relation: lt}",
        (4, 3),
        lambda: Apply(lambda x, conv: (conv(x) < x).float(), CONV[1](4, 4, 3, padding=1)),
    ),
]
