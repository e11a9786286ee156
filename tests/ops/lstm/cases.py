"""lstm against nn.LSTM."""

from torch import nn

from numeric.recurrent import recurrent_cases

CASES = recurrent_cases("lstm", nn.LSTM)
