"""Several inputs as one, so that the checks of stepping.py can be made of networks whose inputs come at rates of their
own: a packed clip (B, K, T) has in column t, of each input, the frames that begin with frame t as steps count them."""

from math import ceil

import numpy as np


class Packing:
    """`entries`: the inputs, each with a shape and a rate."""

    def __init__(self, entries):
        self.entries = entries
        self.shape = (entries[0].shape[0], sum(self.width(entry) for entry in entries))

    @staticmethod
    def width(entry):
        return ceil(entry.rate) * int(np.prod(entry.shape[1:]))

    def unpacked(self, clip):
        """The clip of each input by its name, without the last frames that are no whole number of each input's."""
        whole = np.lcm.reduce([entry.rate.denominator for entry in self.entries])
        frames, clips, start = clip.shape[2] // whole * whole, {}, 0
        for entry in self.entries:
            own = clip[:, start : start + self.width(entry), :frames]
            clips[entry.name] = self.clip_of(entry, own)
            start += self.width(entry)
        return clips

    def clip_of(self, entry, packed):
        batch, channels, *space = entry.shape
        columns = packed.reshape(batch, ceil(entry.rate), channels, *space, packed.shape[2])
        columns = np.moveaxis(columns, (-1, 1), (0, 1))
        numbers = range(int(packed.shape[2] * entry.rate))
        places = [int(number / entry.rate) for number in numbers]
        slots = [number - ceil(place * entry.rate) for number, place in zip(numbers, places)]
        frames = columns[places, slots] if places else np.zeros((0, *entry.shape), packed.dtype)
        return np.ascontiguousarray(np.moveaxis(frames, 0, 2))


class Packed:
    """A compiled network, its inputs as one. All else is as the network has it."""

    def __init__(self, net):
        self.net, self.packing = net, Packing(net.inputs)
        self.input_shape = self.packing.shape
        # As one input has it: a step may take many frames of another.
        self.takes_clips = net.frames_per_step > 1 or net.rate > 1 or net.warm_up < 0

    def __getattr__(self, name):
        return getattr(self.net, name)

    def step(self, given, **options):
        clips = self.packing.unpacked(given if self.takes_clips else given[:, :, None])
        if self.net.takes_clips:
            made = self.net.step(clips, **options)
            return made if self.takes_clips else made[:, :, 0] if made.shape[2] else None
        return self.net.step({name: np.ascontiguousarray(clip[:, :, 0]) for name, clip in clips.items()}, **options)

    def steps(self, clip, **options):
        return self.net.steps(self.packing.unpacked(clip), **options)

    def forward(self, clip):
        return self.net.forward(self.packing.unpacked(clip))


class PackedReference:
    """The same of the reference's network."""

    def __init__(self, network):
        self.network, self.packing = network, Packing(network.entries)
        self.input_shape = self.packing.shape

    def __getattr__(self, name):
        return getattr(self.network, name)

    def forward(self, clip, dtype=np.float32):
        return self.network.forward([*self.packing.unpacked(clip).values()], dtype)
