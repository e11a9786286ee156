"""softmax against nn.Softmax over each axis of a frame."""

from torch import nn

from numeric.operator_case import Case, activation_cases


def over(frame, axis):
    """Behind the batch, an axis of a clip is one on."""
    clip_axis = axis if axis == 1 else axis + 1
    return Case(f"softmax: {{axis: {axis}}}", frame, lambda: nn.Sequential(nn.Softmax(clip_axis)))


CASES = [
    *activation_cases("softmax", lambda: nn.Softmax(1)),
    over((3,), 1),
    over((37,), 1),
    over((64, 3), 1),
    over((5, 7), 2),
    over((37, 20), 2),
    over((4, 5, 6), 2),
    over((4, 5, 6), 3),
    over((12, 9, 1), 3),
    over((20, 3, 4), 1),
]
