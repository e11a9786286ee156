"""conv_transpose against nn.ConvTranspose1d, ConvTranspose2d and ConvTranspose3d."""

from torch import nn

from numeric.operator_case import Apply, Case
from numeric.upsampling import CASES as OVER_TIME

KINDS = (nn.ConvTranspose1d, nn.ConvTranspose2d, nn.ConvTranspose3d)


def transposed(frame, channels, kernel, **options):
    """`crop` and `output_padding` are what PyTorch takes."""
    attributes = {"channels": channels, "kernel": kernel, **options}
    layer = ", ".join(
        f"{key}: {str(value).lower() if isinstance(value, bool) else value}" for key, value in attributes.items()
    )
    as_torch = {"padding" if key == "crop" else key: tuple(value) if isinstance(value, list) else value
                for key, value in options.items()}
    if len(frame) > 1 and "output_padding" in options:
        as_torch["output_padding"] = (0, *options["output_padding"][1:])
    kernel = tuple(kernel) if isinstance(kernel, list) else kernel
    return Case(
        f"conv_transpose: {{{layer}}}", frame,
        lambda: nn.Sequential(KINDS[len(frame) - 1](frame[0], channels, kernel, **as_torch)),
    )


CASES = [
    transposed((4,), 6, 3),
    transposed((4,), 6, 3, crop=1, groups=2),
    transposed((3,), 5, 4, dilation=2, crop=3, bias=False),
    transposed((4, 7), 6, [1, 4], stride=[1, 2], crop=[0, 1]),
    transposed((4, 7), 6, [3, 5], stride=[1, 2], crop=[2, 2], groups=2),
    transposed((3, 6), 17, [1, 2], stride=[1, 3]),
    transposed((8, 9), 8, [2, 3], stride=[1, 2], output_padding=[0, 1], groups=8),
    transposed((5, 6), 3, [1, 3], stride=[1, 2], dilation=[1, 2], crop=[0, 1], output_padding=[0, 1]),
    transposed((5, 5), 3, [2, 4], stride=[1, 2], dilation=[2, 3], crop=[1, 4]),
    transposed((4, 6), 4, [1, 6], stride=[1, 4], dilation=[1, 6], crop=[0, 2], output_padding=[0, 3]),
    transposed((2, 1), 3, [1, 3], stride=[1, 5]),
    transposed((3, 25), 40, [1, 5], stride=[1, 1], crop=[0, 6]),
    transposed((16, 6, 5), 24, [1, 2, 2], stride=[1, 2, 2]),
    transposed((6, 5, 4), 9, [3, 3, 4], stride=[1, 2, 2], crop=[1, 1, 1], output_padding=[0, 1, 0]),
    transposed((4, 3, 5), 4, [1, 4, 3], stride=[1, 2, 1], crop=[0, 1, 1], groups=4, bias=False),
    transposed((6, 4, 3), 4, [2, 3, 5], stride=[1, 3, 2], dilation=[1, 2, 1], groups=2),
    Case(
        "conv_transpose: {channels: 6, kernel: [1, 4], stride: [1, 2], crop: [0, 1], crop_after: [0, 2]}",
        (4, 7),
        lambda: Apply(lambda clip, conv: conv(clip)[..., 1:-2], nn.ConvTranspose2d(4, 6, (1, 4), (1, 2))),
    ),
    # Frames that are cropped behind and added before are not computed, in time.
    Case(
        "conv_transpose: {channels: 3, kernel: [3, 4], stride: [1, 2]}, pad: {after: [-2, -1]}",
        (4, 5),
        lambda: Apply(lambda clip, conv: conv(clip)[:, :, :-2, :-1], nn.ConvTranspose2d(4, 3, (3, 4), (1, 2))),
    ),
    Case(
        "pad: {before: [1, 1], after: [0, 0]}, "
        "conv_transpose: {channels: 3, kernel: [3, 4], stride: [1, 2], crop: [2, 2]}",
        (4, 5),
        lambda: nn.Sequential(nn.ZeroPad2d((1, 0, 1, 0)), nn.ConvTranspose2d(4, 3, (3, 4), (1, 2), padding=(2, 2))),
    ),
    *OVER_TIME["conv_transpose"],
]
