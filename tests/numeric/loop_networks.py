"""Networks with loops, by name: layers over frames [2, 4]."""

from numeric.rate_networks import conv, listed, pad, pool, residual, up

SHAPE = "[2, 4]"


def previous(name, source, **options):
    more = "".join(f", {key}: {str(value).lower()}" for key, value in options.items())
    return f"previous: {{name: {name}, inputs: {source}, shape: {SHAPE}{more}}}"


def named(name, layer):
    operator, _, body = layer.partition(": {")
    return f"{operator}: {{name: {name}" + (f", {body}" if body else "}")


def reads(name, layer, *sources):
    """A layer with a name that reads these."""
    return named(name, layer).replace(f"name: {name}", f"name: {name}, inputs: [{', '.join(sources)}]", 1)


def linear(name, source):
    return reads(name, "linear: {channels: 4}", source)


def loop_of(x, **options):
    """tanh(x + a map of the frame before)."""
    return [
        previous("last", "state", **options), linear("kept", "last"), reads("sum", "add", x, "kept"),
        reads("state", "tanh", "sum"),
    ]


def gated():
    """The equations of a GRU."""
    gates = [linear(f"{gate}_{kind}", source) for kind, source in (("x", "input"), ("h", "last")) for gate in "run"]
    return [
        previous("last", "state"), *gates, reads("r", "add", "r_x", "r_h"), reads("reset", "sigmoid", "r"),
        reads("u", "add", "u_x", "u_h"), reads("update", "sigmoid", "u"), reads("part", "mul", "reset", "n_h"),
        reads("n", "add", "n_x", "part"), reads("new", "tanh", "n"), reads("far", "sub", "last", "new"),
        reads("near", "mul", "update", "far"), reads("state", "add", "new", "near"),
    ]


def around(layer, kept="last"):
    """tanh(layer(the frame before) + input)."""
    return [
        previous("last", "state"), reads("wide", layer, kept), reads("sum", "add", "wide", "input"),
        reads("state", "tanh", "sum"),
    ]


ELMAN = [linear("x", "input"), *loop_of("x")]
OTHER = [previous("before", "other"), reads("far", "sub", "state", "before"), reads("other", "softsign", "far")]
TWO = [previous("last", "state"), previous("two", "last", value=1), reads("less", "sub", "last", "two")]
NETWORKS = {
    "recurrent": ELMAN,
    "gated": gated(),
    "behind a convolution": [named("x", conv(4, 5, padding=2)), *loop_of("x")],
    "behind a stride": [named("x", conv(4, 4, 3, 1)), *loop_of("x")],
    "behind upsampling": [named("x", up(4, 4, 2, 1)), *loop_of("x")],
    "behind frames in front": [named("x", pad(3, value=1)), *loop_of("x")],
    "behind a crop": [named("x", pad(-2, -1)), *loop_of("x")],
    "behind a delay": [named("x", "delay: {frames: 2}"), *loop_of("x")],
    "before windows": [*ELMAN, conv(3, 3, padding=1), pool(3, 2)],
    "inside a residual": [residual("relu", "linear: {name: x, channels: 4}", *loop_of("x"), conv(4, 3))],
    "early and late": [
        named("late", conv(4, 7, padding=3)), previous("last", "state"), linear("kept", "last"),
        reads("sum", "add", "late", "kept", "input"), reads("state", "sigmoid", "sum"), "add: {inputs: [state, late]}",
    ],
    "the shortest ends it": [
        named("short", conv(4, 5)), previous("last", "state"), linear("kept", "last"),
        reads("sum", "add", "kept", "input"), reads("both", "mul", "sum", "short"), reads("state", "tanh", "both"),
    ],
    "two frames before": [*TWO, reads("sum", "add", "less", "input"), reads("state", "tanh", "sum")],
    "the first frame a weight": [linear("x", "input"), *loop_of("x", initial=True)],
    "one loop behind another": [*ELMAN, *OTHER],
    "two that share layers": [
        previous("last", "state"), previous("before", "other"), reads("sum", "add", "last", "before", "input"),
        reads("state", "tanh", "sum"), *OTHER[1:],
    ],
    "a causal window": around("conv: {channels: 4, kernel: 3, padding: 2, padding_after: 0}"),
    "a recurrent layer": around("gru: {channels: 4}"),
    "sums so far": around("running: {kind: max}"),
    "positions": around("positional_encoding: {positions: 3}"),
    "other frames inside": [
        previous("last", "state"), reads("wide", "linear: {channels: 6}", "last"), reads("new", "relu", "wide"),
        linear("kept", "new"), reads("sum", "add", "kept", "input"), reads("state", "softmax", "sum"),
    ],
    "the frame before leaves": [*ELMAN, "relu: {inputs: last}"],
    "a gap in front": [previous("p", "input", value=2), *loop_of("p"), "add: {inputs: [state, p, input]}"],
    "written backwards": [
        reads("out", "relu", "state"), reads("state", "tanh", "sum"), reads("sum", "add", "input", "kept"),
        linear("kept", "last"), previous("last", "state"), reads("end", "sub", "out", "last"),
    ],
}


def text(name, **options):
    weights = "weights: {seed: 5}\n" if any(each in str(NETWORKS[name]) for each in WITH_WEIGHTS) else ""
    more = "".join(f"{key}: {value}\n" for key, value in options.items())
    return f"network: loop\ninput: {{shape: {SHAPE}}}\n{weights}{more}layers: {listed(*NETWORKS[name])}\n"


WITH_WEIGHTS = ("linear", "conv", "gru", "positional", "initial")
