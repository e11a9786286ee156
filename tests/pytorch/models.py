"""Networks of the literature as plain PyTorch modules over whole clips, small enough to compile in seconds.

`MODELS` maps a name to a `Model`: the module, the shape of an example clip, which of its axes is time, and the options
that the compiler needs. Weights are random, and so are the statistics of the batch norms.
"""

import math
from collections.abc import Callable
from dataclasses import dataclass

import torch
import torch.nn.functional as F
from torch import nn
from torch.nn.utils.parametrizations import weight_norm


def conv_norm(inner: int, channels: int, kernel, stride=1, padding=0, groups: int = 1) -> nn.Sequential:
    """A convolution over a clip (B, C, T, H, W), its norm and a ReLU."""
    conv = nn.Conv3d(inner, channels, kernel, stride, padding, groups=groups, bias=False)
    return nn.Sequential(conv, nn.BatchNorm3d(channels), nn.ReLU())


# R(2+1)D --------------------------------------------------------------------------------------------------------------


class Factored(nn.Sequential):
    """A 3x3x3 convolution as one over space and one over time, as R(2+1)D does it."""

    def __init__(self, inner: int, channels: int, middle: int, stride: int = 1):
        super().__init__(
            nn.Conv3d(inner, middle, (1, 3, 3), (1, stride, stride), (0, 1, 1), bias=False),
            nn.BatchNorm3d(middle),
            nn.ReLU(inplace=True),
            nn.Conv3d(middle, channels, (3, 1, 1), (stride, 1, 1), (1, 0, 0), bias=False),
        )


class FactoredBlock(nn.Module):
    """A residual block of two factored convolutions."""

    def __init__(self, inner: int, channels: int, stride: int):
        super().__init__()
        self.conv1 = nn.Sequential(Factored(inner, channels, 5, stride), nn.BatchNorm3d(channels), nn.ReLU())
        self.conv2 = nn.Sequential(Factored(channels, channels, 6), nn.BatchNorm3d(channels))
        self.relu = nn.ReLU(inplace=True)
        self.downsample = None
        if stride != 1 or inner != channels:
            conv = nn.Conv3d(inner, channels, 1, stride, bias=False)
            self.downsample = nn.Sequential(conv, nn.BatchNorm3d(channels))

    def forward(self, clip: torch.Tensor) -> torch.Tensor:
        out = self.conv2(self.conv1(clip))
        shortcut = clip if self.downsample is None else self.downsample(clip)
        out += shortcut
        return self.relu(out)


class R2Plus1D(nn.Module):
    """(B, 3, T, H, W) -> scores (B, 5, T') of each window of 3 frames of features."""

    def __init__(self):
        super().__init__()
        self.stem = nn.Sequential(
            nn.Conv3d(3, 6, (1, 7, 7), (1, 2, 2), (0, 3, 3), bias=False),
            nn.BatchNorm3d(6),
            nn.ReLU(inplace=True),
            nn.Conv3d(6, 4, (3, 1, 1), padding=(1, 0, 0), bias=False),
            nn.BatchNorm3d(4),
            nn.ReLU(inplace=True),
        )
        self.layer1 = FactoredBlock(4, 4, 1)
        self.layer2 = FactoredBlock(4, 8, 2)
        self.avgpool = nn.AvgPool3d((3, 4, 4), stride=1)
        self.fc = nn.Linear(8, 5)

    def forward(self, clip: torch.Tensor) -> torch.Tensor:
        features = self.avgpool(self.layer2(self.layer1(self.stem(clip))))
        return self.fc(features.flatten(2).transpose(1, 2)).transpose(1, 2)


# S3D ------------------------------------------------------------------------------------------------------------------


class Separable(nn.Sequential):
    """A convolution over space, then one over time, each with its norm."""

    def __init__(self, inner: int, channels: int, size: int = 3):
        half = size // 2
        super().__init__(
            conv_norm(inner, channels, (1, size, size), padding=(0, half, half)),
            conv_norm(channels, channels, (size, 1, 1), padding=(half, 0, 0)),
        )


class Inception(nn.Module):
    """Four branches side by side, as S3D's blocks."""

    def __init__(self, inner: int):
        super().__init__()
        self.branch0 = conv_norm(inner, 3, 1)
        self.branch1 = nn.Sequential(conv_norm(inner, 2, 1), Separable(2, 4))
        self.branch2 = nn.Sequential(conv_norm(inner, 2, 1), Separable(2, 3))
        self.branch3 = nn.Sequential(nn.MaxPool3d(3, stride=1, padding=1), conv_norm(inner, 2, 1))

    def forward(self, clip: torch.Tensor) -> torch.Tensor:
        return torch.cat([self.branch0(clip), self.branch1(clip), self.branch2(clip), self.branch3(clip)], 1)


class S3D(nn.Module):
    """(B, 3, T, H, W) -> scores (B, 5): the mean over all of the clip, which a stream has not."""

    def __init__(self):
        super().__init__()
        self.features = nn.Sequential(
            Separable(3, 4, 7),
            nn.MaxPool3d((1, 3, 3), (1, 2, 2), (0, 1, 1)),
            Inception(4),
            nn.MaxPool3d((3, 3, 3), (2, 2, 2), (1, 1, 1)),
            Inception(12),
        )
        self.avgpool = nn.AvgPool3d((2, 4, 4), stride=1)
        self.classifier = nn.Sequential(nn.Dropout(0.2), nn.Conv3d(12, 5, 1))

    def forward(self, clip: torch.Tensor) -> torch.Tensor:
        scores = self.classifier(self.avgpool(self.features(clip)))
        return torch.mean(scores, dim=(2, 3, 4))


# TCN ------------------------------------------------------------------------------------------------------------------


class Chomp1d(nn.Module):
    """Drops the frames at the end that a padding on both sides made."""

    def __init__(self, frames: int):
        super().__init__()
        self.frames = frames

    def forward(self, clip: torch.Tensor) -> torch.Tensor:
        return clip[:, :, : -self.frames].contiguous()


class TemporalBlock(nn.Module):
    """Two causal dilated convolutions with a shortcut."""

    def __init__(self, inner: int, channels: int, dilation: int):
        super().__init__()
        padding = 2 * dilation
        self.conv1 = weight_norm(nn.Conv1d(inner, channels, 3, padding=padding, dilation=dilation))
        self.chomp1, self.relu1, self.dropout1 = Chomp1d(padding), nn.ReLU(), nn.Dropout(0.2)
        self.conv2 = weight_norm(nn.Conv1d(channels, channels, 3, padding=padding, dilation=dilation))
        self.chomp2, self.relu2, self.dropout2 = Chomp1d(padding), nn.ReLU(), nn.Dropout(0.2)
        self.net = nn.Sequential(
            self.conv1, self.chomp1, self.relu1, self.dropout1, self.conv2, self.chomp2, self.relu2, self.dropout2
        )
        self.downsample = nn.Conv1d(inner, channels, 1) if inner != channels else None
        self.relu = nn.ReLU()

    def forward(self, clip: torch.Tensor) -> torch.Tensor:
        shortcut = clip if self.downsample is None else self.downsample(clip)
        return self.relu(self.net(clip) + shortcut)


class TCN(nn.Module):
    """(B, 3, T) -> (B, 2, T)."""

    def __init__(self):
        super().__init__()
        self.network = nn.Sequential(TemporalBlock(3, 6, 1), TemporalBlock(6, 6, 2), TemporalBlock(6, 8, 4))
        self.linear = nn.Linear(8, 2)

    def forward(self, clip: torch.Tensor) -> torch.Tensor:
        return self.linear(self.network(clip).transpose(1, 2)).transpose(1, 2)


# WaveNet --------------------------------------------------------------------------------------------------------------


class GatedLayer(nn.Module):
    """A gated dilated causal convolution with a residual and a skip output."""

    def __init__(self, channels: int, skip: int, dilation: int):
        super().__init__()
        self.dilation = dilation
        self.filter = nn.Conv1d(channels, 2 * channels, 2, dilation=dilation)
        self.residual = nn.Conv1d(channels, channels, 1)
        self.skip = nn.Conv1d(channels, skip, 1)

    def forward(self, clip: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
        content, gate = self.filter(F.pad(clip, (self.dilation, 0))).chunk(2, dim=1)
        gated = torch.tanh(content) * torch.sigmoid(gate)
        return self.residual(gated) + clip, self.skip(gated)


class WaveNet(nn.Module):
    """(B, 1, T) -> log-probabilities (B, 8, T)."""

    def __init__(self):
        super().__init__()
        self.first = nn.Conv1d(1, 6, 1)
        self.layers = nn.ModuleList(GatedLayer(6, 5, 2**power) for power in (0, 1, 2, 0, 1, 2))
        self.last1 = nn.Conv1d(5, 5, 1)
        self.last2 = nn.Conv1d(5, 8, 1)

    def forward(self, clip: torch.Tensor) -> torch.Tensor:
        clip, total = self.first(clip), 0
        for layer in self.layers:
            clip, skip = layer(clip)
            total = total + skip
        return F.log_softmax(self.last2(F.relu(self.last1(F.relu(total)))), dim=1)


# CRNN -----------------------------------------------------------------------------------------------------------------


class CRNN(nn.Module):
    """Sound events in a spectrogram (B, 1, F, T) -> probabilities (B, T, 4)."""

    def __init__(self):
        super().__init__()
        self.conv1 = nn.Conv2d(1, 4, 3, padding=1)
        self.norm1 = nn.BatchNorm2d(4)
        self.pool1 = nn.MaxPool2d((4, 1))
        self.conv2 = nn.Conv2d(4, 6, (3, 3), padding="same")
        self.norm2 = nn.BatchNorm2d(6)
        self.pool2 = nn.AvgPool2d((2, 1))
        self.gru = nn.GRU(12, 7, num_layers=2, batch_first=True)
        self.dense = nn.Linear(7, 4)

    def forward(self, clip: torch.Tensor) -> torch.Tensor:
        clip = self.pool1(F.relu(self.norm1(self.conv1(clip))))
        clip = self.pool2(F.elu(self.norm2(self.conv2(clip))))
        sequence, _ = self.gru(clip.permute(0, 3, 1, 2).flatten(2))
        return torch.sigmoid(self.dense(sequence))


# X3D ------------------------------------------------------------------------------------------------------------------


class SqueezeExcite(nn.Module):
    """A gate from the mean over space."""

    def __init__(self, channels: int, squeezed: int):
        super().__init__()
        self.fc1 = nn.Conv3d(channels, squeezed, 1)
        self.fc2 = nn.Conv3d(squeezed, channels, 1)

    def forward(self, clip: torch.Tensor) -> torch.Tensor:
        mean = clip.mean((-2, -1), keepdim=True)
        return clip * torch.sigmoid(self.fc2(F.relu(self.fc1(mean))))


class X3DBlock(nn.Module):
    """An inverted bottleneck with a depthwise convolution."""

    def __init__(self, inner: int, channels: int, stride: int, gated: bool):
        super().__init__()
        hidden = 2 * channels
        self.conv_a = nn.Conv3d(inner, hidden, 1, bias=False)
        self.norm_a = nn.BatchNorm3d(hidden)
        self.conv_b = nn.Conv3d(hidden, hidden, 3, (1, stride, stride), 1, groups=hidden, bias=False)
        self.norm_b = nn.BatchNorm3d(hidden)
        self.gate = SqueezeExcite(hidden, 3) if gated else nn.Identity()
        self.conv_c = nn.Conv3d(hidden, channels, 1, bias=False)
        self.norm_c = nn.BatchNorm3d(channels)
        self.shortcut = None
        if stride != 1 or inner != channels:
            self.shortcut = nn.Conv3d(inner, channels, 1, (1, stride, stride), bias=False)

    def forward(self, clip: torch.Tensor) -> torch.Tensor:
        out = F.relu(self.norm_a(self.conv_a(clip)))
        out = F.silu(self.gate(self.norm_b(self.conv_b(out))))
        out = self.norm_c(self.conv_c(out))
        return F.relu(out + (clip if self.shortcut is None else self.shortcut(clip)))


class X3D(nn.Module):
    """(B, 3, T, H, W) -> (B, 5, T'), a mean over space and windows of 4 frames before the head."""

    def __init__(self):
        super().__init__()
        self.stem_xy = nn.Conv3d(3, 4, (1, 3, 3), (1, 2, 2), (0, 1, 1), bias=False)
        self.stem_t = nn.Conv3d(4, 4, (5, 1, 1), padding=(2, 0, 0), groups=4, bias=False)
        self.stem_norm = nn.BatchNorm3d(4)
        self.blocks = nn.Sequential(X3DBlock(4, 4, 2, True), X3DBlock(4, 4, 1, False), X3DBlock(4, 6, 1, True))
        self.pool = nn.AvgPool3d((4, 4, 4), stride=1)
        self.fc1 = nn.Conv3d(6, 8, 1, bias=False)
        self.fc2 = nn.Conv3d(8, 5, 1)

    def forward(self, clip: torch.Tensor) -> torch.Tensor:
        clip = F.relu(self.stem_norm(self.stem_t(self.stem_xy(clip))))
        pooled = self.pool(self.blocks(clip))
        return self.fc2(F.relu(self.fc1(pooled))).squeeze(-1).squeeze(-1)


# ST-GCN ---------------------------------------------------------------------------------------------------------------


class GraphConvolution(nn.Module):
    """Mixes channels, then joints by each of the partitions of the skeleton's graph."""

    def __init__(self, inner: int, channels: int, partitions: int):
        super().__init__()
        self.partitions = partitions
        self.conv = nn.Conv2d(inner, channels * partitions, 1)

    def forward(self, clip: torch.Tensor, graph: torch.Tensor) -> torch.Tensor:
        clip = self.conv(clip)
        n, kc, t, v = clip.size()
        clip = clip.view(n, self.partitions, kc // self.partitions, t, v)
        return torch.einsum("nkctv,kvw->nctw", (clip, graph)).contiguous()


class STGCNBlock(nn.Module):
    """A graph convolution and a convolution over time, with a residual."""

    def __init__(self, inner: int, channels: int, partitions: int, stride: int = 1):
        super().__init__()
        self.gcn = GraphConvolution(inner, channels, partitions)
        self.tcn = nn.Sequential(
            nn.BatchNorm2d(channels),
            nn.ReLU(inplace=True),
            nn.Conv2d(channels, channels, (5, 1), (stride, 1), (2, 0)),
            nn.BatchNorm2d(channels),
            nn.Dropout(0.5, inplace=True),
        )
        self.residual = nn.Identity()
        if inner != channels or stride != 1:
            self.residual = nn.Sequential(
                nn.Conv2d(inner, channels, 1, stride=(stride, 1)), nn.BatchNorm2d(channels)
            )

    def forward(self, clip: torch.Tensor, graph: torch.Tensor) -> torch.Tensor:
        shortcut = self.residual(clip)
        return F.relu(self.tcn(self.gcn(clip, graph)) + shortcut)


class STGCN(nn.Module):
    """Skeletons (B, 3, T, joints) -> scores (B, 4, T'). One person."""

    def __init__(self, joints: int = 6, partitions: int = 3):
        super().__init__()
        self.register_buffer("A", torch.rand(partitions, joints, joints))
        self.data_bn = nn.BatchNorm1d(3 * joints)
        self.blocks = nn.ModuleList([STGCNBlock(3, 5, partitions), STGCNBlock(5, 6, partitions, 2)])
        self.importance = nn.ParameterList(nn.Parameter(torch.rand_like(self.A)) for _ in self.blocks)
        self.fcn = nn.Conv2d(6, 4, 1)

    def forward(self, clip: torch.Tensor) -> torch.Tensor:
        n, c, t, v = clip.size()
        clip = clip.permute(0, 3, 1, 2).contiguous().view(n, v * c, t)
        clip = self.data_bn(clip).view(n, v, c, t).permute(0, 2, 3, 1).contiguous()
        for block, importance in zip(self.blocks, self.importance):
            clip = block(clip, self.A * importance)
        clip = F.avg_pool2d(clip, (3, clip.size(3)), stride=1)
        return self.fcn(clip).squeeze(-1)


# Transformers ---------------------------------------------------------------------------------------------------------


class SlidingAttention(nn.Module):
    """Causal self-attention to the newest `frames` frames, written by hand."""

    def __init__(self, width: int, heads: int, frames: int, fused: bool):
        super().__init__()
        self.heads, self.frames, self.fused = heads, frames, fused
        self.qkv = nn.Linear(width, 3 * width)
        self.out = nn.Linear(width, width)

    def mask(self, length: int) -> torch.Tensor:
        behind = torch.arange(length)[:, None] - torch.arange(length)[None, :]
        return (behind >= 0) & (behind < self.frames)

    def forward(self, clip: torch.Tensor) -> torch.Tensor:
        b, t, width = clip.shape
        q, k, v = self.qkv(clip).chunk(3, dim=-1)
        q, k, v = (x.view(b, t, self.heads, width // self.heads).transpose(1, 2) for x in (q, k, v))
        if self.fused:
            out = F.scaled_dot_product_attention(q, k, v, attn_mask=self.mask(t))
        else:
            scores = q @ k.transpose(-2, -1) / math.sqrt(width // self.heads)
            out = scores.masked_fill(~self.mask(t), float("-inf")).softmax(dim=-1) @ v
        return self.out(out.transpose(1, 2).reshape(b, t, width))


class TransformerBlock(nn.Module):
    """Attention and a feed-forward part, each behind its norm."""

    def __init__(self, width: int, heads: int, frames: int, fused: bool):
        super().__init__()
        self.norm1, self.norm2 = nn.LayerNorm(width), nn.LayerNorm(width)
        self.attention = SlidingAttention(width, heads, frames, fused)
        self.mlp = nn.Sequential(nn.Linear(width, 2 * width), nn.GELU(), nn.Linear(2 * width, width))

    def forward(self, clip: torch.Tensor) -> torch.Tensor:
        clip = clip + self.attention(self.norm1(clip))
        return clip + self.mlp(self.norm2(clip))


class Transformer(nn.Module):
    """(B, T, 5) -> (B, T, 3), each frame looking at the newest 4 of each block's."""

    def __init__(self):
        super().__init__()
        self.embed = nn.Linear(5, 8)
        self.blocks = nn.ModuleList([TransformerBlock(8, 2, 4, True), TransformerBlock(8, 2, 4, False)])
        self.norm = nn.LayerNorm(8)
        self.head = nn.Linear(8, 3)

    def forward(self, clip: torch.Tensor) -> torch.Tensor:
        clip = self.embed(clip)
        for block in self.blocks:
            clip = block(clip)
        return self.head(self.norm(clip))


def sliding_mask(length: int, frames: int) -> torch.Tensor:
    """(length, length): 0 where a frame is among the newest `frames`, and minus infinity elsewhere."""
    ones = torch.ones(length, length)
    allowed = torch.tril(ones) - torch.tril(ones, -frames)
    return torch.zeros(length, length).masked_fill(allowed == 0, float("-inf"))


class TorchEncoder(nn.Module):
    """PyTorch's own encoder (B, T, 8) -> (B, T, 8) with a sliding mask."""

    def __init__(self, norm_first: bool):
        super().__init__()
        layer = nn.TransformerEncoderLayer(
            8, 2, 16, batch_first=True, norm_first=norm_first, activation="gelu" if norm_first else "relu"
        )
        self.encoder = nn.TransformerEncoder(layer, 2, enable_nested_tensor=False)

    def forward(self, clip: torch.Tensor) -> torch.Tensor:
        return self.encoder(clip, mask=sliding_mask(clip.shape[1], 3), is_causal=False)


class SelfAttention(nn.Module):
    """`nn.MultiheadAttention` over (T, B, 8)."""

    def __init__(self):
        super().__init__()
        self.attention = nn.MultiheadAttention(8, 4)

    def forward(self, clip: torch.Tensor) -> torch.Tensor:
        out, _ = self.attention(clip, clip, clip, attn_mask=sliding_mask(clip.shape[0], 5))
        return out + clip


# A network per frame, then an LSTM ------------------------------------------------------------------------------------


class FramesLSTM(nn.Module):
    """A 2-D network sees each frame of (B, T, 3, H, W) on its own, an LSTM their features: (B, T, 4)."""

    def __init__(self):
        super().__init__()
        self.cnn = nn.Sequential(
            nn.Conv2d(3, 4, 3, stride=2, padding=1, bias=False),
            nn.BatchNorm2d(4),
            nn.ReLU(),
            nn.Conv2d(4, 6, 3, padding=1, padding_mode="reflect"),
            nn.Hardswish(),
            nn.AdaptiveAvgPool2d(1),
            nn.Flatten(),
        )
        self.lstm = nn.LSTM(6, 5, batch_first=True)
        self.head = nn.Linear(5, 4)

    def forward(self, clip: torch.Tensor) -> torch.Tensor:
        b, t = clip.shape[:2]
        features = self.cnn(clip.flatten(0, 1)).view(b, t, -1)
        sequence, _ = self.lstm(features)
        return self.head(sequence)


# The list -------------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Model:
    """A network to compile: how to make it, what it is given, and when its outputs come."""

    make: Callable[[], nn.Module]
    clip: tuple[int, ...]
    time_dim: int
    # The axis of time in the output.
    output_time: int
    # By hand: windows and paddings along the longest way through the network.
    warm_up: int = 0
    stride: int = 1
    options: tuple[str, ...] = ()
    recurrent: bool = False
    # What `options` make of the module: the same weights, over the stream.
    streamed: Callable[[nn.Module, torch.Tensor], torch.Tensor] | None = None


def stream_s3d(module: nn.Module, clip: torch.Tensor) -> torch.Tensor:
    """S3D with its mean over 3 frames at a time: (B, 5, T')."""
    scores = module.classifier(module.avgpool(module.features(clip)))
    return scores.mean((3, 4)).unfold(2, 3, 1).mean(-1)


MODELS = {
    "r2plus1d": Model(R2Plus1D, (1, 3, 14, 16, 16), 2, 2, 10, 2),
    "s3d": Model(S3D, (1, 3, 16, 16, 16), 2, 2, 13, 2, ("--window", "mean=3"), streamed=stream_s3d),
    "tcn": Model(TCN, (2, 3, 20), 2, 2),
    "wavenet": Model(WaveNet, (1, 1, 24), 2, 2),
    "crnn": Model(CRNN, (1, 1, 16, 12), 3, 1, 2, recurrent=True),
    "x3d": Model(X3D, (1, 3, 13, 16, 16), 2, 2, 8),
    "stgcn": Model(STGCN, (1, 3, 15, 6), 2, 2, 8, 2),
    "transformer": Model(Transformer, (1, 12, 5), 1, 1),
    "encoder": Model(lambda: TorchEncoder(False), (1, 11, 8), 1, 1),
    "encoder_norm_first": Model(lambda: TorchEncoder(True), (1, 11, 8), 1, 1),
    "multihead": Model(SelfAttention, (12, 2, 8), 0, 0),
    "frames_lstm": Model(FramesLSTM, (1, 9, 3, 12, 12), 1, 1, recurrent=True),
}


def make(name: str, seed: int = 0) -> nn.Module:
    """The module of `MODELS[name]` in eval mode, with random weights and statistics."""
    torch.manual_seed(seed)
    module = MODELS[name].make()
    for child in module.modules():
        if isinstance(child, nn.modules.batchnorm._BatchNorm):
            nn.init.uniform_(child.weight, 0.5, 1.5)
            for tensor in (child.bias, child.running_mean):
                nn.init.uniform_(tensor, -0.3, 0.3)
            nn.init.uniform_(child.running_var, 0.5, 1.5)
    return module.eval()
