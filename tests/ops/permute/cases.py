"""permute against torch.permute of each frame: all orders of three axes, some of four, the batch's as well."""

from itertools import permutations

from numeric.operator_case import Apply, Case, framewise


def permute(frame, *axes):
    return Case(f"permute: {{axes: {list(axes)}}}", frame, lambda: Apply(framewise(lambda x: x.permute(axes))))


CASES = [
    permute((5,), 1, 0),
    *(permute((9, 4), *axes) for axes in permutations(range(3))),
    permute((4, 5, 6), 0, 2, 3, 1),
    permute((4, 5, 6), 0, 3, 1, 2),
    permute((4, 5, 6), 0, 1, 3, 2),
    permute((20, 3, 2), 0, 2, 1, 3),
    permute((3, 4, 5), 3, 2, 1, 0),
    Case(
        "relu, permute: {axes: [0, 2, 1]}, permute: {axes: [1, 0, 2]}, abs",
        (3, 4),
        lambda: Apply(framewise(lambda x: x.relu().permute(2, 0, 1))),
    ),
]
