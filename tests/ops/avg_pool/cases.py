"""avg_pool against nn.AvgPool1d, AvgPool2d, AvgPool3d and, with dilation, the mean over an unfolded clip."""

import torch
from torch import nn

from numeric.operator_case import Apply, Case

POOL = (nn.AvgPool1d, nn.AvgPool2d, nn.AvgPool3d)


def pool(frame, kernel, **options):
    attributes = ", ".join(
        f"{key}: {str(value).lower() if isinstance(value, bool) else value}"
        for key, value in {"kernel": kernel, **options}.items()
    )
    return Case(f"avg_pool: {{{attributes}}}", frame, lambda: POOL[len(frame) - 1](kernel, **{"stride": 1, **options}))


def dilated(frame, kernel, dilation, padding=0):
    """Pooling over time alone, with dilation, as a sum of shifted clips."""

    def mean(clip):
        zeros = torch.zeros_like(clip[:, :, :1]).repeat_interleave(padding, 2)
        clip = torch.cat([zeros, clip, zeros], 2)
        frames = clip.shape[2] - dilation * (kernel - 1)
        return sum(clip[:, :, k * dilation : k * dilation + frames] for k in range(kernel)) / kernel

    ones = ", 1" * (len(frame) - 1)
    zero = ", 0" * (len(frame) - 1)
    return Case(
        f"avg_pool: {{kernel: [{kernel}{ones}], dilation: [{dilation}{ones}], padding: [{padding}{zero}]}}",
        frame,
        lambda: Apply(mean),
    )


CASES = [
    pool((3,), 4),
    pool((3,), 3, stride=2, padding=1),
    pool((3,), 3, stride=1, padding=1, count_include_pad=False),
    pool((3,), 2, stride=3),
    pool((4, 9), [2, 3], padding=[1, 1]),
    pool((4, 9), [3, 2], stride=[2, 2], padding=[1, 1], count_include_pad=False),
    pool((5, 8, 7), [1, 3, 3], padding=[0, 1, 1]),
    pool((5, 8, 7), [3, 3, 3], padding=[1, 1, 1], count_include_pad=False),
    pool((5, 8, 7), [2, 2, 2], stride=[2, 2, 2]),
    pool((20, 3, 2), [16, 1, 1]),
    pool((3,), 3, stride=2, ceil_mode=True),
    pool((3,), 4, stride=3, padding=2, ceil_mode=True),
    pool((3,), 5, stride=4, padding=2, ceil_mode=True, count_include_pad=False),
    pool((3,), 2, stride=3, padding=1, ceil_mode=True),
    pool((4, 8), [3, 3], stride=[2, 2], padding=[1, 1], ceil_mode=True),
    pool((4, 8), [2, 4], stride=[1, 3], padding=[1, 1], ceil_mode=True, divisor_override=3),
    pool((5, 6, 7), [3, 2, 3], stride=[3, 2, 3], padding=[1, 0, 1], ceil_mode=True, count_include_pad=False),
    pool((5, 6, 7), [2, 3, 2], stride=[2, 2, 3], padding=[0, 1, 1], ceil_mode=True),
    pool((5, 6, 7), [2, 2, 2], padding=[1, 1, 1], divisor_override=7),
    dilated((4,), 3, 2),
    dilated((4, 5, 5), 2, 3, padding=1),
]
