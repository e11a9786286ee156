"""Random loops: layers over the frame before of what they make, and what enters from outside."""

from .dice import Frame

EXACT = (
    "relu", {"clamp": {"low": -3, "high": 5}}, {"hardtanh": {"low": -2, "high": 2}},
    {"threshold": {"threshold": 1, "value": 0}},
)
INEXACT = (
    "tanh", "softsign", "sigmoid", "silu", {"scale": {"factor": 0.5, "offset": 0.25}}, {"clamp": {"low": -1, "high": 1}},
)
# Of sums in a loop numbers grow, of these not.
EXACT_JOINS, JOINS = ("maximum", "minimum", "add"), ("add", "sub", "maximum", "minimum")


def inside(dice, frame):
    """A layer that is in step with what it reads: of one frame, or of the frames so far."""
    if dice.chance(0.2):
        kernel, ones = dice.between(2, 3), [1] * len(frame.space)
        zeros = [0] * len(frame.space)
        return {
            "max_pool": {"kernel": [kernel, *ones], "padding": [kernel - 1, *zeros], "padding_after": [0, *zeros]}
        }
    if not dice.exact and dice.chance(0.3):
        return {"linear": {"channels": frame.channels}}
    return dice.pick(EXACT if dice.exact else INEXACT)


def previous(dice, frame, name, source):
    options = {"name": name, "inputs": source, "shape": [dice.batch, *frame.extents]}
    if dice.chance(0.3):
        options["initial"] = True
    elif dice.chance(0.3):
        options["value"] = dice.between(-2, 2)
    return {"previous": options}


def named(item, name):
    kind, body = (item, {}) if isinstance(item, str) else next(iter(item.items()))
    return {kind: {"name": name, **body}}


def loop(dice, frame, source):
    """Layers that begin with the frame before of their last one. What enters joins them, perhaps twice."""
    last, two, bent, state = dice.fresh_names(4)
    items = [previous(dice, frame, last, state)]
    if dice.chance(0.3):
        items += [previous(dice, frame, two, last), {dice.pick(("maximum", "minimum")): {"inputs": [two, last]}}]
    items += [inside(dice, frame) for _ in range(dice.between(0, 2))]
    items.append(named(dice.pick(("relu", "abs")) if dice.exact else "tanh", bent))
    feeds = [bent, source, source] if dice.chance(0.2) else [bent, source]
    join = dice.pick(EXACT_JOINS if dice.exact else JOINS)
    items.append({join if len(feeds) == 2 or join != "sub" else "add": {"name": state, "inputs": feeds}})
    if dice.chance(0.3):
        items.append({"previous": {"inputs": state}})
    return items, Frame(frame.channels, frame.space)
