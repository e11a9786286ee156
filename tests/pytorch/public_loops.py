"""Networks that loop over the frames in Python, after their papers: video matting, a state space model, spiking neurons."""

import torch
import torch.nn.functional as F
from torch import nn

# Robust video matting -------------------------------------------------------------------------------------------------


class ConvGRU(nn.Module):
    """Of one frame; the first one begins with a state of zeros."""

    def __init__(self, channels: int):
        super().__init__()
        self.gates = nn.Conv2d(2 * channels, 2 * channels, 3, padding=1)
        self.candidate = nn.Conv2d(2 * channels, channels, 3, padding=1)

    def step(self, x: torch.Tensor, h: torch.Tensor) -> torch.Tensor:
        reset, update = torch.sigmoid(self.gates(torch.cat([x, h], 1))).split(x.shape[1], 1)
        candidate = torch.tanh(self.candidate(torch.cat([x, reset * h], 1)))
        return (1 - update) * h + update * candidate

    def forward(self, clip: torch.Tensor) -> torch.Tensor:
        h, states = torch.zeros_like(clip[:, 0]), []
        for x in clip.unbind(1):
            h = self.step(x, h)
            states.append(h)
        return torch.stack(states, 1)


class Matting(nn.Module):
    """(B, T, 3, H, W) -> mattes (B, T, 1, H, W): half of the channels at each scale go through a recurrence."""

    def __init__(self):
        super().__init__()
        self.stem, self.down = nn.Conv2d(3, 4, 3, padding=1), nn.Conv2d(4, 6, 3, stride=2, padding=1)
        self.deep, self.fine = ConvGRU(3), ConvGRU(2)
        self.join, self.matte = nn.Conv2d(10, 4, 3, padding=1), nn.Conv2d(4, 1, 1)

    @staticmethod
    def half(gru: ConvGRU, x: torch.Tensor, batch: int) -> torch.Tensor:
        kept, recurrent = x.unflatten(0, (batch, -1)).chunk(2, 2)
        return torch.cat([kept, gru(recurrent)], 2).flatten(0, 1)

    def forward(self, clip: torch.Tensor) -> torch.Tensor:
        batch = clip.shape[0]
        fine = F.relu(self.stem(clip.flatten(0, 1)))
        deep = self.half(self.deep, F.relu(self.down(fine)), batch)
        joined = F.relu(self.join(torch.cat([F.interpolate(deep, scale_factor=2), fine], 1)))
        return torch.sigmoid(self.matte(self.half(self.fine, joined, batch))).unflatten(0, (batch, -1))


# Mamba ----------------------------------------------------------------------------------------------------------------


class Mamba(nn.Module):
    """(B, T, C) -> (B, T, C): a selective scan behind a causal convolution, and a gate."""

    def __init__(self, channels: int = 5, state: int = 3, kernel: int = 4, rank: int = 2):
        super().__init__()
        inner = 2 * channels
        self.norm, self.split = nn.LayerNorm(channels), (rank, state, state)
        self.enter, self.leave = nn.Linear(channels, 2 * inner, bias=False), nn.Linear(inner, channels, bias=False)
        self.conv = nn.Conv1d(inner, inner, kernel, groups=inner, padding=kernel - 1)
        self.select, self.to_delta = nn.Linear(inner, sum(self.split), bias=False), nn.Linear(rank, inner)
        self.log_decay = nn.Parameter(torch.rand(inner, state))
        self.skip = nn.Parameter(torch.rand(inner))

    def scan(self, x: torch.Tensor) -> torch.Tensor:
        delta, b, c = self.select(x).split(self.split, -1)
        delta = F.softplus(self.to_delta(delta))
        decay = torch.exp(torch.einsum("btc,cn->btcn", delta, -torch.exp(self.log_decay)))
        entering = torch.einsum("btc,btn,btc->btcn", delta, b, x)
        h, made = torch.zeros(x.shape[0], *self.log_decay.shape), []
        for t in range(x.shape[1]):
            h = decay[:, t] * h + entering[:, t]
            made.append(torch.einsum("bcn,bn->bc", h, c[:, t]))
        return torch.stack(made, 1)

    def forward(self, clip: torch.Tensor) -> torch.Tensor:
        x, gate = self.enter(self.norm(clip)).chunk(2, -1)
        x = F.silu(self.conv(x.transpose(1, 2))[:, :, : clip.shape[1]].transpose(1, 2))
        return clip + self.leave((self.scan(x) + self.skip * x) * F.silu(gate))


# Spiking neurons ------------------------------------------------------------------------------------------------------


class Spiking(nn.Module):
    """(B, C, T) -> the membranes of a readout (B, 3, T): leaky neurons that spike and are reset, behind a window."""

    def __init__(self):
        super().__init__()
        self.window = nn.Conv1d(4, 6, 3, padding=1)
        self.hidden, self.readout = nn.Linear(6, 8), nn.Linear(16, 3)
        self.leak = nn.Parameter(torch.rand(8))

    def forward(self, clip: torch.Tensor) -> torch.Tensor:
        currents = self.window(clip)
        membrane, readout, made = torch.zeros(clip.shape[0], 8), torch.zeros(clip.shape[0], 3), []
        for t in range(clip.shape[2]):
            membrane = self.leak * membrane + self.hidden(currents[:, :, t])
            spikes = membrane > 0.3
            membrane = torch.where(spikes, torch.zeros_like(membrane), membrane)
            readout = 0.9 * readout + self.readout(torch.cat([spikes.float(), membrane], 1))
            made.append(readout)
        return torch.stack(made, 2)
