"""trim_to: a clip padded behind, cut to the length of the input or of something made of it."""

import torch.nn.functional as F

from numeric.operator_case import CONV, Apply, Case


def trimmed(frame, before, after, kernel=None):
    """Of a padded clip, as much as the input has, or a convolution of it without padding."""
    pad, zeros = [0, 0] * (len(frame) - 1) + [before, after], [0] * (len(frame) - 1)
    other = "'0'" if kernel else "input"
    first = f"conv: {{channels: 2, kernel: {kernel}}}, " if kernel else ""
    padded = f"pad: {{name: a, inputs: input, before: {[before, *zeros]}, after: {[after, *zeros]}}}"
    members = [CONV[len(frame) - 1](frame[0], 2, kernel)] if kernel else []
    return Case(
        f"{first}{padded}, trim_to: {{inputs: [a, {other}]}}",
        frame,
        lambda: Apply(lambda x, *conv: F.pad(x, pad)[:, :, : (conv[0](x) if conv else x).shape[2]], *members),
    )


CASES = [
    trimmed((3,), 0, 2),
    trimmed((3,), 1, 4),
    trimmed((3,), 2, 0, 3),
    trimmed((2, 5), 0, 1, 2),
]
