"""What is found by counting is what the formulas of the law of time say; no frame comes before what it depends on."""

from fractions import Fraction
from itertools import islice
from math import gcd, lcm

import numpy as np
import pytest

from reference.description import Layer
from reference.early import ceil_div, lateness
from reference.moves import Window, shift
from reference.timing import Clock, Timing, behind

LAYERS, NETWORKS = 2000, 400


def window(rng):
    field, stride = int(rng.integers(1, 8)), int(rng.integers(1, 5))
    return Window(field, stride, *map(int, rng.integers(0, field + 3, 2)))


def transposed(rng):
    """torch's k, s, padding q, output padding o and dilation d, and the window over zeros that they make."""
    k, s, d = map(int, rng.integers(1, 6, 3))
    q, o = int(rng.integers(0, d * (k - 1) + 4)), int(rng.integers(0, max(s, d)))
    reach = d * (k - 1)
    return Window(reach + 1, 1, reach - q, reach - q + o - (s - 1), factor=s, zeros=True)


def expansion(rng):
    u = int(rng.integers(2, 6))
    linear = Window(u + 1, padding=u // 2, padding_after=ceil_div(u, 2), factor=u)
    return linear if rng.integers(2) else Window(factor=u)


def rational(rng):
    """More frames and a stride at once."""
    field, s = int(rng.integers(1, 8)), int(rng.integers(2, 6))
    a, b = int(rng.integers(0, field + 3)), int(rng.integers(-2, 4))
    return Window(field, s, a, b, factor=int(rng.integers(2, 6)), zeros=bool(rng.integers(2)))


def shifted(rng):
    return shift(*map(int, rng.integers(-3, 6, 2)))


def repeated(rng):
    return shift(*map(int, rng.integers(-3, 6, 2)), repeats=True)


def held(rng):
    return Window(late=int(rng.integers(0, 5)))


KINDS = [window, window, transposed, expansion, shifted, repeated, held]


def needed(move, j):
    """How many frames output j needs, not more than 0 where it depends on none."""
    return ceil_div(j * move.stride + lateness(move) + 1, move.factor)


def start_by_formula(clock, move, step):
    """The warm-up behind a layer, in ticks; `step`: N*U."""
    p, s, u = clock.period, move.stride, move.factor
    period = p * s // u
    if s == 1 or u == 1:
        grid = gcd(step, period)
        start = (clock.start + lateness(move) * p // u) // grid * grid
        # Frames in front that are the first frame come with it.
        return max(start, clock.start // step * step) if move.repeats else start
    turn = u // gcd(u, s)
    h = gcd(step, period * turn)
    return max((clock.start + (needed(move, j) - 1) * p) // h * h - j * period for j in range(turn))


def random_clock(rng, move):
    """A clock whose start lies on its grid, and the ticks of a step, N*U."""
    step = int(rng.choice([1, 2, 3, 4, 6, 8, 12]) * rng.choice([1, 2, 3, 4]))
    period = move.factor * int(rng.choice([1, 2, 3, 4, 5, 6, 8]))
    return Clock(period, gcd(step, period) * int(rng.integers(-8, 9))), step


@pytest.mark.parametrize("kind", [*dict.fromkeys(KINDS), rational])
def test_layers_by_formula(kind):
    rng = np.random.default_rng(1)
    for _ in range(LAYERS):
        move = kind(rng)
        clock, step = random_clock(rng, move)
        found = behind(clock, move, step)
        assert found.period * move.factor == clock.period * move.stride
        assert found.start == start_by_formula(clock, move, step), (move, clock, step)
        assert found.start % gcd(step, found.period) == 0
        assert list(islice(move.needs(), 20)) == [max(1, needed(move, j)) for j in range(20)]
        for frames in range(12):
            room = move.factor * frames - move.skipped + move.padding + move.padding_after - move.receptive_field
            assert move.frames(frames) == (max(0, room // move.stride + 1) if frames else 0)


def test_transposed_convolutions_by_the_formula_of_their_own():
    rng = np.random.default_rng(2)
    for _ in range(LAYERS):
        move = transposed(rng)
        s, reach = move.factor, move.receptive_field - 1
        q = reach - move.padding
        o = move.padding_after - reach + q + s - 1
        assert lateness(move) == max(q, 2 * q - reach - o + s - 1)
        assert [move.frames(frames) for frames in range(1, 9)] == [
            max(0, (frames - 1) * s - 2 * q + reach + o + 1) for frames in range(1, 9)
        ]


class Drawn:
    """A random network without numbers: layers that may meet what came before, as long as periods allow."""

    def __init__(self, rng):
        self.layers, self.moves, rates = [], [], {-1: Fraction(1)}
        for index in range(int(rng.integers(1, 7))):
            source = int(rng.integers(max(-1, index - 3), index))
            move = KINDS[rng.integers(len(KINDS))](rng)
            if rng.integers(8) == 0:
                move = Window(recurrent=True)
            rate = rates[source] * move.stride / move.factor
            others = [i for i in rates if rates[i] == rate][: int(rng.integers(0, 3))]
            self.layers.append(Layer(str(index), "any", {}, [source, *others]))
            self.moves.append([move, *[None] * len(others)])
            rates[index] = rate

    def timing(self, frames_per_step):
        return Timing(self.layers, self.moves, len(self.layers) - 1, frames_per_step)


@pytest.mark.parametrize("number", range(NETWORKS))
def test_networks(number):
    rng = np.random.default_rng([3, number])
    drawn, frames_per_step = Drawn(rng), int(rng.choice([1, 1, 2, 3, 4]))
    timing = drawn.timing(frames_per_step)
    settled = int(max(0, timing.warm_up)) // frames_per_step + 1
    made = timing.by_step(settled + 40)
    assert max(made) == timing.most_frames or timing.turn > 40
    for frames in range(1, frames_per_step * (settled + 8)):
        assert timing.flushed(frames) <= timing.flush_frames
        steps, rest = divmod(frames, frames_per_step)
        if timing.every_layer_runs(frames - rest):
            assert timing.shown(steps) <= timing.frames(frames - rest), "a frame came that the clip does not have"
    for step, frames in enumerate(made[: settled + 8]):
        first = timing.shown(step)
        for j in range(first, first + frames):
            oldest, newest = timing.seen(j)
            assert newest < (step + 1) * frames_per_step, f"output {j} comes before what it looks at"
            assert timing.receptive_field == 0 or newest - oldest < timing.receptive_field
            assert timing.memory is None or step == 0 or (step + 1) * frames_per_step - oldest <= timing.memory


@pytest.mark.parametrize("number", range(0, NETWORKS, 8))
def test_steps_of_a_block_are_all_the_same(number):
    drawn = Drawn(np.random.default_rng([3, number]))
    block = drawn.timing(1).block
    for count in (1, 3):
        timing = drawn.timing(count * block)
        assert timing.block == block
        for clock in timing.clocks.values():
            ahead = max(0, ceil_div(clock.start, timing.ticks_per_step))
            ends = [clock.frames_before((ahead + n) * timing.ticks_per_step) for n in range(1, 6)]
            assert len(set(np.diff(ends))) == 1, "a step with more frames than another"


@pytest.mark.parametrize("number", range(0, NETWORKS, 8))
def test_the_schedule_repeats(number):
    """After lcm(p / gcd(N*U, p)) steps, over all values."""
    drawn = Drawn(np.random.default_rng([3, number]))
    timing = drawn.timing(2)
    step, clocks = timing.ticks_per_step, list(timing.clocks.values())
    turn = lcm(*(clock.period // gcd(step, clock.period) for clock in clocks))
    begin = max(ceil_div(clock.start, step) for clock in clocks) + 1
    ends = np.array([[clock.frames_before((begin + n) * step) for clock in clocks] for n in range(2 * turn + 1)])
    made = np.diff(ends, axis=0)
    assert np.array_equal(made[:turn], made[turn:])


def test_values_of_different_periods_do_not_meet():
    layers = [Layer("a", "any", {}, [-1]), Layer("b", "any", {}, [0, -1])]
    with pytest.raises(ValueError, match="meet"):
        _ = Timing(layers, [Window(stride=2), None], 1).clocks
