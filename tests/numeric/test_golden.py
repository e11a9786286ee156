"""The golden table of docs/semantics.md, compiled: bitwise."""

import numpy as np
import pytest

import reference
from numeric.stepping import check, same_bits
from reference.golden import FACTS, GOLDEN


@pytest.mark.parametrize("row", GOLDEN, ids=lambda row: row.label)
def test_golden(libraries, row):
    network = reference.parse(row.text)
    tensors = row.weights(network.specs)
    net = libraries.load(row.text, tensors)
    expected = np.array([*row.steps.values(), *row.flushed], np.float32).reshape(1, 1, -1)
    check(net, row.clip, expected, network, np.random.default_rng(1), same_bits)
    if row.label in FACTS:
        assert (net.receptive_field, net.stride, net.padding, net.delay) == FACTS[row.label]
