"""frame_rnn against nn.RNN."""

from torch import nn

from numeric.frame_recurrent import frame_recurrent_cases

CASES = [
    *frame_recurrent_cases("frame_rnn", nn.RNN),
    *frame_recurrent_cases("frame_rnn", nn.RNN, nonlinearity="relu")[2:5],
]
