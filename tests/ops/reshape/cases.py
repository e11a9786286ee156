"""reshape against torch.reshape of each frame: between all ranks, and over the batch."""

from numeric.operator_case import Apply, Case, framewise


def reshape(frame, shape):
    """To a shape that keeps the batch."""
    return Case(
        f"reshape: {{shape: [BATCH, {', '.join(map(str, shape))}]}}",
        frame,
        lambda: Apply(framewise(lambda x: x.reshape(x.shape[0], *shape))),
    )


CASES = [
    reshape((12,), (4, 3)),
    reshape((12,), (12, 1, 1)),
    reshape((24,), (2, 3, 4)),
    reshape((8, 6), (48,)),
    reshape((8, 6), (6, 8)),
    reshape((8, 6), (8, 2, 3)),
    reshape((17, 6), (17, 3, 2)),
    reshape((4, 6, 5), (4, 30)),
    reshape((4, 6, 5), (24, 5)),
    reshape((4, 6, 5), (120,)),
    reshape((4, 6, 5), (1, 12, 10)),
    reshape((20, 1, 3), (20, 3)),
    reshape((4, 6, 5), (10, 4, 3)),
    Case(
        "permute: {axes: [1, 0, 2]}, reshape: {shape: [1, 12, BATCH]}",
        (3, 4),
        lambda: Apply(framewise(lambda x: x.transpose(0, 1).reshape(1, 12, x.shape[0]))),
    ),
    Case(
        "relu, reshape: {shape: [BATCH, 2, 12]}, reshape: {shape: [BATCH, 8, 3]}, relu",
        (4, 6),
        lambda: Apply(framewise(lambda x: x.relu().reshape(x.shape[0], 8, 3))),
    ),
]
