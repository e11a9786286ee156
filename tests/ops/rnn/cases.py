"""rnn against nn.RNN."""

from torch import nn

from numeric.recurrent import recurrent_cases

CASES = [
    *recurrent_cases("rnn", nn.RNN),
    *recurrent_cases("rnn", nn.RNN, nonlinearity="relu"),
]
