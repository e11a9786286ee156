"""Random networks several of whose layers are outputs: each is what a network with that output alone gives."""

from itertools import count, islice
from math import prod

import numpy as np
import pytest

import reference
from numeric.several import check_aligned, check_outputs, check_splits

from .conftest import SEED
from .drawn import drawn_network, is_fair, text_of
from .generator import last_name

NETWORKS, ALIGNED = 60, 15
MOST = 3  # outputs beside the last layer


def is_fit(network, clip):
    """Whether the network's output can be compared: there is one, and float32 is enough for it."""
    if prod(network.output_shape) == 0 or not network.timing.every_layer_runs(clip.shape[2]):
        return False
    with np.errstate(all="ignore"):
        expected = network.forward(clip, np.float64)
        return np.isfinite(expected).all() and is_fair(network, clip, expected)


class Several:
    """The network of a number, whose last layer and some of the others at the top are its outputs, in any order."""

    def __init__(self, place):
        drawn = drawn_network(SEED, 2 * place + 1)  # an inexact one
        rng = np.random.default_rng([SEED, place])
        self.tree, self.clip, self.frames_per_step = drawn.tree, drawn.clip, drawn.frames_per_step
        items = self.tree["layers"]
        chosen = rng.choice(len(items), min(len(items), MOST), replace=False)
        names = {last_name(items[: index + 1]) for index in (*chosen, len(items) - 1)}
        names = rng.permutation([name for name in sorted(names) if is_fit(self.parsed(name, []), self.clip)])
        self.alone = {str(name): self.parsed(str(name), names) for name in names}

    def parsed(self, name, names):
        """The network with this output, of a network with these outputs."""
        return reference.parse(text_of({**self.tree, "output": name, "outputs": [str(each) for each in names]}))

    def text(self, **options):
        return text_of({**self.tree, "outputs": {f"y{i}": name for i, name in enumerate(self.alone)}, **options})

    @property
    def have_one_stride(self):
        return len({network.timing.stride for network in self.alone.values()}) == 1


@pytest.fixture(scope="module")
def networks(libraries):
    drawn = filter(lambda several: len(several.alone) > 1, map(Several, count()))
    networks = list(islice(drawn, NETWORKS))
    for several in networks:
        libraries.start(several.text(), frames_per_step=several.frames_per_step)
    return networks


@pytest.mark.parametrize("place", range(NETWORKS))
def test_several_outputs(libraries, networks, place):
    several = networks[place]
    net = libraries.load(several.text(), frames_per_step=several.frames_per_step)
    check_outputs(net, several.clip, list(several.alone.values()))
    check_splits(net, several.clip, np.random.default_rng(place))


@pytest.mark.parametrize("place", range(ALIGNED))
def test_several_outputs_aligned(libraries, networks, place):
    several = [several for several in networks if several.have_one_stride][place]
    net = libraries.load(several.text(align_outputs=True), frames_per_step=several.frames_per_step)
    check_aligned(net, several.clip, list(several.alone.values()))
