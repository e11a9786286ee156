"""add: frames j meet, extents of 1 broadcast."""

from numeric.operator_case import CONV, Apply, Case


def crop(*clips):
    frames = min(clip.shape[2] for clip in clips)
    return [clip[:, :, :frames] for clip in clips]


def with_conv(layers, frame, combine, channels, kernel, **options):
    return Case(
        layers,
        frame,
        lambda: Apply(
            lambda clip, conv: combine(*crop(clip, conv(clip))),
            CONV[len(frame) - 1](frame[0], channels, kernel, **options),
        ),
    )


CASES = [
    Case("add: {inputs: [input, input]}", (4, 3), lambda: Apply(lambda clip: clip + clip)),
    Case("relu, add: {inputs: [input, '0', input]}", (4, 3, 5), lambda: Apply(lambda clip: clip + clip.relu() + clip)),
    with_conv(
        "conv: {channels: 4, kernel: 3, padding: 1}, add: {inputs: ['0', input]}",
        (4,),
        lambda x, y: y + x,
        4,
        3,
        padding=1,
    ),
    with_conv(
        "conv: {channels: 4, kernel: 3, padding: 1}, add: {inputs: [input, '0']}",
        (4, 5, 6),
        lambda x, y: x + y,
        4,
        3,
        padding=1,
    ),
    with_conv(
        "conv: {channels: 1, kernel: 3, padding: 1}, add: {inputs: [input, '0']}",
        (4, 5, 6),
        lambda x, y: x + y,
        1,
        3,
        padding=1,
    ),
    with_conv(
        "conv: {channels: 4, kernel: [3, 5, 6]}, add: {inputs: ['0', input]}",
        (4, 5, 6),
        lambda x, y: y + x,
        4,
        (3, 5, 6),
    ),
]
