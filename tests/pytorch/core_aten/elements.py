"""Functions of each element in core ATen, as functions.py calls them, on clips (B, 4, T, 6)."""

from ..functions import COMPILED
from .forms import Function


def of_first_place(function: Function) -> Function:
    """Of clips (B, 4, T); what is stacked before these is more of them."""
    def over(x):
        made = function(x[..., 0])
        return made.flatten(0, made.ndim - 3)

    return over


ELEMENTS: dict[str, Function] = {name: of_first_place(function) for name, function in COMPILED.items()}
