"""For modules over clips: windows of frames, cells, and positions in the stream."""

from __future__ import annotations

import torch
from torch import nn


@torch.library.custom_op("cocc::positional_encoding", mutates_args=())
def positional_encoding(clip: torch.Tensor, table: torch.Tensor) -> torch.Tensor:
    """Adds row t mod P of a table (P, C) to frame t of a clip (B, C, T, *S), at all its places.

    A compiled network goes on counting through its stream: recycling positional encoding.
    """
    rows = table[_rows(clip, table)]
    return clip + rows.T.reshape(1, table.shape[1], clip.shape[2], *[1] * (clip.ndim - 3))


def _rows(clip: torch.Tensor, table: torch.Tensor) -> torch.Tensor:
    return torch.arange(clip.shape[2], device=clip.device) % table.shape[0]


@positional_encoding.register_fake
def _(clip: torch.Tensor, table: torch.Tensor) -> torch.Tensor:
    return torch.empty_like(clip)


def _keep_inputs(ctx, inputs, output) -> None:
    ctx.save_for_backward(*inputs)


def _gradients(ctx, gradient: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
    clip, table = ctx.saved_tensors
    of_frames = gradient.sum((0, *range(3, gradient.ndim))).T
    return gradient, torch.zeros_like(table).index_add(0, _rows(clip, table), of_frames)


positional_encoding.register_autograd(_gradients, setup_context=_keep_inputs)


class Windowed(nn.Module):
    """What a module makes of each window of `frames` frames of a clip.

    The module takes a window as it would a clip, with time as axis `time_dim` and all windows as one batch; the batch
    is axis 0, or 1 where time is axis 0. Of its result, `index` says which place along `time_dim` is the output for the
    window; it counts from the end where it is negative. None keeps the whole result.

    A clip (B, C, T, *S) with time as axis 2 gives (B, C', T - frames + 1, *S'), or with all of a window's places
    (B, C', T - frames + 1, frames, *S'): frame j is made of frames j to j + frames - 1.

        Windowed(nn.TransformerEncoder(layer, 3), 16, index=-1, time_dim=1)     # (B, T, E) to (B, T - 15, E)
    """

    def __init__(self, module: nn.Module, frames: int, index: int | None = None, time_dim: int = 2) -> None:
        super().__init__()
        if frames < 1 or time_dim < 0:
            raise ValueError(f"frames must be at least 1 and time_dim at least 0, not {frames} and {time_dim}")
        if index is not None and not -frames <= index < frames:
            raise ValueError(f"index must be from {-frames} to {frames - 1} for windows of {frames}, not {index}")
        self.module = module
        self.frames = frames
        self.index = index
        self.time_dim = time_dim

    def forward(self, clip: torch.Tensor) -> torch.Tensor:
        time, batch = self.time_dim, 0 if self.time_dim else 1
        windows = clip.unfold(time, self.frames, 1)
        rows, count = windows.shape[batch], windows.shape[time]
        together = windows.movedim((batch, time), (0, 1)).flatten(0, 1)
        result = self.module(together.movedim(-1, time))
        if self.index is not None:
            result = result.select(time, self.index)
            batch = 0
        return result.unflatten(batch, (rows, count)).movedim(batch + 1, time)

    def extra_repr(self) -> str:
        return f"frames={self.frames}, index={self.index}, time_dim={self.time_dim}"


class OverTime(nn.Module):
    """A recurrent cell of PyTorch run along a clip (B, C, T), from a hidden state of zeros: (B, H, T).

    OverTime(nn.LSTMCell(8, 16)) gives the hidden states of the cell, frame by frame; the parameters stay the cell's.
    """

    def __init__(self, cell: nn.RNNCell | nn.GRUCell | nn.LSTMCell) -> None:
        super().__init__()
        if not isinstance(cell, (nn.RNNCell, nn.GRUCell, nn.LSTMCell)):
            raise TypeError(f"OverTime takes an RNNCell, a GRUCell or an LSTMCell, not {type(cell).__name__}")
        self.cell = cell

    def forward(self, clip: torch.Tensor) -> torch.Tensor:
        cell = self.cell
        state = torch.zeros(1, clip.shape[0], cell.hidden_size, dtype=clip.dtype, device=clip.device)
        weights = [cell.weight_ih, cell.weight_hh, *([cell.bias_ih, cell.bias_hh] if cell.bias else [])]
        options = (weights, cell.bias, 1, 0.0, False, False, True)
        frames = clip.transpose(1, 2)
        if isinstance(cell, nn.LSTMCell):
            return torch.lstm(frames, (state, state), *options)[0].transpose(1, 2)
        if isinstance(cell, nn.GRUCell):
            return torch.gru(frames, state, *options)[0].transpose(1, 2)
        run = torch.rnn_tanh if cell.nonlinearity == "tanh" else torch.rnn_relu
        return run(frames, state, *options)[0].transpose(1, 2)
