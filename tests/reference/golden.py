"""The golden tables: all weights 1, worked out by hand. GOLDEN is that of docs/semantics.md, with one frame of one
channel at most in a step; RATES has several frames in a step."""

import re
from dataclasses import dataclass
from fractions import Fraction

import numpy as np


@dataclass(frozen=True)
class Golden:
    """`steps` maps the step at which an output frame appears to its value; `flushed` are the values of the flush. A
    frame of several channels is a tuple. In RATES, `steps` has the list of a step's frames; `stride` and `warm_up` are
    in input frames."""

    label: str
    layers: str
    frames: list
    steps: dict
    flushed: list
    bias: float = 0.0
    stride: Fraction = None
    warm_up: Fraction = None
    frames_per_step: int = 1

    @property
    def text(self):
        channels = len(frame) if isinstance(frame := self.frames[0], tuple) else 1
        weights = "weights: golden.safetensors\n" if "conv" in self.layers else ""
        return f"network: golden\ninput: {{shape: [1, {channels}]}}\n{weights}layers: [{self.layers}]\n"

    @property
    def clip(self):
        """(1, C, T)"""
        return as_clip(self.frames)

    @property
    def output(self):
        """(1, C', T')"""
        shown = [frame for made in self.steps.values() for frame in (made if isinstance(made, list) else [made])]
        return as_clip([*shown, *self.flushed])

    @property
    def by_step(self):
        """How many frames each step returns."""
        steps = [self.steps.get(step, []) for step in range(len(self.frames) // self.frames_per_step)]
        return [len(made) if isinstance(made, list) else 1 for made in steps]

    def weights(self, specs):
        """All-ones weights, and biases as the row says."""
        return {
            name: np.full(spec.shape, self.bias if name.endswith("bias") else 1, np.float32)
            for name, spec in specs.items()
        }


def as_clip(frames):
    return np.array(frames, np.float32).reshape(len(frames), -1).T[None]


def conv(kernel, stride=1, padding=0):
    return f"conv: {{channels: 1, kernel: {kernel}, stride: {stride}, padding: {padding}}}"


def residual(shrink):
    return f"residual: {{shrink: {shrink}, layers: [{conv(3)}]}}"


def parallel(*branches):
    return f"parallel: {{branches: [{', '.join(f'[{branch}]' for branch in branches)}]}}"


def from_step(first, values, stride=1):
    return {first + j * stride: value for j, value in enumerate(values)}


def count(n):
    return list(range(n))


GOLDEN = [
    Golden("k3", conv(3), count(5), from_step(2, [3, 6, 9]), []),
    Golden("k3 s2 p1", conv(3, 2, 1), count(5), {1: 1, 3: 6}, [7]),
    Golden("k5 s3 p2", conv(5, 3, 2), count(9), {2: 3, 5: 15, 8: 30}, []),
    Golden("k2 s3", conv(2, 3), count(8), {1: 1, 4: 7, 7: 13}, []),
    Golden("k1 s2", conv(1, 2), count(5), {0: 0, 2: 2, 4: 4}, []),
    Golden("padding carries no bias", f"{conv(3, 1, 1)}, {conv(3, 1, 1)}", [1] * 4, {2: 8, 3: 12}, [12, 8], bias=1),
    Golden("stride before a window", f"{conv(3, 2, 2)}, {conv(3)}", count(10), {4: 12, 6: 27, 8: 45}, [53]),
    Golden(
        "two strides",
        f"{conv(3, 1, 1)}, max_pool: {{kernel: 2, stride: 2}}, {conv(3, 2, 1)}",
        count(32),
        from_step(4, [12, 45, 81, 117, 153, 189, 225], 4),
        [258],
    ),
    Golden("residual", f"residual: [{conv(3, 1, 1)}]", count(5), from_step(1, [1, 4, 8, 12]), [11]),
    Golden("residual centered", residual("centered"), count(6), from_step(2, [4, 8, 12, 16]), []),
    Golden("residual lagging", residual("lagging"), count(6), from_step(2, [3, 7, 11, 15]), []),
    Golden("residual leading", residual("leading"), count(6), from_step(2, [5, 9, 13, 17]), []),
    Golden(
        "parallel",
        parallel(conv(5, 1, 2), conv(3, 1, 1), conv(1)),
        count(7),
        from_step(2, [4, 10, 18, 27, 36]),
        [38, 32],
    ),
    Golden("strided join", parallel(conv(5, 2, 2), conv(3, 2, 1)), count(10), from_step(2, [4, 16, 32, 48], 2), [54]),
    Golden(
        "strided join with a subsample",
        parallel(conv(5, 2, 2), conv(1, 2)),
        count(9),
        from_step(2, [3, 12, 24, 36], 2),
        [29],
    ),
]

# receptive field, stride, padding, delay where the table gives them
FACTS = {
    "k3": (3, 1, 0, 2),
    "stride before a window": (7, 2, 2, 4),
    "two strides": (8, 4, 3, 4),
}


def up(kernel, stride, crop=0, output_padding=0, dilation=1):
    more = f"crop: {crop}, output_padding: {output_padding}, dilation: {dilation}"
    return f"conv_transpose: {{channels: 1, kernel: {kernel}, stride: {stride}, {more}}}"


def nearest(factor):
    return f"upsample: {{factor: {factor}}}"


def linear(factor):
    return f"upsample: {{factor: {factor}, mode: linear}}"


def pool(kernel, stride):
    return f"max_pool: {{kernel: {kernel}, stride: {stride}}}"


def pad(before, after):
    return f"pad: {{before: {before}, after: {after}}}"


def in_row(*layers):
    return ", ".join(layers)


def residual_of(*layers, shrink="lagging"):
    return f"residual: {{shrink: {shrink}, layers: [{in_row(*layers)}]}}"


def parsed(text):
    """`0..3`, or frames one behind the other: numbers, or tuples of them."""
    if found := re.fullmatch(r"(\d+)\.\.(\d+)", text):
        return list(range(int(found[1]), int(found[2]) + 1))
    frames = [tuple(map(int, frame.strip("()").split(","))) for frame in text.split()]
    return [frame if len(frame) > 1 else frame[0] for frame in frames]


def rate(label, layers, frames, stride, warm_up, by_steps, flush="", **options):
    """A row as it stands in the table: `0 1@1` are the frames 0 and 1 in step 1."""
    steps = {int(step): parsed(made) for made, step in re.findall(r"([^@]+)@(\d+)", by_steps)}
    warm_up, stride = Fraction(warm_up), Fraction(stride)
    return Golden(label, layers, parsed(frames), steps, parsed(flush), stride=stride, warm_up=warm_up, **options)


VOCODER = in_row(up(4, 2, 1), up(4, 2, 1), conv(3, 1, 1))
CODEC = in_row(conv(4, 4), up(4, 4))
RATES = [
    rate("transposed conv k2 s2", up(2, 2), "0..3", "1/2", "0", "0 0@0 1 1@1 2 2@2 3 3@3"),
    rate("transposed conv k4 s2 p1", up(4, 2, 1), "0..3", "1/2", "1/2", "0@0 1 1@1 3 3@2 5 5@3", "3"),
    rate(
        "transposed conv k4 s2, last 2 frames cropped", in_row(up(4, 2), pad(0, -2)), "0..3", "1/2", "0",
        "0 0@0 1 1@1 3 3@2 5 5@3",
    ),
    rate(
        "transposed conv k3 s2 p1, output padding 1", up(3, 2, 1, 1), "0..3", "1/2", "1/2",
        "0@0 1 1@1 3 2@2 5 3@3", "3",
    ),
    rate("transposed conv k3 s2 p1", up(3, 2, 1), "0..3", "1/2", "1/2", "0@0 1 1@1 3 2@2 5 3@3"),
    rate("transposed conv k1 s2, bias 5", up(1, 2), "0..3", "1/2", "1/2", "5@0 5 6@1 5 7@2 5 8@3", bias=5),
    rate("transposed conv k2 s2 p1", up(2, 2, 1), "0..3", "1/2", "1", "0 1@1 1 2@2 2 3@3"),
    rate("transposed conv k2 s3, dilation 2", up(2, 3, 0, 0, 2), "1 2 3", "1/3", "0", "1 0 1@0 2 0 2@1 3 0 3@2"),
    rate(
        "transposed conv k3 s2 p1, dilation 2, output padding 1", up(3, 2, 1, 1, 2), "1..4", "1/2", "1/2",
        "0@0 3 0@1 6 0@2 9 0@3", "7 0 4",
    ),
    rate("nearest x2, conv k3 p1", in_row(nearest(2), conv(3, 1, 1)), "1 2 3", "1/2", "1/2", "2@0 4 5@1 7 8@2", "6"),
    rate("linear x2", linear(2), "0 4 8 4", "1/2", "1/2", "0@0 1 3@1 5 7@2 7 5@3", "4"),
    rate("linear x3", linear(3), "0 3 6", "1/3", "2/3", "0@0 0 1 2@1 3 4 5@2", "6 6"),
    rate(
        "channels to time x2, conv k3 p1", in_row("channels_to_time: {factor: 2}", conv(3, 1, 1)), "(0,1) (2,3) (4,5)",
        "1/2", "1/2", "1@0 3 6@1 9 12@2", "9",
    ),
    rate("time to channels 2", "time_to_channels: {factor: 2}", "0..4", "2", "1", "(0,1)@1 (2,3)@3"),
    rate("conv k4 s4, transposed conv k4 s4", CODEC, "0..8", "1", "3", "6@3 6@4 6@5 6@6 22@7 22@8", "22 22"),
    rate(
        "conv k4 s4, transposed conv k4 s4, N = 4", CODEC, "0..8", "1", "0", "6 6 6 6@0 22 22 22 22@1",
        frames_per_step=4,
    ),
    rate(
        "2 frames in front, conv k4 s2; transposed conv k4 s2, last 2 cropped; N = 2",
        in_row(pad(2, 0), conv(4, 2), up(4, 2), pad(0, -2)), "1 1 1 1 1 1", "1", "0", "2 2@0 6 6@1 8 8@2",
        frames_per_step=2,
    ),
    rate("U-Net, odd length", residual_of(conv(2, 2), up(2, 2)), "0..4", "1", "1", "1@1 2@2 7@3 8@4"),
    rate(
        "U-Net", in_row(conv(3, 1, 1), residual_of(conv(4, 2, 1), conv(3, 1, 1), up(4, 2, 1))), "1 1 1 1 1 1 1 1",
        "1", "6", "22@6 55@7", "55 67 67 55 55 22",
    ),
    rate("vocoder", VOCODER, "1 1 1", "1/4", "1", "4 7 10 11@1 12 12 12 12@2", "11 10 7 4"),
    rate("vocoder, N = 2", VOCODER, "1 1 1", "1/4", "1", "4 7 10 11@0", "12 12 12 12 11 10 7 4", frames_per_step=2),
    rate(
        "input + (nearest x2, conv k3 p1, max pool k2 s2)", residual_of(nearest(2), conv(3, 1, 1), pool(2, 2)), "0..3",
        "1", "1", "1@1 5@2 9@3", "11",
    ),
    rate(
        "input + (nearest x2, max pool k2 s2): no delay", residual_of(nearest(2), pool(2, 2)), "0..3", "1", "0",
        "0@0 2@1 4@2 6@3",
    ),
    rate(
        "residual leading around conv k4 s2, transposed conv k2 s2",
        residual_of(conv(4, 2), up(2, 2), shrink="leading"), "0..7", "1", "3", "8@3 9@4 18@5 19@6 28@7", "29",
    ),
    rate(
        "residual centered around conv k4 s2, transposed conv k2 s2",
        residual_of(conv(4, 2), up(2, 2), shrink="centered"), "0..7", "1", "3", "7@3 8@4 17@5 18@6 27@7", "28",
    ),
    rate("nearest x3, conv k2 s2", in_row(nearest(3), conv(2, 2)), "1..5", "2/3", "1/3", "2@0 3 4@1 6@2 7 8@3 10@4"),
    rate("conv k3 s2 p1, N = 3", conv(3, 2, 1), "0..7", "2", "1", "1@0 6 12@1", "18", frames_per_step=3),
    rate("conv k4 s2 p2, last frame cropped", in_row(conv(4, 2, 2), pad(0, -1)), "0..5", "2", "1", "1@1 6@3 14@5"),
    rate("conv k4 s2 p2, first frame cropped", in_row(conv(4, 2, 2), pad(-1, 0)), "0..5", "2", "3", "6@3 14@5", "9"),
    rate("conv k3 s3, N = 3", conv(3, 3), "0..7", "3", "0", "3@0 12@1", frames_per_step=3),
    rate(
        "framing: conv k4 s2, transposed conv k4 s2, N = 2", in_row(conv(4, 2), up(4, 2)), "1 1 1 1 1 1 1", "1", "2",
        "4 4@1 8 8@2", "4 4", frames_per_step=2,
    ),
    rate(
        "4 frames in front, conv k3, ReLU, conv k3", in_row(pad(4, 0), conv(3), "relu", conv(3)), "1 2 3", "1", "0",
        "1@0 4@1 10@2",
    ),
    rate("4 frames in front, ReLU, conv k3", in_row(pad(4, 0), "relu", conv(3)), "1 2 3", "1", "-2", "0 0 1@0 3@1 6@2"),
]


@dataclass(frozen=True)
class RatesGolden:
    """A row of several inputs: `entries` are (name, rate, frames). All else is as in RATES."""

    label: str
    layers: str
    entries: list
    stride: Fraction
    warm_up: Fraction
    steps: dict
    flushed: list
    frames_per_step: int = 1

    @property
    def text(self):
        inputs = ", ".join(f"{name}: {{shape: [1, 1], rate: {rate}}}" for name, rate, _ in self.entries)
        weights = "weights: golden.safetensors\n" if "conv" in self.layers else ""
        return f"network: golden\ninputs: {{{inputs}}}\n{weights}layers: [{self.layers}]\n"

    @property
    def clips(self):
        """(1, 1, T) of each input."""
        return [as_clip(frames) for _, _, frames in self.entries]

    @property
    def shown(self):
        """What the steps return, as a clip."""
        return as_clip([frame for made in self.steps.values() for frame in made])

    @property
    def output(self):
        return np.concatenate([self.shown, as_clip(self.flushed)], 2) if self.flushed else self.shown

    @property
    def by_step(self):
        """How many frames each step returns."""
        _, rate, frames = self.entries[0]
        steps = int(len(frames) / Fraction(rate)) // self.frames_per_step
        return [len(self.steps.get(step, [])) for step in range(steps)]

    def weights(self, specs):
        """All-ones weights, without biases."""
        return {name: np.full(spec.shape, not name.endswith("bias"), np.float32) for name, spec in specs.items()}


def rates_of(label, layers, entries, stride, warm_up, by_steps, flush="", **options):
    """A row as it stands in the table."""
    steps = {int(step): parsed(made) for made, step in re.findall(r"([^@]+)@(\d+)", by_steps)}
    entries = [(name, rate, parsed(frames)) for name, (rate, frames) in entries.items()]
    return RatesGolden(label, layers, entries, Fraction(stride), Fraction(warm_up), steps, parsed(flush), **options)


def of(source, layer):
    """A layer with a name of its own that reads `source`."""
    operator, body = layer.split(": {", 1)
    return f"{operator}: {{name: y, inputs: {source}, {body}"


INPUT_RATES = [
    rates_of(
        "b + conv k3 s3 of a", in_row(of("a", conv(3, 3)), "add: {inputs: [y, b]}"),
        {"a": (3, "0..8"), "b": (1, "10 20 30")}, "1", "0", "13@0 32@1 51@2",
    ),
    rates_of(
        "b + conv k4 s2 p1 of a", in_row(of("a", conv(4, 2, 1)), "add: {inputs: [y, b]}"),
        {"a": (2, "0..5"), "b": (1, "10 20 30")}, "1", "1", "13@1 30@2", "42",
    ),
    rates_of(
        "b + conv k2 s2 of a, N = 2", in_row(of("a", conv(2, 2)), "add: {inputs: [y, b]}"),
        {"a": (1, "0..3"), "b": ("1/2", "10 20")}, "2", "0", "11@0 25@1", frames_per_step=2,
    ),
    rates_of(
        "a + nearest x2 of b, N = 2", in_row(of("b", nearest(2)), "add: {inputs: [a, y]}"),
        {"a": (1, "0..3"), "b": ("1/2", "10 20")}, "1", "0", "10 11@0 22 23@1", frames_per_step=2,
    ),
    rates_of(
        "conv k3 s2 p1 of a, N = 2", of("a", conv(3, 2, 1)), {"a": ("3/2", "0..5")}, "4/3", "2/3", "1@0 6 12@1",
        frames_per_step=2,
    ),
]
