"""The operators that read whole numbers; see operators.py."""

import numpy as np

from .frame_operators import framewise
from .operators import Spec


def table(_, attributes):
    return {"weight": Spec((attributes["rows"], attributes["channels"]), -1.0, 1.0)}


@framewise("embedding", specs=table)
def embedding(frames, _, weights):
    rows, numbers = weights["weight"], frames[:, :, 0]
    output = np.full((*numbers.shape, rows.shape[1]), np.nan, frames.dtype)
    for place, number in np.ndenumerate(numbers):
        if -1 < number < len(rows):
            output[place] = rows[int(number)]
    return np.moveaxis(output, -1, 2)
