"""Where padding costs no time: before a window it is the window's own, and of a window's own padding the last frames
may be left out. What follows for when frames exist; their numbers are the same either way."""

from dataclasses import replace

import numpy as np

from .timing import Shift, Window

PADDING = {"conv": 0.0, "conv_transpose": 0.0, "avg_pool": 0.0, "max_pool": -np.inf, "stack": 0.0}


def absorb_padding(layers, moves, output):
    """The layers and how they move in time, once each pad is part of the windows around it."""
    layers, moves = list(layers), list(moves)
    sides = {index: ends(layer.attributes) for index, layer in enumerate(layers) if layer.operator == "pad"}
    for index in sides:
        source = layers[index].inputs[0]
        if [layer.inputs.count(source) for layer in layers].count(0) == len(layers) - 1 and source not in (-1, output):
            drop_last(moves, source, index)
        for reader in [i for i, layer in enumerate(layers) if layer.inputs[:1] == [index]]:
            if can_take(layers[index], sides[index], layers[reader], moves[reader], sides.get(reader)):
                first, second = moves[index], moves[reader]
                moves[reader] = second_behind(first, second)
                layers[reader] = replace(layers[reader], inputs=[source, *layers[reader].inputs[1:]])
                if reader in sides:
                    sides[reader] = sides[reader] + sides[index]
    return layers, moves


def ends(attributes):
    """What is added before and after each axis, (2, axes) or (2, 1)."""
    return np.stack(np.broadcast_arrays(*(np.ravel(attributes.get(key, 0)) for key in ("before", "after"))))


def drop_last(moves, source, pad):
    """Frames that the pad takes away are padding that the window before it does not take."""
    window, shift = moves[source], moves[pad]
    if isinstance(window, Window) and window.stride == 1 and not window.ceil_mode:
        dropped = min(max(0, -shift.after), window.padding_after)
        moves[source] = replace(window, padding_after=window.padding_after - dropped)
        moves[pad] = replace(shift, after=shift.after + dropped)


def can_take(pad, added, reader, move, own):
    """Whether `reader` can see its input as if it were padded so. `own` is what it adds itself, if it is a pad."""
    value, mode = pad.attributes.get("value", 0.0), pad.attributes.get("mode", "constant")
    if mode == "replicate":
        return can_repeat(added[:, 0], reader, move)
    if mode != "constant" or reader.attributes.get("padding_mode") == "replicate":
        return False
    if isinstance(move, Shift):
        same = reader.attributes.get("mode", "constant") == "constant" and reader.attributes.get("value", 0.0) == value
        return same and not ((added < 0) & (own > 0)).any()
    counted = reader.attributes.get("count_include_pad", True)
    if not isinstance(move, Window) or move.ceil_mode or value != PADDING.get(reader.operator) or not counted:
        return False
    if reader.operator == "stack" and added[:, 1:].any():
        return False  # it looks through time alone
    if reader.operator == "conv_transpose" and not crops(reader.attributes, added):
        return False
    return (added >= 0).all() and move.padding + added[0, 0] < move.receptive_field


def crops(attributes, added):
    """Whether a transposed convolution takes away all that it makes of what is added."""
    crop = np.ravel(attributes.get("crop", 0))
    both = np.stack(np.broadcast_arrays(crop, np.ravel(attributes.get("crop_after", crop))))
    return (both >= added * np.ravel(attributes.get("stride", 1))).all()


def can_repeat(added, reader, move):
    """Whether `reader` can see its clip as if its first and last frame were there more often."""
    own = [np.ravel(reader.attributes.get(key, 0)) for key in ("padding", "padding_after")]
    unpadded = reader.operator == "conv" and not np.any(np.concatenate(own))
    return unpadded and (added >= 0).all() and added.sum() > 0 and added[0] < move.receptive_field


def second_behind(first, second):
    if isinstance(second, Shift):
        return Shift(first.before + second.before, first.after + second.after)
    return replace(
        second, padding=second.padding + first.before, padding_after=second.padding_after + first.after
    )
