"""Random networks, compiled, against the reference's loops.

pytest tests/property --networks 300 --seed 1
pytest tests/property --seed 1 --only 17        the network that failed, again
"""

import numpy as np
import pytest

import reference
from numeric.compiled import CompileError, listed_operators
from numeric.stepping import as_clip, check, close_to, same_bits

from .conftest import SEED
from .drawn import Drawn, drawn_network
from .shrinker import shrink


@pytest.fixture(scope="module")
def networks(request, libraries):
    """The networks of this run by number, their libraries under way."""
    seed = request.config.getoption("seed", SEED)
    numbers = [
        item.callspec.params["number"]
        for item in request.session.items
        if getattr(item, "callspec", None) and "number" in item.callspec.params
    ]
    networks = {}
    for number in numbers:
        networks[number] = drawn_network(seed, number)
        libraries.start(networks[number].text, networks[number].tensors)
    return networks


def check_drawn(libraries, drawn):
    """Everything that is true of a compiled network, and that it never looks at frames it need not see."""
    net = libraries.load(drawn.text, drawn.tensors)
    compare = same_bits if drawn.exact else close_to
    rng = np.random.default_rng(1)
    check(net, drawn.clip, drawn.expected, drawn.network, rng, compare)
    if not drawn.has_skip:
        assert net.padding == drawn.network.timing.padding
    unread, poisoned = drawn.unread_frames()
    if unread:
        net.reset()
        compare(as_clip(net, net.steps(poisoned, pad_end=True)), drawn.expected, f"with NaN in the frames {unread}")
    for frames in {1, int(rng.integers(1, drawn.clip.shape[2]))}:
        check_short(net, drawn, frames, compare)


def check_short(net, drawn, frames, compare):
    """The flush of a clip that may end before the first output."""
    if not drawn.network.timing.every_layer_runs(frames):
        return
    clip = drawn.clip[:, :, :frames]
    expected = drawn.network.forward(clip, np.float64).astype(np.float32)
    if np.isfinite(expected).all():
        net.reset()
        compare(as_clip(net, net.steps(clip, pad_end=True)), expected, f"a clip of {frames} frames")


def failure(libraries, drawn):
    """What is wrong with a network; None if nothing is."""
    try:
        check_drawn(libraries, drawn)
    except (AssertionError, CompileError) as error:
        return error
    return None


def smallest_failing(libraries, drawn, kind):
    """A smaller network that fails in the same way."""

    def fails(tree):
        try:
            candidate = Drawn(tree, drawn.exact, np.random.default_rng(1))
        except Exception:  # the smaller tree is no network
            return False
        return type(failure(libraries, candidate)) is kind

    tree = shrink(drawn.tree, fails)
    return Drawn(tree, drawn.exact, np.random.default_rng(1)) if tree is not drawn.tree else drawn


def test_random_network(request, libraries, networks, number):
    drawn = networks[number]
    error = failure(libraries, drawn)
    if error:
        small = smallest_failing(libraries, drawn, type(error))
        pytest.fail(
            f"{error}\n\npytest tests/property --seed {request.config.getoption('seed', SEED)} --only {number}\n\n"
            f"{drawn.text}\nsmaller, and still failing:\n\n{small.text}",
            pytrace=False,
        )


def test_every_operator_has_a_reference():
    assert [name for name in listed_operators() if name not in reference.OPERATORS] == [], (
        "add a function to tests/reference/operators.py"
    )
