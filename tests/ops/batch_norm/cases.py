"""batch_norm against nn.BatchNorm1d, BatchNorm2d and BatchNorm3d, alone and where it folds into a convolution."""

from torch import nn

from numeric.operator_case import BATCH_NORM, CONV, Case


def norm(frame, eps=None):
    options = {} if eps is None else {"eps": eps}
    layer = "batch_norm" if eps is None else f"batch_norm: {{eps: {eps}}}"
    return Case(layer, frame, lambda: nn.Sequential(BATCH_NORM[len(frame)](frame[0], **options)))


def behind_conv(frame, channels, kernel, bias):
    axes = len(frame)
    return Case(
        f"conv: {{channels: {channels}, kernel: {kernel}, padding: {kernel // 2}, bias: {str(bias).lower()}}}, "
        "batch_norm",
        frame,
        lambda: nn.Sequential(
            CONV[axes - 1](frame[0], channels, kernel, padding=kernel // 2, bias=bias), BATCH_NORM[axes](channels)
        ),
    )


def before_conv(frame, channels, kernel):
    """Padding is zeros behind the norm: it must not be folded forward through a padded window."""
    axes = len(frame)
    return Case(
        f"batch_norm, conv: {{channels: {channels}, kernel: {kernel}, padding: {kernel // 2}}}",
        frame,
        lambda: nn.Sequential(
            BATCH_NORM[axes](frame[0]), CONV[axes - 1](frame[0], channels, kernel, padding=kernel // 2)
        ),
    )


CASES = [
    norm((5,)),
    norm((4, 6), eps=0.1),
    norm((20, 3, 5)),
    norm((3, 4, 4), eps=1e-3),
    behind_conv((4,), 6, 3, bias=True),
    behind_conv((4, 7), 6, 3, bias=False),
    behind_conv((4, 6, 6), 9, 1, bias=True),
    behind_conv((4, 6, 6), 8, 3, bias=False),
    before_conv((4, 6, 6), 8, 3),
    before_conv((4, 6), 5, 1),
]
