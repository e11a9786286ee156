"""The generator draws all that there is, and the shrinker leaves little of a network that fails."""

import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

import reference
from numeric.compiled import listed_operators
from reference.operators import OPERATORS

from .cases import cases, layers_of
from .checks import failure, smallest_failing
from .conftest import NETWORKS, SEED
from .drawn import drawn_network, is_fair
from .features import allowed, features
from .shrinker import places, shrink

SCHEMA = Path(__file__).resolve().parents[2] / "docs/cocc.schema.json"
# Layers and attributes that random networks do not have, each with the reason.
NOT_DRAWN: dict[str, str] = {}


@pytest.fixture(scope="module")
def networks():
    return [drawn_network(SEED, number) for number in range(NETWORKS)]


def test_every_operator_has_a_reference():
    assert [name for name in listed_operators() if name not in reference.OPERATORS] == [], (
        "add a function to tests/reference/operators.py"
    )


def test_every_layer_and_attribute_is_drawn(networks):
    """Each layer in these networks, each attribute in them or in a case with which one may begin."""
    drawn = {name for network in networks for name in features(network.tree)}
    known = allowed(json.loads(SCHEMA.read_text()))
    layers = {name for name in known if "." not in name}
    assert set(listed_operators()) <= layers
    assert sorted(layers - drawn - NOT_DRAWN.keys()) == [], "add tests/ops/<operator>/cases.py"
    begun = {name for each in cases() for case in each for name in features({"layers": layers_of(case, 1)})}
    assert sorted(known - drawn - begun - NOT_DRAWN.keys()) == [], "add them to tests/property/generator.py"
    assert sorted(NOT_DRAWN.keys() & drawn) == []


def test_exact_networks_and_others_are_drawn(networks):
    assert sum(network.exact for network in networks) == NETWORKS // 2


def test_all_kinds_of_time_are_drawn(networks):
    """Steps of several frames, more frames than come and fewer, frames before the first, and phases that differ."""
    timings = [network.timing for network in networks]
    assert {timing.frames_per_step for timing in timings} >= {1, 2, 3, 4}
    for kind in (
        lambda timing: timing.rate > 1,
        lambda timing: timing.rate < 1,
        lambda timing: timing.rate == 1 and timing.block > 1,
        lambda timing: timing.rate.denominator > 1 and timing.rate.numerator > 1,
        lambda timing: timing.warm_up < 0,
        lambda timing: len(set(timing.by_step(60)[40:])) > 1,
        lambda timing: timing.frames_per_step == timing.block > 4,
    ):
        assert sum(map(kind, timings)) >= 2


@pytest.mark.parametrize("layer, expected", [("relu", True), ("scale: {factor: 1000000, offset: -1000000}", False)])
def test_only_what_float32_can_tell_is_fair(layer, expected):
    """The second leaves of 1 + 2^-10 what float32 has exactly, and of a clip that was rounded once something else."""
    network = reference.parse(f"network: fair\ninput: {{shape: [1, 1]}}\nlayers: [{layer}]\n")
    clip = np.full((1, 1, 8), 1 + 2.0**-10, np.float32)
    output = network.forward(clip, np.float64)
    assert np.array_equal(network.forward(clip), output)
    assert is_fair(network, clip, output) == expected


def numbers_in(tree):
    """How many layers a tree has, at any depth."""
    return len(list(places(tree["layers"])))


def large_network_with(kind):
    """A network of six layers and more that has such a layer."""
    for number in range(10000):
        drawn = drawn_network(SEED, number)
        if kind in features(drawn.tree) and numbers_in(drawn.tree) > 5:
            return drawn
    raise AssertionError(f"no network has {kind}")


def test_what_does_not_matter_is_taken_away():
    tree = large_network_with("max_pool").tree
    small = shrink(tree, lambda tree: "max_pool" in features(tree))
    assert small["layers"] in ([{"max_pool": {}}], [{"max_pool": {"kernel": 0}}])
    assert small["input"]["shape"] == [1, 1]


@pytest.mark.parametrize("kind", ["hardtanh", "minimum"])
def test_a_fault_in_one_operator_is_cornered(libraries, monkeypatch, kind):
    """With a reference that is wrong for one operator, little else is left of a network that has it."""
    right = OPERATORS[kind]
    wrong = replace(right, compute=lambda *arguments: right.compute(*arguments) + 1)
    monkeypatch.setitem(OPERATORS, kind, wrong)
    drawn = large_network_with(kind)
    error = failure(libraries, drawn)
    assert error
    small = smallest_failing(libraries, drawn, error)
    assert kind in features(small.tree)
    assert numbers_in(small.tree) <= 2, small.text
    assert small.clip.shape[2] <= 2
    assert max(small.network.input_shape) == 1
