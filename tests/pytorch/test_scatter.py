"""Writes into places of a frame that are named by numbers or by a mask, compared with PyTorch on whole clips."""

import pytest
import torch

from .compiling import Wrapped, check_refusal
from .each import check_each

aten = torch.ops.aten
FRAMES = {"C": (2, 4), "CH": (2, 4, 6), "CHW": (1, 4, 6, 3)}
TWICE = torch.tensor([3, 0, 3, 2])


def places(x, rows=4):
    """Other channels at each place of a frame; some twice."""
    index = torch.arange(x[0, :, 0].numel()).view(1, 4, 1, *x.shape[3:]) * 7 % 4
    return index[:, :rows].expand(x.shape[0], rows, *x.shape[2:])


def in_place(x):
    y = x.clone()
    y[y < 0] = 0
    y[:, [2, 0]] += x[:, :2]
    y[:, torch.tensor([False, True, False, False])] = 3.0
    return y


def into_zeros(x):
    out = torch.zeros_like(x)
    out[:, [2, 0]] = x[:, :2].tanh()
    return out


WRITES = {
    "in place": in_place,
    "into zeros": into_zeros,
    "list": lambda x: aten.index_put(x, [None, torch.tensor([-1, 0])], x[:, :2] * 2),
    "table": lambda x: aten.index_put(x, [None, torch.tensor([[2, 0], [1, 3]])], x.unflatten(1, (2, 2)).flip(1)),
    "one": lambda x: aten.index_put(x, [None, torch.tensor(2)], x[:, 0]),
    "number": lambda x: aten.index_put(x, [None, torch.tensor([2, 0])], torch.tensor(0.5)),
    "added": lambda x: aten.index_put(x, [None, TWICE], x * 2, True),
    "mask of channels": lambda x: aten.index_put(x, [None, TWICE == 3], torch.tensor(2.0)),
    "copied": lambda x: x.index_copy(1, torch.tensor([3, 0]), x[:, :2] * 2),
    "sums": lambda x: x.index_add(1, TWICE, x * 2) + torch.zeros_like(x).index_add(1, TWICE, x),
    "scatter": lambda x: x.scatter(1, TWICE.view(1, 4, *[1] * (x.ndim - 2))[:, 1:3].expand_as(x[:, :2]), x[:, :2] * 2),
    "scatter of a number": lambda x: x.scatter(1, places(x, 2), 2.5),
    "scatter and add": lambda x: x.scatter_add(1, places(x), 2 * x) + torch.zeros_like(x).scatter_add(1, places(x), x),
    "scatter of constants": lambda x: x.scatter_add(1, places(x), places(x) * 0.5),
    **{f"scatter and {kind}": lambda x, kind=kind: x.scatter_reduce(1, places(x), 2 * x, kind)
       for kind in ("amax", "amin", "sum")},
}
OF_TWO = {
    "apart": lambda x: aten.index_put(
        x, [None, torch.tensor([2, 0, 3]), None, torch.tensor([1, 5, 0])], x[:, :3, :, 0].movedim(1, 0) * 2
    ),
    "over places": lambda x: x.scatter(3, (torch.arange(24).view(1, 4, 1, 6) * 5 % 6).expand_as(x), 2 * x),
    "columns": lambda x: aten.index_put(x, [None, None, None, torch.tensor([4, 1])], x[..., :2] * 2),
    "mask of channels and time": lambda x: aten.index_put(x, [x[..., 0] > 0], torch.tensor(2.0)),
}


@pytest.mark.parametrize("dimensions", FRAMES)
def test_equals_pytorch(dimensions):
    writes = {**WRITES, **OF_TWO} if dimensions == "CH" else WRITES
    check_each({name: lambda _, x, write=write: write(x) for name, write in writes.items()}, FRAMES[dimensions])


REFUSED = {
    "frames by number": (
        lambda x: aten.index_put(x, [None, None, torch.tensor([2])], torch.tensor(0.0)), "by their numbers"
    ),
    "the first frame": (lambda x: x.scatter(1, torch.zeros(2, 1, 1, 6, dtype=torch.int64), 0.5), "by their numbers"),
    "places of the clip": (lambda x: torch.zeros_like(x).scatter(1, x.argmax(1, True), 1.0), "F.one_hot"),
    "as many as there are": (lambda x: x.masked_scatter(x > 0, x), "torch.where(mask, y, x)"),
    "added by a mask": (lambda x: aten.index_put(x, [x > 0], torch.tensor(1.0), True), "torch.where(mask, x + y, x)"),
    "product": (lambda x: x.scatter_reduce(1, places(x), x, "prod"), "no 'prod' of what is written"),
    "without what is there": (
        lambda x: x.scatter_reduce(1, places(x), x, "sum", include_self=False), "does not count what is there"
    ),
    "a part": (lambda x: x.scatter(1, places(x, 2), x), "slice it before"),
    "a number of the clip": (lambda x: x * x.sum().item(), "reads from a tensor (.item()"),
    "at random": (lambda x: x + torch.randn(6), "draws numbers at random"),
    "dropout in training": (lambda x: aten.native_dropout(x, 0.5, None)[0], "drops values at random"),
}


@pytest.mark.parametrize("name", REFUSED)
def test_refused(name):
    function, words = REFUSED[name]
    check_refusal(Wrapped(lambda _, x: function(x)), FRAMES["CH"], [words, "return self.function(self, clip)"])


def test_broadcast_tensors():
    """As losses do with what they compare."""
    check_each({
        "streams": lambda _, x: torch.add(*torch.broadcast_tensors(x, x[:, :1])),
        "a constant": lambda _, x: torch.add(*torch.broadcast_tensors(x, torch.arange(6.0))),
    }, FRAMES["CH"])
