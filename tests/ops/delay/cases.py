"""delay: the same frames, later. In a join frame j still meets frame j."""

from numeric.operator_case import CONV, Apply, Case

CASES = [
    Case("delay: {frames: 1}", (3,), lambda: Apply(lambda clip: clip)),
    Case("delay: {frames: 5}", (3, 4, 5), lambda: Apply(lambda clip: clip)),
    Case("delay: {frames: 2}, relu, delay: {frames: 1}", (3, 4), lambda: Apply(lambda clip: clip.relu())),
    Case(
        "conv: {channels: 4, kernel: 3, padding: 1}, delay: {frames: 2}",
        (3, 4),
        lambda: Apply(lambda clip, conv: conv(clip), CONV[1](3, 4, 3, padding=1)),
    ),
    Case(
        "conv: {channels: 4, kernel: 3, stride: 2, padding: 1}, delay: {frames: 2}",
        (3,),
        lambda: Apply(lambda clip, conv: conv(clip), CONV[0](3, 4, 3, stride=2, padding=1)),
    ),
    Case("delay: {frames: 3}, add: {inputs: ['0', input]}", (3,), lambda: Apply(lambda clip: clip + clip)),
]
