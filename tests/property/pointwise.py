"""Random layers that look at one frame at a time.

What has a pole or a slope without bound is drawn together with a layer that keeps its input away from there: a
difference in the last digit must stay one.
"""

import numpy as np

from .dice import Frame, frame_of

AWAY_FROM_ZERO = ["abs", {"scale": {"offset": 0.5}}]
ACTIVATIONS = (
    ["relu"],
    ["relu6"],
    ["silu"],
    ["sigmoid"],
    ["tanh"],
    ["hardswish"],
    ["hardsigmoid"],
    ["gelu"],
    [{"gelu": {"approximate": "tanh"}}],
    ["elu"],
    [{"elu": {"alpha": 0.5}}],
    [{"celu": {"alpha": 1.5}}],
    [{"leaky_relu": {"slope": 0.125}}],
    [{"scale": {"factor": 0.75, "offset": -0.5}}],
    [{"clamp": {"low": -1.5, "high": 1.5}}],
    [{"clamp": {"high": 0.25}}],
    [{"softplus": {"beta": 2.0}}],
    [{"softplus": {"threshold": 1.0, "beta": 8.0}}],
    ["abs"],
    ["softsign"],
    ["mish"],
    ["selu"],
    ["log_sigmoid"],
    ["hardtanh"],
    [{"hardtanh": {"low": -0.5, "high": 2}}],
    ["prelu"],
    ["tanhshrink"],
    [{"threshold": {"threshold": 0.1, "value": 0.25}}],
    [{"hardshrink": {"lambda": 0.3}}],
    [{"softshrink": {"lambda": 0.25}}],
    [{"clamp": {"low": -4, "high": 3}}, "exp"],
    [*AWAY_FROM_ZERO, "log"],
    [*AWAY_FROM_ZERO, "sqrt"],
    [*AWAY_FROM_ZERO, {"pow": {"exponent": -0.5}}],
    [{"pow": {"exponent": 2.0}}],
    [{"pow": {"exponent": 3.0}}],
    [{"unary": {"function": "sin"}}],
    [{"unary": {"function": "asinh"}}],
    [{"unary": {"function": "erf"}}],
    [*AWAY_FROM_ZERO, {"unary": {"function": "log1p"}}],
    [{"nan_to_num": {"nan": 0.5, "posinf": 4.0, "neginf": -4.0}}],
)
# Layers that map whole numbers to whole numbers and keep the frame's shape.
EXACT = (
    ["relu"],
    ["abs"],
    ["relu6"],
    [{"hardtanh": {"low": -4, "high": 4}}],
    [{"clamp": {"low": -3}}],
    [{"scale": {"factor": -1, "offset": 2}}],
    [{"leaky_relu": {"slope": 2}}],
    [{"threshold": {"threshold": 1, "value": -2}}],
    [{"hardshrink": {"lambda": 2}}],
    [{"softshrink": {"lambda": 1}}],
    [{"pow": {"exponent": 2}}],
    ["prelu"],
)
EXACT_KINDS = ("activation", "activation", "activation", "linear", "constant", "matmul")
KINDS = (*["activation"] * 4, *["softmax", "glu", "norm"] * 2, "batch_norm", "linear", "mean", "constant", "matmul")


def pointwise(dice, frame):
    kind = dice.pick(EXACT_KINDS if dice.exact else KINDS)
    return globals()[kind](dice, frame)


def activation(dice, frame):
    chosen = dice.pick(EXACT if dice.exact else ACTIVATIONS)
    if chosen == ["prelu"] and dice.chance(0.5):
        chosen = [{"prelu": {"channels": frame.channels}}]
    return [*chosen], frame


def softmax(dice, frame):
    kind, axis = dice.pick(("softmax", "log_softmax")), dice.between(1, len(frame.extents))
    return [{kind: {"axis": axis}}] if axis > 1 or dice.chance(0.5) else [kind], frame


def glu(dice, frame):
    """Over an axis of space with two halves, or over the channels that a layer makes for it."""
    even = [axis for axis, extent in enumerate(frame.extents, 1) if axis > 1 and extent % 2 == 0]
    if even and dice.chance(0.5):
        axis, extents = dice.pick(even), list(frame.extents)
        extents[axis - 1] //= 2
        return [{"glu": {"axis": axis}}], frame_of(extents)
    channels = dice.between(1, 4)
    return [{"linear": {"channels": 2 * channels}}, "glu"], Frame(channels, frame.space)


def norm(dice, frame):
    """layer_norm over some axes, or group_norm. A large eps keeps what is nearly constant from being blown up."""
    affine = {"affine": False} if dice.chance(0.3) else {}
    if dice.chance(0.3):
        groups = [g for g in range(1, frame.channels + 1) if frame.channels % g == 0]
        return [{"group_norm": {"groups": dice.pick(groups), "eps": 0.5, **affine}}], frame
    axes = [axis for axis in range(1, 1 + len(frame.extents)) if dice.chance(0.5)] or [1]
    return [{"layer_norm": {"axes": axes, "eps": 0.5, "bias": dice.chance(0.5), **affine}}], frame


def batch_norm(dice, frame):
    return [{"batch_norm": {"eps": 0.125}}] if dice.chance(0.5) else ["batch_norm"], frame


def linear(dice, frame):
    channels = dice.between(1, 8)
    return [{"linear": {"channels": channels, "bias": dice.chance(0.5)}}], Frame(channels, frame.space)


def mean(dice, frame):
    return ["spatial_mean"], Frame(frame.channels, (1,) * len(frame.space))


def constant(dice, frame):
    shape = [extent if dice.chance(0.7) else 1 for extent in frame.extents]
    return [{dice.pick(("add_constant", "mul_constant")): {"shape": shape}}], frame


def matmul(dice, frame):
    """Over the last axis of space, whose extent it keeps; without one it is over the channels."""
    columns = frame.space[-1] if frame.space else dice.between(1, 8)
    return [{"matmul": {"columns": columns}}], frame if frame.space else Frame(columns, ())


def moving(dice, frame):
    """Layers that move a frame's elements; the batch stays where it is."""
    return dice.pick((reshape, permute, cut))(dice, frame)


def reshape(dice, frame):
    extents = list(frame.extents)
    place = dice.between(0, len(extents) - 2) if len(extents) > 1 else 0
    extents[place : place + 2] = [int(np.prod(extents[place : place + 2])), 1][: len(extents) - place]
    return [{"reshape": {"shape": [dice.batch, *extents]}}], frame_of(extents)


def permute(dice, frame):
    order = dice.order(len(frame.extents))
    return [{"permute": {"axes": [0, *(axis + 1 for axis in order)]}}], frame_of([frame.extents[i] for i in order])


def cut(dice, frame):
    extents, axis = list(frame.extents), dice.between(1, len(frame.extents))
    start = dice.between(0, extents[axis - 1] - 1)
    end, step = dice.between(start + 1, extents[axis - 1]), dice.between(1, 2)
    extents[axis - 1] = len(range(start, end, step))
    return [{"slice": {"axis": axis, "start": start, "end": end, "step": step}}], frame_of(extents)
