"""Recurrent layers along an axis of the frame, and their states; recurrent layers along time beside them."""

import pytest
import torch
from torch import nn

import cocc

from .compiling import Wrapped, check_module, check_refusal


def along_last(self, clip):
    """(B, C, T, F), frames folded into the batch: along frequency."""
    batch, channels, frames, places = clip.shape
    made = self.r(clip.permute(0, 2, 3, 1).reshape(batch * frames, places, channels))[0]
    return made.reshape(batch, frames, places, -1).permute(0, 3, 1, 2)


def places_first(self, clip):
    """The same, sequence first, in a flattened view, from zeros that the program makes."""
    sequence = clip.permute(3, 0, 2, 1).flatten(1, 2)
    start = torch.zeros(self.states, sequence.shape[1], self.r.hidden_size)
    made = self.r(sequence, (start, start) if isinstance(self.r, nn.LSTM) else start)[0]
    return made.unflatten(1, (clip.shape[0], -1)).permute(1, 3, 2, 0)


def along_rows(self, clip):
    """(B, C, T, H, W): along W of each row, then along H of each column."""
    rows = clip.permute(0, 2, 3, 4, 1)
    rows = self.r(rows.flatten(0, 2))[0].unflatten(0, rows.shape[:3])
    columns = rows.transpose(2, 3)
    columns = self.q(columns.flatten(0, 2))[0].unflatten(0, columns.shape[:3])
    return columns.permute(0, 4, 1, 3, 2)


def ends(self, clip):
    """The states of all layers and directions where they end."""
    sequence = clip.permute(0, 2, 3, 1).flatten(0, 1)
    _, states = self.r(sequence)
    states = torch.cat(states, -1) if isinstance(states, tuple) else states
    return states.permute(1, 0, 2).flatten(1).unflatten(0, (clip.shape[0], -1)).transpose(1, 2)


def from_states(self, clip):
    sequence = clip.permute(0, 2, 3, 1).flatten(0, 1)
    states = tuple(each.expand(-1, len(sequence), -1).contiguous() for each in (self.h, self.c))
    return self.r(sequence, states)[0].unflatten(0, (clip.shape[0], -1)).permute(0, 3, 1, 2)


def both(kind, *arguments, **options):
    return kind(*arguments, batch_first=True, bidirectional=True, **options)


NETWORKS = {
    "GRU": ((1, 4, 7), lambda: Wrapped(along_last, r=nn.GRU(4, 5, batch_first=True))),
    "GRU, both directions, two layers": ((2, 4, 7), lambda: Wrapped(along_last, r=both(nn.GRU, 4, 5, 2))),
    "LSTM, both directions, two layers": ((1, 3, 9), lambda: Wrapped(along_last, r=both(nn.LSTM, 3, 8, 2, bias=False))),
    "LSTM, projection": ((2, 3, 6), lambda: Wrapped(along_last, r=both(nn.LSTM, 3, 8, 2, proj_size=4))),
    "RNN, relu": ((1, 3, 5), lambda: Wrapped(along_last, r=both(nn.RNN, 3, 17, nonlinearity="relu"))),
    "places first": ((2, 4, 5), lambda: Wrapped(places_first, r=nn.GRU(4, 6, bidirectional=True), states=2)),
    "places first, LSTM": ((1, 4, 5), lambda: Wrapped(places_first, r=nn.LSTM(4, 6, 2), states=2)),
    "rows and columns": (
        (1, 3, 4, 5), lambda: Wrapped(along_rows, r=both(nn.GRU, 3, 4), q=both(nn.LSTM, 8, 3))
    ),
    "ends": ((2, 3, 6), lambda: Wrapped(ends, r=both(nn.GRU, 3, 4, 2))),
    "ends, one layer": ((1, 3, 6), lambda: Wrapped(ends, r=nn.GRU(3, 4, batch_first=True))),
    "ends, LSTM": ((1, 3, 6), lambda: Wrapped(ends, r=both(nn.LSTM, 3, 4, 2, proj_size=3))),
    "states": (
        (2, 3, 6),
        lambda: Wrapped(from_states, r=both(nn.LSTM, 3, 4, 2), h=torch.randn(4, 1, 4), c=torch.randn(4, 1, 4)),
    ),
    "cells projected from a state": (
        (1, 3, 6),
        lambda: Wrapped(from_states, r=nn.LSTM(3, 4, batch_first=True, proj_size=2),
                        h=torch.zeros(1, 1, 2), c=torch.randn(1, 1, 4)),
    ),
}


@pytest.mark.parametrize("name", NETWORKS)
def test_along_an_axis_of_the_frame(name):
    torch.manual_seed(0)
    shape, make = NETWORKS[name]
    check_module(make(), shape)


def windowed(self, clip):
    return self.r(clip)[0]


@pytest.mark.parametrize("index", [None, -1])
def test_both_directions_of_a_window(index):
    """In cocc.Windowed, where a window has an end."""
    torch.manual_seed(0)
    module = Wrapped(windowed, r=both(nn.LSTM, 4, 5, 2))
    module = cocc.Windowed(module, frames=6, index=index, time_dim=1)
    check_module(module, (2, 4), time_dim=1)


def dual_path(self, clip):
    """Along frequency in each frame, then along time at each frequency."""
    batch, channels, frames, places = clip.shape
    intra = self.intra(clip.permute(0, 2, 3, 1).flatten(0, 1))[0].unflatten(0, (batch, frames))
    inter = self.inter(intra.transpose(1, 2).flatten(0, 1))[0].unflatten(0, (batch, places))
    return inter.permute(0, 3, 2, 1) + clip


def test_frequency_and_time():
    torch.manual_seed(0)
    module = Wrapped(dual_path, intra=both(nn.GRU, 4, 3), inter=nn.GRU(6, 4, batch_first=True))
    check_module(module, (2, 4, 5))


def over_time(self, clip):
    states = tuple(each.expand(-1, clip.shape[0], -1).contiguous() for each in (self.h, self.c))
    return self.r(clip.mT, states)[0].mT


def test_learned_states_along_time():
    torch.manual_seed(0)
    module = Wrapped(over_time, r=nn.LSTM(4, 5, 2, batch_first=True, proj_size=3),
                     h=torch.randn(2, 1, 3), c=torch.randn(2, 1, 5))
    check_module(module, (2, 4))


REFUSED = {
    "both directions of time": (
        Wrapped(lambda s, x: s.r(x.mT)[0].mT, r=both(nn.GRU, 3, 4)), (1, 3), ["bidirectional", "clip from its end"]
    ),
    "a state of the clip": (
        Wrapped(lambda s, x: s.r(x.permute(0, 2, 3, 1).flatten(0, 1),
                                 x.permute(0, 2, 3, 1).flatten(0, 1)[None, :, 0])[0],
                r=nn.GRU(3, 3, batch_first=True)),
        (1, 3, 5), ["made from the clip", "known before it"],
    ),
    "states by rows": (
        Wrapped(lambda s, x: s.r(x.permute(3, 0, 2, 1).flatten(1, 2),
                                 torch.arange(float(x.shape[2])).repeat(1, 4, 1).mT)[0],
                r=nn.GRU(3, 4)),
        (1, 3, 5), ["differ between the rows"],
    ),
    "a projection from a state": (
        Wrapped(from_states, r=nn.LSTM(3, 4, batch_first=True, proj_size=2),
                h=torch.ones(1, 1, 2), c=torch.ones(1, 1, 4)),
        (1, 3, 6), ["projection", "h_0 or proj_size"],
    ),
}


@pytest.mark.parametrize("name", REFUSED)
def test_refusals(name):
    check_refusal(*REFUSED[name])
