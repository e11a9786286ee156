"""What a network means, written down as plainly as possible: the judge of everything that cocc compiles.

Shares no code with the compiler. It reads the YAML itself (`description`), gets the weights itself (`weights`),
computes the whole clip with loops over the taps of each window (`operators`) and knows when each output frame appears
(`timing`), by how each layer moves in time (`moves`).

    network = reference.load("net.yaml")
    output = network.forward(clip)              # (B, C, T, *S) -> (B, C', T', *S')
    network.timing.warm_up, network.timing.by_step(20)
    network.timing_of(4)                        # in steps of 4 frames

A new operator is one function in `operators.py` or, if it does not look beyond a frame, in `frame_operators.py` or
`sum_operators.py`.
"""

from . import (  # noqa: F401  (registers operators)
    attention_operators,
    frame_operators,
    function_operators,
    index_operators,
    order_operators,
    sum_operators,
    time_operators,
    upsampling_operators,
)
from .description import DescriptionError
from .network import Network, load, parse
from .operators import OPERATORS

__all__ = ["DescriptionError", "Network", "OPERATORS", "load", "parse"]
