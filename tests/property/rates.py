"""Random layers that make more frames than they get, and the strides that undo it."""

from .dice import Frame
from .windows import grouping, window

KEYS = ("kernel", "stride", "crop", "crop_after", "output_padding", "dilation")
DEFAULTS = (None, 1, 0, None, 0, 1)
SPACE = ([1, 1, 0, 0, 0, 1], [3, 1, 1, 1, 0, 1], [2, 2, 0, 0, 0, 1])  # the last one doubles an extent


def time_axis(dice, factor):
    """Of a transposed convolution over time, its numbers in the order of KEYS."""
    kernel = dice.between(1, 2 * factor + 1)
    dilation = dice.pick((1, 1, 1, 2)) if kernel > 1 else 1
    reach = dilation * (kernel - 1)
    crop = dice.pick((0, dice.between(0, reach), max(0, reach + 1 - factor) // 2))
    after = dice.between(0, reach + 1) if dice.chance(0.2) else crop
    added = dice.between(0, max(factor, dilation) - 1) if dice.chance(0.3) else 0
    return [kernel, factor, crop, after, added, dilation]


def extent_behind(extent, axis):
    kernel, stride, crop, after, added, dilation = axis
    return (extent - 1) * stride + dilation * (kernel - 1) + added + 1 - crop - after


def transposed(dice, frame, factor, channels, keep_space):
    axes = [time_axis(dice, factor), *(dice.pick(SPACE[:2] if keep_space else SPACE) for _ in frame.space)]
    options, columns = {"channels": channels}, list(zip(*axes))
    for key, values, default in zip(KEYS, columns, DEFAULTS):
        if set(values) != {default} and not (key == "crop_after" and values == columns[2]):
            options[key] = list(values)
    extents = tuple(map(extent_behind, frame.space, axes[1:]))
    return [{"conv_transpose": {**options, **grouping(dice, frame.channels, channels)}}], Frame(channels, extents)


def upsample(dice, frame, factor):
    """Whole numbers become quarters between two frames, and eighths between four, but no thirds."""
    is_linear = dice.chance(0.5) and not (dice.exact and factor == 3)
    mode = {"mode": "linear"} if is_linear else {"mode": "nearest"} if dice.chance(0.3) else {}
    return [{"upsample": {"factor": factor, **mode}}], frame


def channels_to_time(dice, frame, factor):
    channels = dice.between(1, 4)
    after = Frame(channels, frame.space)
    return [{"linear": {"channels": channels * factor}}, {"channels_to_time": {"factor": factor}}], after


def with_channels(layers, frame, channels):
    if frame.channels == channels:
        return layers, frame
    return [*layers, {"linear": {"channels": channels}}], Frame(channels, frame.space)


def expand(dice, frame, factor, channels=None, keep_space=False):
    """Layers that make `factor` frames of each; with `channels` given, of so many channels."""
    way = dice.pick((transposed, transposed, upsample, upsample, channels_to_time))
    if way is transposed:
        return transposed(dice, frame, factor, channels or dice.between(1, 6), keep_space)
    layers, after = way(dice, frame, factor)
    return with_channels(layers, after, channels or after.channels)


def fold(dice, frame, factor, channels, keep_space=True):
    """Layers that make one frame of `factor`, of so many channels."""
    if dice.chance(0.3):
        after = Frame(frame.channels * factor, frame.space)
        return with_channels([{"time_to_channels": {"factor": factor}}], after, channels)
    return window(dice, frame, factor, keep_space, channels=channels)


def between(dice, frame, depth):
    """What is done to frames before their number is as it was: nothing much, or the same again inside a residual."""
    if depth and dice.chance(0.4):
        return [{"residual": round_trip(dice, frame, frame.channels, depth - 1)[0]}]
    return dice.pick(([], ["relu"], window(dice, frame, keep_space=True, channels=frame.channels)[0]))


def round_trip(dice, frame, channels, depth=1):
    """Layers that make more frames and then fewer, or fewer and then more: as many as there were, but for the ends."""
    factor = dice.pick((2, 2, 3))
    there, back = (expand, fold) if dice.chance(0.4) else (fold, expand)
    first, inside = there(dice, frame, factor, dice.between(1, 4), keep_space=True)
    last, after = back(dice, inside, factor, channels, keep_space=True)
    return first + between(dice, inside, depth) + last, after


def strided(dice, frame, stride, space_stride, channels):
    """Layers of this stride, by way of more frames than come, or of fewer than leave."""
    factor = dice.pick((2, 3))
    if dice.chance(0.5):
        first, inside = expand(dice, frame, factor, dice.between(1, 4), keep_space=True)
        last, after = window(dice, inside, factor * stride, True, space_stride, channels)
    else:
        first, inside = window(dice, frame, factor * stride, True, space_stride, channels)
        last, after = expand(dice, inside, factor, channels, keep_space=True)
    return first + last, after
