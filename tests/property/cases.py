"""Beginnings of random networks from the operators' own cases, so that an operator that has them is drawn."""

from functools import cache
from math import prod

import yaml

import reference
from numeric.operator_case import OPS, load_cases
from reference.description import Loader

from .dice import frame_of

LARGEST = 500  # numbers in a frame


@cache
def cases():
    """(the cases whose frames are not large, of each operator in order)."""
    operators = sorted(path.parent.name for path in OPS.glob("*/cases.py"))
    return [[case for case in load_cases(operator) if prod(case.frame) <= LARGEST] for operator in operators]


def layers_of(case, batch):
    """The list of layers of a case."""
    return yaml.load(case.text(batch), Loader)["layers"]


def beginning(dice, turn):
    """(layers, the frame that enters them, the frame behind them): a case of the operator whose turn it is."""
    case = dice.pick(cases()[turn % len(cases())])
    batch, *extents = reference.parse(case.text(dice.batch)).output_shape
    if batch != dice.batch:
        return beginning(dice, turn)
    return layers_of(case, batch), frame_of(case.frame), frame_of(extents)
