"""The golden table of loops, worked out by hand; see golden.py."""

from .golden import conv, in_row, nearest, pad, rate


def previous(name, source, **options):
    more = "".join(f", {key}: {value}" for key, value in options.items())
    return f"previous: {{name: {name}, inputs: {source}, shape: [1, 1]{more}}}"


def add(name, *operands):
    return f"add: {{name: {name}, inputs: [{', '.join(operands)}]}}"


def named(name, layer):
    return layer.replace("{", f"{{name: {name}, ", 1)


LAST = previous("last", "sum")
HALF = "scale: {name: half, factor: 0.5, inputs: last}"
NEURON = in_row(
    LAST, previous("fired", "spike"), add("more", "last", "input"), "where: {name: sum, inputs: [fired, input, more]}",
    "compare: {name: spike, value: 3}",
)
CAUSAL = "conv: {name: both, channels: 1, kernel: 2, padding: 1, padding_after: 0, inputs: last}"
NESTED = in_row(
    LAST, previous("before", "outer"), add("sum", "last", "before", "input"), add("outer", "sum", "before"),
)


def sum_of(layer):
    """All frames so far of what a layer makes."""
    return in_row(named("x", layer), LAST, add("sum", "last", "x"))


LOOPS = [
    rate("x + h/2, h the sum before", in_row(LAST, HALF, add("sum", "half", "input")), "8 0 4 0", "1", "0",
         "8@0 4@1 6@2 3@3"),
    rate("x + h/2, h the sum before, N = 3", in_row(LAST, HALF, add("sum", "half", "input")), "8 0 4 0", "1", "0", "8 4 6@0", "3",
         frames_per_step=3),
    rate("x + h/2, 16 before the first", in_row(previous("last", "sum", value=16), HALF, add(
        "sum", "half", "input")), "8 0 4 0", "1", "0", "16@0 8@1 8@2 4@3"),
    rate("x and the two sums before", in_row(LAST, previous("two", "last"), add("sum", "last", "two", "input")),
         "1 0 0 0 0 0", "1", "0", "1@0 1@1 2@2 3@3 5@4 8@5"),
    rate("the sum before of x and sums before", in_row(LAST, add("sum", "last", "input"), "relu: {inputs: last}"),
         "1 2 3", "1", "0", "0@0 1@1 3@2"),
    rate("sums of conv k2 s2", sum_of(conv(2, 2)), "0..7", "2", "1", "1@1 6@3 15@5 28@7"),
    rate("sums of conv k2 s2, N = 4", sum_of(conv(2, 2)), "0..7", "2", "0", "1 6@0 15 28@1", frames_per_step=4),
    rate("sums of nearest x2", sum_of(nearest(2)), "1 2 3", "1/2", "0", "1 2@0 4 6@1 9 12@2"),
    rate("sums of nearest x2, N = 4", sum_of(nearest(2)), "1 2 3 4 5", "1/2", "0", "1 2 4 6 9 12 16 20@0", "25 30",
         frames_per_step=4),
    rate("sums of x + conv k3 p1", in_row(named("x", conv(3, 1, 1)), LAST, add("sum", "last", "x", "input")), "0..4",
         "1", "1", "1@1 5@2 13@3 25@4", "36"),
    rate("sums of x + conv k3", in_row(named("x", conv(3)), LAST, add("sum", "last", "x", "input")), "0..4", "1", "2",
         "3@2 10@3 21@4"),
    rate("conv k3 p1 of sums", in_row(LAST, add("sum", "last", "input"), conv(3, 1, 1)), "1 2 3", "1", "1",
         "4@1 10@2", "9"),
    rate("x + causal conv k2 of the sums before", in_row(LAST, CAUSAL, add("sum", "both", "input")), "1 0 0 0 0", "1",
         "0", "1@0 1@1 2@2 3@3 5@4"),
    rate("sums behind 2 frames in front", sum_of(pad(2, 0).replace("0}", "0, value: 1}")), "1 2", "1", "-2",
         "1 2 3@0 5@1"),
    rate("a neuron that fires above 3", NEURON, "2 2 2 2 2", "1", "0", "0@0 1@1 0@2 1@3 0@4"),
    rate("two loops that share a sum", NESTED, "1 0 0", "1", "0", "1@0 3@1 8@2"),
    rate("the frame before, 7 before the first", "previous: {value: 7}", "1 2 3", "1", "0", "7@0 1@1 2@2"),
    rate("conv k3 p1, the frame before", in_row(conv(3, 1, 1), "previous"), "0..4", "1", "1", "0@1 1@2 3@3 6@4", "9"),
]
