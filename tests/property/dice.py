"""What every part of the generator draws with: chance, and the network's state while it is drawn."""

from dataclasses import dataclass

import numpy as np

LAYER_BUDGET = 10


@dataclass(frozen=True)
class Frame:
    """The part of a frame's shape that layers change."""

    channels: int
    space: tuple

    @property
    def extents(self):
        return (self.channels, *self.space)


def frame_of(extents):
    return Frame(int(extents[0]), tuple(int(extent) for extent in extents[1:]))


class Dice:
    """Draws numbers for one network. `exact`: see generator.py."""

    def __init__(self, rng, exact):
        self.rng, self.exact = rng, exact
        self.batch, self.budget, self.names = 1, int(rng.integers(1, LAYER_BUDGET + 1)), 0

    def chance(self, probability):
        return self.rng.random() < probability

    def pick(self, choices):
        return choices[int(self.rng.integers(len(choices)))]

    def between(self, low, high):
        return int(self.rng.integers(low, high + 1))

    def order(self, count):
        return [int(each) for each in self.rng.permutation(count)]

    def fresh_names(self, count):
        self.names += count
        return [f"n{self.names - count + i}" for i in range(count)]


def dice(seed, exact):
    return Dice(np.random.default_rng(seed), exact)
