"""stack against Tensor.unfold along time."""

from torch import nn
from torch.nn import functional as F

from numeric.operator_case import Apply, Case


class Channels(nn.Linear):
    """nn.Linear over the axis of channels."""

    def forward(self, clip):
        return super().forward(clip.movedim(1, -1)).movedim(-1, 1)


def unfold(frames, stride=1, padding=0, after=0, dilation=1):
    """(B, C, T, *S) -> (B, C, T', *S, frames)."""

    def stacked(clip):
        padded = F.pad(clip, (0, 0) * (clip.ndim - 3) + (padding, after))
        return padded.unfold(2, (frames - 1) * dilation + 1, stride)[..., ::dilation]

    return lambda: Apply(stacked)


CASES = [
    Case("stack: {frames: 4}", (5,), unfold(4)),
    Case("stack: {frames: 1}", (5,), unfold(1)),
    Case("stack: {frames: 3, stride: 2}", (16,), unfold(3, 2)),
    Case("stack: {frames: 2, stride: 3}", (3, 7), unfold(2, 3)),
    Case("stack: {frames: 5, padding: 4}", (3, 7), unfold(5, padding=4)),
    Case("stack: {frames: 4, stride: 2, padding: 1, padding_after: 2}", (5,), unfold(4, 2, 1, 2)),
    Case("stack: {frames: 3, dilation: 2}", (5,), unfold(3, dilation=2)),
    Case("stack: {frames: 3, stride: 2, padding: 4, padding_after: 1, dilation: 2}", (3, 7), unfold(3, 2, 4, 1, 2)),
    Case("{pad: {before: 4}}, {stack: {frames: 3, dilation: 2}}", (5,), lambda: nn.Sequential(unfold(3, 1, 4, 0, 2)())),
    Case("{pad: {before: 3, after: 1}}, {stack: {frames: 4}}", (5,), lambda: nn.Sequential(unfold(4, 1, 3, 1)())),
    Case(
        "{stack: {frames: 5, stride: 2, padding: 4, padding_after: 3}}, {pad: {before: [-1, 0], after: [-1, 0]}}",
        (5,),
        lambda: nn.Sequential(unfold(5, 2, 4, 3)(), Apply(lambda clip: clip[:, :, 1:-1])),
    ),
    Case(
        "{linear: {channels: 4}}, {stack: {frames: 3}}, {linear: {channels: 2}}, relu",
        (5,),
        lambda: nn.Sequential(Channels(5, 4), unfold(3)(), Channels(4, 2), nn.ReLU()),
    ),
]
