"""frame_lstm against nn.LSTM."""

from torch import nn

from numeric.frame_recurrent import frame_recurrent_cases

CASES = [
    *frame_recurrent_cases("frame_lstm", nn.LSTM),
    *frame_recurrent_cases("frame_lstm", nn.LSTM, cell=True)[:4],
]
