"""Random networks from a seed.

A network is drawn as the tree that its YAML text stands for. `exact` networks hold only layers that map whole numbers
to whole numbers (or to halves, quarters, ...), so that float32 computes them without any rounding and two programs
that agree agree in every bit; the others hold the rest of the operators too.

A new operator is drawn by itself, in turn: some networks begin with one of the cases of tests/ops. It stands anywhere
in a network, and with any attributes, once it is in a table of pointwise.py, in windows.py, in rates.py or in loops.py,
or, if it is in none, here.
"""

from . import dice as dices
from .cases import beginning
from .dice import Frame
from .loops import loop
from .pointwise import ACTIVATIONS, moving, pointwise
from .rates import expand, round_trip, strided
from .windows import bins, pad, stack, unpadded, window

JOINS = ("sum", "mul", "max", "concat")
GRAPH_JOINS = ("add", "mul", "concat", "sub", "maximum", "minimum")
BLOCK = {
    "unit": {
        "parameters": {"channels": None, "kernel": 1, "padding": 0},
        "layers": [{"conv": {"channels": "$channels", "kernel": "$kernel", "padding": "$padding"}}, "relu"],
    }
}


class Generator:
    """Draws the layers of one network; of those that are drawn in turn it is the turn of number `turn`."""

    def __init__(self, seed, exact, turn):
        self.dice, self.turn = dices.dice(seed, exact), turn

    def network(self):
        dice = self.dice
        space = tuple(dice.between(1, limit) for limit in (9, 7)[: dice.between(0, 2)])
        dice.batch, frame = dice.pick((1, 1, 2)), Frame(dice.between(1, 8), space)
        first, last, entering, frame = self.in_turn(frame)
        layers, _ = self.layers(frame, depth=2, may_stride=True, first=first)
        tree = {"network": "drawn", "input": {"shape": [dice.batch, *entering.extents]}, "weights": {"seed": 1}}
        if "unit" in str(layers):
            tree["define"] = BLOCK
        return {**tree, "layers": layers + last}

    def in_turn(self, frame):
        """What an inexact network has at its beginning or its end, in turn, so that no operator is left out for long:
        (layers before all others, layers behind them, the frame that enters, the frame behind the first)."""
        place, is_case = divmod(self.turn, 2)
        if self.dice.exact:
            return [], [], frame, frame
        if is_case:
            first, entering, frame = beginning(self.dice, place)
            return first, [], entering, frame
        layers = [*ACTIVATIONS[place % len(ACTIVATIONS)]]
        return (layers, [], frame, frame) if self.dice.chance(0.5) else ([], layers, frame, frame)

    def layers(self, frame, depth, may_stride=False, keep_space=False, first=None):
        """A list of at least one layer, and the frame behind it. The outermost has layers to begin with, `first`."""
        top, items = first is not None, first or []
        for _ in range(self.dice.between(1, 5 if top else 3)):
            more, frame = self.item(frame, depth, may_stride, keep_space, items, top)
            items += more
            if self.dice.budget <= 0:
                break
        return items, frame

    def kinds(self, frame, depth, may_stride, keep_space, has_source, top):
        """What an item of a list may be, the likelier the more often it is there."""
        kinds = ["window"] * 5 + ["pointwise"] * (3 if self.dice.exact else 7) + ["delay", "block", "sequential"]
        kinds += [] if keep_space else [moving] * 2 + [bins] * bool(frame.space) + [stack] * (len(frame.space) < 2)
        kinds += (["residual"] * 2 + ["parallel"] * 3 + ["repeat"]) if depth else []
        kinds += ["graph"] * 2 + ["loop"] if has_source else []
        kinds += ["skip", "pad", "round trip"] + ["expand"] * may_stride
        return kinds if self.dice.exact else kinds + ["recurrent"] * 2 + ["positions"] + ["attention"] * has_source

    def item(self, frame, depth, may_stride, keep_space, before, top):
        dice, has_source, source = self.dice, bool(before or top), last_name(before)
        kind = dice.pick(self.kinds(frame, depth, may_stride, keep_space, has_source, top))
        dice.budget -= 1
        if kind == "window":
            stride = dice.between(2, 3) if may_stride and dice.chance(0.4) else 1
            return window(dice, frame, stride, keep_space)
        if kind == "pointwise":
            more, after = pointwise(dice, frame)
            return (["relu"], frame) if keep_space and after.space != frame.space else (more, after)
        if kind == "graph":
            return self.graph(frame, source, keep_space, top)
        if kind == "loop":
            return loop(dice, frame, source)
        if kind == "attention":
            return self.attention(frame, source)
        if kind == "pad":
            return pad(dice, frame, keep_space)
        if kind == "round trip":
            return round_trip(dice, frame, dice.between(1, 6))
        if kind == "expand":
            return expand(dice, frame, dice.pick((2, 2, 3, 4)), keep_space=keep_space)
        if kind in ("delay", "skip"):
            return [{kind: {"frames": dice.between(1, 3)}}], frame
        if kind == "parallel":
            return self.parallel(frame, depth - 1, may_stride, keep_space)
        if kind == "sequential":
            return self.sequential(frame, depth, may_stride, keep_space)
        if kind in ("residual", "repeat"):
            return getattr(self, kind)(frame, depth - 1)
        return kind(dice, frame) if callable(kind) else getattr(self, kind)(frame)

    def recurrent(self, frame):
        dice = self.dice
        kind, channels = dice.pick(("rnn", "gru", "lstm")), dice.between(1, 8)
        options, results = {"channels": channels, "bias": dice.chance(0.7), "initial": dice.chance(0.4)}, channels
        if kind == "rnn" and dice.chance(0.5):
            options["nonlinearity"] = "relu"
        if kind == "lstm" and dice.chance(0.5):
            options["projection"] = results = dice.between(1, 6)
        if kind == "lstm" and dice.chance(0.2):
            options["cell"], results = True, results + channels
        if dice.chance(0.2):
            options["layer"] = dice.between(1, 2)
        return [{kind: options}], Frame(results, frame.space)

    def positions(self, frame):
        return [{"positional_encoding": {"positions": self.dice.between(1, 5)}}], frame

    def attention(self, frame, source):
        """Attention to its own frames, of keys and values that a convolution may have delayed, or within a frame."""
        dice, names = self.dice, self.dice.fresh_names(3)
        heads, frames = dice.between(1, 2), dice.between(1, 4)
        widths = [heads * dice.between(1, 3)] * 2 + [heads * dice.between(1, 3)]
        items = []
        for name, channels in zip(names, widths):
            (made,), _ = window(dice, frame, keep_space=True, channels=channels, keep_time=True)
            ((operator, options),) = made.items()
            items.append({operator: {"name": name, "inputs": source, **options}})
        if frame.space and dice.chance(0.4):
            return [*items, {"frame_attention": {"inputs": names, "heads": heads}}], Frame(widths[-1], frame.space)
        options = {"heads": heads, "frames": frames, "ahead": dice.between(0, frames - 1), "partial": dice.chance(0.6)}
        if dice.chance(0.3):
            options["scale"] = 2.0
        return [*items, {"attention": {"inputs": names, **options}}], Frame(widths[-1], frame.space)

    def block(self, frame):
        dice = self.dice
        kernel, channels = dice.pick((1, 3)), dice.between(1, 6)
        use = {"channels": channels, "kernel": kernel, "padding": (kernel - 1) // 2}
        use = use if dice.chance(0.7) or kernel > 1 else {"channels": channels}
        return [{"unit": use}], Frame(channels, frame.space)

    def sequential(self, frame, depth, may_stride, keep_space):
        layers, after = self.layers(frame, depth, may_stride, keep_space)
        long_form = {"name": self.dice.fresh_names(1)[0], "layers": layers}
        return [{"sequential": long_form if self.dice.chance(0.5) else layers}], after

    def body(self, frame, depth, channels):
        """Layers that keep the spatial extents and end in `channels` channels."""
        self.dice.budget -= 1
        items, after = [], frame
        if depth and self.dice.chance(0.4):
            items, after = self.layers(frame, depth, keep_space=True)
        elif self.dice.chance(0.15):
            return round_trip(self.dice, frame, channels)[0]
        elif self.dice.chance(0.3):
            items = ["relu"]
        if after.space != frame.space:
            items, after = [], frame
        if after.channels != channels or not items:
            more, after = window(self.dice, after, keep_space=True, channels=channels)
            items = items + more
        return items

    def residual(self, frame, depth):
        dice, options = self.dice, {}
        if dice.chance(0.3):
            options["shrink"], layers = dice.pick(("lagging", "centered", "leading")), unpadded(dice, frame)
        else:
            layers = self.body(frame, depth, dice.pick((frame.channels, frame.channels, 1)))
        if dice.chance(0.3):
            options["reduce"] = dice.pick(("sum", "mul"))
        return [{"residual": {**options, "layers": layers} if options or dice.chance(0.3) else layers}], frame

    def parallel(self, frame, depth, may_stride, keep_space):
        dice, reduce = self.dice, self.dice.pick(JOINS)
        stride = dice.pick((1, 2, 2, 3, 4)) if may_stride else 1
        space_stride = 1 if keep_space else dice.pick((1, 1, 2))
        factor = dice.pick((2, 3)) if may_stride and dice.chance(0.15) else 1
        space_stride = 1 if factor > 1 else space_stride
        unstrided = stride == space_stride == factor == 1
        channels = frame.channels if unstrided and dice.chance(0.5) else dice.between(1, 6)
        branches, widths = [], []
        for place in range(dice.between(2, 3)):
            if unstrided and place and dice.chance(0.2) and channels == frame.channels:
                branches.append([])
                widths.append(frame.channels)
                continue
            widths.append(dice.between(1, 6) if reduce == "concat" else dice.pick((channels, channels, channels, 1)))
            if factor > 1:
                branches.append(expand(dice, frame, factor, widths[-1], keep_space=True)[0])
            else:
                branches.append(self.branch(frame, depth, stride, space_stride, widths[-1]))
        results = sum(widths) if reduce == "concat" else max(widths)
        branches = {"abc"[i]: branch for i, branch in enumerate(branches)} if dice.chance(0.5) else branches
        after = Frame(results, tuple((n - 1) // space_stride + 1 for n in frame.space))
        return [{"parallel": {"reduce": reduce, "branches": branches}}], after

    def branch(self, frame, depth, stride, space_stride, channels):
        dice = self.dice
        before = self.body(frame, depth, frame.channels) if dice.chance(0.3) else []
        if stride == 4 and dice.chance(0.5):
            first, middle = window(dice, frame, 2, True, space_stride, channels)
            second, _ = window(dice, middle, 2, True, 1, channels)
            return before + first + second
        made, after = (
            strided(dice, frame, stride, space_stride, channels) if dice.chance(0.15)
            else window(dice, frame, stride, True, space_stride, channels)
        )
        return before + made + (self.body(after, 0, channels) if dice.chance(0.3) else [])

    def repeat(self, frame, depth):
        body = self.body(frame, 0, frame.channels)
        return [{"repeat": {"count": self.dice.between(1, 3), "layers": body}}], frame

    def graph(self, frame, source, keep_space, top):
        """Named layers that share a source, and perhaps their weights, and meet again."""
        dice, names, items = self.dice, self.dice.fresh_names(3), []
        for name, feed in zip(names, (source, source, dice.pick((names[0], source)))):
            ((operator, options),) = window(dice, frame, keep_space=True, channels=frame.channels)[0][0].items()
            if items and top and dice.chance(0.2):
                options = {**items[0]["conv"], "weights": names[0]}
            items.append({operator: {**options, "name": name, "inputs": feed}})
        if not dice.exact and dice.chance(0.3):
            return items + self.quotient(names), frame
        if dice.exact and dice.chance(0.2):  # rounding must not choose
            (flag,) = dice.fresh_names(1)
            relation = dice.pick(("gt", "ge", "lt", "le", "eq", "ne"))
            compared = {"name": flag, "inputs": names[0], "relation": relation, "value": dice.between(-1, 1)}
            return [*items, {"compare": compared}, {"where": {"inputs": [flag, *names[1:]]}}], frame
        join = dice.pick(GRAPH_JOINS)
        if join == "sub":
            return [*items, {join: {"inputs": names[1:]}}], frame
        meet = dice.pick((names, [source, *names[1:]], [names[2], names[1], names[2]]))
        if join != "concat":
            return [*items, {join: {"inputs": meet}}], frame
        axis = 1 if keep_space else dice.between(1, len(frame.extents))
        extents = [3 * n if place == axis else n for place, n in enumerate(frame.extents, 1)]
        return [*items, {join: {"inputs": meet, "axis": axis}}], dices.frame_of(extents)

    def quotient(self, names):
        """The first over what the second is made into, which has no zero."""
        positive, divisor = self.dice.fresh_names(2)
        return [
            {"abs": {"name": positive, "inputs": names[1]}},
            {"scale": {"name": divisor, "offset": 0.5}},
            {"div": {"inputs": [names[2], divisor]}},
        ]


def last_name(items):
    """How the last of a list of layers is called."""
    if not items:
        return "input"
    body = {} if isinstance(items[-1], str) else next(iter(items[-1].values()))
    return body.get("name", str(len(items) - 1)) if isinstance(body, dict) else str(len(items) - 1)


def draw(seed, exact, turn):
    """The tree of a random network."""
    return Generator(seed, exact, turn).network()
