"""gather against index_select of each frame, on all axes: even lists, uneven ones, places twice and places of none."""

import torch
from torch.nn import functional as F

from numeric.operator_case import Apply, Case, framewise


def gather(frame, axis, places, value=None):
    """A place of -1 is one that is added in front of the others, with `value`."""

    def chosen(x):
        padded = F.pad(x.movedim(axis, -1), (1, 0), value=value or 0.0)
        return padded.index_select(-1, torch.tensor(places) + 1).movedim(-1, axis)

    options = f"axis: {axis}, places: {places}" + ("" if value is None else f", value: {value}")
    return Case(f"gather: {{{options}}}", frame, lambda: Apply(framewise(chosen)))


CASES = [
    gather((5,), 1, [4, 3, 2, 1, 0]),
    gather((19,), 1, [3, 17, 0, 0, 18, 5, 6]),
    gather((3,), 1, [2, -1, 0, 0, -1, 1, 2, 2, 1, -1]),
    gather((16, 5), 1, [15, 1, 14, 2, 13, 3, 12, 4]),
    gather((3, 7), 2, [6, 5, 4, 3, 2, 1, 0]),
    gather((9, 7), 2, [-1, 0, 1, 0, 1, 2, 5, 6, -1], 2.5),
    gather((3, 4), 2, [2]),
    gather((3, 4), 2, [1, 1, 1, 1, 1]),
    gather((3, 4), 2, [-1, -1], 1.5),
    gather((17, 5, 6), 2, [0, 4, 2, -1, 2]),
    gather((4, 5, 6), 3, [5, 0, 4, 1, 3, 2, 2, 2]),
    gather((2, 3, 4), 3, [3, 2, 1, 0]),
    gather((4, 3), 0, [0, 0, -1]),
    Case(
        "relu, gather: {axis: 2, places: [1, 0, 3, 2]}, gather: {axis: 2, places: [3, -1, 0]}, abs",
        (3, 4),
        lambda: Apply(framewise(lambda x: F.pad(x.relu(), (1, 0))[..., [3, 0, 2]])),
    ),
    Case(
        "stack: {frames: 3}, gather: {axis: 1, places: [1, 0]}, gather: {axis: 2, places: [2, 0, 1]}",
        (2,),
        lambda: Apply(lambda x: x.unfold(2, 3, 1).flip(1)[..., [2, 0, 1]]),
    ),
]
