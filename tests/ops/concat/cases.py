"""concat: frames j meet, channels, or the places of an axis of space, follow one another."""

import torch

from numeric.operator_case import CONV, Apply, Case


def beside_conv(frame, channels, kernel, first=True, **options):
    order = "['0', input]" if first else "[input, '0']"
    attributes = ", ".join(f"{key}: {value}" for key, value in options.items())

    def join(clip, conv):
        made = conv(clip)
        clip = clip[:, :, : made.shape[2]]
        return torch.cat([made, clip] if first else [clip, made], 1)

    return Case(
        f"conv: {{channels: {channels}, kernel: {kernel}, {attributes}}}, concat: {{inputs: {order}}}",
        frame,
        lambda: Apply(join, CONV[len(frame) - 1](frame[0], channels, kernel, **options)),
    )


def along(frame, axis, *inputs):
    """The input and a convolution of it, in the given order, along an axis of the frame."""
    names = {"x": "input", "y": "'0'"}

    def join(clip, conv):
        clips = {"x": clip, "y": conv(clip)}
        return torch.cat([clips[each] for each in inputs], axis + 1)

    return Case(
        f"conv: {{channels: {frame[0]}, kernel: 3, padding: 1}}, "
        f"concat: {{axis: {axis}, inputs: [{', '.join(names[each] for each in inputs)}]}}",
        frame,
        lambda: Apply(join, CONV[len(frame) - 1](frame[0], frame[0], 3, padding=1)),
    )


CASES = [
    Case("concat: {inputs: [input, input]}", (3, 5), lambda: Apply(lambda clip: torch.cat([clip, clip], 1))),
    Case(
        "relu, concat: {inputs: [input, '0', input]}",
        (17, 4, 3),
        lambda: Apply(lambda clip: torch.cat([clip, clip.relu(), clip], 1)),
    ),
    beside_conv((4,), 3, 3, padding=1),
    beside_conv((4,), 3, 4, first=False, padding=0),
    beside_conv((4, 6), 5, 3, first=False, padding=1),
    beside_conv((16, 6, 5), 8, 3, padding=1),
    along((4, 6), 2, "x", "y"),
    along((19, 3), 2, "y", "x", "y"),
    along((4, 5, 6), 2, "x", "y"),
    along((12, 5, 6), 3, "y", "x", "x"),
    Case(
        "slice: {axis: 2, end: 2}, concat: {axis: 2, inputs: ['0', input, '0']}",
        (4, 5),
        lambda: Apply(lambda clip: torch.cat([clip[..., :2], clip, clip[..., :2]], 3)),
    ),
]
