"""When frames exist: the law of time of semantics.md, by counting instead of formulas.

Time is counted in ticks, of which a frame of the input has as many as make each period whole. A value has a clock:
frame j lies at a tick, and comes in the step that covers it. The clock behind a layer starts as early as can be: this
is found by asking of each output, one after the other, in which step the last frame comes that it needs.
"""

from dataclasses import dataclass, replace
from fractions import Fraction
from functools import cached_property, reduce
from itertools import islice, takewhile
from math import gcd, lcm

from .loops import loop_by_layer, needed_for
from .moves import frames_through, moves_of, seen_through


@dataclass(frozen=True)
class Clock:
    """Frame j lies at tick start + j*period. `skipped`: the ticks by which a frame's own time lies behind its number;
    `padding`: the ticks of padding in front of the clip."""

    period: int
    start: int = 0
    skipped: int = 0
    padding: int = 0
    recurrent: bool = False

    @property
    def delay(self):
        return self.start - self.skipped

    def tick(self, j):
        return self.start + j * self.period

    def frames_before(self, tick):
        """How many frames lie before a tick."""
        return max(0, -((self.start - tick) // self.period))


def period_behind(period, move):
    return period * move.stride / move.factor


def earliest_start(clock, move, period, step):
    """The earliest tick of output 0 with which each output comes in the step, of `step` ticks, of the last frame that
    it needs, or in a later one. Outputs that may be padding ask for nothing where that is there before any frame. What
    those ask for that need more than one frame repeats."""
    turn = lcm(lcm(step, period) // period, move.factor // gcd(move.factor, move.stride))
    asking = enumerate(move.needs())
    front = list(takewhile(lambda each: each[1] < 2, asking))
    asked = [*(front if move.repeats else ()), *islice(asking, turn)]
    return max(clock.tick(frames - 1) // step * step - j * period for j, frames in asked)


def behind(clock, move, step):
    """The clock behind one layer."""
    period = clock.period * move.stride // move.factor
    place = clock.period // move.factor
    return Clock(
        period,
        earliest_start(clock, move, period, step),
        clock.skipped + move.skipped * place,
        clock.padding + move.padding * place,
        clock.recurrent or move.recurrent,
    )


def join(clocks):
    """The clock where frame j of each meets frame j of the others; the earlier ones wait."""
    latest = max(clocks, key=lambda clock: clock.start)
    return replace(
        latest,
        skipped=min(clock.skipped for clock in clocks),
        padding=max(clock.padding for clock in clocks),
        recurrent=any(clock.recurrent for clock in clocks),
    )


def plain(number):
    """A fraction as a whole number if it is one."""
    return int(number) if number.denominator == 1 else number


class Timing:
    """The timing of a network's output, in steps of so many frames. `moves` says for each layer how it moves in time
    (None: not at all), `rates` for each input how many frames it has to one that steps count. What is said in frames
    is whole or a Fraction."""

    def __init__(self, layers, moves, output, frames_per_step=1, rates=(1,)):
        self.layers, self.output, self.frames_per_step = layers, output, frames_per_step
        self.moves, self.rates = moves, [Fraction(rate) for rate in rates]
        if any((frames_per_step * rate).denominator > 1 for rate in self.rates):
            raise ValueError(f"steps of {frames_per_step} frames are no whole number of each input's")
        self.paths = [moves_of(move, len(layer.inputs)) for layer, move in zip(layers, moves)]

    @cached_property
    def live(self):
        """The layers that the output depends on, in order."""
        return sorted(needed_for(self.layers, [self.output]))

    @cached_property
    def loops(self):
        """For each layer the loop that it is in, or it alone."""
        return loop_by_layer(self.layers)

    def operands(self, index):
        """(value, moves) of each value that must be there before a layer's; those of a loop come together."""
        loop = self.loops[index]
        each = [pair for i in loop for pair in zip(self.layers[i].inputs, self.paths[i])]
        return [(i, path) for i, path in each if i not in loop]

    def of_inputs(self, value):
        """A dictionary of what `value` says of each input's rate."""
        return {-1 - i: value(rate) for i, rate in enumerate(self.rates)}

    @cached_property
    def periods(self):
        """Of each value, in frames of the input."""
        periods = self.of_inputs(lambda rate: 1 / rate)
        for index in self.live:
            met = {reduce(period_behind, path, periods[i]) for i, path in self.operands(index)}
            if len(met) != 1:
                raise ValueError(f"values of periods {sorted(met)} meet")
            (periods[index],) = met
        return periods

    @cached_property
    def ticks_per_frame(self):
        return lcm(*(period.denominator for period in self.periods.values()))

    @property
    def ticks_per_step(self):
        return self.ticks_per_frame * self.frames_per_step

    @cached_property
    def clocks(self):
        """Of each value."""
        clocks = self.of_inputs(lambda rate: Clock(int(self.ticks_per_frame / rate)))
        for index in self.live:
            clock = join([self.clock_behind(clocks[i], path) for i, path in self.operands(index)])
            clocks[index] = replace(clock, recurrent=True) if len(self.loops[index]) > 1 else clock
        return clocks

    def clock_behind(self, clock, path):
        return reduce(lambda before, move: behind(before, move, self.ticks_per_step), path, clock)

    @property
    def clock(self):
        return self.clocks[self.output]

    # How many frames there are.

    def counts(self, clip_frames):
        """How many frames each layer returns for a clip of so many; -1 - i is the clip of input i."""
        counts = self.of_inputs(lambda rate: int(clip_frames * rate))
        for index in range(len(self.layers)):
            counts[index] = min(frames_through(path, counts[i]) for i, path in self.operands(index))
        return counts

    def frames(self, clip_frames):
        """How many frames `forward` returns for a clip of so many."""
        return self.counts(clip_frames)[self.output]

    def every_layer_runs(self, clip_frames):
        """True if the clip is long enough for each layer to have a frame."""
        return min(self.counts(clip_frames).values()) > 0

    def shown(self, steps):
        """How many output frames have come when so many steps were taken; step 0 returns those of earlier ticks."""
        return self.clock.frames_before(steps * self.ticks_per_step) if steps else 0

    def by_step(self, steps):
        """How many frames each of the first steps returns."""
        shown = [self.shown(step) for step in range(steps + 1)]
        return [after - before for before, after in zip(shown, shown[1:])]

    def output_steps(self, steps):
        """The steps, of the first so many, that return output frames: one for each frame."""
        return [step for step, frames in enumerate(self.by_step(steps)) for _ in range(frames)]

    def flushed(self, clip_frames):
        """How many frames a flush returns behind the steps of a clip of so many, given those that are left over. Where
        a layer has no frame yet, more padding behind it may have been shown than the clip has frames."""
        return max(0, self.frames(clip_frames) - self.shown(clip_frames // self.frames_per_step))

    @cached_property
    def flush_frames(self):
        """The most that a flush returns. Behind warm-up it depends on where in its turns the schedule is."""
        settled = max(clock.tick(1) for clock in self.clocks.values()) // self.ticks_per_frame + 1
        turn = lcm(self.block, self.frames_per_step)
        return max(self.flushed(frames) for frames in range(self.whole, max(0, settled) + 2 * turn + 1, self.whole))

    @cached_property
    def whole(self):
        """A clip has a multiple of so many frames, so that each input has a whole number of them."""
        return lcm(*(rate.denominator for rate in self.rates))

    # What is reported.

    def in_frames(self, ticks):
        return plain(Fraction(ticks, self.ticks_per_frame))

    @property
    def period(self):
        """In ticks."""
        return self.clock.period

    @property
    def rate(self):
        """Output frames for each frame of the input."""
        return Fraction(self.ticks_per_frame, self.period)

    @property
    def stride(self):
        return plain(1 / self.rate)

    @property
    def warm_up(self):
        return self.in_frames(self.clock.start)

    @property
    def delay(self):
        return self.in_frames(self.clock.delay)

    @property
    def padding(self):
        return self.in_frames(self.clock.padding)

    @property
    def latency(self):
        """The most by which an output's own time lies behind the newest frame of its step."""
        return self.delay + self.frames_per_step - 1

    @property
    def block(self):
        """Frames; in steps of a multiple of them each step makes equally many frames of each value."""
        return lcm(*(clock.period // gcd(self.ticks_per_frame, clock.period) for clock in self.clocks.values()))

    @property
    def most_frames(self):
        """The most frames that one step returns."""
        return max(self.shown(1), -(-self.ticks_per_step // self.period))

    def seen(self, j):
        """The first and the last frame that output j looks at, with the gaps and the padding between; as steps count
        them, of which an input's frame lasts as many as it says."""
        seen = {self.output: (j, j)}
        for index in reversed(self.live):
            for i, path in self.operands(index):
                first, last = seen_through(path, *seen[index])
                known = seen.get(i, (first, last))
                seen[i] = min(first, known[0]), max(last, known[1])
        inputs = [(rate, *seen[-1 - i]) for i, rate in enumerate(self.rates) if -1 - i in seen]
        ends = [-(-(last + 1) // rate) - 1 for rate, _, last in inputs]
        return min(first // rate for rate, first, _ in inputs), max(ends)

    @cached_property
    def turn(self):
        """As many outputs as see what they see, and at the step where they see it, in all ways."""
        return lcm(self.ticks_per_step, *(clock.period for clock in self.clocks.values())) // self.period

    @cached_property
    def receptive_field(self):
        """The most frames that an output looks at; 0 stands for all frames so far."""
        if self.clock.recurrent:
            return 0
        return max(last - first + 1 for first, last in map(self.seen, range(self.turn)))

    @cached_property
    def memory(self):
        """How many of the last frames, at its end, the outputs of a step may look at; None: all so far."""
        if self.clock.recurrent:
            return None
        ends = [self.clock.tick(j) // self.ticks_per_step * self.frames_per_step for j in range(self.turn)]
        return max(end + self.frames_per_step - self.seen(j)[0] for j, end in enumerate(ends))
