"""Random networks whose every clip the reference computes anew pass the checks of compiled ones: what comes at each
step is what the whole clip has there, and of frames of NaN nothing is in outputs that do not look at them."""

import pytest

import reference
from numeric.anew import Anew

from .checks import check_drawn
from .conftest import SEED
from .drawn import drawn_network

NETWORKS = 120


class Libraries:
    """What compiles networks, but compiles none."""

    def load(self, text, tensors, frames_per_step):
        network = reference.parse(text)
        if tensors:
            network.weights = tensors
        return Anew(network, frames_per_step)


@pytest.mark.parametrize("place", range(NETWORKS))
@pytest.mark.filterwarnings("ignore:invalid value")
def test_random_network_computed_anew(place):
    check_drawn(Libraries(), drawn_network(SEED + 1, place))
