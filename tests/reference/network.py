"""A network that can be computed on a whole clip."""

from functools import cached_property
from math import prod
from pathlib import Path

import numpy as np

from . import weights as weight_sources
from .description import DescriptionError, read
from .loops import is_previous, loop_by_layer, loops_of, read_from_outside
from .moves import frames_behind, moves_of
from .operators import OPERATORS
from .padding import absorb_padding
from .timing import Timing


class Network:
    """The network described by `text`; weights files are looked for in `folder`."""

    def __init__(self, text, folder="."):
        self.description, self.folder = read(text), Path(folder)
        for layer in self.layers:
            if layer.operator not in OPERATORS:
                raise DescriptionError(f"no operator is called {layer.operator}")
        for loop in loops_of(self.layers):
            self.require_loop(loop)

    def require_loop(self, loop):
        """A loop runs from frame to frame of what it reads."""
        if not read_from_outside(self.layers, loop):
            raise DescriptionError(f"nothing enters the loop of {self.layers[loop[0]].path}")
        for layer in map(self.layers.__getitem__, loop):
            moves = moves_of(OPERATORS[layer.operator].time(layer.attributes), len(layer.inputs))
            if not all(move.is_in_step for path in moves for move in path):
                raise DescriptionError(f"{layer.path} is in a loop, and its frames are not in step with what it reads")

    @property
    def name(self):
        return self.description.name

    @property
    def layers(self):
        return self.description.layers

    @property
    def entries(self):
        return self.description.entries

    @property
    def input_shape(self):
        """A frame of the first input, (B, C, *S)."""
        return self.entries[0].shape

    @cached_property
    def moved(self):
        """The layers and how they move in time."""
        moves = [OPERATORS[layer.operator].time(layer.attributes) for layer in self.layers]
        return absorb_padding(self.layers, moves, self.description.leaving)

    @cached_property
    def timing(self):
        """In steps of one frame."""
        return self.timing_of(1)

    def timing_of(self, frames_per_step):
        rates = [entry.rate for entry in self.entries]
        return Timing(*self.moved, self.description.output, frames_per_step, rates)

    @cached_property
    def specs(self):
        """The weights' names, in the order of the layers, with their shapes and seeded ranges."""
        return {
            f"{layer.weights}.{name}": spec for layer in self.layers for name, spec in self.layer_specs(layer).items()
        }

    @cached_property
    def shapes(self):
        """The shape of each layer's frames; -1 - i is that of input i."""
        shapes = {-1 - i: entry.shape for i, entry in enumerate(self.entries)}
        for index, layer in enumerate(self.layers):
            given = [shapes.get(i) for i in layer.inputs]
            shapes[index] = result_shape(layer, given) if all(given) else shape_before_it_is_known(layer)
        for index, layer in enumerate(self.layers):
            if is_previous(layer):
                self.require_shape(layer, shapes[layer.inputs[0]])
        return shapes

    def require_shape(self, layer, shape):
        """What a `previous` says that it is must be what it reads."""
        said = tuple(layer.attributes.get("shape", shape))
        if said != shape:
            raise DescriptionError(f"{layer.path} is said to be {said}, and what it reads is {shape}")

    @property
    def output_shape(self):
        return self.shapes[self.description.output]

    def layer_specs(self, layer):
        """The layer's weights by their short names."""
        return OPERATORS[layer.operator].specs_of([self.shapes[i] for i in layer.inputs], layer.attributes)

    def multiply_adds(self, frames):
        """What the convolutions and linear layers multiply in `forward` of a clip of so many frames."""
        total, counts = 0, self.timing.counts(frames)
        for index, layer in enumerate(self.layers):
            if layer.operator in ("conv", "linear"):
                weight = self.layer_specs(layer)["weight"].shape
                total += counts[index] * prod(self.shapes[index]) * prod(weight[1:])
        return total

    @cached_property
    def weights(self):
        """All tensors by name, float32."""
        return weight_sources.gather(self.description.weights, self.specs, self.folder)

    def values(self, clip, dtype=np.float32, weights=None):
        """Yields every value of the network for a clip (B, C, T, *S), or one for each input, in the order of the
        layers."""
        weights = self.weights if weights is None else weights
        values = {-1 - i: np.asarray(each, dtype) for i, each in enumerate(self.clips(clip))}

        def compute(index, inputs):
            layer = self.layers[index]
            own = {name: np.asarray(weights[f"{layer.weights}.{name}"], dtype) for name in self.layer_specs(layer)}
            return self.computed(index, inputs, own)

        for index in range(len(self.layers)):
            self.add_values(values, index, compute)
            yield values[index]
            for i in [i for i in values if self.last_use[i] == index]:
                del values[i]

    def clips(self, given):
        return given if isinstance(given, (list, tuple)) else [given]

    def add_values(self, values, index, compute):
        """Adds a layer's value, and with it those of the loop that it is in. `compute`: (layer, clips) -> clip."""
        if index in values:
            return
        loop = self.loops[index]
        if len(loop) > 1:
            values.update(self.values_of_loop(loop, values, compute))
        else:
            values[index] = compute(index, [values[i] for i in self.layers[index].inputs])

    def values_of_loop(self, loop, values, compute):
        """Frame by frame. A layer is computed for all frames so far; that which a `previous` leaves out is none yet."""
        outside = [values[i] for i in read_from_outside(self.layers, loop)]
        frames = min(clip.shape[2] for clip in outside)
        made = {index: self.clip_of(index, frames, np.nan, outside[0].dtype) for index in loop}
        for t in range(frames):
            for index in loop:
                inputs = [(made if i in made else values)[i][:, :, : t + 1] for i in self.layers[index].inputs]
                made[index][:, :, t] = compute(index, inputs)[:, :, t]
        return made

    def computed(self, index, inputs, weights):
        """What a layer makes of clips; of one without frames it makes none, whatever its padding."""
        if all(clip.shape[2] for clip in inputs):
            return OPERATORS[self.layers[index].operator].compute(self.layers[index], inputs, weights)
        return self.clip_of(index, 0, 0.0, inputs[0].dtype)

    def clip_of(self, index, frames, number, dtype):
        """A layer's clip of one number everywhere."""
        batch, channels, *space = self.shapes[index]
        return np.full((batch, channels, frames, *space), number, dtype)

    @cached_property
    def last_use(self):
        """For each value the layer behind which nobody needs it."""
        last = {index: index for index in range(-len(self.entries), len(self.layers))}
        for index, layer in enumerate(self.layers):
            last.update({i: max(last[i], index) for i in layer.inputs})
        return last

    @cached_property
    def loops(self):
        """For each layer the loop that it is in, or it alone."""
        return loop_by_layer(self.layers)

    def forward(self, clip, dtype=np.float32):
        """The network's output for a whole clip, or one for each input: (B, C, T, *S) -> (B, C', T', *S')."""
        output = np.asarray(self.clips(clip)[0], dtype)
        for index, value in enumerate(self.values(clip, dtype)):
            if index == self.description.output:
                output = value
        return output


def shape_before_it_is_known(layer):
    """What a `previous` in a loop says of the frames that it reads."""
    if "shape" not in layer.attributes:
        raise DescriptionError(f"{layer.path} is in a loop and has no shape")
    return tuple(layer.attributes["shape"])


def result_shape(layer, shapes):
    """The frame that a layer makes of frames of these shapes: found by computing a short clip of zeros."""
    operator, frames = OPERATORS[layer.operator], 1
    move = operator.time(layer.attributes)
    while frames_behind(move, [frames] * len(shapes)) == 0:
        frames += 1
    clips = [np.zeros((*shape[:2], frames, *shape[2:]), np.float32) for shape in shapes]
    specs = operator.specs_of(shapes, layer.attributes)
    zeros = {name: np.zeros(spec.shape, np.float32) for name, spec in specs.items()}
    with np.errstate(invalid="ignore", divide="ignore"):
        result = operator.compute(layer, clips, zeros)
    return result.shape[:2] + result.shape[3:]


def parse(text, folder="."):
    """The network in a text."""
    return Network(text, folder)


def load(path):
    """The network in a file."""
    path = Path(path)
    return Network(path.read_text(), path.parent)
