"""layer_norm against torch.nn.functional.layer_norm over each set of axes of a frame."""

import torch
from torch import nn
from torch.nn import functional

from numeric.operator_case import Case, framewise


class OverAxes(nn.Module):
    """layer_norm of each frame with `axes` moved behind the others and back."""

    def __init__(self, extents, axes, eps, affine, bias):
        super().__init__()
        self.axes, self.eps, self.extents = axes, eps, extents
        if affine:
            self.weight = nn.Parameter(torch.ones(extents))
        if affine and bias:
            self.bias = nn.Parameter(torch.zeros(extents))

    def frame(self, x):
        last = tuple(range(-len(self.axes), 0))
        moved = x.movedim(self.axes, last)
        weight, bias = getattr(self, "weight", None), getattr(self, "bias", None)
        return functional.layer_norm(moved, self.extents, weight, bias, self.eps).movedim(last, self.axes)

    def forward(self, clip):
        return framewise(self.frame)(clip)


def layer_norm(frame, *axes, eps=1e-5, affine=True, bias=True):
    options = f"axes: {list(axes)}, eps: {eps}, affine: {str(affine).lower()}, bias: {str(bias).lower()}"
    extents = tuple(frame[axis - 1] for axis in axes)
    return Case(
        f"layer_norm: {{{options}}}", frame, lambda: nn.Sequential(OverAxes(extents, axes, eps, affine, bias))
    )


CASES = [
    layer_norm((1,), 1),
    layer_norm((5,), 1),
    layer_norm((64,), 1),
    layer_norm((37, 3), 1, bias=False),
    layer_norm((16, 5), 1, affine=False),
    layer_norm((9, 7), 2, eps=0.1),
    layer_norm((9, 7), 1, 2),
    layer_norm((9, 7), 2, 1),
    layer_norm((20, 3, 4), 1),
    layer_norm((4, 5, 6), 2),
    layer_norm((12, 5, 6), 3, bias=False),
    layer_norm((4, 5, 6), 2, 3),
    layer_norm((4, 5, 6), 3, 1),
    layer_norm((17, 5, 6), 1, 2),
    layer_norm((4, 5, 6), 1, 2, 3),
    layer_norm((12, 5, 6), 3, 1, 2),
]
