"""How a description is read: names, blocks, repetition, graphs; and the seeded numbers."""

import numpy as np
import pytest

import reference
from reference.weights import fnv1a, uniform

HEAD = "network: n\ninput: {shape: [1, 4]}\nweights: {seed: 1}\n"


def paths(layers, define=""):
    return [layer.path for layer in reference.parse(f"{HEAD}{define}layers: [{layers}]").layers]


def test_names_count_from_zero_in_their_list():
    assert paths("residual: [conv: {name: expand, channels: 4, kernel: 1}, batch_norm, relu]") == [
        "0.expand",
        "0.1",
        "0.2",
        "0",
    ]


def test_branches_and_repetitions_have_names():
    assert paths(
        "parallel: {name: p, branches: {left: [relu], right: []}}, parallel: {branches: [[tanh], [relu]]}"
    ) == [
        "p.left.0",
        "p",
        "1.0.0",
        "1.1.0",
        "1",
    ]
    assert paths("repeat: {count: 2, layers: [relu]}") == ["0.0.0", "0.1.0"]


def test_blocks_take_parameters():
    define = "define: {unit: {parameters: {wide: , kernel: 1}, layers: [conv: {channels: $wide, kernel: $kernel}]}}\n"
    network = reference.parse(f"{HEAD}{define}layers: [unit: {{name: u, wide: 6, kernel: 3}}, unit: {{wide: 2}}]")
    assert {name: spec.shape for name, spec in network.specs.items() if name.endswith("weight")} == {
        "u.0.weight": (6, 4, 3),
        "1.0.weight": (2, 6, 1),
    }


def test_layers_may_be_written_in_any_order():
    layers = "add: {name: end, inputs: [a, b]}, relu: {name: a, inputs: input}, tanh: {name: b, inputs: a}"
    assert paths(layers) == ["a", "b", "end"]


@pytest.mark.parametrize(
    "layers",
    ["relu: {name: a, inputs: b}, relu: {name: b, inputs: a}", "relu: {name: a}, relu: {name: a}", "relu: {inputs: x}"],
)
def test_no_network(layers):
    with pytest.raises(reference.DescriptionError):
        paths(layers)


def test_seeded_numbers():
    assert fnv1a("") == 0xCBF29CE484222325
    assert fnv1a("a") == 0xAF63DC4C8601EC8C
    # The first output of splitmix64 for a state of 0 is 0xe220a8397b1dcdaf.
    assert uniform(fnv1a("a"), "a", 1)[0] == np.float32(0xE220A8397B1DCDAF >> 40) / 2**24
