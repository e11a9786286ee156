"""pad against F.pad."""

from torch import nn
from torch.nn import functional as F

from numeric.operator_case import CONV, Apply, Case


def spread(numbers, axes):
    return list(numbers) if isinstance(numbers, list) else [numbers] * axes


def pad(frame, before=0, after=0, mode="constant", value=0.0):
    """The layer, and the same as a function of a clip."""
    axes = len(frame)
    pairs = list(zip(spread(before, axes), spread(after, axes)))
    last_first = [number for pair in reversed(pairs) for number in pair]

    def padded(clip):
        return F.pad(clip, last_first, value=value)

    def over_space(clip):
        """PyTorch mirrors the last axes of what it takes for batch and channels."""
        flat = clip.reshape(-1, clip.shape[2], *clip.shape[3:])
        seen = F.pad(flat, last_first[:-2], mode=mode)
        return seen.reshape(*clip.shape[:3], *seen.shape[2:])

    def with_time(clip):
        return F.pad(clip, last_first, mode=mode)

    layer = f"pad: {{before: {before}, after: {after}, mode: {mode}, value: {value}}}"
    return layer, padded if mode == "constant" else with_time if any(pairs[0]) else over_space


def alone(frame, *arguments, **options):
    layer, function = pad(frame, *arguments, **options)
    return Case(layer, frame, lambda: Apply(function))


def beside_conv(frame, padding, kernel, conv_padding, first, stride=1):
    """A pad or a crop, of keyword arguments `padding`, before or behind a convolution."""
    layer, function = pad(frame, **padding)
    conv_layer = f"conv: {{channels: 3, kernel: {kernel}, padding: {conv_padding}, stride: {stride}}}"
    layers = [layer, conv_layer] if first else [conv_layer, layer]

    def module():
        conv = CONV[len(frame) - 1](frame[0], 3, kernel, stride, conv_padding)
        return nn.Sequential(*([Apply(function), conv] if first else [conv, Apply(function)]))

    return Case(", ".join(f"{{{each}}}" for each in layers), frame, module)


CASES = [
    beside_conv((2,), {"before": 4}, 5, 0, True),
    beside_conv((2,), {"before": 1, "after": 2}, 5, 1, True),
    beside_conv((2,), {"before": 6}, 5, 0, True),
    beside_conv((2, 5), {"before": [2, 1], "after": [0, 2]}, 3, [0, 1], True),
    beside_conv((2,), {"after": -4}, 5, 4, False),
    beside_conv((2,), {"after": -6}, 5, 4, False),
    beside_conv((2,), {"before": -1, "after": -1}, 3, 1, False),
    beside_conv((2,), {"after": -1}, 5, 4, False, 3),
    beside_conv((2,), {"before": -1, "after": -3}, 5, 4, False, 2),
    beside_conv((2, 5), {"before": [-2, 0], "after": [-1, 0]}, 5, [3, 2], False, [2, 1]),
    beside_conv((2, 5), {"before": [-1, 0], "after": [-1, 0]}, 3, [0, 1], True),
    beside_conv((2,), {"before": 2, "after": 2, "mode": "replicate"}, 5, 0, True),
    beside_conv((2,), {"before": 4, "mode": "replicate"}, 3, 0, True),
    beside_conv((2,), {"before": 1, "after": 1, "mode": "replicate"}, 5, 1, True),
    beside_conv((2, 5), {"before": [1, 2], "after": [3, 1], "mode": "replicate"}, 3, 0, True),
    beside_conv((2, 5, 4), {"before": 1, "after": 1, "mode": "replicate"}, 3, 0, True),
    alone((3,), 2, 1, mode="replicate"),
    alone((3,), 1, -1, mode="replicate"),
    alone((3,), -1, 2, mode="replicate"),
    beside_conv((2,), {"before": -1, "after": 2, "mode": "replicate"}, 1, 0, True),
    alone((2, 5), [0, 1], [2, 0], mode="replicate"),
    alone((2, 5, 6), [3, 1, 0], [0, 0, 2], mode="replicate"),
    alone((3,), 2, 1),
    alone((3,), 2, 0, value=1.5),
    alone((3,), -2, 0),
    alone((3,), 0, -2),
    alone((3,), 1, -1),
    alone((3,), -1, 2),
    alone((2, 5), [0, 2], [0, 1]),
    alone((2, 5), [1, -1], [0, 3], value=-0.5),
    alone((2, 5), [0, 2], [0, 4], mode="reflect"),
    alone((2, 5), [0, 7], [0, 1], mode="replicate"),
    alone((2, 5), [0, 2], [0, 4], mode="circular"),
    alone((2, 5), [0, 5], [0, 5], mode="circular"),
    alone((2, 5), [0, -1], [0, 2], mode="circular"),
    alone((2, 5), [0, 2], [0, -1], mode="circular"),
    alone((2, 5, 6), [2, 1, 0], [1, -2, 3]),
    alone((2, 5, 6), [0, 1, 2], [0, 3, 4], mode="reflect"),
    alone((2, 5, 6), [0, 0, 2], [0, 0, 9], mode="replicate"),
    alone((2, 5, 6), [0, 1, 3], [0, 5, 2], mode="circular"),
]
