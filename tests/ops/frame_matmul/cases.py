"""frame_matmul against torch.matmul of frames made by two convolutions."""

import torch
from torch import nn

from numeric.operator_case import Case, framewise


class Product(nn.Module):
    """Two maps of one tap, each as a stack of matrices, one for each channel or for all."""

    def __init__(self, frame, left, right):
        super().__init__()
        kind = (nn.Conv1d, nn.Conv2d, nn.Conv3d)[len(frame) - 1]
        self.shapes = left, right
        self.a, self.b = (kind(frame[0], left[0] * left[1] * left[2] // self.places(frame), 1),
                          kind(frame[0], right[0] * right[1] * right[2] // self.places(frame), 1))

    @staticmethod
    def places(frame):
        return int(torch.tensor(frame[1:]).prod())

    def forward(self, clip):
        a, b = self.a(clip), self.b(clip)
        return framewise(lambda pair: torch.matmul(*pair))(Pairs(a, b, *self.shapes))


class Pairs:
    """Frames of two clips as pairs of matrices."""

    def __init__(self, a, b, left, right):
        self.parts = [(a, left), (b, right)]

    def unbind(self, dim):
        batch = self.parts[0][0].shape[0]
        clips = [[frame.reshape(batch, *shape) for frame in clip.unbind(dim)] for clip, shape in self.parts]
        return list(zip(*clips))


def product(frame, left, right):
    places = Product.places(frame)
    layers = []
    for name, shape in (("a", left), ("b", right)):
        channels = shape[0] * shape[1] * shape[2] // places
        layers.append(f"{{conv: {{name: {name}, inputs: input, channels: {channels}, kernel: 1}}}}")
        layers.append(f"{{reshape: {{name: {name}_matrix, shape: [BATCH, {', '.join(map(str, shape))}]}}}}")
    layers.append("{frame_matmul: {inputs: [a_matrix, b_matrix]}}")
    return Case(", ".join(layers), frame, lambda: Product(frame, left, right))


CASES = [
    product((5,), (3, 4, 2), (3, 2, 5)),
    product((6,), (16, 5, 5), (16, 5, 1)),
    product((6,), (20, 1, 7), (1, 7, 9)),
    product((6,), (1, 3, 7), (12, 7, 2)),
    product((3, 4), (1, 6, 4), (1, 4, 6)),
    product((3, 4), (9, 1, 8), (9, 8, 1)),
    product((2, 3, 4), (33, 2, 6), (1, 6, 4)),
    product((4,), (2, 3, 1), (2, 1, 5)),
]
