"""gru against nn.GRU."""

from torch import nn

from numeric.recurrent import recurrent_cases

CASES = recurrent_cases("gru", nn.GRU)
