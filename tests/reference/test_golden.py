"""The reference against the golden table."""

import numpy as np
import pytest

import reference
from reference.golden import FACTS, GOLDEN


@pytest.mark.parametrize("row", GOLDEN, ids=lambda row: row.label)
def test_values(row):
    network = reference.parse(row.text)
    network.weights = row.weights(network.specs)
    outputs = network.forward(row.clip)
    assert outputs.shape[:2] == (1, 1)
    np.testing.assert_array_equal(outputs.ravel(), [*row.steps.values(), *row.flushed])


@pytest.mark.parametrize("row", GOLDEN, ids=lambda row: row.label)
def test_times(row):
    timing = reference.parse(row.text).timing
    assert timing.output_steps(len(row.frames)) == list(row.steps)
    assert timing.flushed(len(row.frames)) == len(row.flushed)
    if row.label in FACTS:
        assert (timing.receptive_field, timing.stride, timing.padding, timing.delay) == FACTS[row.label]
