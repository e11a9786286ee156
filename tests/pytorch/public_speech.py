"""Networks that clean and separate speech, after their papers: in learned bases, in blocks and in spectra."""

import torch
import torch.nn.functional as F
from torch import nn

# Conv-TasNet ----------------------------------------------------------------------------------------------------------


class CumulativeNorm(nn.Module):
    """By mean and deviation of all channels of the frames so far: (B, C, T)."""

    def __init__(self, channels: int):
        super().__init__()
        self.gain = nn.Parameter(torch.rand(1, channels, 1) + 0.5)
        self.bias = nn.Parameter(torch.randn(1, channels, 1))

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        channels, frames = x.shape[1:]
        count = torch.arange(1, frames + 1, dtype=x.dtype) * channels
        mean = x.sum(1).cumsum(1) / count
        square = x.pow(2).sum(1).cumsum(1) / count
        deviation = (square - mean**2 + 1e-5).sqrt()
        return (x - mean[:, None]) / deviation[:, None] * self.gain + self.bias


class SeparationBlock(nn.Module):
    """A depthwise dilated convolution between two of one place, with a residual and a skip."""

    def __init__(self, width: int, hidden: int, dilation: int):
        super().__init__()
        self.cropped = 2 * dilation
        self.inside = nn.Sequential(nn.Conv1d(width, hidden, 1), nn.PReLU(), CumulativeNorm(hidden))
        self.depthwise = nn.Conv1d(hidden, hidden, 3, padding=2 * dilation, dilation=dilation, groups=hidden)
        self.behind = nn.Sequential(nn.PReLU(), CumulativeNorm(hidden))
        self.residual, self.skip = nn.Conv1d(hidden, width, 1), nn.Conv1d(hidden, width, 1)

    def forward(self, x: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
        made = self.behind(self.depthwise(self.inside(x))[..., : -self.cropped])
        return x + self.residual(made), self.skip(made)


class ConvTasNet(nn.Module):
    """A mixture (B, 1, T) -> its speakers (B, 2, T), in windows of 8 samples every 4."""

    size, hop, speakers = 8, 4, 2

    def __init__(self, folds: bool, width: int = 5, basis: int = 6):
        super().__init__()
        self.folds = folds
        self.encoder = nn.Conv1d(1, basis, self.size, self.hop, bias=False)
        self.norm, self.bottleneck = CumulativeNorm(basis), nn.Conv1d(basis, width, 1)
        self.blocks = nn.ModuleList(SeparationBlock(width, 6, 2**power) for power in (0, 1, 2, 0, 1))
        self.mask = nn.Sequential(nn.PReLU(), nn.Conv1d(width, self.speakers * basis, 1), nn.Sigmoid())
        self.decoder = nn.Linear(basis, self.size) if folds else nn.ConvTranspose1d(basis, 1, self.size, self.hop)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        batch, _, frames = x.shape
        weights = torch.relu(self.encoder(F.pad(x, (self.hop, self.hop))))
        x, total = self.bottleneck(self.norm(weights)), 0
        for block in self.blocks:
            x, skip = block(x)
            total = total + skip
        masks = self.mask(total).view(batch, self.speakers, weights.shape[1], weights.shape[2])
        speakers = (weights[:, None] * masks).flatten(0, 1)
        made = self.overlap(speakers) if self.folds else self.decoder(speakers)
        return made[..., self.hop : -self.hop].view(batch, self.speakers, frames)

    def overlap(self, speakers: torch.Tensor) -> torch.Tensor:
        windows = self.decoder(speakers.mT).mT
        length = (windows.shape[2] - 1) * self.hop + self.size
        return F.fold(windows, (1, length), (1, self.size), stride=(1, self.hop))[:, :, 0]


# DTLN -----------------------------------------------------------------------------------------------------------------


class Mask(nn.Module):
    """Two LSTMs and a sigmoid: (B, T, C)."""

    def __init__(self, width: int, hidden: int = 6):
        super().__init__()
        self.first, self.second = nn.LSTM(width, hidden, batch_first=True), nn.LSTM(hidden, hidden, batch_first=True)
        self.dense = nn.Linear(hidden, width)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        return torch.sigmoid(self.dense(self.second(self.first(x)[0])[0])) * x


class DTLN(nn.Module):
    """Blocks of 16 samples every 4: a mask of their spectra, one of a learned basis, and their overlapping sum."""

    size, hop = 16, 4

    def __init__(self, basis: int = 8):
        super().__init__()
        self.spectra, self.learned = Mask(self.size // 2 + 1), Mask(basis)
        self.encoder = nn.Conv1d(self.size, basis, 1, bias=False)
        self.norm = nn.LayerNorm(basis)
        self.decoder = nn.Conv1d(basis, self.size, 1, bias=False)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        whole = torch.ones(self.size)
        spectra = torch.stft(x[:, 0], self.size, self.hop, window=whole, center=False, return_complex=True).mT
        sizes, phases = self.spectra(spectra.abs()), torch.angle(spectra)
        blocks = torch.fft.irfft(torch.polar(sizes, phases), dim=-1).mT
        coded = self.learned(self.norm(self.encoder(blocks).mT)).mT
        return F.fold(self.decoder(coded), (1, x.shape[2]), (1, self.size), stride=(1, self.hop))[:, :, 0]


# FullSubNet -----------------------------------------------------------------------------------------------------------


def by_mean_so_far(x: torch.Tensor) -> torch.Tensor:
    """(B, C, F, T) by the mean over all bins of the frames so far, of each channel."""
    bins, frames = x.shape[2:]
    count = torch.arange(bins, bins * frames + 1, bins, dtype=x.dtype)
    return x / (x.sum(2).cumsum(-1) / count + 1e-5)[:, :, None]


class FullSubNet(nn.Module):
    """Magnitudes (B, 1, F, T) -> a complex mask (B, 2, F, T): an LSTM of all bins, and one for each bin that sees its
    neighbours. Looks 2 frames ahead."""

    ahead, beside = 2, 1

    def __init__(self, bins: int = 7):
        super().__init__()
        self.full, self.full_out = nn.LSTM(bins, 6, batch_first=True), nn.Linear(6, bins)
        self.sub, self.sub_out = nn.LSTM(2 * self.beside + 2, 5, batch_first=True), nn.Linear(5, 2)

    def neighbours(self, x: torch.Tensor) -> torch.Tensor:
        """Each bin with those beside it: (B, F, 2 * beside + 1, T)."""
        batch, _, bins, frames = x.shape
        size = 2 * self.beside + 1
        padded = F.pad(x, (0, 0, self.beside, self.beside), mode="reflect")
        unfolded = F.unfold(padded, (size, frames))
        return unfolded.view(batch, size, frames, bins).permute(0, 3, 1, 2)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        x = F.pad(x, (0, self.ahead))
        batch, _, bins, frames = x.shape
        full = by_mean_so_far(x).view(batch, bins, frames)
        full = torch.relu(self.full_out(self.full(full.mT)[0])).mT
        units = torch.cat([self.neighbours(x), full[:, :, None]], 2)
        units = by_mean_so_far(units.transpose(1, 2).flatten(1, 2)[:, None]).view(batch, -1, bins, frames)
        rows = units.permute(0, 2, 3, 1).reshape(batch * bins, frames, -1)
        mask = self.sub_out(self.sub(rows)[0])
        return mask.view(batch, bins, frames, 2).permute(0, 3, 1, 2)[..., self.ahead :]
