"""The reference against the golden tables."""

from fractions import Fraction

import numpy as np
import pytest

import reference
from reference.golden import FACTS, GOLDEN, INPUT_RATES, RATES
from reference.golden_loops import LOOPS


@pytest.mark.parametrize("row", [*GOLDEN, *RATES, *LOOPS], ids=lambda row: row.label)
def test_values(row):
    network = reference.parse(row.text)
    network.weights = row.weights(network.specs)
    np.testing.assert_array_equal(network.forward(row.clip), row.output)


@pytest.mark.parametrize("row", [*GOLDEN, *RATES, *LOOPS], ids=lambda row: row.label)
def test_times(row):
    timing = reference.parse(row.text).timing_of(row.frames_per_step)
    assert timing.by_step(len(row.by_step)) == row.by_step
    assert timing.flushed(len(row.frames)) == len(row.flushed) <= timing.flush_frames


@pytest.mark.parametrize("row", [*RATES, *LOOPS], ids=lambda row: row.label)
def test_rates(row):
    timing = reference.parse(row.text).timing_of(row.frames_per_step)
    assert (timing.stride, timing.warm_up, timing.rate) == (row.stride, row.warm_up, 1 / row.stride)


@pytest.mark.parametrize("row", INPUT_RATES, ids=lambda row: row.label)
def test_inputs_at_rates_of_their_own(row):
    network = reference.parse(row.text)
    network.weights = row.weights(network.specs)
    np.testing.assert_array_equal(network.forward(row.clips), row.output)
    timing = network.timing_of(row.frames_per_step)
    assert (timing.stride, timing.warm_up) == (row.stride, row.warm_up)
    assert timing.by_step(len(row.by_step)) == row.by_step
    frames = row.frames_per_step * len(row.by_step)
    assert timing.flushed(frames) == len(row.flushed) <= timing.flush_frames


@pytest.mark.parametrize("label", FACTS)
def test_facts(label):
    (row,) = [row for row in GOLDEN if row.label == label]
    timing = reference.parse(row.text).timing
    assert (timing.receptive_field, timing.stride, timing.padding, timing.delay) == FACTS[label]


def test_an_output_may_lie_before_the_input_that_it_comes_with():
    (row,) = [row for row in RATES if row.label == "4 frames in front, ReLU, conv k3"]
    timing = reference.parse(row.text).timing
    assert (timing.delay, timing.latency, timing.most_frames) == (-2, -2, 3)
    assert timing.by_step(4) == [3, 1, 1, 1] and timing.shown(0) == timing.frames(0) == 0


def test_facts_in_fractions_of_frames():
    timing = reference.parse(RATES[1].text).timing_of(3)
    assert (timing.ticks_per_frame, timing.period, timing.block, timing.most_frames) == (2, 1, 1, 6)
    assert (timing.delay, timing.latency, timing.padding) == (Fraction(1, 2), Fraction(5, 2), 1)
    assert timing.receptive_field == 2
