"""reduce against PyTorch's reductions over axes of space."""

import torch

from numeric.operator_case import Apply, Case

KINDS = {
    "sum": lambda clip, dims, _: clip.sum(dims, True),
    "product": lambda clip, dims, _: product(clip, dims),
    "variance": lambda clip, dims, correction: clip.var(dims, correction=correction, keepdim=True),
    "log_sum_exp": lambda clip, dims, _: clip.logsumexp(dims, True),
}


def product(clip, dims):
    for dim in dims:
        clip = clip.prod(dim, True)
    return clip


def reduce(kind, frame, axes, correction=1.0, before="", prepare=lambda clip: clip):
    """Behind the batch, an axis of a clip is one on."""
    dims = tuple(axis + 1 for axis in axes)
    given = f", correction: {correction}" if correction != 1 else ""
    written = axes[0] if len(axes) == 1 else list(axes)
    return Case(
        f"{before}reduce: {{kind: {kind}, axes: {written}{given}}}",
        frame,
        lambda: Apply(lambda clip: KINDS[kind](prepare(clip), dims, correction)),
    )


def nearly_constant(kind, frame, axes, **options):
    """Numbers whose squares cancel."""
    return reduce(
        kind, frame, axes, before="scale: {offset: 50.0}, ", prepare=lambda clip: clip + torch.tensor(50.0), **options
    )


CASES = [
    *[reduce(kind, (3, 7), (2,)) for kind in KINDS],
    *[reduce(kind, (12, 4, 5), axes) for kind in KINDS for axes in ((2,), (3,), (3, 2))],
    *[reduce(kind, (1, 33), (2,)) for kind in KINDS],
    reduce("sum", (17, 1, 3), (2,)),
    reduce("variance", (4, 9), (2,), correction=0.0),
    reduce("variance", (4, 3, 3), (2, 3), correction=2.5),
    nearly_constant("variance", (5, 16), (2,)),
    nearly_constant("log_sum_exp", (5, 16), (2,)),
]
