"""frame_gru against nn.GRU."""

from torch import nn

from numeric.frame_recurrent import frame_recurrent_cases

CASES = frame_recurrent_cases("frame_gru", nn.GRU)
