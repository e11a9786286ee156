"""When frames exist: the law of time of semantics.md, by simulation instead of formulas.

A value of the network is followed as a list: at which step each of its frames appears, and which input frames it
looks at. Everything that is reported is read off these lists."""

from dataclasses import dataclass

import numpy as np

HORIZON = 256  # frames of the longest list that is tried first


@dataclass(frozen=True)
class Window:
    """Output j looks at the `receptive_field` frames from j*stride - padding on."""

    receptive_field: int
    stride: int
    padding: int

    def first(self):
        return self.receptive_field - 1 - self.padding

    def frames(self, given):
        return max(0, (given + 2 * self.padding - self.receptive_field) // self.stride + 1)


@dataclass(frozen=True)
class Delay:
    """Output j is input j, shown `count` frames later."""

    count: int
    stride: int = 1

    def first(self):
        return self.count

    def frames(self, given):
        return given


@dataclass(frozen=True)
class Skip:
    """Output j is input j + count."""

    count: int
    stride: int = 1

    def first(self):
        return self.count

    def frames(self, given):
        return max(0, given - self.count)


@dataclass(frozen=True)
class Value:
    """One value. `steps[j]`: when frame j appears; `oldest[j]`, `newest[j]`: the input frames it looks at, where
    padding counts as frames before 0; `delay` and `padding` in steps."""

    steps: np.ndarray
    oldest: np.ndarray
    newest: np.ndarray
    delay: int = 0
    padding: int = 0

    @property
    def period(self):
        return int(self.steps[1] - self.steps[0])


def identity(horizon):
    index = np.arange(horizon)
    return Value(index, index, index)


def after(value, move):
    """The value behind one layer."""
    count = (len(value.steps) - 1 - move.first()) // move.stride + 1
    last = move.first() + np.arange(count) * move.stride
    steps, period = value.steps[last], value.period
    if isinstance(move, Window):
        # The oldest frame may lie in the padding, where no list reaches: go back from the newest.
        oldest = value.oldest[last] - (move.receptive_field - 1) * period
        return Value(
            steps,
            oldest,
            value.newest[last],
            value.delay + move.first() * period,
            value.padding + move.padding * period,
        )
    if isinstance(move, Delay):
        return Value(
            steps, value.oldest[:count], value.newest[:count], value.delay + move.count * period, value.padding
        )
    return Value(steps, value.oldest[last], value.newest[last], value.delay, value.padding)


def join(values):
    """The value where frame j of each meets frame j of the others; the earlier ones wait."""
    count = min(len(value.steps) for value in values)
    periods = {value.period for value in values}
    if len(periods) != 1:
        raise ValueError(f"values of periods {sorted(periods)} meet")
    steps = np.max([value.steps[:count] for value in values], 0)
    return Value(
        steps,
        np.min([value.oldest[:count] for value in values], 0),
        np.max([value.newest[:count] for value in values], 0),
        max(value.delay + int(steps[0] - value.steps[0]) for value in values),
        max(value.padding for value in values),
    )


class Timing:
    """The timing of a network. `moves` says for each layer how it moves in time (None: not at all)."""

    def __init__(self, layers, moves, output):
        self.layers, self.moves, self.output = layers, moves, output
        horizon = HORIZON
        while True:
            try:
                self.value = self.simulate(horizon)
                break
            except IndexError:
                horizon *= 2

    def simulate(self, horizon):
        """The output's value, when the input has `horizon` frames; IndexError if that gives no two frames."""
        values = {-1: identity(horizon)}
        for index, (layer, move) in enumerate(zip(self.layers, self.moves)):
            value = join([values[i] for i in layer.inputs])
            values[index] = after(value, move) if move else value
            if len(values[index].steps) < 2:
                raise IndexError
        return values[self.output]

    def counts(self, clip_frames):
        """How many frames each layer returns for a clip of so many; -1 is the clip."""
        counts = {-1: clip_frames}
        for index, (layer, move) in enumerate(zip(self.layers, self.moves)):
            count = min(counts[i] for i in layer.inputs)
            counts[index] = move.frames(count) if move else count
        return counts

    def frames(self, clip_frames):
        """How many frames `forward` returns for a clip of so many."""
        return self.counts(clip_frames)[self.output]

    def every_layer_runs(self, clip_frames):
        """True if the clip is long enough for each layer to have a frame."""
        return min(self.counts(clip_frames).values()) > 0

    def output_steps(self, clip_frames):
        """The steps, of a stream of so many frames, at which output frames appear."""
        return list(range(self.warm_up, clip_frames, self.stride))

    def flushed(self, clip_frames):
        """How many frames a flush returns after so many steps."""
        return self.frames(clip_frames) - len(self.output_steps(clip_frames))

    @property
    def warm_up(self):
        return int(self.value.steps[0])

    @property
    def stride(self):
        return self.value.period

    @property
    def receptive_field(self):
        return int(self.value.newest[0] - self.value.oldest[0]) + 1

    @property
    def padding(self):
        return self.value.padding

    @property
    def delay(self):
        return self.value.delay

    @property
    def memory(self):
        """After so many steps nothing is left of a frame."""
        return int(self.value.steps[0] - self.value.oldest[0]) + 1
