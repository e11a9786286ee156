"""Where padding costs no time: before a window it is the window's own, and what is taken away behind a window the
window need not make. What follows for when frames exist; their numbers are the same either way."""

from dataclasses import replace

import numpy as np

from .moves import Window, shift

PADDING = {
    "conv": 0.0, "conv_transpose": 0.0, "overlap_add": 0.0, "avg_pool": 0.0, "max_pool": -np.inf, "stack": 0.0
}
CROPPING = ("conv_transpose", "overlap_add")  # they crop what they make
NUMBERED = ("positional_encoding",)  # what it makes of a frame depends on the frame's number


def absorb_padding(layers, moves, leaving):
    """The layers and how they move in time, once what is added and taken away is part of the windows around it. Of a
    layer that does neither any more nothing is left. `leaving`: values that leave the network."""
    layers, moves = list(layers), list(moves)
    sides = {index: ends(layer) for index, layer in enumerate(layers) if layer.operator in ("pad", "skip")}
    for index in sorted(sides, key=lambda index: layers[index].operator == "pad"):
        (source,) = layers[index].inputs
        maker = producer(layers, moves, leaving, source)
        if maker is not None:
            drop(layers, moves, sides, index, maker)
        for reader in [i for i, layer in enumerate(layers) if index in layer.inputs]:
            if not sides[index].any() or can_take(layers, moves, sides, index, reader):
                feeds = [source if i == index else i for i in layers[reader].inputs]
                layers[reader] = replace(layers[reader], inputs=feeds)
                add(moves, sides, index, reader)
        if index not in leaving and not any(index in layer.inputs for layer in layers):
            layers[index], moves[index] = replace(layers[index], inputs=[-1]), None
    return layers, moves


def ends(layer):
    """What is added before and after each axis, (2, axes) or (2, 1)."""
    if layer.operator == "skip":
        return np.array([[-layer.attributes["frames"]], [0]])
    return np.stack(np.broadcast_arrays(*(np.ravel(layer.attributes.get(key, 0)) for key in ("before", "after"))))


def producer(layers, moves, leaving, source):
    """The layer before those that make each frame of one frame; None where others see what it makes, or these."""
    while source != -1 and source not in leaving and sum(layer.inputs.count(source) for layer in layers) == 1:
        if not makes_frame_by_frame(layers[source], moves[source]):
            return source
        (source,) = layers[source].inputs
    return None


def makes_frame_by_frame(layer, move):
    alone = len(layer.inputs) == 1 and layer.operator not in NUMBERED
    return alone and (move is None or replace(move, ceil_mode=False) == Window())


def drop(layers, moves, sides, index, source):
    """Frames that a layer takes away are none that the layer `source` before it makes."""
    before, after = dropped(layers[source].operator, moves[source], np.maximum(0, -sides[index][:, 0]))
    if before or after:
        window = moves[source]
        moves[source] = replace(
            window,
            padding=window.padding - before * window.stride,
            padding_after=window.padding_after - after * window.stride,
        )
        sides[index] = sides[index].copy()
        sides[index][:, 0] += before, after
        moves[index] = shift(*map(int, sides[index][:, 0]), moves[index].repeats)


def dropped(operator, move, cropped):
    """How many of the cropped frames, in front and behind, a layer can leave out."""
    if operator in CROPPING:
        return map(int, cropped)
    if operator not in PADDING or move.ceil_mode:
        return 0, 0
    return [min(int(n), padding // move.stride) for n, padding in zip(cropped, (move.padding, move.padding_after))]


def can_take(layers, moves, sides, index, place):
    """Whether a reader, the layer at `place`, can see its input as if it were padded so."""
    pad, added, reader, move = layers[index], sides[index], layers[place], moves[place]
    value, mode = pad.attributes.get("value", 0.0), pad.attributes.get("mode", "constant")
    if pad.operator == "skip":
        return False
    if mode == "replicate":
        return can_repeat(added[:, 0], reader, move)
    if mode != "constant" or reader.attributes.get("padding_mode") == "replicate":
        return False
    if reader.operator == "pad":
        same = reader.attributes.get("mode", "constant") == "constant" and reader.attributes.get("value", 0.0) == value
        return same and not ((added < 0) & (sides[place] > 0)).any()
    counted = reader.attributes.get("count_include_pad", True)
    if value != PADDING.get(reader.operator) or move.ceil_mode or not counted or (added < 0).any():
        return False
    if reader.operator in ("stack", "overlap_add") and added[:, 1:].any():
        return False  # they look through time alone
    if reader.operator == "overlap_add":
        return crops({"crop_after": 0, **reader.attributes}, added[:, :1])
    if reader.operator == "conv_transpose":
        return crops(reader.attributes, added)
    return move.padding + added[0, 0] < move.receptive_field


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


def add(moves, sides, index, reader):
    """What a layer adds and takes away, `reader` does."""
    if not sides[index].any():
        return
    before, after = map(int, sides[index][:, 0])
    if reader in sides:
        sides[reader] = sides[reader] + sides[index]
        moves[reader] = shift(*map(int, sides[reader][:, 0]))
    else:
        window = moves[reader]
        moves[reader] = replace(
            window,
            padding=window.padding + before * window.factor,
            padding_after=window.padding_after + after * window.factor,
        )
