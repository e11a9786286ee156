"""How early outputs come: the newest frame that each depends on, by formula and by NaN, and how long it may wait."""

from fractions import Fraction
from functools import cache

import numpy as np


def ceil_div(a, b):
    return -(-a // b)


def lateness(move):
    """L, in fine frames."""
    cropped = max(0, -move.padding_after)
    return move.receptive_field - 1 + move.skipped - move.padding + cropped + move.late * move.factor


# ---- By formula ------------------------------------------------------------------------------------------------------


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


def most_steps(timing):
    """How many steps at most an output comes behind the newest frame that it depends on: of E ticks."""
    greatest = {-1: Fraction(0)}
    for index in timing.live:
        ways = zip(timing.layers[index].inputs, timing.paths[index])
        greatest[index] = max(greatest[i] + slack_on(path, timing.clocks[i].period, timing) for i, path in ways)
    return ceil_div(greatest[timing.output], timing.ticks_per_step)


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


# ---- By NaN ----------------------------------------------------------------------------------------------------------


def are_no_numbers(clip):
    """Which frames of a clip (B, C, T, *S) have a NaN."""
    return np.isnan(clip).any(axis=tuple(axis for axis in range(clip.ndim) if axis != 2))


def poisoned(clip, start):
    """The clip with NaN from a frame on."""
    return np.where(np.arange(clip.shape[2]).reshape(-1, *[1] * (clip.ndim - 3)) >= start, np.float32(np.nan), clip)


def newest_by_nan(forward, clip):
    """Of each output frame of a clip the newest frame that is in it; -1 where none is."""
    marked = np.stack([are_no_numbers(forward(poisoned(clip, start))) for start in range(clip.shape[2])])
    return marked.sum(0) - 1


def check_outputs(timing, seen, frames, may_wait):
    """Each output of the steps of a clip of so many frames comes with the newest frame that is in it, or where it
    `may_wait` with a later one, in that frame's step or as many steps behind it as may be. `seen`: found by NaN.
    Returns how many outputs could be told."""
    newest, most, told = newest_frames(timing), most_steps(timing), 0
    for j, step in enumerate(timing.output_steps(frames // timing.frames_per_step)):
        if newest(j) is None or seen[j] < 0:
            continue
        # What the clip needs for the output to be there counts as well.
        known = max(seen[j], next(t for t in range(frames) if timing.frames(t + 1) > j))
        assert known == newest(j) or may_wait and known < newest(j), f"output {j} comes with {newest(j)}, needs {known}"
        wait = step - newest(j) // timing.frames_per_step
        assert 0 <= wait <= most, f"output {j} comes {wait} steps behind its newest frame"
        told += 1
    return told


def late(forward, clip, steps, size, most, tried):
    """The outputs of the tried steps that have none of the frames of their step in them, nor of the `most` steps
    before. `steps`: of each output; `size`: the frames of a step."""
    found = []
    for step in tried:
        marked = are_no_numbers(forward(poisoned(clip, max(0, step - most) * size)))
        found += [j for j, own in enumerate(steps) if own == step and not marked[j]]
    return found
