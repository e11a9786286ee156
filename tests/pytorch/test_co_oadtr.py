"""Continual Transformers (arXiv 2201.06268): CoOadTR, which says of each frame which action is going on.

Features of a frame are embedded, get a recycling position, and go through one or two continual encoder layers whose
newest place is classified. The paper gives 9.6 million parameters and 0.01 G multiply-adds a step to one layer, 15.9
million and 0.41 G to two.
"""

import continual as co
import numpy as np
import pytest
import torch
from torch import nn

import cocc

from .test_attention import FRAMES, check, noise, over_windows, shaken, with_positions


def co_oadtr(
    layers: int, features: int = 3072, width: int = 1024, heads: int = 8, classes: int = 22, frames: int = 64
) -> nn.Module:
    """Twice as many positions as frames, but one: no window has one of them twice."""
    torch.manual_seed(0)
    factory = co.TransformerEncoderLayerFactory(
        d_model=width, nhead=heads, dim_feedforward=width, dropout=0.1, sequence_len=frames
    )
    return co.Sequential(
        co.Linear(features, width, channel_dim=1),
        co.RecyclingPositionalEncoding(width, 2 * frames - 1),
        co.TransformerEncoder(factory, num_layers=layers),
        co.Linear(width, classes, channel_dim=1),
    ).eval()


@pytest.mark.parametrize("batch", (1, 2))
@pytest.mark.parametrize("layers", (1, 2))
def test_equals_forward(layers, batch):
    frames = 6
    module = shaken(co_oadtr(layers, 10, 8, 2, 5, frames))
    embed, positions, encoder, head = module
    clip = noise(batch, 10, FRAMES)
    with torch.no_grad():
        placed = with_positions(embed(clip), positions.pe.weight)
        newest = over_windows(lambda window: encoder(window)[:, :, -1], placed, frames)
        expected = head(newest)
    check(cocc.compile(module, (batch, 10)), clip, expected, memory=frames)
    # Its own forward of the first window; the library goes on counting from there.
    positions.clean_state()
    with torch.no_grad():
        torch.testing.assert_close(module(clip[:, :, :frames])[:, :, -1], expected[:, :, 0])


@pytest.mark.parametrize(
    "layers, parameters, said, counted", [(1, 9.6e6, 0.01e9, 9_590_784), (2, 15.9e6, 0.41e9, 420_632_576)]
)
def test_costs_what_the_paper_says(layers, parameters, said, counted):
    """The second layer attends to all 64 places anew, where the paper keeps exponentials that drift."""
    module = co_oadtr(layers)
    assert sum(parameter.numel() for parameter in module.parameters()) == pytest.approx(parameters, rel=0.005)
    net = cocc.compile(module, (1, 3072))
    assert net.macs_per_step == counted == pytest.approx(said, rel=0.05)
    assert net.step(np.zeros((1, 3072), np.float32)) is None


# Costs and stacks of attention ----------------------------------------------------------------------------------------


def macs(module: nn.Module) -> int:
    return cocc.compile(module.eval(), (1, 8), time_dim=1).macs_per_step


def test_steps_of_attention_cost_less_than_a_window():
    """Projections are made once a frame; one query costs less than all."""
    options = {"sequence_len": 10, "batch_first": True, "forward_returns_attn_mask": False}
    projection, attention = 8 * 8, 2 * 10 * 8  # of a frame, and of a query
    assert macs(co.SingleOutputMultiheadAttention(8, 2, **options)) == 4 * projection + attention
    assert macs(co.RetroactiveMultiheadAttention(8, 2, **options)) == 3 * projection + 10 * (projection + attention)


class Stacked(nn.Module):
    """The user's own stack: all places of a window, then the newest of those."""

    def __init__(self, **options: object) -> None:
        super().__init__()
        options |= {"sequence_len": 5, "forward_returns_attn_mask": False}
        self.first = co.RetroactiveMultiheadAttention(8, 2, **options)
        self.second = co.SingleOutputMultiheadAttention(8, 2, **options)

    def forward(self, clip: torch.Tensor) -> torch.Tensor:
        places = self.first(clip, clip, clip)
        return self.second(places, places, places)


@pytest.mark.parametrize("windowed", (False, True))
@pytest.mark.parametrize("is_batch_first", (False, True))
def test_stacked_attentions(is_batch_first, windowed):
    """Over a clip, and inside a window."""
    time = 1 if is_batch_first else 0
    torch.manual_seed(0)
    module = shaken(Stacked(batch_first=is_batch_first))
    clip = noise(2, FRAMES, 8) if is_batch_first else noise(FRAMES, 2, 8)
    expected = over_windows(lambda window: module(window).squeeze(time), clip, 5, time)
    network = cocc.Windowed(module, 5, 0, time) if windowed else module
    net = cocc.compile(network, (2, 8), time_dim=time)
    found = net.forward(np.stack([np.moveaxis(clip.numpy(), time, 0)[t].reshape(2, 8) for t in range(FRAMES)], 2))
    right = np.stack([frame.reshape(net.output_shape) for frame in np.moveaxis(expected.numpy(), time, 0)], 2)
    np.testing.assert_allclose(found, right, rtol=0, atol=1e-5 * np.abs(right).max())
