"""What semantics.md says of how early outputs come, tried on random networks."""

from fractions import Fraction
from functools import cache

import numpy as np

from reference.test_timing import Drawn, ceil_div, lateness

NETWORKS, OUTPUTS = 3000, 40


def newest_frames(timing):
    """A function: output j -> the newest input frame that it depends on; None where it looks at padding in front alone
    of some value on its way."""

    @cache
    def newest(value, j):
        if value == -1 or j is None:
            return j
        seen = [newest(i, through(path, j)) for i, path in zip(timing.layers[value].inputs, timing.paths[value])]
        return None if None in seen else max(seen)

    return lambda j: newest(timing.output, j)


def through(path, j):
    """The newest frame of what enters a list of moves that output j depends on; None for padding in front."""
    for move in reversed(path):
        j = ceil_div(j * move.stride + lateness(move) + 1, move.factor) - 1
        if j < 0 and not move.repeats:
            return None
        j = max(j, 0)
    return j


def slack(timing):
    """E, in ticks."""
    greatest = {-1: Fraction(0)}
    for index in timing.live:
        ways = zip(timing.layers[index].inputs, timing.paths[index])
        greatest[index] = max(greatest[i] + slack_on(path, timing.clocks[i].period, timing) for i, path in ways)
    return greatest[timing.output]


def slack_on(path, period, timing):
    ticks = Fraction(0)
    for move in path:
        fine = Fraction(period, move.factor)
        if timing.ticks_per_step % period:
            ticks += period - fine
        if move.repeats:
            ticks += max(0, -lateness(move)) * fine
        period = fine * move.stride
    return ticks


def test_how_early_outputs_come():
    waits = []
    for number in range(NETWORKS):
        rng = np.random.default_rng([6, number])
        timing = Drawn(rng).timing(int(rng.choice([1, 1, 2, 3, 4, 6, 8, 12])))
        newest, most = newest_frames(timing), ceil_div(slack(timing), timing.ticks_per_step)
        for j in range(OUTPUTS):
            step = max(0, timing.clock.tick(j) // timing.ticks_per_step)
            frame = newest(j)
            if frame is not None:
                waits.append((step - frame // timing.frames_per_step, most))
    assert all(0 <= wait <= most for wait, most in waits)
    assert sum(most == 0 for _, most in waits) > len(waits) / 2  # those that come in the very step
    assert sum(wait > 0 for wait, _ in waits) > len(waits) / 50
