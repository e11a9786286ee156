"""cocc.continual: which modules of a network need earlier frames."""

import continual as co
import pytest
from torch import nn

import cocc

from .continual_models import NETWORKS, GraphConvolution, build


def decisions(module: nn.Module, **options: int) -> dict[str, tuple[str, str]]:
    return {row.path: (row.decision, row.why) for row in cocc.continual(module, **options)}


@pytest.mark.parametrize("name", NETWORKS)
def test_the_table_agrees_with_the_library(name):
    """A module of the library without state works on one frame; those with state have some."""
    for path, each in build(name)[0].named_modules():
        decision = cocc.continual(each).rows[0].decision
        if isinstance(each, co.Delay) or isinstance(each, (co.Conv1d, co.Conv2d, co.Conv3d)):
            assert (decision == "state") == bool(each._state_shape), path
        if isinstance(each, nn.RNNBase):
            assert decision == "state"


def test_the_table_of_layers():
    layers = {
        "conv": nn.Conv3d(2, 2, (3, 1, 1), dilation=(4, 1, 1)),
        "point": nn.Conv2d(2, 2, (1, 3)),
        "every": nn.Conv1d(2, 2, 1, stride=2),
        "pool": nn.MaxPool1d(4),
        "all": nn.AdaptiveAvgPool3d(1),
        "space": nn.AdaptiveAvgPool3d((None, 1, 1)),
        "relu": nn.ReLU(),
        "soft": nn.Softmax(1),
        "softtime": nn.Softmax(2),
        "norm": nn.BatchNorm1d(2),
        "clipnorm": nn.BatchNorm1d(2, track_running_stats=False),
        "gru": nn.GRU(2, 8, 2),
        "bi": nn.LSTM(2, 8, bidirectional=True),
        "flat": nn.Flatten(),
        "graph": GraphConvolution(2, 2, 3),
        "skip": co.Skip(2),
        "delay": co.Delay(1),
        "if": co.Conditional(lambda module, clip: True, nn.ReLU()),
    }
    found = decisions(nn.ModuleDict(layers))
    assert found[""] == ("container", "")
    assert found["conv"] == ("state", "8 frames")
    assert found["point"] == found["space"] == ("per frame", "a window of one frame")
    assert found["every"] == ("state", "a counter: every 2 frames")
    assert found["pool"] == ("state", "3 frames, every 4 frames")
    assert found["all"][0] == "state" and "windows=" in found["all"][1]
    assert found["relu"] == found["soft"] == ("per frame", "")
    assert found["softtime"] == ("refused", "looks along axis 2, which is time")
    assert decisions(layers["soft"], time_dim=1)[""][0] == "refused"
    assert found["norm"][0] == "per frame" and found["clipnorm"][0] == "refused"
    assert found["gru"] == ("state", "hidden state, 2 layers of 8")
    assert found["bi"][0] == "refused"
    assert found["flat"][0] == found["graph"][0] == "traced"
    assert found["skip"] == ("state", "a counter: drops the first 2 frames")
    assert found["delay"] == ("state", "1 frame")
    assert found["if"][0] == "refused"
    assert decisions(co.forward_stepping(GraphConvolution(2, 2, 3)))[""][0] == "per frame"


def test_the_table_prints():
    table = cocc.continual(nn.Sequential(nn.Conv1d(2, 2, 3), nn.ReLU()))
    assert repr(table).splitlines() == [
        "module  class       a step     why",
        "        Sequential  container",
        "0       Conv1d      state      2 frames",
        "1       ReLU        per frame",
    ]


def test_parts_of_the_librarys_layers_are_not_listed():
    assert len(cocc.continual(co.MaxPool1d(2))) == 1
