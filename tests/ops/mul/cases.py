"""mul: frames j meet, extents of 1 broadcast."""

from numeric.operator_case import CONV, Apply, Case


def gate(frame, channels, kernel, **options):
    """x * conv(x)"""
    attributes = ", ".join(f"{key}: {value}" for key, value in options.items())
    return Case(
        f"conv: {{channels: {channels}, kernel: {kernel}, {attributes}}}, mul: {{inputs: [input, '0']}}",
        frame,
        lambda: Apply(
            lambda clip, conv: clip * conv(clip), CONV[len(frame) - 1](frame[0], channels, kernel, **options)
        ),
    )


CASES = [
    Case("mul: {inputs: [input, input]}", (4, 3), lambda: Apply(lambda clip: clip * clip)),
    Case("tanh, mul: {inputs: ['0', input, input]}", (4, 3, 5), lambda: Apply(lambda clip: clip.tanh() * clip * clip)),
    Case(
        "spatial_mean, mul: {inputs: [input, '0']}",
        (12, 6, 5),
        lambda: Apply(lambda clip: clip * clip.mean((-1, -2), keepdim=True)),
    ),
    Case(
        "spatial_mean, mul: {inputs: ['0', input]}",
        (12, 6),
        lambda: Apply(lambda clip: clip * clip.mean(-1, keepdim=True)),
    ),
    gate((4,), 4, 3, padding=1),
    gate((4, 5), 1, 3, padding=1),
    gate((4, 5, 6), 4, 3, padding=1),
]
