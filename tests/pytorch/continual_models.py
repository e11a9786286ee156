"""Small networks of continual-inference modules with the structures of the literature.

`NETWORKS` maps a name to a function that makes one, and the shape (B, C, *S) of its frames. Weights are random, and so
are the statistics of the batch norms.
"""

import warnings
from collections import OrderedDict
from collections.abc import Callable

import continual as co
import numpy as np
import torch
from torch import nn

CLIP = 20


class SpatialMean(nn.Module):
    """The mean over space of a frame (B, C, H, W)."""

    def forward(self, frame: torch.Tensor) -> torch.Tensor:
        return frame.mean((-1, -2), keepdim=True)


def norm_relu(conv: nn.Module) -> nn.Module:
    return co.Sequential(conv, nn.BatchNorm3d(conv.out_channels), nn.ReLU())


def mb_conv(channels: int = 4, inner: int = 6) -> nn.Module:
    """MobileNet's inverted bottleneck with a residual."""
    return co.Residual(
        co.Sequential(
            norm_relu(co.Conv3d(channels, inner, 1)),
            co.Conv3d(inner, inner, 3, padding=1, groups=inner),
            nn.ReLU6(),
            co.Conv3d(inner, channels, 1),
            nn.BatchNorm3d(channels),
        )
    )


def inception() -> nn.Module:
    """Branches of different length in time, concatenated."""
    return co.BroadcastReduce(
        co.Conv3d(4, 2, 1),
        co.Sequential(norm_relu(co.Conv3d(4, 3, 1)), norm_relu(co.Conv3d(3, 5, 3, padding=1))),
        co.Sequential(norm_relu(co.Conv3d(4, 2, 1)), norm_relu(co.Conv3d(2, 3, 5, padding=2))),
        co.Sequential(co.MaxPool3d((1, 3, 3), stride=1, padding=(0, 1, 1)), norm_relu(co.Conv3d(4, 2, 1))),
        reduce="concat",
    )


def excitation(channels: int) -> nn.Module:
    """Squeeze and excitation with the statistics of the frame alone."""
    return co.Residual(
        co.Sequential(
            co.Lambda(SpatialMean()), co.Conv3d(channels, 2, 1), nn.ReLU(), co.Conv3d(2, channels, 1), nn.Sigmoid()
        ),
        reduce="mul",
    )


def x3d() -> nn.Module:
    """X3D in small: separable stem, a block with excitation, a head with means over space and time."""
    body = co.Sequential(
        OrderedDict(
            a=co.Conv3d(4, 9, 1, bias=False),
            a_bn=nn.BatchNorm3d(9),
            b=co.Conv3d(9, 9, 3, stride=(1, 2, 2), padding=1, groups=9, bias=False),
            se=excitation(9),
            swish=nn.SiLU(),
            c=co.Conv3d(9, 6, 1, bias=False),
        )
    )
    shortcut = co.Sequential(co.Conv3d(4, 6, 1, stride=(1, 2, 2), bias=False), nn.BatchNorm3d(6))
    return co.Sequential(
        OrderedDict(
            stem_xy=co.Conv3d(3, 4, (1, 3, 3), stride=(1, 2, 2), padding=(0, 1, 1), bias=False),
            stem_t=co.Conv3d(4, 4, (5, 1, 1), padding=(2, 0, 0), groups=4, bias=False),
            block=co.BroadcastReduce(shortcut, body),
            relu=nn.ReLU(),
            space=co.Lambda(SpatialMean()),
            time=co.AvgPool3d((4, 1, 1), stride=(1, 1, 1)),
            head=co.Conv3d(6, 5, 1),
        )
    )


def bottleneck(inner: int, channels: int, stride: int, kernel: int) -> nn.Module:
    """A ResNet block whose first convolution looks through time."""
    body = co.Sequential(
        norm_relu(co.Conv3d(inner, 3, (kernel, 1, 1), padding=(kernel // 2, 0, 0), bias=False)),
        norm_relu(co.Conv3d(3, 3, (1, 3, 3), stride=(1, stride, stride), padding=(0, 1, 1), bias=False)),
        co.Conv3d(3, channels, 1, bias=False),
        nn.BatchNorm3d(channels),
    )
    if inner == channels and stride == 1:
        return co.Sequential(co.Residual(body), nn.ReLU())
    shortcut = co.Sequential(co.Conv3d(inner, channels, 1, stride=(1, stride, stride)), nn.BatchNorm3d(channels))
    return co.Sequential(co.BroadcastReduce(shortcut, body), nn.ReLU())


def i3d() -> nn.Module:
    """A ResNet with temporal kernels, as I3D and Slow have them."""
    return co.Sequential(
        OrderedDict(
            stem=co.Conv3d(3, 4, (5, 3, 3), stride=(1, 2, 2), padding=(2, 1, 1), bias=False),
            pool=co.MaxPool3d((1, 3, 3), stride=(1, 2, 2), padding=(0, 1, 1)),
            res2_0=bottleneck(4, 6, 1, 3),
            res2_1=bottleneck(6, 6, 1, 1),
            res3_0=bottleneck(6, 8, 2, 3),
            space=co.Lambda(SpatialMean()),
            head=co.Conv3d(8, 5, 1),
        )
    )


class GraphConvolution(nn.Module):
    """A convolution over the joints of a skeleton: clips (B, C, T, V) to (B, C', T, V)."""

    def __init__(self, inner: int, channels: int, joints: int):
        super().__init__()
        self.adjacency = nn.Parameter(torch.rand(2, joints, joints) / joints)
        self.maps = nn.ModuleList(nn.Conv2d(inner, channels, 1) for _ in range(2))
        self.bn = nn.BatchNorm2d(channels)

    def forward(self, clip: torch.Tensor) -> torch.Tensor:
        return torch.relu(self.bn(sum(m(torch.matmul(clip, a)) for m, a in zip(self.maps, self.adjacency))))


def st_block(inner: int, channels: int) -> nn.Module:
    body = co.Sequential(
        co.forward_stepping(GraphConvolution(inner, channels, 7)),
        co.Conv2d(channels, channels, (5, 1)),
        nn.BatchNorm2d(channels),
    )
    if inner == channels:
        return co.Sequential(co.Residual(body, residual_shrink=True), nn.ReLU())
    shortcut = co.Sequential(co.Conv2d(inner, channels, 1), co.Delay(2, auto_shrink=True))
    return co.Sequential(co.BroadcastReduce(shortcut, body, auto_delay=False), nn.ReLU())


def st_gcn() -> nn.Module:
    """A spatio-temporal graph network without padding in time."""
    return co.Sequential(OrderedDict(a=st_block(3, 4), b=st_block(4, 4), head=co.Conv2d(4, 5, (1, 7))))


def tcn(shrink: object) -> Callable[[], nn.Module]:
    """A residual network over vectors, without padding."""

    def make() -> nn.Module:
        body = co.Sequential(co.Conv1d(6, 6, 5), nn.BatchNorm1d(6), nn.ReLU(), co.Conv1d(6, 6, 1))
        return co.Sequential(co.Conv1d(4, 6, 1), co.Residual(body, residual_shrink=shrink), co.Conv1d(6, 3, 1))

    return make


def recurrent(kind: type) -> Callable[[], nn.Module]:
    """Two recurrent layers behind a convolution, and a linear layer over channels."""

    def make() -> nn.Module:
        return co.Sequential(
            co.Conv1d(4, 5, 3), kind(5, 6, num_layers=2), co.Linear(6, 3, channel_dim=1), nn.LeakyReLU(0.2)
        )

    return make


def streams() -> nn.Module:
    """Parallel streams that change places."""
    return co.Sequential(
        co.Broadcast(2),
        co.Parallel(co.Conv1d(4, 4, 3, padding=1), co.Identity()),
        co.ParallelDispatch([1, [0, 1]]),
        co.Parallel(co.Sequential(co.Add(0.5), nn.Tanh()), co.Sequential(co.Reduce("mul"), co.Multiply(3))),
        co.Reduce("sum"),
        co.Skip(2),
    )


def halves(frame: torch.Tensor) -> torch.Tensor:
    """(B, C, W) to (B, C / 2, W)."""
    return frame[:, ::2] - frame[:, 1::2]


def frames() -> nn.Module:
    """What a frame is made into: a function, another shape, a pool."""
    return co.Sequential(
        co.Lambda(halves), co.AvgPool2d((3, 2), stride=(2, 1)), co.Reshape(1, 6), co.MaxPool1d(2, stride=1)
    )


class Own(nn.Module):
    """The user's own forward around modules of the library."""

    def __init__(self) -> None:
        super().__init__()
        self.stem = co.Conv1d(4, 5, 3, padding=1)
        self.head = co.Conv1d(5, 2, 2)

    def forward(self, clip: torch.Tensor) -> torch.Tensor:
        return self.head(torch.tanh(self.stem(clip)))


class OwnSequential(co.Sequential):
    """A container of the user's that computes what the library's does."""


NETWORKS: dict[str, tuple[Callable[[], nn.Module], tuple[int, ...]]] = {
    "mb_conv": (mb_conv, (1, 4, 6, 5)),
    "inception": (inception, (1, 4, 6, 5)),
    "x3d": (x3d, (1, 3, 12, 12)),
    "i3d": (i3d, (1, 3, 16, 16)),
    "st_gcn": (st_gcn, (1, 3, 7)),
    "tcn_centered": (tcn(True), (1, 4)),
    "tcn_lagging": (tcn("lagging"), (2, 4)),
    "tcn_leading": (tcn("leading"), (1, 4)),
    "rnn": (recurrent(co.RNN), (1, 4)),
    "gru": (recurrent(co.GRU), (1, 4)),
    "lstm": (recurrent(co.LSTM), (1, 4)),
    "streams": (streams, (1, 4)),
    "frames": (frames, (1, 4, 4)),
    "own": (Own, (1, 4)),
    "own_sequential": (lambda: OwnSequential(co.Conv1d(4, 3, 3), nn.ReLU()), (1, 4)),
}


def build(name: str) -> tuple[nn.Module, tuple[int, ...]]:
    """The network in eval mode, and the shape of its frames."""
    torch.manual_seed(0)
    make, frame = NETWORKS[name]
    net = make().eval()
    for module in net.modules():
        if isinstance(module, nn.modules.batchnorm._BatchNorm):
            module.running_mean.normal_(0, 0.1)
            module.running_var.uniform_(0.5, 1.5)
    return net, frame


def clip_of(frame: tuple[int, ...], frames: int = CLIP) -> torch.Tensor:
    """A random clip (B, C, T, *S) of frames (B, C, *S)."""
    return torch.randn(*frame[:2], frames, *frame[2:], generator=torch.Generator().manual_seed(1))


def forward(module: nn.Module, clip: torch.Tensor) -> np.ndarray:
    """What a module makes of a whole clip."""
    with torch.no_grad():
        return module(clip).numpy()


def names(module: nn.Module) -> list[str]:
    """The names of its state_dict(), of which the library's containers warn."""
    with warnings.catch_warnings(category=FutureWarning, action="ignore"):
        return list(module.state_dict())
