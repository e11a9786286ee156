"""Any sequence of calls, in any state of the stream, against a model that keeps the frames and computes them anew.

The model has a list of the frames since the last reset. What a call must return is the part of the naive reference's
output for that list, and the frames that are new, which comes at the steps of the new frames. A flush may be given
frames that are no whole step; they are no part of the stream.
"""

import numpy as np
import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, precondition, rule, run_state_machine_as_test

import reference
from numeric.stepping import TOLERANCE, as_clip, one_step

CHANNELS = 3
NETWORKS = {
    "strides": "[{conv: {channels: 3, kernel: 3, stride: 2, padding: 1}}, relu, {max_pool: {kernel: 3, stride: 3}}]",
    "padding": "[{conv: {channels: 4, kernel: 5, dilation: 2, padding: 4}}, relu, {avg_pool: {kernel: 3, padding: 1, "
    "count_include_pad: false}}, {conv: {channels: 2, kernel: 4, padding: 3, padding_after: 1}}]",
    "rounded up": "[{max_pool: {kernel: 3, stride: 2, ceil_mode: true}}, {conv: {channels: 2, kernel: 2}}, {avg_pool: "
    "{kernel: 2, stride: 2, ceil_mode: true}}]",
    "recurrent": "[{conv: {channels: 3, kernel: 2, stride: 2}}, {gru: {channels: 4, initial: true}}, "
    "{lstm: {channels: 3, projection: 2}}, {conv: {channels: 2, kernel: 3, padding: 1}}]",
    "attention": "[{conv: {name: q, channels: 4, kernel: 1}}, {conv: {name: k, inputs: input, channels: 4, kernel: 3, "
    "padding: 1}}, {linear: {name: v, inputs: input, channels: 4}}, "
    "{attention: {inputs: [q, k, v], heads: 2, frames: 5, ahead: 2}}]",
    "whole windows": "[{conv: {name: x, channels: 2, kernel: 3}}, {attention: {inputs: [x, x, x], frames: 4, ahead: 1, "
    "partial: false}}]",
    "joins": "[{parallel: {reduce: concat, branches: [[{conv: {channels: 2, kernel: 5, stride: 2, padding: 2}}], "
    "[{conv: {channels: 1, kernel: 3, stride: 2, padding: 1}}, {delay: {frames: 2}}]]}}, "
    "{residual: {shrink: centered, layers: [{conv: {channels: 3, kernel: 3}}]}}]",
    "shifts": "[{pad: {before: 2, after: -1}}, relu, {conv: {channels: 2, kernel: 3, padding: 2}}, {pad: {after: -2}}, "
    "{skip: {frames: 2}}]",
    "frames in front": "[{pad: {before: 6}}, {conv: {channels: 3, kernel: 3}}, relu, "
    "{conv: {channels: 2, kernel: 2}}]",
    "U-Net": "[{conv: {channels: 3, kernel: 3, padding: 1}}, {residual: [{conv: {channels: 4, kernel: 4, stride: 2, "
    "padding: 1}}, relu, {conv: {channels: 4, kernel: 3, padding: 1}}, "
    "{conv_transpose: {channels: 3, kernel: 4, stride: 2, crop: 1}}]}]",
    "vocoder": "[{conv_transpose: {channels: 4, kernel: 8, stride: 4, crop: 2}}, {residual: [silu, "
    "{conv: {channels: 4, kernel: 3, padding: 1}}]}, {upsample: {factor: 2, mode: linear}}, {gru: {channels: 2}}]",
    "codec": "[{conv: {channels: 4, kernel: 5, stride: 3, padding: 1}}, {channels_to_time: {factor: 2}}, "
    "{pad: {before: 1, after: 1, mode: replicate}}, {conv: {channels: 3, kernel: 4, stride: 2}}, "
    "{upsample: {factor: 3}}]",
}
SIZES = {"strides": (1, 4), "joins": (1, 3), "U-Net": (1, 2, 3), "vocoder": (1, 2), "codec": (1, 2, 3)}  # of steps
CASES = [(name, size) for name in NETWORKS for size in SIZES.get(name, (1,))]
SETTINGS = settings(
    max_examples=40, stateful_step_count=40, deadline=None, derandomize=True, database=None,
    suppress_health_check=list(HealthCheck),
)


def text(name):
    shape = f"[2, {CHANNELS}]"
    return f"network: calls\ninput: {{shape: {shape}}}\nweights: {{seed: 5}}\nlayers: {NETWORKS[name]}\n"


@pytest.fixture(scope="module", autouse=True)
def started(libraries):
    for name, size in CASES:
        libraries.start(text(name), frames_per_step=size)


class Calls(RuleBasedStateMachine):
    """Calls of one network beside the model. `seed` stands for frames; `count` is how many, or how many steps."""

    def __init__(self, net, network):
        super().__init__()
        self.net, self.network, self.size = net, network, net.frames_per_step
        self.timing = network.timing_of(self.size)
        self.frames = self.random(0, 0)
        net.reset()

    def random(self, seed, count):
        clip = np.random.default_rng(seed).standard_normal((*self.network.input_shape, count))
        return np.moveaxis(clip, -1, 2).astype(np.float32)

    def seen(self, frames):
        """How many outputs so many frames have by their steps."""
        return self.timing.shown(frames.shape[2] // self.size)

    def kept(self, frames):
        """The frames that whole steps have taken."""
        return frames[:, :, : frames.shape[2] // self.size * self.size]

    def check(self, found, frames, start, end):
        """`found` is outputs `start` to `end` of the clip `frames`."""
        found = as_clip(self.net, found)
        if start == end:
            assert found.shape[2] == 0, f"{found.shape[2]} outputs too many"
            return
        expected = self.network.forward(frames, np.float64)
        assert found.shape[2] == end - start, f"{found.shape[2]} outputs, not {end - start}"
        difference = np.abs(found - expected[:, :, start:end]).max()
        assert difference <= TOLERANCE * np.abs(expected).max(), f"outputs {start} to {end} differ by {difference}"

    @rule(seed=st.integers(0, 999), update=st.booleans())
    def step(self, seed, update):
        new = self.random(seed, self.size)
        frames = np.concatenate([self.frames, new], 2)
        found = one_step(self.net, new, update_state=update)
        self.check(found, frames, self.seen(self.frames), self.seen(frames))
        self.frames = frames if update else self.frames

    @rule(
        seed=st.integers(0, 999), count=st.integers(0, 7), rest=st.integers(0, 3), flush=st.booleans(),
        update=st.booleans(),
    )
    def steps(self, seed, count, rest, flush, update):
        new = self.random(seed, count * self.size + rest % self.size)
        frames = np.concatenate([self.frames, new], 2)
        flush = flush and self.timing.every_layer_runs(frames.shape[2])
        found = self.net.steps(new if flush else self.kept(new), pad_end=flush, update_state=update)
        end = self.timing.frames(frames.shape[2]) if flush else self.seen(frames)
        self.check(found, frames, self.seen(self.frames), end)
        self.frames = self.kept(frames) if update else self.frames

    @rule(seed=st.integers(0, 999), count=st.integers(1, 30))
    def forward(self, seed, count):
        clip = self.random(seed, count)
        if self.timing.every_layer_runs(count):
            self.check(self.net.forward(clip), clip, 0, self.timing.frames(count))

    @precondition(lambda self: self.frames.shape[2])
    @rule()
    def reset(self):
        self.net.reset()
        self.frames = self.random(0, 0)


@pytest.mark.parametrize("name, size", CASES)
def test_any_sequence_of_calls(libraries, name, size):
    net, network = libraries.load(text(name), frames_per_step=size), reference.parse(text(name))
    run_state_machine_as_test(lambda: Calls(net, network), settings=SETTINGS)


def test_a_wrong_model_is_noticed(libraries):
    """Of a network whose first layer has another weight, a few calls show it."""
    net = libraries.load(text("strides"))
    network = reference.parse(text("strides"))
    network.weights["0.bias"] = network.weights["0.bias"] + 1
    with pytest.raises(AssertionError, match="differ by"):
        run_state_machine_as_test(lambda: Calls(net, network), settings=settings(SETTINGS, phases=[Phase.generate]))
