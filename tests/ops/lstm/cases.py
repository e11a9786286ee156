"""lstm against nn.LSTM."""

from torch import nn

from numeric.recurrent import projection_cases, recurrent_cases

CASES = [*recurrent_cases("lstm", nn.LSTM), *projection_cases()]
