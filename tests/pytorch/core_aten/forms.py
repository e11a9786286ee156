"""Forms of clips (B, 4, T, 6) that operators are called on, and numbers for their weights."""

from collections.abc import Callable

import torch

Function = Callable[[torch.Tensor], torch.Tensor]
aten = torch.ops.aten


def weight(*shape: int) -> torch.Tensor:
    return torch.sin(torch.arange(float(torch.Size(shape).numel()))).view(shape)


def frames(function: Function) -> Function:
    """Of all frames as a batch, (N, 4, 6) to (N, C, *S)."""
    def over(x):
        made = function(x.transpose(1, 2).flatten(0, 1))
        return made.unflatten(0, (x.shape[0], x.shape[2])).transpose(1, 2)

    return over


def planes(function: Function) -> Function:
    """Of all frames as a batch of images, (N, 4, 2, 3)."""
    return frames(lambda x: function(x.unflatten(2, (2, 3))))


def images(function: Function) -> Function:
    """Of clips of images, (B, 4, T, 2, 3)."""
    return lambda x: function(x.unflatten(3, (2, 3)))


def rows(function: Function) -> Function:
    """Of the channels of all places as a matrix (N, 4)."""
    def over(x):
        places = x.movedim(1, -1)
        return function(places.flatten(0, 2)).unflatten(0, places.shape[:3]).movedim(-1, 1)

    return over
