"""skip: the stream without its first frames."""

from numeric.operator_case import CONV, Apply, Case


def shrunk(frame, kernel, shrink, crop):
    """A residual around an unpadded window."""
    ones, same = ", 1" * (len(frame) - 1), (kernel,) + (1,) * (len(frame) - 1)
    layers = (
        f"residual: {{name: r, shrink: {shrink}, layers: [conv: {{weights: '0', channels: {frame[0]}, "
        f"kernel: [{kernel}{ones}]}}]}}"
    )

    def meet(clip, conv):
        made = conv(clip)
        return made + clip[:, :, crop : crop + made.shape[2]]

    return Case(layers, frame, lambda: Apply(meet, CONV[len(frame) - 1](frame[0], frame[0], same)))


CASES = [
    Case("skip: {frames: 1}", (3,), lambda: Apply(lambda clip: clip[:, :, 1:])),
    Case("skip: {frames: 4}, relu", (3, 4, 5), lambda: Apply(lambda clip: clip[:, :, 4:].relu())),
    Case(
        "skip: {frames: 2}, conv: {weights: '0', channels: 4, kernel: 3, padding: 1}",
        (3, 4),
        lambda: Apply(lambda clip, conv: conv(clip[:, :, 2:]), CONV[1](3, 4, 3, padding=1)),
    ),
    Case(
        "conv: {channels: 4, kernel: 3, stride: 2, padding: 1}, skip: {frames: 1}",
        (3,),
        lambda: Apply(lambda clip, conv: conv(clip)[:, :, 1:], CONV[0](3, 4, 3, stride=2, padding=1)),
    ),
    shrunk((4,), 3, "lagging", 0),
    shrunk((4, 5), 5, "centered", 2),
    shrunk((4, 5, 3), 3, "leading", 2),
]
