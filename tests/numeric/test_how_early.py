"""Outputs come in the step that semantics.md says, by the newest frame that is in them: this is found by NaN, of the
networks that the other tests compile."""

import numpy as np
import pytest
import torch

import reference
from numeric import rate_networks
from numeric.operator_case import random_clip
from reference import golden
from reference.early import check_outputs, late, most_steps, newest_by_nan

from .test_examples import EXAMPLES, MODULES

ROWS = {row.label: row for row in golden.GOLDEN + golden.RATES}
# Outputs without frames come in their order, and what may be cropped or is delayed when it is sure to be there.
WAITING = ("codec of gaps", "dilation", "frames behind", "a step back and forth")


def network_of(name):
    if name not in ROWS:
        return reference.parse(rate_networks.text(name))
    network = reference.parse(ROWS[name].text)
    network.weights = ROWS[name].weights(network.specs)
    return network


@pytest.mark.parametrize("name", [*rate_networks.NETWORKS, *ROWS])
def test_of_the_reference(name):
    network = network_of(name)
    rng = np.random.default_rng(1)
    clip = rate_networks.clip_for(network, network.timing.block, rng)
    seen = newest_by_nan(network.forward, clip)
    for size in rate_networks.sizes(network):
        assert check_outputs(network.timing_of(size), seen, clip.shape[2], name in WAITING) > 2


@pytest.mark.parametrize("name", MODULES)
def test_of_pytorch(name):
    """The examples, on smaller frames."""
    network = reference.load(EXAMPLES / name / f"{name}.yaml")
    timing, rng = network.timing, np.random.default_rng(2)
    torch.manual_seed(0)
    module = MODULES[name]().eval()
    clip = random_clip(network, rng, timing.warm_up + 6)[:1, ..., :32, :32]

    def forward(frames):
        with torch.no_grad():
            return module(torch.from_numpy(frames)).numpy()

    steps = timing.output_steps(clip.shape[2])
    assert len(steps) == 6 and most_steps(timing) == 0
    assert late(forward, clip, steps, 1, 0, {steps[0], steps[1], steps[-1]}) == []
