"""The checks of compiled networks, on one that computes every clip anew: it passes them, and fails once it is wrong."""

import numpy as np
import pytest

import reference
from numeric.anew import Anew
from numeric.rate_networks import clip_for, sizes, text
from numeric.stepping import FACTS, check, check_facts

NAMES = (
    "U-Net of 1 level", "codec", "causal codec", "output padding", "three frames of two", "frames in front",
    "recurrent behind upsampling", "lines", "frames behind",
)
CASES = [(name, size) for name in NAMES for size in sizes(reference.parse(text(name)))]


def checked(net, seed=1):
    rng = np.random.default_rng(seed)
    clip = clip_for(net.network, net.frames_per_step, rng)
    check(net, clip, net.network.forward(clip, np.float64).astype(np.float32), net.network, rng)


@pytest.mark.parametrize("name, size", CASES)
def test_a_right_network_passes(name, size):
    checked(Anew(reference.parse(text(name)), size))


class KeepsPeeks(Anew):
    """A step without update is part of the stream."""

    def steps(self, clip, pad_end=False, update_state=True):
        return super().steps(clip, pad_end, True)


class LosesWhatIsLeft(Anew):
    """A flush does not take the frames that it is given."""

    def steps(self, clip, pad_end=False, update_state=True):
        whole = clip.shape[2] // self.frames_per_step * self.frames_per_step
        return super().steps(clip[:, :, :whole], pad_end, update_state)


class KeepsWhatIsLeft(Anew):
    """The frames that a flush is given are part of the stream."""

    def steps(self, clip, pad_end=False, update_state=True):
        made = super().steps(clip, pad_end, update_state)
        rest = clip.shape[2] % self.frames_per_step
        if update_state and rest:
            more = np.repeat(clip[:, :, -1:], self.frames_per_step, 2)
            self.frames = np.concatenate([self.frames, more], 2)
        return made


class RemembersBeforeReset(Anew):
    """What a stream left behind is in the next one."""

    left = 0.0

    def reset(self):
        self.left += getattr(self, "frames", np.zeros(1)).sum()
        super().reset()

    def outputs(self, frames, start, end):
        return super().outputs(frames, start, end) + np.float32(np.isnan(self.left))


class NeverForgets(Anew):
    """What is no number stays in the state."""

    def outputs(self, frames, start, end):
        return super().outputs(frames, start, end) * (1 + 0 * np.float32(frames.sum()))


class Late(Anew):
    """Each output comes a step later than it could."""

    def shown(self, frames):
        return self.timing.shown(max(0, frames.shape[2] // self.frames_per_step - 1))


@pytest.mark.parametrize(
    "kind", [KeepsPeeks, LosesWhatIsLeft, KeepsWhatIsLeft, RemembersBeforeReset, NeverForgets, Late]
)
def test_a_wrong_network_is_noticed(kind):
    with pytest.raises((AssertionError, ValueError)):
        for seed in range(4):  # of some clips nothing is left
            checked(kind(reference.parse(text("U-Net of 1 level")), 3), seed)


@pytest.mark.parametrize("fact", [*FACTS, "parameters"])
def test_a_wrong_fact_is_noticed(fact):
    net = Anew(reference.parse(text("codec")), 2)
    setattr(net, fact, getattr(net, fact) + 1)
    with pytest.raises(AssertionError, match="reported"):
        check_facts(net, net.network)
