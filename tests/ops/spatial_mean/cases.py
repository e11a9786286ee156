"""spatial_mean against a mean over the spatial axes."""

from numeric.operator_case import Apply, Case

CASES = [
    Case("spatial_mean", (5,), lambda: Apply(lambda clip: clip)),
    Case("spatial_mean", (3, 7), lambda: Apply(lambda clip: clip.mean(-1, keepdim=True))),
    Case("spatial_mean", (3, 5, 6), lambda: Apply(lambda clip: clip.mean((-1, -2), keepdim=True))),
    Case("spatial_mean", (40, 10, 10), lambda: Apply(lambda clip: clip.mean((-1, -2), keepdim=True))),
]
