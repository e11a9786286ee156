"""The modules of torch.nn that are refused, over clips (B, 4, T, 6), with words of the message; and base classes."""

import torch
from torch import nn

from .torch_modules import Called, OfFrames
from .core_aten.forms import frames, images, planes

NO_LAYER = "there is no layer for this operator"


def loss(module: nn.Module, *others) -> nn.Module:
    """A loss as a forward: of the clip and another made from it."""
    return Called(module, lambda m, x: m(x, *(other(x) for other in others)))


def twice(x):
    return 2 * x


def positive(x):
    return x.abs() + 1


def signs(x):
    return x[:, 0, :, 0].sign()


def classes(x):
    return x.argmax(1)


def rows(module: nn.Module, *others) -> nn.Module:
    """A loss of rows (N, 6), one for each channel and frame."""
    return Called(module, lambda m, x: m(x.flatten(0, 2), *(other(x.flatten(0, 2)) for other in others)))


LOSSES: dict[str, nn.Module] = {
    "BCELoss": Called(nn.BCELoss(), lambda m, x: m(x.sigmoid(), x.sigmoid())),
    "BCEWithLogitsLoss": loss(nn.BCEWithLogitsLoss(), torch.sigmoid),
    "CTCLoss": Called(nn.CTCLoss(), lambda m, x: m(
        x[:, :, :, 0].permute(2, 0, 1).log_softmax(-1), torch.ones(x.shape[0], 2, dtype=torch.int64),
        torch.full((x.shape[0],), x.shape[2]), torch.full((x.shape[0],), 2))),
    "CosineEmbeddingLoss": rows(nn.CosineEmbeddingLoss(), twice, lambda r: r[:, 0].sign()),
    "CrossEntropyLoss": loss(nn.CrossEntropyLoss(), classes),
    "GaussianNLLLoss": loss(nn.GaussianNLLLoss(), twice, positive),
    "HingeEmbeddingLoss": loss(nn.HingeEmbeddingLoss(), torch.sign),
    "HuberLoss": loss(nn.HuberLoss(), twice),
    "KLDivLoss": loss(nn.KLDivLoss(reduction="batchmean"), torch.sigmoid),
    "L1Loss": loss(nn.L1Loss(), twice),
    "LinearCrossEntropyLoss": rows(nn.LinearCrossEntropyLoss(6, 6), lambda r: r.argmax(1)),
    "MSELoss": loss(nn.MSELoss(), twice),
    "MarginRankingLoss": loss(nn.MarginRankingLoss(), twice, torch.sign),
    "MultiLabelMarginLoss": rows(nn.MultiLabelMarginLoss(), lambda r: r.argsort(1)),
    "MultiLabelSoftMarginLoss": loss(nn.MultiLabelSoftMarginLoss(), torch.sigmoid),
    "MultiMarginLoss": rows(nn.MultiMarginLoss(), lambda r: r.argmax(1)),
    "NLLLoss": loss(nn.NLLLoss(), classes),
    "NLLLoss2d": loss(nn.NLLLoss(), classes),
    "PoissonNLLLoss": loss(nn.PoissonNLLLoss(), positive),
    "SmoothL1Loss": loss(nn.SmoothL1Loss(), twice),
    "SoftMarginLoss": loss(nn.SoftMarginLoss(), torch.sign),
    "TripletMarginLoss": loss(nn.TripletMarginLoss(), twice, positive),
    "TripletMarginWithDistanceLoss": loss(nn.TripletMarginWithDistanceLoss(), twice, positive),
    "AdaptiveLogSoftmaxWithLoss": rows(nn.AdaptiveLogSoftmaxWithLoss(6, 8, [3]), lambda r: r.argmax(1)),
}


NO_INDICES = "there are no indices of a maximum"
AT_RANDOM = "draws numbers at random"


def unpooled(d: int, form) -> nn.Module:
    pool, unpool = getattr(nn, f"MaxPool{d}d")(1, return_indices=True), getattr(nn, f"MaxUnpool{d}d")(1)
    return OfFrames(Called(unpool, lambda m, x: m(*pool(x))), form)


REFUSED: dict[str, tuple[nn.Module, str]] = {
    **{name: (module, NO_LAYER) for name, module in LOSSES.items()},
    **{name: (LOSSES[name], "by the clip's numbers")
       for name in ("AdaptiveLogSoftmaxWithLoss", "GaussianNLLLoss")},
    "TripletMarginWithDistanceLoss": (LOSSES["TripletMarginWithDistanceLoss"], "reduces time, over the whole clip"),
    "CTCLoss": (LOSSES["CTCLoss"], "cannot be exported"),
    "MultiLabelSoftMarginLoss": (LOSSES["MultiLabelSoftMarginLoss"], "reduces time, over the whole clip"),
    "CrossMapLRN2d": (OfFrames(nn.CrossMapLRN2d(2), planes), "has a result without elements"),
    "EmbeddingBag": (
        Called(nn.EmbeddingBag(6, 3), lambda m, x: m(x.argmax(3).transpose(1, 2).flatten(0, 1))), NO_LAYER
    ),
    "FractionalMaxPool2d": (OfFrames(nn.FractionalMaxPool2d(2, (1, 2)), planes), AT_RANDOM),
    "FractionalMaxPool3d": (OfFrames(nn.FractionalMaxPool3d((1, 1, 2), (4, 1, 1)), images), AT_RANDOM),
    "MaxUnpool1d": (unpooled(1, frames), NO_LAYER),
    "MaxUnpool2d": (unpooled(2, planes), NO_INDICES),
    "MaxUnpool3d": (unpooled(3, images), NO_INDICES),
}
# Base classes.
NO_FORWARD = {"Module", "Container", "RNNBase", "RNNCellBase"}
