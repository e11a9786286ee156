"""log_softmax against nn.LogSoftmax over each axis of a frame."""

from torch import nn

from numeric.operator_case import Case, activation_cases


def over(frame, axis):
    """Behind the batch, an axis of a clip is one on."""
    clip_axis = axis if axis == 1 else axis + 1
    return Case(f"log_softmax: {{axis: {axis}}}", frame, lambda: nn.Sequential(nn.LogSoftmax(clip_axis)))


CASES = [
    *activation_cases("log_softmax", lambda: nn.LogSoftmax(1)),
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
