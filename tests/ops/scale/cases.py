"""scale, alone and where it folds into a convolution."""

from numeric.operator_case import CONV, Apply, Case, activation_cases


def behind_conv(frame, channels, bias):
    """Two in a row."""
    options = f"channels: {channels}, kernel: 3, padding: 1, bias: {str(bias).lower()}"
    return Case(
        f"conv: {{{options}}}, scale: {{factor: -2.5, offset: 1.5}}, scale: {{factor: 0.5}}",
        frame,
        lambda: Apply(
            lambda clip, conv: (conv(clip) * -2.5 + 1.5) * 0.5,
            CONV[len(frame) - 1](frame[0], channels, 3, padding=1, bias=bias),
        ),
    )


CASES = [
    *activation_cases("scale: {factor: 0.125, offset: -1}", lambda: Apply(lambda clip: clip * 0.125 - 1)),
    *activation_cases("scale: {factor: -3}, relu, scale", lambda: Apply(lambda clip: (clip * -3).relu())),
    *activation_cases("scale: {factor: 2}, scale: {offset: 1.5}", lambda: Apply(lambda clip: clip * 2 + 1.5)),
    behind_conv((4,), 6, bias=True),
    behind_conv((4, 5, 6), 3, bias=False),
]
