"""Networks of video, after their papers: one that is causal, and one of two rates."""

import torch
import torch.nn.functional as F
from torch import nn

# MoViNet --------------------------------------------------------------------------------------------------------------


class CausalConv3d(nn.Module):
    """Padded in time in front alone; with its norm."""

    def __init__(self, inner: int, outer: int, kernel, stride: int = 1, groups: int = 1):
        super().__init__()
        time, *space = kernel
        height, width = (size // 2 for size in space)
        self.pads = width, width, height, height, time - 1, 0
        self.conv = nn.Conv3d(inner, outer, kernel, (1, stride, stride), groups=groups, bias=False)
        self.norm = nn.BatchNorm3d(outer)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        return self.norm(self.conv(F.pad(x, self.pads)))


def mean_so_far(x: torch.Tensor) -> torch.Tensor:
    """(B, C, T, H, W) -> (B, C, T, 1, 1): over space, and over the frames so far."""
    total = x.mean((3, 4), keepdim=True).cumsum(2)
    return total / torch.arange(1, x.shape[2] + 1, dtype=x.dtype).view(1, 1, -1, 1, 1)


class CausalExcite(nn.Module):
    """A gate from this frame's mean and that of all so far."""

    def __init__(self, channels: int, squeezed: int):
        super().__init__()
        self.squeeze, self.excite = nn.Conv3d(2 * channels, squeezed, 1), nn.Conv3d(squeezed, channels, 1)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        means = torch.cat([mean_so_far(x), x.mean((3, 4), keepdim=True)], 1)
        return x * F.hardsigmoid(self.excite(F.hardswish(self.squeeze(means))))


class MoViNetBlock(nn.Module):
    def __init__(self, inner: int, outer: int, kernel, stride: int):
        super().__init__()
        hidden = 2 * inner
        self.expand = CausalConv3d(inner, hidden, (1, 1, 1))
        self.deep = CausalConv3d(hidden, hidden, kernel, stride, groups=hidden)
        self.gate, self.project = CausalExcite(hidden, 3), CausalConv3d(hidden, outer, (1, 1, 1))
        self.adds = stride == 1 and inner == outer

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        made = F.hardswish(self.deep(F.hardswish(self.expand(x))))
        made = self.project(self.gate(made))
        return x + made if self.adds else made


class MoViNet(nn.Module):
    """(B, 3, T, H, W) -> scores (B, 4, T) of the frames so far."""

    def __init__(self):
        super().__init__()
        self.stem = CausalConv3d(3, 4, (1, 3, 3), 2)
        self.blocks = nn.Sequential(
            MoViNetBlock(4, 4, (5, 3, 3), 1), MoViNetBlock(4, 6, (3, 3, 3), 2), MoViNetBlock(6, 6, (3, 5, 5), 1)
        )
        self.last, self.head = CausalConv3d(6, 8, (1, 1, 1)), nn.Conv3d(8, 4, 1)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        x = F.hardswish(self.last(self.blocks(F.hardswish(self.stem(x)))))
        return self.head(F.hardswish(mean_so_far(x)))[..., 0, 0]


# SlowFast -------------------------------------------------------------------------------------------------------------


def conv_norm(inner: int, outer: int, kernel, stride=1) -> nn.Sequential:
    conv = nn.Conv3d(inner, outer, kernel, stride, tuple(size // 2 for size in kernel), bias=False)
    return nn.Sequential(conv, nn.BatchNorm3d(outer), nn.ReLU())


class Bottleneck(nn.Module):
    def __init__(self, inner: int, outer: int, time: int):
        super().__init__()
        half = outer // 2
        self.layers = nn.Sequential(conv_norm(inner, half, (time, 1, 1)), conv_norm(half, half, (1, 3, 3)))
        self.last, self.shortcut = nn.Conv3d(half, outer, 1), nn.Conv3d(inner, outer, 1)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        return F.relu(self.shortcut(x) + self.last(self.layers(x)))


class SlowFast(nn.Module):
    """(B, 3, T, H, W) -> scores (B, 5, T / 4): a wide path of every fourth frame and a narrow one of all, joined behind
    each stage by convolutions of stride 4."""

    apart = 4

    def __init__(self):
        super().__init__()
        self.slow_stem, self.fast_stem = conv_norm(3, 6, (1, 3, 3), (1, 2, 2)), conv_norm(3, 2, (5, 3, 3), (1, 2, 2))
        self.slow1, self.slow2 = Bottleneck(10, 8, 1), Bottleneck(16, 8, 3)
        self.fast1, self.fast2 = Bottleneck(2, 4, 3), Bottleneck(4, 4, 3)
        self.lateral1, self.lateral2 = self.lateral(2), self.lateral(4)
        self.slow_pool = nn.AvgPool3d((2, 4, 4), 1)
        self.fast_pool = nn.AvgPool3d((8, 4, 4), (4, 1, 1))
        self.head = nn.Linear(12, 5)

    def lateral(self, channels: int) -> nn.Sequential:
        return conv_norm(channels, 2 * channels, (5, 1, 1), (self.apart, 1, 1))

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        slow, fast = self.slow_stem(x[:, :, :: self.apart]), self.fast_stem(x)
        slow = self.slow1(torch.cat([slow, self.lateral1(fast)], 1))
        fast = self.fast1(fast)
        slow = self.slow2(torch.cat([slow, self.lateral2(fast)], 1))
        fast = self.fast2(fast)
        pooled = torch.cat([self.slow_pool(slow), self.fast_pool(fast)], 1)
        return self.head(pooled.flatten(2).mT).mT
