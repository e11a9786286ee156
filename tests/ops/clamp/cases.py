"""clamp against torch.clamp."""

from numeric.operator_case import Apply, activation_cases

CASES = [
    *activation_cases("clamp: {low: -0.5, high: 1.0}", lambda: Apply(lambda clip: clip.clamp(-0.5, 1.0))),
    *activation_cases("clamp: {low: 0.25}", lambda: Apply(lambda clip: clip.clamp(min=0.25))),
    *activation_cases("clamp: {high: 0.25}", lambda: Apply(lambda clip: clip.clamp(max=0.25))),
    *activation_cases("clamp: {low: 1, high: -1}", lambda: Apply(lambda clip: clip.clamp(1, -1)))[:1],
]
