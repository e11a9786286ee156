"""A network that computes every clip anew, with the interface of a compiled one: what the checks of compiled networks
are tried on."""

import numpy as np

from numeric.stepping import FACTS

DIGITS = 12  # behind the point: of two clips, sums of zero come out as different tiny numbers


class Anew:
    """The reference's network as a stream. It keeps all frames; only those of whole steps are part of the stream."""

    def __init__(self, network, frames_per_step):
        self.network, self.timing = network, network.timing_of(frames_per_step)
        self.input_shape, self.output_shape = network.input_shape, network.output_shape
        for fact in (*FACTS, "padding"):
            setattr(self, fact, getattr(self.timing, fact))
        self.takes_clips = frames_per_step > 1 or self.rate > 1 or self.warm_up < 0
        self.parameters = sum(int(np.prod(spec.shape)) for spec in network.specs.values())
        self.reset()

    def reset(self):
        batch, channels, *space = self.input_shape
        self.frames = np.zeros((batch, channels, 0, *space), np.float32)

    def shown(self, frames):
        return self.timing.shown(frames.shape[2] // self.frames_per_step)

    def continued(self, frames):
        """The clip with as many zeros behind it as let each layer run: what has come does not depend on them."""
        longer = frames
        while not self.timing.every_layer_runs(longer.shape[2]):
            longer = np.concatenate([longer, np.zeros_like(frames[:, :, :1])], 2)
        return longer

    def outputs(self, frames, start, end):
        """Frames `start` to `end` of the output for a clip, or none where there are none yet."""
        if start == end:
            return np.zeros((*self.output_shape[:2], 0, *self.output_shape[2:]), np.float32)
        with np.errstate(all="ignore"):
            whole = self.network.forward(frames, np.float64)
        return np.round(whole[:, :, start:end], DIGITS).astype(np.float32)

    def steps(self, clip, pad_end=False, update_state=True):
        frames = np.concatenate([self.frames, clip], 2)
        whole = frames.shape[2] // self.frames_per_step * self.frames_per_step
        if whole < frames.shape[2] and not pad_end:
            raise ValueError("not a whole number of steps")
        start, end = self.shown(self.frames), self.shown(frames)
        flushed = self.timing.flushed(frames.shape[2]) if pad_end else 0
        made = self.outputs(frames, end, end + flushed)
        if start < end:
            made = np.concatenate([self.outputs(self.continued(frames), start, end), made], 2)
        if update_state:
            self.frames = frames[:, :, :whole]
        return made

    def step(self, given, update_state=True):
        if self.takes_clips:
            return self.steps(given, update_state=update_state)
        made = self.steps(given[:, :, None], update_state=update_state)
        return made[:, :, 0] if made.shape[2] else None

    def forward(self, clip):
        return self.outputs(clip, 0, self.timing.frames(clip.shape[2]))
