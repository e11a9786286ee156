"""The golden tables, compiled: bitwise."""

import numpy as np
import pytest

import reference
from numeric.stepping import as_clip, check, outputs_of_steps, same_bits
from reference.golden import FACTS, GOLDEN, RATES
from reference.golden_loops import LOOPS

ROWS = [*GOLDEN, *RATES, *LOOPS]


@pytest.fixture(scope="module", autouse=True)
def started(libraries):
    for row in ROWS:
        libraries.start(row.text, row.weights(reference.parse(row.text).specs), row.frames_per_step)


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.label)
def test_golden(libraries, row):
    network = reference.parse(row.text)
    net = libraries.load(row.text, row.weights(network.specs), row.frames_per_step)
    assert net.frames_per_step == row.frames_per_step
    check(net, row.clip, row.output, network, np.random.default_rng(1), same_bits)
    if row.label in FACTS:
        assert (net.receptive_field, net.stride, net.padding, net.delay) == FACTS[row.label]


@pytest.mark.parametrize("row", [*RATES, *LOOPS], ids=lambda row: row.label)
def test_a_row_of_the_table(libraries, row):
    """What stands in the table, read off the network: when frames come, and how many behind the end."""
    net = libraries.load(row.text, row.weights(reference.parse(row.text).specs), row.frames_per_step)
    assert (net.stride, net.warm_up, net.rate) == (row.stride, row.warm_up, 1 / row.stride)
    net.reset()
    assert [made.shape[2] for made in outputs_of_steps(net, row.clip)] == row.by_step
    left = row.clip[:, :, len(row.by_step) * row.frames_per_step :]
    assert as_clip(net, net.steps(left, pad_end=True)).shape[2] == len(row.flushed)
