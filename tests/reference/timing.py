"""When frames exist: the law of time of semantics.md, by simulation instead of formulas.

A value of the network is followed as a list: at which step each of its frames appears, and which input frames it
looks at. Everything that is reported is read off these lists."""

from dataclasses import dataclass, replace
from functools import reduce

import numpy as np

HORIZON = 256  # frames of the longest list that is tried first


@dataclass(frozen=True)
class Window:
    """Output j looks at the `receptive_field` frames from j*stride - padding on. With `ceil_mode` the last window need
    not be whole, but must not begin behind the clip."""

    receptive_field: int
    stride: int
    padding: int
    padding_after: int
    ceil_mode: bool = False

    def first(self):
        return self.receptive_field - 1 - self.padding

    def frames(self, given):
        if self.ceil_mode:
            return len([first for first in range(-self.padding, given, self.stride) if self.is_allowed(first, given)])
        padded = given + self.padding + self.padding_after
        return max(0, (padded - self.receptive_field) // self.stride + 1)

    def is_allowed(self, first, given):
        """Whether the window from `first` on misses less than a stride."""
        return first + self.receptive_field - given - self.padding_after < self.stride


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
class Shift:
    """Output j is input j - before, of `before` and `after` frames more than the input; fewer where negative. A frame
    waits until it is known to be none of those that are taken away behind it."""

    before: int
    after: int
    stride: int = 1

    def first(self):
        return max(0, -self.before, -self.before - self.after)

    def frames(self, given):
        return max(0, given + self.before + self.after)


@dataclass(frozen=True)
class Recurrence:
    """Output j looks at input j and at output j - 1."""

    stride: int = 1

    def first(self):
        return 0

    def frames(self, given):
        return given


@dataclass(frozen=True)
class Value:
    """One value. `steps[j]`: when frame j appears; `oldest[j]`, `newest[j]`: the input frames it looks at, where
    padding counts as frames before 0; `delay` and `padding` in steps."""

    steps: np.ndarray
    oldest: np.ndarray
    newest: np.ndarray
    delay: int = 0
    padding: int = 0
    recurrent: bool = False

    @property
    def period(self):
        return int(self.steps[1] - self.steps[0])


def identity(horizon):
    index = np.arange(horizon)
    return Value(index, index, index)


def shifted(value, move):
    """The value behind a Shift, whose frames lie `late` frames behind what has come."""
    late = move.first() + move.before
    last = np.arange(move.first(), len(value.steps))
    return replace(
        value,
        steps=value.steps[last],
        oldest=value.oldest[last] - late * value.period,
        newest=value.newest[last] - late * value.period,
        delay=value.delay + (move.first() - max(0, -move.before)) * value.period,
        padding=value.padding + max(0, move.before) * value.period,
    )


def after(value, move):
    """The value behind one layer."""
    if isinstance(move, Recurrence):
        return replace(value, recurrent=True)
    if isinstance(move, Shift):
        return shifted(value, move)
    count = (len(value.steps) - 1 - move.first()) // move.stride + 1
    last = move.first() + np.arange(count) * move.stride
    steps, period = value.steps[last], value.period
    if isinstance(move, Window):
        # The oldest frame may lie in the padding, where no list reaches: go back from the newest.
        oldest = value.oldest[last] - (move.receptive_field - 1) * period
        delay, padding = value.delay + move.first() * period, value.padding + move.padding * period
        return replace(value, steps=steps, oldest=oldest, newest=value.newest[last], delay=delay, padding=padding)
    if isinstance(move, Delay):
        oldest, newest = value.oldest[:count], value.newest[:count]
        return replace(value, steps=steps, oldest=oldest, newest=newest, delay=value.delay + move.count * period)
    return replace(value, steps=steps, oldest=value.oldest[last], newest=value.newest[last])


def moves_of(move, inputs):
    """The moves of each input: a list of them, one after the other."""
    each = move if isinstance(move, list) else [move] * inputs
    return [path if isinstance(path, tuple) else (path,) if path else () for path in each]


def frames_behind(move, counts):
    """How many frames a layer returns of inputs with so many."""
    paths = moves_of(move, len(counts))
    return min(reduce(lambda count, step: step.frames(count), path, count) for count, path in zip(counts, paths))


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
        any(value.recurrent for value in values),
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
            paths = moves_of(move, len(layer.inputs))
            values[index] = join([reduce(after, path, values[i]) for i, path in zip(layer.inputs, paths)])
            if len(values[index].steps) < 2:
                raise IndexError
        return values[self.output]

    def counts(self, clip_frames):
        """How many frames each layer returns for a clip of so many; -1 is the clip."""
        counts = {-1: clip_frames}
        for index, (layer, move) in enumerate(zip(self.layers, self.moves)):
            counts[index] = frames_behind(move, [counts[i] for i in layer.inputs])
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
        """0 stands for all frames so far."""
        return 0 if self.value.recurrent else int(self.value.newest[0] - self.value.oldest[0]) + 1

    @property
    def padding(self):
        return self.value.padding

    @property
    def delay(self):
        return self.value.delay

    @property
    def memory(self):
        """After so many steps nothing is left of a frame; None where something always is."""
        return None if self.value.recurrent else int(self.value.steps[0] - self.value.oldest[0]) + 1
