"""Random networks from a seed.

A network is drawn as the tree that its YAML text stands for. `exact` networks hold only layers that map whole numbers
to whole numbers (or to halves, quarters, ...), so that float32 computes them without any rounding and two programs
that agree agree in every bit; the others hold the rest of the operators too.
"""

from dataclasses import dataclass

import numpy as np
import yaml

from reference.timing import Window

JOINS = ("sum", "mul", "concat")
ACTIVATIONS = (
    "relu",
    "relu6",
    "silu",
    "sigmoid",
    "tanh",
    "hardswish",
    "hardsigmoid",
    "gelu",
    {"gelu": {"approximate": "tanh"}},
    "elu",
    {"elu": {"alpha": 0.5}},
    {"leaky_relu": {"slope": 0.125}},
    {"scale": {"factor": 0.75, "offset": -0.5}},
    {"clamp": {"low": -1.5, "high": 1.5}},
    {"softplus": {"beta": 2.0}},
    "abs",
    "softsign",
    "mish",
    "selu",
    "log_sigmoid",
    "hardtanh",
    "prelu",
    "softmax",
    "log_softmax",
)
# Layers that map whole numbers to whole numbers and keep the frame's shape.
EXACT = ("relu", "abs", {"hardtanh": {"low": -4, "high": 4}}, {"scale": {"factor": -1, "offset": 2}})
BLOCK = {
    "unit": {
        "parameters": {"channels": None, "kernel": 1, "padding": 0},
        "layers": [{"conv": {"channels": "$channels", "kernel": "$kernel", "padding": "$padding"}}, "relu"],
    }
}
LAYER_BUDGET = 7


@dataclass(frozen=True)
class Frame:
    """The part of a frame's shape that layers change."""

    channels: int
    space: tuple


class Generator:
    """Draws the layers of one network."""

    def __init__(self, rng, exact):
        self.rng, self.exact, self.batch = rng, exact, 1
        self.budget, self.names = int(rng.integers(1, LAYER_BUDGET + 1)), 0

    def chance(self, probability):
        return self.rng.random() < probability

    def pick(self, choices):
        return choices[int(self.rng.integers(len(choices)))]

    def between(self, low, high):
        return int(self.rng.integers(low, high + 1))

    def network(self):
        space = tuple(self.between(1, limit) for limit in (9, 7)[: self.between(0, 2)])
        self.batch, frame = self.pick((1, 1, 2)), Frame(self.between(1, 8), space)
        layers, _ = self.layers(frame, depth=2, may_stride=True, top=True)
        tree = {"network": "drawn", "input": {"shape": [self.batch, frame.channels, *space]}, "weights": {"seed": 1}}
        if "unit" in str(layers):
            tree["define"] = BLOCK
        return {**tree, "layers": layers}

    def layers(self, frame, depth, may_stride=False, keep_space=False, top=False):
        """A list of at least one layer, and the frame behind it."""
        items = []
        for _ in range(self.between(1, 3)):
            more, frame = self.item(frame, depth, may_stride, keep_space, items, top)
            items += more
            if self.budget <= 0:
                break
        return items, frame

    def item(self, frame, depth, may_stride, keep_space, before, top):
        kinds = ["window"] * 5 + ["pointwise"] * (2 if self.exact else 7) + ["delay", "block"]
        kinds += [] if keep_space else ["moving"] * 2
        if depth:
            kinds += ["residual"] * 2 + ["parallel"] * 3 + ["repeat"]
        if before or top:
            kinds += ["graph"] * 2
        if top:
            kinds += ["skip", "pad"]
        if not self.exact:
            kinds += ["recurrent"] + ["attention"] * bool(before or top)
        kind = self.pick(kinds)
        self.budget -= 1
        if kind == "window":
            return self.window(frame, 1 if not may_stride or self.chance(0.6) else self.between(2, 3), keep_space)
        if kind in ("graph", "attention"):
            return getattr(self, kind)(frame, str(len(before) - 1) if before else "input")
        if kind in ("delay", "skip"):
            return [{kind: {"frames": self.between(1, 3)}}], frame
        if kind == "parallel":
            return self.parallel(frame, depth - 1, may_stride, keep_space)
        if kind in ("residual", "repeat"):
            return getattr(self, kind)(frame, depth - 1)
        return getattr(self, kind)(frame)

    def time_axis(self, stride, limit=4):
        """[kernel, stride, padding, dilation] for time; any padding that a convolution may have."""
        kernel = self.between(1, limit)
        dilation = self.pick((1, 1, 2)) if kernel > 1 else 1
        return [kernel, stride, self.pick((0, self.between(0, dilation * (kernel - 1)))), dilation]

    def space_axis(self, extent, stride, keep):
        """The same for an axis of space. With `keep` the extent becomes ceil(extent / stride)."""
        if keep:
            kernel, dilation = self.pick((1, 3)), self.pick((1, 1, 2))
            return [kernel, stride, dilation * (kernel - 1) // 2, dilation]
        kernel = self.between(1, 3)
        padding = self.between(0, kernel - 1)
        dilation = 2 if kernel > 1 and extent + 2 * padding > 2 * (kernel - 1) and self.chance(0.2) else 1
        if extent + 2 * padding < dilation * (kernel - 1) + 1:
            kernel, padding, dilation = 1, 0, 1
        return [kernel, self.pick((1, 1, 2)), padding, dilation]

    def window(self, frame, stride=1, keep_space=False, space_stride=1, channels=None):
        """A convolution or a pool; with `channels` given, a convolution to so many."""
        kind = "conv" if channels else self.pick(("conv", "conv", "max_pool", "avg_pool"))
        axes = [self.time_axis(stride), *(self.space_axis(n, space_stride, keep_space) for n in frame.space)]
        if kind != "conv":
            self.halve_paddings(axes)
        options = {}
        if kind == "avg_pool":
            options = self.average(axes)
        if self.may_round_up(kind, keep_space) and self.chance(0.3):
            options = {**options, "ceil_mode": True}
        extents = tuple(
            Window(d * (k - 1) + 1, s, p, p, "ceil_mode" in options).frames(n)
            for n, (k, s, p, d) in zip(frame.space, axes[1:])
        )
        if min(extents, default=1) < 1:
            return self.window(frame, stride, keep_space, space_stride, channels)
        for key, values, default in zip(("kernel", "stride", "padding", "dilation"), zip(*axes), (None, 1, 0, 1)):
            if set(values) != {default}:
                options[key] = values[0] if len(set(values)) == 1 and self.chance(0.5) else list(values)
        if kind == "conv":
            channels = channels or self.between(1, 8)
            options = {"channels": channels, **options, **self.grouping(frame.channels, channels)}
            return [{"conv": options}], Frame(channels, extents)
        return [{kind: options}], Frame(frame.channels, extents)

    def halve_paddings(self, axes):
        """PyTorch lets a pool pad half of its kernel."""
        for values in axes:
            values[2] = min(values[2], values[0] // 2)

    def average(self, axes):
        """Exact averages are over powers of two, padding counted."""
        if not self.exact:
            return {"count_include_pad": False} if self.chance(0.3) else {}
        for values in axes:
            if values[0] == 3:
                values[0], values[2], values[3] = 1, 0, 1
        return {}

    def may_round_up(self, kind, keep_space):
        """What is left of a last window has no power of two elements."""
        return not keep_space and (kind == "max_pool" or kind == "avg_pool" and not self.exact)

    def grouping(self, inner, outer):
        options = {}
        common = [g for g in range(2, inner + 1) if inner % g == 0 and outer % g == 0]
        if common and self.chance(0.5):
            options["groups"] = self.pick(common)
        if self.chance(0.3):
            options["bias"] = False
        return options

    def pointwise(self, frame):
        if self.exact:
            return [self.pick(EXACT)], frame
        kinds = ("activation", "activation", "batch_norm", "linear", "spatial_mean", "norm", "constant", "matmul")
        kind = self.pick(kinds)
        if kind == "activation":
            return [self.pick(ACTIVATIONS)], frame
        if kind in ("norm", "constant"):
            return [getattr(self, kind)(frame)], frame
        if kind == "matmul":
            return self.matmul(frame)
        if kind == "linear":
            channels = self.between(1, 8)
            return [{"linear": {"channels": channels, "bias": self.chance(0.5)}}], Frame(channels, frame.space)
        return [kind], frame if kind == "batch_norm" else Frame(frame.channels, (1,) * len(frame.space))

    def norm(self, frame):
        """layer_norm over some axes, or group_norm. A large eps keeps what is nearly constant from being blown up."""
        if self.chance(0.3):
            groups = [g for g in range(1, frame.channels + 1) if frame.channels % g == 0]
            return {"group_norm": {"groups": self.pick(groups), "eps": 0.5, "affine": self.chance(0.5)}}
        axes = [axis for axis in range(1, 2 + len(frame.space)) if self.chance(0.5)] or [1]
        return {"layer_norm": {"axes": axes, "eps": 0.5, "bias": self.chance(0.5)}}

    def constant(self, frame):
        shape = [extent if self.chance(0.7) else 1 for extent in (frame.channels, *frame.space)]
        return {self.pick(("add_constant", "mul_constant")): {"shape": shape}}

    def matmul(self, frame):
        """Over the last axis of space, whose extent it keeps; without one it is over the channels."""
        columns = frame.space[-1] if frame.space else self.between(1, 8)
        after = frame if frame.space else Frame(columns, ())
        return [{"matmul": {"columns": columns}}], after

    def moving(self, frame):
        """Layers that move a frame's elements; the batch stays where it is."""
        extents = [frame.channels, *frame.space]
        kind = self.pick(("reshape", "permute", "slice", *["bins"] * bool(frame.space)))
        if kind == "bins":
            return self.bins(frame)
        if kind == "slice":
            axis = self.between(1, len(extents))
            start = self.between(0, extents[axis - 1] - 1)
            end, step = self.between(start + 1, extents[axis - 1]), self.between(1, 2)
            extents[axis - 1] = len(range(start, end, step))
            options = {"axis": axis, "start": start, "end": end, "step": step}
        elif kind == "permute":
            order = [int(axis) for axis in self.rng.permutation(len(extents))]
            extents = [extents[axis] for axis in order]
            options = {"axes": [0, *(axis + 1 for axis in order)]}
        else:
            place = self.between(0, len(extents) - 2) if len(extents) > 1 else 0
            extents[place : place + 2] = [int(np.prod(extents[place : place + 2])), 1][: len(extents) - place]
            options = {"shape": [self.batch, *extents]}
        return [{kind: options}], Frame(extents[0], tuple(extents[1:]))

    def bins(self, frame):
        size = [self.between(1, 6) for _ in frame.space]
        kind = "adaptive_max_pool" if self.exact else self.pick(("adaptive_max_pool", "adaptive_avg_pool"))
        return [{kind: {"size": size}}], Frame(frame.channels, tuple(size))

    def pad(self, frame):
        """Frames and places more at either end, or fewer; what it adds in time may become padding of a window."""
        before, after = ([self.between(-1, 3)] + [self.between(-1, 2) for _ in frame.space] for _ in range(2))
        extents = tuple(n + b + a for n, b, a in zip(frame.space, before[1:], after[1:]))
        if min(extents, default=1) < 1:
            return self.pad(frame)
        value = {"value": self.between(-1, 1)} if self.chance(0.3) else {}
        return [{"pad": {"before": before, "after": after, **value}}], Frame(frame.channels, extents)

    def recurrent(self, frame):
        kind, channels = self.pick(("rnn", "gru", "lstm")), self.between(1, 8)
        options, results = {"channels": channels, "bias": self.chance(0.7), "initial": self.chance(0.4)}, channels
        if kind == "lstm" and self.chance(0.5):
            options["projection"] = results = self.between(1, 6)
        if kind == "lstm" and self.chance(0.2):
            options["cell"], results = True, results + channels
        return [{kind: options}], Frame(results, frame.space)

    def attention(self, frame, source):
        """Attention to its own frames, of keys and values that a convolution may have delayed."""
        names = [f"n{self.names + i}" for i in range(3)]
        self.names += 3
        heads, frames = self.between(1, 2), self.between(1, 4)
        channels = heads * self.between(1, 3)
        ((operator, options),) = self.window(frame, keep_space=True, channels=channels)[0][0].items()
        items = [{operator: {"name": name, "inputs": source, **options}} for name in names]
        options = {"heads": heads, "frames": frames, "ahead": self.between(0, frames - 1), "partial": self.chance(0.6)}
        return [*items, {"attention": {"inputs": names, **options}}], Frame(channels, frame.space)

    def block(self, frame):
        kernel, channels = self.pick((1, 3)), self.between(1, 6)
        padding = (kernel - 1) // 2
        use = {"channels": channels, "kernel": kernel, "padding": padding}
        return [{"unit": use if self.chance(0.7) or kernel > 1 else {"channels": channels}}], Frame(
            channels, frame.space
        )

    def body(self, frame, depth, channels):
        """Layers that keep the spatial extents and end in `channels` channels."""
        self.budget -= 1
        items, after = [], frame
        if depth and self.chance(0.4):
            items, after = self.layers(frame, depth, keep_space=True)
        elif self.chance(0.3):
            items = ["relu"]
        if after.space != frame.space:
            items, after = [], frame
        if after.channels != channels or not items:
            more, after = self.window(after, keep_space=True, channels=channels)
            items = items + more
        return items

    def residual(self, frame, depth):
        options = {}
        if self.chance(0.3):
            options["shrink"] = self.pick(("lagging", "centered", "leading"))
            axes = {"kernel": [3] + [1] * len(frame.space), "dilation": [self.between(1, 2)] + [1] * len(frame.space)}
            layers = [{"conv": {"channels": frame.channels, **axes}}] + (["relu"] if self.chance(0.5) else [])
        else:
            layers = self.body(frame, depth, self.pick((frame.channels, frame.channels, 1)))
        if self.chance(0.3):
            options["reduce"] = self.pick(("sum", "mul"))
        return [{"residual": {**options, "layers": layers} if options or self.chance(0.3) else layers}], frame

    def parallel(self, frame, depth, may_stride, keep_space):
        reduce = self.pick(JOINS)
        stride = self.pick((1, 2, 2, 3, 4)) if may_stride else 1
        space_stride = 1 if keep_space else self.pick((1, 1, 2))
        channels = frame.channels if stride == space_stride == 1 and self.chance(0.5) else self.between(1, 6)
        branches, widths = [], []
        for place in range(self.between(2, 3)):
            if stride == space_stride == 1 and place and self.chance(0.2) and channels == frame.channels:
                branches.append([])
                widths.append(frame.channels)
                continue
            widths.append(self.between(1, 6) if reduce == "concat" else self.pick((channels, channels, channels, 1)))
            branches.append(self.branch(frame, depth, stride, space_stride, widths[-1]))
        if reduce != "concat" and channels != max(widths):
            channels = max(widths)
        after = Frame(
            sum(widths) if reduce == "concat" else channels, tuple((n - 1) // space_stride + 1 for n in frame.space)
        )
        if self.chance(0.5):
            branches = {f"{'abc'[i]}": branch for i, branch in enumerate(branches)}
        return [{"parallel": {"reduce": reduce, "branches": branches}}], after

    def branch(self, frame, depth, stride, space_stride, channels):
        before = self.body(frame, depth, frame.channels) if self.chance(0.3) else []
        if stride == 4 and self.chance(0.5):
            first, middle = self.window(frame, 2, True, space_stride, channels)
            second, _ = self.window(middle, 2, True, 1, channels)
            return before + first + second
        strided, after = self.window(frame, stride, True, space_stride, channels)
        return before + strided + (self.body(after, 0, channels) if self.chance(0.3) else [])

    def repeat(self, frame, depth):
        return [{"repeat": {"count": self.between(1, 3), "layers": self.body(frame, 0, frame.channels)}}], frame

    def graph(self, frame, source):
        """Named layers that share a source and meet again."""
        names = [f"n{self.names + i}" for i in range(3)]
        self.names += 3
        items = []
        for name, feed in zip(names, (source, source, self.pick((names[0], source)))):
            ((operator, options),) = self.window(frame, keep_space=True, channels=frame.channels)[0][0].items()
            items.append({operator: {"name": name, "inputs": feed, **options}})
        meet = self.pick((names, [source, *names[1:]], [names[2], names[1], names[2]]))
        join = self.pick(("add", "mul", "concat"))
        items.append({join: {"inputs": meet}})
        return items, Frame(frame.channels * 3 if join == "concat" else frame.channels, frame.space)


def draw(seed, exact):
    """The tree of a random network."""
    return Generator(np.random.default_rng(seed), exact).network()


def text_of(tree):
    """The tree as YAML, without anchors."""

    class Dumper(yaml.SafeDumper):
        def ignore_aliases(self, data):
            return True

    return yaml.dump(tree, Dumper=Dumper, sort_keys=False, default_flow_style=None, width=110)
