"""A random network that is fit to be tested, with its weights, its clip and what it must return."""

from math import prod

import numpy as np
import yaml

import reference

from numeric.operator_case import enough_frames

from .bounds import largest_number
from .generator import draw

LARGEST_EXACT = 2**24
LARGEST_FRAME = 3
WEIGHTS_FILE = "drawn.safetensors"
LONGEST_WARM_UP = 40
ROUNDING = 2e-6  # of the output's largest magnitude
BLOCK, LARGEST_BLOCK = 0, 12
FRAMES_PER_STEP = (1, 1, 1, 2, 3, 4, BLOCK)


class Unfit(Exception):
    """The network cannot be tested: not exact in float32, not finite, or slow to warm up."""


class Drawn:
    """The network of a tree. `rng` draws weights and frames, as many as are asked for or need be, and how many of them
    a step takes."""

    def __init__(self, tree, exact, rng, frames=None, frames_per_step=None):
        self.tree, self.exact = dict(tree), exact
        self.tree["weights"] = WEIGHTS_FILE if exact else {"seed": int(rng.integers(1 << 40))}
        self.tensors = None
        self.network = reference.parse(self.text)
        if not self.network.specs:
            self.tree.pop("weights")
            self.network = reference.parse(self.text)
        self.frames_per_step = frames_per_step or self.draw_size(rng)
        timing = self.timing
        if timing.warm_up > LONGEST_WARM_UP or prod(self.network.output_shape) == 0:
            raise Unfit
        frames = frames or enough_frames(timing) + int(rng.integers(2, 6))
        self.clip = self.draw_clip(frames, rng)
        if not timing.every_layer_runs(self.clip.shape[2]):
            raise Unfit
        if exact and self.network.specs:
            self.network.weights = self.tensors = self.exact_weights(rng)
        elif exact and self.loudest({}) >= LARGEST_EXACT:
            raise Unfit
        with np.errstate(all="ignore"):
            self.expected = self.network.forward(self.clip, np.float64)
            self.require_fair()
        self.expected = self.expected.astype(np.float32)

    @property
    def text(self):
        return text_of(self.tree)

    @property
    def has_skip(self):
        return any(layer.operator == "skip" for layer in self.network.layers)

    @property
    def timing(self):
        return self.network.timing_of(self.frames_per_step)

    def draw_size(self, rng):
        size = FRAMES_PER_STEP[rng.integers(len(FRAMES_PER_STEP))]
        block = self.network.timing.block
        return size or (block if block <= LARGEST_BLOCK else 1)

    def draw_clip(self, frames, rng):
        batch, channels, *space = self.network.input_shape
        shape = (batch, channels, frames, *space)
        if self.exact:
            return rng.integers(-LARGEST_FRAME, LARGEST_FRAME + 1, shape).astype(np.float32)
        return rng.standard_normal(shape).astype(np.float32)

    def loudest(self, weights):
        return largest_number(self.network, weights, np.full_like(self.clip, LARGEST_FRAME))

    def exact_weights(self, rng):
        """Small whole numbers, the sparser the larger the network's values would get."""
        for density in (1, 0.5, 0.25, 0.1):
            weights = {
                name: (rng.integers(-2, 3, spec.shape) * (rng.random(spec.shape) < density)).astype(np.float32)
                for name, spec in self.network.specs.items()
            }
            if self.loudest(weights) < LARGEST_EXACT:
                return weights
        raise Unfit

    def require_fair(self):
        if not np.isfinite(self.expected).all():
            raise Unfit
        if self.exact:
            assert np.array_equal(self.network.forward(self.clip), self.expected), "an exact network rounds"
        elif not is_fair(self.network, self.clip, self.expected):
            raise Unfit

    def unread_frames(self):
        """The frames of the clip that no output looks at, and a clip that has NaN there. A layer may make a number of
        NaN, so what counts is that nothing changes, with each of them and with all."""
        unread = [t for t in range(self.clip.shape[2]) if self.same_without([t])]
        if not self.same_without(unread):
            unread = []
        return unread, self.without(unread)

    def without(self, frames):
        poisoned = self.clip.copy()
        poisoned[:, :, frames] = np.nan
        return poisoned

    def same_without(self, frames):
        with np.errstate(all="ignore"):
            found = self.network.forward(self.without(frames), np.float64).astype(np.float32)
        return np.array_equal(found, self.expected)


def is_fair(network, clip, expected):
    """Whether a comparison at 1e-5 is fair to programs that compute in float32: the reference passes it by far if it
    does, and if the clip alone is rounded once more."""
    signs = np.random.default_rng(1).choice((-1.0, 1.0), clip.shape)
    rounded = network.forward(clip), network.forward(clip * (1 + signs * 2.0**-24), np.float64)
    bound = ROUNDING * np.abs(expected).max(initial=0)
    return all(np.abs(each - expected).max(initial=0) <= bound for each in rounded)


def text_of(tree):
    """The tree as YAML, without anchors."""

    class Dumper(yaml.SafeDumper):
        def ignore_aliases(self, data):
            return True

    return yaml.dump(tree, Dumper=Dumper, sort_keys=False, default_flow_style=None, width=110)


def drawn_network(seed, number):
    """Network `number` of a seed: every other one is exact. Draws until one is fit."""
    exact = number % 2 == 0
    for attempt in range(1000):
        tree, rng = draw([seed, number, attempt], exact, number // 2), np.random.default_rng([seed, number, attempt, 1])
        try:
            return Drawn(tree, exact, rng)
        except Unfit:
            continue
    raise AssertionError(f"no network is fit for seed {seed}, number {number}")
