"""compare: 1 where the relation holds, else 0."""

import operator

from numeric.operator_case import Apply, Case

RELATIONS = ("gt", "ge", "lt", "le", "eq", "ne")


def case(name, frame, value):
    # Rounded up, some elements are equal to the value.
    return Case(
        f"hardtanh, compare: {{relation: {name}, value: {value}}}",
        frame,
        lambda: Apply(lambda x: getattr(operator, name)(x.clamp(-1, 1), value).float()),
    )


CASES = [
    Case("compare", (5,), lambda: Apply(lambda x: (x > 0).float())),
    *(case(name, frame, value) for name in RELATIONS
      for frame, value in (((6,), 1.0), ((3, 4), -1.0), ((2, 3, 2), 0.25))),
]
