"""Recurrent cells along a clip against the cells themselves, called frame by frame."""

import cocc
import numpy as np
import pytest
import torch
from torch import nn

from numeric.stepping import close_to

CELLS = {
    "RNNCell": lambda: nn.RNNCell(3, 5),
    "RNNCell-relu": lambda: nn.RNNCell(3, 5, nonlinearity="relu"),
    "GRUCell": lambda: nn.GRUCell(3, 5),
    "GRUCell-plain": lambda: nn.GRUCell(3, 4, bias=False),
    "LSTMCell": lambda: nn.LSTMCell(3, 5),
    "LSTMCell-plain": lambda: nn.LSTMCell(3, 4, bias=False),
}


@pytest.mark.parametrize("batch", (1, 2))
@pytest.mark.parametrize("name", CELLS)
def test_equals_the_cell(name, batch):
    torch.manual_seed(0)
    cell = CELLS[name]()
    clip = np.random.default_rng(0).standard_normal((batch, 3, 12)).astype(np.float32)
    net = cocc.compile(cocc.OverTime(cell), (batch, 3))
    state, expected = None, []
    with torch.no_grad():
        for t in range(12):
            state = cell(torch.from_numpy(clip[:, :, t]), state)
            expected.append((state[0] if isinstance(state, tuple) else state).numpy())
    for t in range(12):
        close_to(net.step(clip[:, :, t]), expected[t], f"step {t}")
    close_to(net.forward(clip), np.stack(expected, 2), "forward")
    net.reset()
    close_to(net.step(clip[:, :, 0], update_state=False), expected[0], "a step without update")
    close_to(net.steps(clip), np.stack(expected, 2), "steps of a fresh stream")


def test_cells_alone():
    with pytest.raises(TypeError, match="OverTime takes an RNNCell, a GRUCell or an LSTMCell, not Linear"):
        cocc.OverTime(nn.Linear(3, 5))
