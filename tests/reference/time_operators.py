"""The operators that remember, each as one function over whole clips (B, C, T, *S); see operators.py."""

from math import prod

import numpy as np

from .moves import Window, shift
from .operators import Spec, logistic, operator, per_axis

MODES = {"constant": "constant", "replicate": "edge", "reflect": "reflect", "circular": "wrap"}


def shifts_of(attributes, axes):
    """Pairs (before, after), time first."""
    return list(zip(*(per_axis(attributes, key, 0, axes) for key in ("before", "after"))))


def pad_time(attributes):
    return shift(*shifts_of(attributes, 1)[0], attributes.get("mode", "constant") == "replicate")


@operator("pad", time=pad_time)
def pad(layer, inputs, weights):
    (clip,) = inputs
    mode, value = layer.attributes.get("mode", "constant"), layer.attributes.get("value", 0.0)
    for axis, (before, after) in enumerate(shifts_of(layer.attributes, clip.ndim - 2), 2):
        extent = clip.shape[axis]
        if mode == "replicate" and extent:
            places = np.arange(-before, extent + after)
            clip = clip.take(np.clip(places, 0, extent - 1), axis)
            continue
        clip = clip.take(range(max(0, -before), max(0, -before, extent - max(0, -after))), axis)
        added = [(0, 0)] * clip.ndim
        added[axis] = max(0, before), max(0, after)
        is_constant = mode == "constant" or clip.size == 0
        fill = {"constant_values": value} if is_constant else {}
        clip = np.pad(clip, added, "constant" if is_constant else MODES[mode], **fill)
    return clip


@operator("trim_to")
def trim_to(layer, inputs, weights):
    clip, other = inputs
    return clip[:, :, : other.shape[2]]


def previous_specs(shape, attributes):
    return {"initial": Spec(tuple(shape), -0.5, 0.5)} if attributes.get("initial", False) else {}


@operator("previous", specs=previous_specs, time=lambda attributes: shift(1, -1))
def previous(layer, inputs, weights):
    (clip,) = inputs
    frame = weights.get("initial", layer.attributes.get("value", 0.0))
    first = np.broadcast_to(np.asarray(frame, clip.dtype), clip[:, :, 0].shape)
    return np.concatenate([first[:, :, None], clip[:, :, :-1]], 2)


RUNNING = {"sum": np.add, "prod": np.multiply, "max": np.maximum, "min": np.minimum}


@operator("running", time=lambda attributes: Window(recurrent=True))
def running(layer, inputs, weights):
    """Sums in float64, as PyTorch has them."""
    (clip,) = inputs
    return RUNNING[layer.attributes.get("kind", "sum")].accumulate(clip, 2, np.float64).astype(clip.dtype)


def suffix_of(attributes):
    """What the names of a layer's weights end in."""
    return f"_l{attributes.get('layer', 0)}" + "_reverse" * attributes.get("reverse", False)


def recurrent_specs(gates, kept):
    def specs(shape, attributes):
        channels = attributes["channels"]
        bound = np.float32(1) / np.sqrt(np.float32(channels))
        rows, projection = gates * channels, attributes.get("projection", 0)
        shapes = {"weight_ih": (rows, shape[1]), "weight_hh": (rows, projection or channels)}
        if attributes.get("bias", True):
            shapes |= {"bias_ih": (rows,), "bias_hh": (rows,)}
        if projection:
            shapes["weight_hr"] = (projection, channels)
        shapes = {name + suffix_of(attributes): each for name, each in shapes.items()}
        if attributes.get("initial", False):
            shapes |= {"h_0": (projection or channels,), "c_0": (channels,)} if kept > 1 else {"h_0": (channels,)}
        return {name: Spec(each, -bound, bound) for name, each in shapes.items()}

    return specs


def run(layer, clip, weights, step, cell=False):
    """`step(from the input, from the last output, what was kept)` -> what is kept now, the output first; for each
    frame and each place. Sums have the gates along axis 1. The result is the output, with `cell` all that is kept."""
    channels, suffix = layer.attributes["channels"], suffix_of(layer.attributes)
    batch, inner, frames, *space = clip.shape
    seen = np.moveaxis(clip.reshape(batch, inner, frames, prod(space)), 3, 1).reshape(-1, inner, frames)

    def mapped(kind, x):
        return x @ weights[f"weight_{kind}{suffix}"].T + weights.get(f"bias_{kind}{suffix}", 0)

    def start(name, extent):
        return np.broadcast_to(weights.get(name, np.zeros(extent, clip.dtype)), (len(seen), extent))

    width = layer.attributes.get("projection", 0) or channels
    state = [start("h_0", width), start("c_0", channels)]
    outputs = np.zeros((len(seen), width + cell * channels, frames), clip.dtype)
    for t in range(frames):
        state = step(mapped("ih", seen[:, :, t]), mapped("hh", state[0]), *state)
        outputs[:, :, t] = np.concatenate(state, 1) if cell else state[0]
    places = outputs.reshape(batch, prod(space), -1, frames)
    return np.moveaxis(places, 1, 3).reshape(batch, -1, frames, *space)


def recurrent(name, gates, kept=1):
    """Registers a recurrent layer along time and, as "frame_" and its name, one along the last axis of each frame."""

    def register(function):
        def along_frame(layer, inputs, weights):
            order = slice(None, None, -1 if layer.attributes.get("reverse", False) else 1)
            # (B, C, X, T, Y): the axis in the place of time, time among the others.
            clip = np.moveaxis(inputs[0], -1, 2)[:, :, order]
            return np.moveaxis(function(layer, [clip], weights)[:, :, order], 2, -1)

        specs = recurrent_specs(gates, kept)
        operator(f"frame_{name}", specs=specs)(along_frame)
        return operator(name, specs=specs, time=lambda attributes: Window(recurrent=True))(function)

    return register


@recurrent("rnn", 1)
def rnn(layer, inputs, weights):
    rectify = layer.attributes.get("nonlinearity", "tanh") == "relu"
    return run(layer, inputs[0], weights, lambda x, h, *last: [np.maximum(x + h, 0) if rectify else np.tanh(x + h)])


@recurrent("gru", 3)
def gru(layer, inputs, weights):
    def step(x, h, last, *rest):
        (x_reset, x_update, x_new), (h_reset, h_update, h_new) = np.split(x, 3, 1), np.split(h, 3, 1)
        new = np.tanh(x_new + logistic(x_reset + h_reset) * h_new)
        update = logistic(x_update + h_update)
        return [(1 - update) * new + update * last]

    return run(layer, inputs[0], weights, step)


@recurrent("lstm", 4, 2)
def lstm(layer, inputs, weights):
    projection = weights.get(f"weight_hr{suffix_of(layer.attributes)}")

    def step(x, h, last, cell):
        enter, forget, new, leave = np.split(x + h, 4, 1)
        cell = logistic(forget) * cell + logistic(enter) * np.tanh(new)
        output = logistic(leave) * np.tanh(cell)
        return [output if projection is None else output @ projection.T, cell]

    return run(layer, inputs[0], weights, step, layer.attributes.get("cell", False))
