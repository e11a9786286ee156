"""A network that can be computed on a whole clip."""

from functools import cached_property
from pathlib import Path

import numpy as np

from . import weights as weight_sources
from .description import DescriptionError, read
from .operators import OPERATORS
from .timing import Timing


class Network:
    """The network described by `text`; weights files are looked for in `folder`."""

    def __init__(self, text, folder="."):
        self.description, self.folder = read(text), Path(folder)
        for layer in self.layers:
            if layer.operator not in OPERATORS:
                raise DescriptionError(f"no operator is called {layer.operator}")

    @property
    def name(self):
        return self.description.name

    @property
    def layers(self):
        return self.description.layers

    @property
    def input_shape(self):
        """A frame, (B, C, *S)."""
        return self.description.shape

    @cached_property
    def timing(self):
        moves = [OPERATORS[layer.operator].time(layer.attributes) for layer in self.layers]
        return Timing(self.layers, moves, self.description.output)

    @cached_property
    def specs(self):
        """The weights' names, in the order of the layers, with their shapes and seeded ranges."""
        specs = {}
        for layer, shapes in zip(self.layers, self.input_shapes):
            for name, spec in OPERATORS[layer.operator].specs(shapes[0], layer.attributes).items():
                specs[f"{layer.weights}.{name}"] = spec
        return specs

    @cached_property
    def input_shapes(self):
        """For each layer the shapes of the frames it is given."""
        shapes, given = {-1: tuple(self.input_shape)}, []
        for index, layer in enumerate(self.layers):
            given.append([shapes[i] for i in layer.inputs])
            shapes[index] = self.result_shape(layer, given[-1])
        return given

    def result_shape(self, layer, shapes):
        """Found by computing a clip of zeros that is long enough for one frame."""
        operator = OPERATORS[layer.operator]
        move = operator.time(layer.attributes)
        frames = 1
        while move and move.frames(frames) == 0:
            frames += 1
        clips = [np.zeros((*shape[:2], frames, *shape[2:]), np.float32) for shape in shapes]
        zeros = {name: np.zeros(spec.shape, np.float32)
                 for name, spec in operator.specs(shapes[0], layer.attributes).items()}
        result = operator.compute(layer, clips, zeros)
        return result.shape[:2] + result.shape[3:]

    @cached_property
    def output_shape(self):
        shapes = [*self.input_shapes]
        index = self.description.output
        return self.result_shape(self.layers[index], shapes[index]) if index >= 0 else tuple(self.input_shape)

    @cached_property
    def weights(self):
        """All tensors by name, float32."""
        return weight_sources.gather(self.description.weights, self.specs, self.folder)

    def values(self, clip, dtype=np.float32, weights=None):
        """Yields every value of the network for a clip (B, C, T, *S), in the order of the layers."""
        weights = self.weights if weights is None else weights
        values = {-1: np.asarray(clip, dtype)}
        for index, layer in enumerate(self.layers):
            own = {name: np.asarray(weights[f"{layer.weights}.{name}"], dtype)
                   for name in OPERATORS[layer.operator].specs(self.input_shapes[index][0], layer.attributes)}
            values[index] = OPERATORS[layer.operator].compute(layer, [values[i] for i in layer.inputs], own)
            yield values[index]
            for i in [i for i in values if self.last_use[i] == index]:
                del values[i]

    @cached_property
    def last_use(self):
        """For each value the layer behind which nobody needs it."""
        last = {index: index for index in range(-1, len(self.layers))}
        for index, layer in enumerate(self.layers):
            last.update({i: index for i in layer.inputs})
        return last

    def forward(self, clip, dtype=np.float32):
        """The network's output for a whole clip: (B, C, T, *S) -> (B, C', T', *S')."""
        output = np.asarray(clip, dtype)
        for index, value in enumerate(self.values(clip, dtype)):
            if index == self.description.output:
                output = value
        return output


def parse(text, folder="."):
    """The network in a text."""
    return Network(text, folder)


def load(path):
    """The network in a file."""
    path = Path(path)
    return Network(path.read_text(), path.parent)
