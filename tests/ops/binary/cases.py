"""binary: the functions side by side, of a frame and of what else is made of it; extents of 1 broadcast."""

import torch

from numeric.operator_case import CONV, Apply, Case

FUNCTIONS = {
    **{name: getattr(torch, name) for name in (
        "atan2 copysign floor_divide fmax fmin fmod heaviside hypot logaddexp logaddexp2 remainder xlogy"
    ).split()},
    "pow": lambda a, b: torch.pow(b, a),
    "xlog1py": torch.special.xlog1py,
}
SWAPPED = ("pow",)  # their first number is the positive one


def side_by_side(frame, broadcast):
    """Each of a frame and of a positive one, which may be its mean over space."""
    mean = ", spatial_mean: {name: mean}" if broadcast else ""
    made = ", ".join(
        f"binary: {{name: {name}, function: {name}, inputs: [{'b, input' if name in SWAPPED else 'input, b'}]}}"
        for name in FUNCTIONS
    )

    def function(x):
        b = (x.mean((-1, -2), keepdim=True) if broadcast else x).abs() + 0.5
        return torch.cat([each(x, b).float() for each in FUNCTIONS.values()], 1)

    layers = f"{mean.removeprefix(', ')}{', ' if mean else ''}abs, scale: {{name: b, offset: 0.5}}, {made}"
    return Case(f"{layers}, concat: {{inputs: [{', '.join(FUNCTIONS)}]}}", frame, lambda: Apply(function))


CASES = [
    side_by_side((5,), False),
    side_by_side((3, 4, 2), True),
    Case(
        "conv: {channels: 4, kernel: 3, padding: 1}, binary: {function: atan2, inputs: ['0', input]}",
        (4, 5),
        lambda: Apply(lambda x, conv: torch.atan2(conv(x), x), CONV[1](4, 4, 3, padding=1)),
    ),
]
