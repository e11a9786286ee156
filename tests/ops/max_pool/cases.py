"""max_pool against nn.MaxPool1d, MaxPool2d and MaxPool3d."""

from torch import nn
from torch.nn import functional as F

from numeric.operator_case import Apply, Case

POOL = (nn.MaxPool1d, nn.MaxPool2d, nn.MaxPool3d)


def pool(frame, kernel, **options):
    attributes = ", ".join(
        f"{key}: {str(value).lower() if isinstance(value, bool) else value}"
        for key, value in {"kernel": kernel, **options}.items()
    )
    return Case(f"max_pool: {{{attributes}}}", frame, lambda: POOL[len(frame) - 1](kernel, **{"stride": 1, **options}))


def uneven(frame, kernel, padding, after, stride=1):
    """Padding behind the axes that differs from that before them."""
    attributes = f"kernel: {kernel}, padding: {padding}, padding_after: {after}, stride: {stride}"
    last_first = [number for pair in reversed(list(zip(padding, after))) for number in pair]
    module = POOL[len(frame) - 1](kernel, stride)
    return Case(
        f"max_pool: {{{attributes}}}",
        frame,
        lambda: Apply(lambda clip: module(F.pad(clip, last_first, value=float("-inf")))),
    )


CASES = [
    pool((3,), 4),
    pool((3,), 3, stride=2, padding=1),
    pool((3,), 2, stride=3),
    pool((3,), 3, dilation=2, padding=1),
    pool((4, 9), [2, 3], padding=[1, 1]),
    pool((4, 9), [3, 2], stride=[2, 2], dilation=[2, 3], padding=[1, 1]),
    pool((5, 8, 7), [1, 3, 3], padding=[0, 1, 1]),
    pool((5, 8, 7), [3, 3, 3], padding=[1, 1, 1], stride=[1, 2, 2]),
    pool((17, 8, 7), [2, 2, 2], stride=[2, 2, 2]),
    pool((3,), 3, stride=2, ceil_mode=True),
    pool((3,), 4, stride=3, padding=2, ceil_mode=True),
    pool((3,), 3, stride=4, dilation=2, padding=1, ceil_mode=True),
    pool((4, 8), [3, 3], stride=[2, 2], padding=[1, 0], ceil_mode=True),
    pool((4, 9), [2, 2], stride=[3, 2], dilation=[2, 3], padding=[1, 1], ceil_mode=True),
    pool((5, 8, 7), [2, 3, 2], stride=[2, 2, 3], padding=[0, 1, 1], ceil_mode=True),
    uneven((3,), [3], [0], [2]),
    uneven((4, 7), [1, 2], [0, 0], [0, 1], stride=[1, 2]),
    uneven((5, 7, 5), [2, 2, 3], [1, 0, 1], [0, 1, 2], stride=[1, 2, 2]),
]
