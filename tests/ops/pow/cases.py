"""pow against torch.pow: whole exponents of any number, others of numbers above 0."""

from numeric.operator_case import Apply, Case


def power(exponent, frame, positive=False):
    """Bounded away from 0 where the exponent is negative."""
    layers = f"pow: {{exponent: {exponent}}}"
    if positive:
        layers = f"abs, scale: {{offset: 0.25}}, {layers}"
    return Case(
        layers, frame, lambda: Apply(lambda clip: (clip.abs() + 0.25 if positive else clip).pow(exponent))
    )


CASES = [
    *(power(exponent, (5,)) for exponent in (0.0, 1.0, 2.0, 3.0, 7.0, 16.0, 17.0, 20.0)),
    power(2.0, (3, 7)),
    power(3.0, (4, 5, 6)),
    *(power(exponent, (6, 5), positive=True) for exponent in (-1.0, -2.0, 0.5, -0.5, 1.5, 2.75, -3.25, 0.1, 12.7)),
]
