"""prelu against nn.PReLU: one weight, and one for each channel."""

from torch import nn

from numeric.operator_case import Case, activation_cases


def each_channel(frame):
    return Case(f"prelu: {{channels: {frame[0]}}}", frame, lambda: nn.Sequential(nn.PReLU(frame[0])))


CASES = [*activation_cases("prelu", nn.PReLU), each_channel((5,)), each_channel((12, 7)), each_channel((4, 5, 6))]
