"""linear against nn.Linear over the axis of channels."""

from torch import nn

from numeric.operator_case import Case


class OverChannels(nn.Linear):
    def forward(self, clip):
        return super().forward(clip.movedim(1, -1)).movedim(-1, 1)


def linear(frame, channels, bias=True):
    layer = f"linear: {{channels: {channels}{'' if bias else ', bias: false'}}}"
    return Case(layer, frame, lambda: nn.Sequential(OverChannels(frame[0], channels, bias=bias)))


CASES = [
    linear((5,), 7),
    linear((4, 3), 6, bias=False),
    linear((18, 4, 5), 33),
    linear((200,), 60),
]
