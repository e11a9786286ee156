"""The operators of core ATen, PyTorch's small set to which all others can be decomposed: each compiled or refused.

FAMILIES has what they are called with on clips (B, 4, T, 6).
"""

import torch

from .elements import ELEMENTS
from .layers import LAYERS
from .shapes import CHOICES, CONSTANTS, NUMBERS, REDUCTIONS, SHAPES


def core() -> set[str]:
    """PyTorch's own list."""
    names = set()
    for name in torch._C._dispatch_get_all_op_names():
        namespace, _, rest = name.partition("::")
        packet, _, overload = rest.partition(".")
        operator = getattr(getattr(torch.ops.aten, packet, None), overload or "default", None)
        if namespace == "aten" and operator is not None and torch.Tag.core in operator.tags:
            names.add(packet)
    return names


FAMILIES = {
    "elements": {name: ELEMENTS[name] for name in sorted(core() & ELEMENTS.keys() - REDUCTIONS.keys())},
    "layers": LAYERS, "shapes": SHAPES, "choices": CHOICES, "reductions": REDUCTIONS, "constants": CONSTANTS,
    "numbers": NUMBERS,
}
