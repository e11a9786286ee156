"""The modules of torch.nn that no other file of tests has, compiled.

What each is called with is a clip (B, 4, T, 6).
"""

import torch
from torch import nn

from .core_aten.forms import frames, images, planes
from .pointwise import ChannelsLast, EachFrame


class Called(nn.Module):
    """`function(module, clip)` as a module."""

    def __init__(self, module, function):
        super().__init__()
        self.module, self.function = module, function

    def forward(self, clip):
        return self.function(self.module, clip)


class OfFrames(nn.Module):
    """A module over all frames as a batch, in one of the forms of forms.py."""

    def __init__(self, module, form):
        super().__init__()
        self.module, self.form = module, form

    def forward(self, clip):
        return self.form(self.module)(clip)


def pads(kind: str, dimensions=(1, 2, 3), sizes=(2, 1, 1, 0, 0, 0)) -> dict[str, nn.Module]:
    forms = {1: frames, 2: planes, 3: images}
    value = (0.5,) if kind == "Constant" else ()
    made = {d: getattr(nn, f"{kind}Pad{d}d")(sizes[: 2 * d], *value) for d in dimensions}
    return {f"{kind}Pad{d}d": OfFrames(module, forms[d]) for d, module in made.items()}


def places(function):
    """`function(module, places)` of all frames as a batch of sequences (N, 6, 4)."""
    def over(module, clip):
        return frames(lambda each: function(module, each.mT).mT)(clip)

    return over


def transformer(kind, *arguments):
    return kind(4, 2, *arguments, dim_feedforward=8, dropout=0.0, batch_first=True)


COMPILED: dict[str, nn.Module] = {
    **pads("Constant"), **pads("Reflection"), **pads("Replication"), **pads("Zero"), **pads("Circular"),
    "Bilinear": Called(nn.Bilinear(4, 4, 3), lambda m, x: m(x.movedim(1, -1), 2 * x.movedim(1, -1)).movedim(-1, 1)),
    "CosineSimilarity": Called(nn.CosineSimilarity(1), lambda m, x: m(x, x.flip(1))[:, None]),
    "PairwiseDistance": Called(
        nn.PairwiseDistance(), lambda m, x: m(x.movedim(1, -1), x.flip(1).movedim(1, -1))[:, None]
    ),
    "ChannelShuffle": EachFrame(nn.ChannelShuffle(2)),
    "DataParallel": nn.DataParallel(nn.Tanh()),
    "Embedding": Called(nn.Embedding(4, 3), lambda m, x: m(x.argmax(1)).movedim(-1, 1)),
    "Fold": OfFrames(nn.Sequential(nn.Flatten(2), nn.Fold((3, 4), (2, 2))), planes),
    "LPPool1d": EachFrame(nn.LPPool1d(2, 2)),
    "LPPool2d": nn.LPPool2d(2, (3, 2), (1, 2)),
    "LPPool3d": OfFrames(nn.LPPool3d(2, (2, 2, 1), (1, 2, 1)), images),
    "LocalResponseNorm": nn.LocalResponseNorm(3),
    "ModuleDict": Called(nn.ModuleDict({"a": nn.Tanh(), "b": nn.ReLU()}), lambda m, x: m["a"](x) + m["b"](x)),
    "ModuleList": Called(nn.ModuleList([nn.Tanh(), nn.ReLU()]), lambda m, x: m[0](x) + m[1](x)),
    "ParameterDict": Called(nn.ParameterDict({"a": torch.randn(4, 1, 1)}), lambda m, x: x * m["a"]),
    "ParameterList": Called(nn.ParameterList([torch.randn(4, 1, 1)]), lambda m, x: x * m[0]),
    "RMSNorm": ChannelsLast(nn.RMSNorm(4)),
    "Sequential": nn.Sequential(nn.Tanh(), nn.ReLU()),
    "SyncBatchNorm": nn.SyncBatchNorm(4),
    "Transformer": Called(transformer(nn.Transformer, 1, 1), places(lambda m, p: m(p, p * 2))),
    "TransformerDecoder": Called(
        nn.TransformerDecoder(transformer(nn.TransformerDecoderLayer), 2), places(lambda m, p: m(p, p * 2))
    ),
    "TransformerDecoderLayer": Called(transformer(nn.TransformerDecoderLayer), places(lambda m, p: m(p, p * 2))),
    "Unfold": OfFrames(nn.Unfold((2, 2)), planes),
}


def dimensions(name: str, clips=(frames, planes, images)):
    """A module of each number of dimensions over frames of as many."""
    return [(f"{name}{d}d", form) for d, form in enumerate(clips, 1)]


def lazy() -> dict[str, nn.Module]:
    """Modules that take their sizes from the clip with which they are first called, called."""
    made = {"LazyLinear": ChannelsLast(nn.LazyLinear(3))}
    kinds = {"Conv": (3, 1), "ConvTranspose": (3, 1), "BatchNorm": (), "InstanceNorm": (1e-3, 0.1, True, True)}
    for kind, arguments in kinds.items():
        for name, form in dimensions(f"Lazy{kind}"):
            made[name] = OfFrames(getattr(nn, name)(*arguments), form)
    return made


FAMILIES = {"modules": lambda: dict(COMPILED), "lazy modules": lazy}
