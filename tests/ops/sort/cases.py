"""sort against torch.sort and torch.topk of each frame, on all axes, its elements and their places."""

import torch

from numeric.operator_case import Apply, Case, framewise


def sort(frame, axis, descending=False, count=0, places=False):
    def ordered(x):
        found = torch.sort(x, stable=True, dim=axis, descending=descending)[int(places)]
        return found.narrow(axis, 0, count or found.shape[axis]).float()

    options = f"axis: {axis}, descending: {str(descending).lower()}, count: {count}, places: {str(places).lower()}"
    return Case(f"sort: {{{options}}}", frame, lambda: Apply(framewise(ordered)))


CASES = [
    sort((5,), 1),
    sort((1,), 1, places=True),
    sort((19,), 1, True, 4),
    sort((19,), 1, True, 1, True),
    sort((9, 4), 1, False, 9, True),
    sort((3, 7), 2, True),
    sort((17, 5), 2, True, 2, True),
    sort((4, 5, 6), 1, True, 3),
    sort((4, 5, 6), 2, False, 2),
    sort((16, 5, 3), 2, True, 5, True),
    sort((4, 5, 6), 3, False),
    Case(
        "relu, sort: {axis: 2, places: true}, abs",
        (3, 6),
        lambda: Apply(framewise(lambda x: x.relu().sort(dim=2, stable=True)[1].float())),
    ),
]
