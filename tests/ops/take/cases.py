"""take against torch.take_along_dim of each frame, by places that come from the frame itself."""

import torch

from numeric.operator_case import Apply, Case, framewise


def take(frame, axis, count=0, descending=False):
    """By the order of the elements."""
    options = f"axis: {axis}, count: {count}, descending: {str(descending).lower()}"

    def taken(x):
        places = x.argsort(axis, descending)
        return torch.take_along_dim(x.tanh(), places.narrow(axis, 0, count or places.shape[axis]), axis)

    layers = f"sort: {{{options}, places: true}}, tanh: {{inputs: input}}, take: {{inputs: ['1', '0'], axis: {axis}}}"
    return Case(layers, frame, lambda: Apply(framewise(taken)))


CASES = [
    take((5,), 1),
    take((17, 4), 1, 3, True),
    take((3, 7), 2),
    take((4, 5, 6), 2, 2),
    take((20, 2, 3), 3, 2, True),
    Case(
        "slice: {axis: 1, end: 1}, sort: {axis: 2, places: true}, take: {inputs: [input, '1'], axis: 2}",
        (4, 5),
        lambda: Apply(framewise(lambda x: x.take_along_dim(x[:, :1].argsort(2), 2))),
    ),
]
