"""adaptive_max_pool against nn.AdaptiveMaxPool1d and 2d of each frame."""

from torch import nn

from numeric.operator_case import Apply, Case, framewise

POOL = (nn.AdaptiveMaxPool1d, nn.AdaptiveMaxPool2d)


def pool(frame, size):
    module = POOL[len(frame) - 2](size)
    return Case(f"adaptive_max_pool: {{size: {size}}}", frame, lambda: Apply(framewise(module)))


CASES = [
    pool((3, 7), 3),
    pool((3, 7), [1]),
    pool((4, 5), 8),
    pool((4, 9, 7), [4, 5]),
    pool((5, 6, 8), [3, 4]),
    pool((5, 8, 6), 1),
    pool((2, 3, 10), [7, 3]),
    pool((17, 13, 11), [6, 4]),
]
