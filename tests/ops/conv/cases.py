"""conv against nn.Conv1d, Conv2d and Conv3d."""

from torch import nn

from numeric.operator_case import CONV, Apply, Case


def conv(frame, channels, kernel, **options):
    attributes = ", ".join(
        f"{key}: {str(value).lower() if isinstance(value, bool) else value}"
        for key, value in {"channels": channels, "kernel": kernel, **options}.items()
    )
    make = CONV[len(frame) - 1]
    as_torch = {key: tuple(value) if isinstance(value, list) else value for key, value in options.items()}
    return Case(
        f"conv: {{{attributes}}}",
        frame,
        lambda: nn.Sequential(
            make(frame[0], channels, tuple(kernel) if isinstance(kernel, list) else kernel, **as_torch)
        ),
    )


CASES = [
    conv((4,), 6, 3),
    conv((3,), 5, 1, bias=False),
    conv((4,), 4, 4, stride=3, padding=2),
    conv((4,), 8, 3, dilation=3, padding=3, groups=2),
    conv((2,), 3, 2, stride=3),
    conv((2,), 3, 1, stride=2),
    conv((4,), 4, 5, padding=4, groups=4),
    conv((40,), 12, 9),
    conv((3,), 4, 5, padding=2, padding_mode="replicate"),
    conv((3,), 4, 3, padding=1, stride=2, padding_mode="replicate"),
    conv((2,), 4, 3, padding=4, dilation=2, padding_mode="replicate", groups=2),
    conv((3, 7), 4, [3, 5], padding=[2, 2], padding_mode="replicate"),
    conv((3,), 4, 2, padding=1, padding_mode="replicate"),
    conv((3, 5, 6), 4, [3, 3, 3], padding=1, padding_mode="replicate"),
    conv((3, 5, 6), 4, [1, 3, 3], padding=[0, 1, 1], stride=[2, 2, 1], padding_mode="replicate"),
    conv((3, 11), 7, [3, 5], padding=[1, 2]),
    conv((4, 9), 4, [9, 1], groups=4),
    conv((4, 9), 6, [2, 3], stride=[2, 2], dilation=[1, 2], padding=[1, 2]),
    conv((3, 25), 4, [1, 25]),
    conv((1, 5, 3), 1, [3, 3, 3]),
    conv((16, 14, 14), 32, [1, 1, 1]),
    conv((24, 14, 14), 17, [3, 3, 3], padding=1, bias=False),
    conv((8, 12, 9), 8, [3, 3, 3], padding=1, groups=8),
    conv((8, 12, 9), 16, [3, 3, 3], padding=1, groups=8),
    conv((12, 7, 7), 8, [3, 1, 3], padding=[1, 0, 1], groups=4),
    conv((6, 13, 11), 5, [1, 3, 3], stride=[1, 2, 2], padding=[0, 1, 1]),
    conv((3, 16, 17), 24, [3, 7, 7], stride=[2, 2, 2], padding=[1, 3, 3], bias=False),
    conv((4, 12, 12), 6, [3, 3, 3], dilation=[2, 2, 3], padding=[2, 2, 0]),
    conv((16, 5, 6), 33, [5, 5, 5], padding=[2, 2, 2]),
    conv((24, 8, 8), 24, [5, 1, 1], padding=[2, 0, 0], groups=24),
    conv((6, 9, 8), 6, [3, 3, 3], stride=[1, 2, 1], padding=1, groups=6, bias=False),
    conv((70, 3, 3), 130, [1, 1, 1]),
    conv((300, 1, 1), 40, [1, 1, 1]),
    # Two layers with the same weights, which are counted once.
    Case(
        "conv: {channels: 3, kernel: 2, weights: '0'}, conv: {channels: 3, kernel: 2, weights: '0'}",
        (3,),
        lambda: Apply(lambda clip, conv: conv(conv(clip)), nn.Conv1d(3, 3, 2)),
    ),
]
