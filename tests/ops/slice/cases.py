"""slice against Python's slices of each frame, on all axes."""

from numeric.operator_case import Apply, Case, framewise


def cut(frame, axis, **bounds):
    """`bounds` as Python's, with an end."""
    options = ", ".join(f"{key}: {value}" for key, value in bounds.items())
    place = (slice(None),) * axis + (slice(bounds.get("start", 0), bounds["end"], bounds.get("step", 1)),)
    return Case(f"slice: {{axis: {axis}, {options}}}", frame, lambda: Apply(framewise(lambda x: x[place])))


CASES = [
    cut((12,), 1, end=5),
    cut((12,), 1, start=3, end=12, step=4),
    cut((19, 4), 1, start=7, end=19),
    cut((32, 4), 1, start=16, end=32),
    cut((16, 5), 1, start=1, end=16, step=2),
    cut((3, 7), 2, start=2, end=6),
    cut((9, 7), 2, end=7, step=3),
    cut((4, 5, 6), 2, start=1, end=4),
    cut((12, 5, 6), 3, start=5, end=6),
    cut((4, 5, 6), 3, start=1, end=6, step=2),
    Case(
        "relu, slice: {axis: 0, start: 0, end: 1}, abs", (4, 3), lambda: Apply(framewise(lambda x: x[:1].relu()))
    ),
]
