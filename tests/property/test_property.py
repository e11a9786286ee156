"""Random networks, compiled, against the reference's loops.

pytest tests/property --networks 300 --seed 1
pytest tests/property --seed 1 --only 17        the network that failed, again

Very many of them, in pieces: run.py.
"""

import pytest

from .checks import examined
from .conftest import SEED
from .drawn import drawn_network


@pytest.fixture(scope="module")
def networks(request, libraries):
    """The networks of this run by number, their libraries under way."""
    seed = request.config.getoption("seed", SEED)
    numbers = [
        item.callspec.params["number"]
        for item in request.session.items
        if getattr(item, "originalname", None) == test_random_network.__name__
    ]
    networks = {}
    for number in numbers:
        drawn = networks[number] = drawn_network(seed, number)
        libraries.start(drawn.text, drawn.tensors, drawn.frames_per_step)
    return networks


def test_random_network(request, libraries, networks, number):
    found = examined(libraries, networks[number])
    if found:
        pytest.fail(found.report(request.config.getoption("seed", SEED), number), pytrace=False)
