"""Networks of samples, after their papers: codecs, vocoders, U-Nets and amplifiers, a few channels wide."""

import math

import torch
import torch.nn.functional as F
from torch import nn
from torch.nn.utils.parametrizations import weight_norm

from .models import TransformerBlock

# Demucs ---------------------------------------------------------------------------------------------------------------


class Demucs(nn.Module):
    """A causal U-Net of samples: (B, 1, T) -> (B, 1, T) for T that are multiples of the product of all strides."""

    def __init__(self, kernels=(8, 4), strides=(4, 2), width: int = 4):
        super().__init__()
        self.encoder, self.decoder = nn.ModuleList(), nn.ModuleList()
        self.kept = [kernel - stride for kernel, stride in zip(kernels, strides)]
        inner = 1
        for index, (kernel, stride) in enumerate(zip(kernels, strides)):
            outer = width * 2**index
            down = nn.Conv1d(inner, outer, kernel, stride)
            self.encoder.append(nn.Sequential(down, nn.ReLU(), nn.Conv1d(outer, 2 * outer, 1), nn.GLU(1)))
            back = [nn.Conv1d(outer, 2 * outer, 1), nn.GLU(1), nn.ConvTranspose1d(outer, inner, kernel, stride)]
            self.decoder.insert(0, nn.Sequential(*back, *[nn.ReLU()] * (index > 0)))
            inner = outer
        self.lstm = nn.LSTM(inner, inner, 2)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        skips = []
        for layer, kept in zip(self.encoder, self.kept):
            x = layer(F.pad(x, (kept, 0)))
            skips.append(x)
        x = self.lstm(x.permute(2, 0, 1))[0].permute(1, 2, 0)
        for layer, kept in zip(self.decoder, reversed(self.kept)):
            x = layer(x + skips.pop())[..., :-kept]
        return x


# SEANet ---------------------------------------------------------------------------------------------------------------


class CausalConv(nn.Module):
    """With weight norm, and in front as many frames as its window looks back."""

    def __init__(self, inner: int, outer: int, kernel: int, stride: int = 1, dilation: int = 1):
        super().__init__()
        self.conv = weight_norm(nn.Conv1d(inner, outer, kernel, stride, dilation=dilation))
        self.before = dilation * (kernel - 1) + 1 - stride

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        return self.conv(F.pad(x, (self.before, 0)))


class CausalUp(nn.Module):
    """Without the last frames, to which more of the input would be added."""

    def __init__(self, inner: int, outer: int, stride: int):
        super().__init__()
        self.conv, self.stride = weight_norm(nn.ConvTranspose1d(inner, outer, 2 * stride, stride)), stride

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        x = self.conv(x)
        return x[..., : x.shape[-1] - self.stride]


class ResidualUnit(nn.Module):
    def __init__(self, width: int, dilation: int):
        super().__init__()
        half = width // 2
        self.layers = nn.Sequential(
            nn.ELU(), CausalConv(width, half, 3, dilation=dilation), nn.ELU(), CausalConv(half, width, 1)
        )

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        return x + self.layers(x)


class SkippedLSTM(nn.Module):
    def __init__(self, width: int):
        super().__init__()
        self.lstm = nn.LSTM(width, width, 2)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        x = x.permute(2, 0, 1)
        return (self.lstm(x)[0] + x).permute(1, 2, 0)


STRIDES = (2, 4, 5, 8)
CODE = 6


def seanet_encoder() -> nn.Sequential:
    """320 samples make a frame of code."""
    layers, width = [CausalConv(1, 2, 7)], 2
    for stride in STRIDES:
        layers += [ResidualUnit(width, 1), ResidualUnit(width, 2), nn.ELU()]
        layers.append(CausalConv(width, width + 2, 2 * stride, stride))
        width += 2
    return nn.Sequential(*layers, SkippedLSTM(width), nn.ELU(), CausalConv(width, CODE, 7))


def seanet_decoder() -> nn.Sequential:
    """A frame of code makes 320 samples."""
    width = 2 + 2 * len(STRIDES)
    layers = [CausalConv(CODE, width, 7), SkippedLSTM(width)]
    for stride in reversed(STRIDES):
        layers += [nn.ELU(), CausalUp(width, width - 2, stride), ResidualUnit(width - 2, 1), ResidualUnit(width - 2, 3)]
        width -= 2
    return nn.Sequential(*layers, nn.ELU(), CausalConv(width, 1, 7))


class MimiDecoder(nn.Module):
    """Codes at half the rate, a transformer over the newest frames, and transposed convolutions: 16 samples a code."""

    def __init__(self, width: int = 8):
        super().__init__()
        self.up = nn.ConvTranspose1d(width, width, 4, 2, groups=width, bias=False)
        self.blocks = nn.ModuleList(TransformerBlock(width, 2, 5, True) for _ in range(2))
        self.layers = nn.Sequential(
            CausalConv(width, 6, 7), nn.ELU(), CausalUp(6, 4, 4), ResidualUnit(4, 1), nn.ELU(), CausalUp(4, 2, 2),
            ResidualUnit(2, 1), nn.ELU(), CausalConv(2, 1, 3),
        )

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        x = self.up(x)[..., :-2].transpose(1, 2)
        for block in self.blocks:
            x = block(x)
        return self.layers(x.transpose(1, 2))


# HiFi-GAN -------------------------------------------------------------------------------------------------------------


class DilatedBlock(nn.Module):
    """For each dilation a dilated convolution and a plain one, added to what enters them."""

    def __init__(self, width: int, kernel: int, dilations=(1, 3)):
        super().__init__()
        half = kernel // 2
        self.dilated = nn.ModuleList(
            weight_norm(nn.Conv1d(width, width, kernel, padding=d * half, dilation=d)) for d in dilations
        )
        self.plain = nn.ModuleList(weight_norm(nn.Conv1d(width, width, kernel, padding=half)) for _ in dilations)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        for dilated, plain in zip(self.dilated, self.plain):
            x = x + plain(F.leaky_relu(dilated(F.leaky_relu(x, 0.1)), 0.1))
        return x


class HiFiGAN(nn.Module):
    """Mel bands (B, 10, T) -> samples (B, 1, 32 * T)."""

    def __init__(self, kernels=(3, 5)):
        super().__init__()
        self.first = weight_norm(nn.Conv1d(10, 8, 7, padding=3))
        self.ups = nn.ModuleList(
            weight_norm(nn.ConvTranspose1d(inner, inner // 2, 2 * stride, stride, stride // 2))
            for inner, stride in ((8, 8), (4, 4))
        )
        self.blocks = nn.ModuleList(nn.ModuleList(DilatedBlock(width, k) for k in kernels) for width in (4, 2))
        self.last = weight_norm(nn.Conv1d(2, 1, 7, padding=3))

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        x = self.first(x)
        for up, blocks in zip(self.ups, self.blocks):
            x = up(F.leaky_relu(x, 0.1))
            x = sum(block(x) for block in blocks) / len(blocks)
        return torch.tanh(self.last(F.leaky_relu(x)))


# RAVE -----------------------------------------------------------------------------------------------------------------


def filter_bank(bands: int, taps: int) -> torch.Tensor:
    """Pseudo-quadrature mirror filters: a windowed low pass, moved to the middle of each band."""
    t = torch.arange(taps) - (taps - 1) / 2
    low = torch.sinc(t / (2 * bands)) * torch.hann_window(taps, periodic=False) / (2 * bands)
    band = torch.arange(bands)[:, None]
    phase = (2 * band + 1) * math.pi / (2 * bands) * t + (-1) ** band * math.pi / 4
    return 2 * low * torch.cos(phase)


class Centred(nn.Module):
    """A convolution of any kernel, padded on both sides; the odd frame behind."""

    def __init__(self, inner: int, outer: int, kernel: int, stride: int = 1, dilation: int = 1):
        super().__init__()
        reach = dilation * (kernel - 1)
        self.pads = reach // 2, (reach + 1) // 2
        self.conv = weight_norm(nn.Conv1d(inner, outer, kernel, stride, dilation=dilation))

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        return self.conv(F.pad(x, self.pads))


class CentredUnit(nn.Module):
    def __init__(self, width: int, dilation: int):
        super().__init__()
        self.layers = nn.Sequential(
            nn.LeakyReLU(0.2), Centred(width, width, 3, dilation=dilation), nn.LeakyReLU(0.2), Centred(width, width, 1)
        )

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        return x + self.layers(x)


class RAVE(nn.Module):
    """Samples to bands to a latent, and back by an amplitude and its gate: (B, 1, T) -> (B, 1, T)."""

    bands, taps = 4, 33

    def __init__(self):
        super().__init__()
        self.register_buffer("bank", filter_bank(self.bands, self.taps)[:, None])
        self.encoder = nn.Sequential(
            Centred(4, 6, 7), CentredUnit(6, 1), CentredUnit(6, 3), nn.LeakyReLU(0.2), Centred(6, 8, 8, 4),
            nn.LeakyReLU(0.2), Centred(8, 10, 3),
        )
        self.decoder = nn.Sequential(
            Centred(5, 8, 3), nn.LeakyReLU(0.2), weight_norm(nn.ConvTranspose1d(8, 6, 8, 4, 2)), CentredUnit(6, 1),
            CentredUnit(6, 3),
        )
        self.wave, self.loudness = Centred(6, 4, 7), Centred(6, 1, 3)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        bands = F.conv1d(x, self.bank, stride=self.bands, padding=self.taps // 2)
        mean, _ = self.encoder(bands).chunk(2, 1)
        x = self.decoder(mean)
        bands = torch.tanh(self.wave(x)) * torch.sigmoid(self.loudness(x))
        return self.bands * F.conv_transpose1d(bands, self.bank, stride=self.bands, padding=15, output_padding=1)


# Amplifiers -----------------------------------------------------------------------------------------------------------


class AmplifierLayer(nn.Module):
    """A gated dilated convolution that sees the amplifier's input too, without padding."""

    def __init__(self, width: int, dilation: int):
        super().__init__()
        self.conv = nn.Conv1d(width, 2 * width, 3, dilation=dilation)
        self.mixin = nn.Conv1d(1, 2 * width, 1, bias=False)
        self.out = nn.Conv1d(width, width, 1)

    def forward(self, x: torch.Tensor, played: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
        z = self.conv(x)
        z = z + self.mixin(played)[:, :, -z.shape[2] :]
        left, right = z.chunk(2, 1)
        gated = torch.tanh(left) * torch.sigmoid(right)
        return x[:, :, -z.shape[2] :] + self.out(gated), gated


class Amplifier(nn.Module):
    """A WaveNet that is padded once, in front, by all that its windows look back: (B, 1, T) -> (B, 1, T)."""

    def __init__(self, width: int = 4, dilations=(1, 2, 4, 8)):
        super().__init__()
        self.first, self.dilations = nn.Conv1d(1, width, 1, bias=False), dilations
        self.layers = nn.ModuleList(AmplifierLayer(width, dilation) for dilation in dilations)
        self.head = nn.Conv1d(width, 1, 1)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        frames, total = x.shape[2], None
        played = F.pad(x, (2 * sum(self.dilations), 0))
        x = self.first(played)
        for layer in self.layers:
            x, skip = layer(x, played)
            skip = skip[:, :, -frames:]
            total = skip if total is None else total + skip
        return self.head(total)
