"""Shapes, choices and constants of core ATen: what each operator is called with on clips (B, 4, T, 6)."""

import torch

from .forms import Function, aten

PLACES = torch.tensor([3, 0, 2, 2])


def index_of(x: torch.Tensor) -> torch.Tensor:
    """Other channels at each place of a frame."""
    return PLACES.view(1, 4, 1, 1).expand(x.shape)


SHAPES: dict[str, Function] = {
    "_to_copy": lambda x: aten._to_copy(x > 0, dtype=torch.float32),
    "alias": lambda x: aten.alias(x) * 2,
    "cat": lambda x: aten.cat([x, x * 2], 3),
    "copy": lambda x: aten.copy(x, x[:, :1]),
    "diagonal": lambda x: aten.diagonal(x, 1, 1, 3).transpose(1, 2),
    "expand": lambda x: aten.expand(x[:, :1], [-1, 3, -1, -1]),
    "flip": lambda x: aten.flip(x, [1, 3]),
    "permute": lambda x: aten.permute(x, [0, 3, 2, 1]),
    "repeat": lambda x: aten.repeat(x, [1, 2, 1, 3]),
    "select": lambda x: aten.select(x, 3, 2),
    "select_scatter": lambda x: aten.select_scatter(x, x[:, 0], 1, 2),
    "slice": lambda x: aten.slice(x, 3, 1, 6, 2),
    "slice_scatter": lambda x: aten.slice_scatter(x, x[..., :2] * 2, 3, 1, 3),
    "split_with_sizes": lambda x: aten.split_with_sizes(x, [1, 2, 3], 3)[1],
    "squeeze": lambda x: aten.squeeze(x[:, :, :, :1], 3),
    "unsqueeze": lambda x: aten.unsqueeze(x, 3),
    "view": lambda x: aten.view(x, [x.shape[0], 4, x.shape[2], 2, 3]),
}
CHOICES: dict[str, Function] = {
    "cumsum": lambda x: aten.cumsum(x, 3),
    "gather": lambda x: aten.gather(x, 1, index_of(x)),
    "index": lambda x: aten.index(x, [None, PLACES, None, PLACES]).movedim(0, 1),
    "index_put": lambda x: aten.index_put(x, [None, torch.tensor([2, 0])], x[:, :2] * 2)
    + aten.index_put(x, [x < 0], torch.tensor(0.5)),
    "index_select": lambda x: aten.index_select(x, 3, PLACES),
    "scatter": lambda x: aten.scatter(x, 1, index_of(x)[:, :2], 2 * x[:, :2]),
    "scatter_add": lambda x: aten.scatter_add(x, 1, index_of(x), 2 * x),
    "scatter_reduce": lambda x: aten.scatter_reduce(x, 1, index_of(x), 2 * x, "amax"),
    "sort": lambda x: aten.sort(x, 1)[0],
    "topk": lambda x: torch.cat(aten.topk(x, 2, 1), 1),
}
REDUCTIONS: dict[str, Function] = {
    "amax": lambda x: aten.amax(x, [1, 3], True),
    "amin": lambda x: aten.amin(x, [3]),
    "any": lambda x: aten.any(x > 1, 1, True).float() + aten.any(x > 2, [1, 3], True).float(),
    "argmax": lambda x: aten.argmax(x, 1, True).float(),
    "argmin": lambda x: aten.argmin(x, 3).float(),
    "max": lambda x: aten.max(x, 1, True)[0],
    "mean": lambda x: aten.mean(x, [1, 3], True),
    "min": lambda x: aten.min(x, 3)[0],
    "prod": lambda x: aten.prod(x, 3),
    "sum": lambda x: aten.sum(x, [1], True),
    "var": lambda x: aten.var(x, [3], correction=0) + aten.var(x, [3], True),
}
CONSTANTS: dict[str, Function] = {
    "empty": lambda x: x + aten.fill(aten.empty([4, 1, 6]), 0.5),
    "empty_strided": lambda x: x + aten.fill(aten.empty_strided([4, 1, 6], [6, 6, 1]), 0.5),
    "arange": lambda x: x * aten.arange(0, 12, 2),
    "fill": lambda x: x + aten.fill(x, 0.5),
    "full": lambda x: x * aten.full([4, 1, 6], 1.5),
    "full_like": lambda x: x + aten.full_like(x, 2.5),
    "scalar_tensor": lambda x: x * aten.scalar_tensor(1.5),
}
# What Python reads off a tensor: a number in the program, or of Python's own.
NUMBERS: dict[str, Function] = {
    "sym_is_contiguous": lambda x: x * (2 if aten.sym_is_contiguous(x) else 3),
    "sym_numel": lambda x: x * aten.sym_numel(x[:, :, :1]),
    "sym_size": lambda x: x * aten.sym_size.int(x, 3),
    "sym_storage_offset": lambda x: x + aten.sym_storage_offset(x) + 1,
    "sym_stride": lambda x: 2 * x * aten.sym_stride.int(x, 3),
}
