"""Many functions of a clip in one network; and alone where one of them fails, so that none hides another."""

import cocc
import numpy as np
import torch

from numeric.stepping import close_to, frames_of

from .compiling import Wrapped
from .exporting import as_frames

FRAMES = 9
TOGETHER = 24  # a network has so many outputs at most, and some more


def all_of(functions: dict, members: dict) -> Wrapped:
    """The module that returns what each of `functions` makes of (module, clip), by its name."""
    def forward(module, clip):
        return {name: made(module, clip).float() for name, made in functions.items()}

    return Wrapped(forward, **members)


def results(found) -> tuple:
    """What a network returns, of one output too."""
    return found if isinstance(found, tuple) else (found,)


def check(functions: dict, frame: tuple, members: dict):
    """By step and by forward, what PyTorch makes of a clip (B, C, T, *S); each result has its time there too."""
    module = all_of(functions, members).eval()
    net = cocc.compile(module, frame)
    clip = torch.randn(*frame[:2], FRAMES, *frame[2:], generator=torch.Generator().manual_seed(3))
    with torch.no_grad():
        expected = module(clip)
    whole = results(net.forward(clip.numpy()))
    steps = zip(*(results(net.step(each)) for each in frames_of(clip.numpy())))
    assert len(net.outputs) == len(expected)
    for name, port, everything, frames in zip(expected, net.outputs, whole, steps):
        wanted = as_frames(expected[name].numpy(), 2, port.shape)
        close_to(everything, wanted, name)
        early = np.stack([each for each in frames if each is not None], 2)
        close_to(early, wanted[:, :, : early.shape[2]], f"{name}, by step")


def check_each(functions: dict, frame: tuple, **members):
    """As check, of any number of functions; names those that fail."""
    for first in range(0, len(functions), TOGETHER):
        some = dict([*functions.items()][first : first + TOGETHER])
        try:
            check(some, frame, members)
        except Exception as together:
            raise AssertionError(failures(some, frame, members) or str(together)) from together


def failures(functions: dict, frame: tuple, members: dict) -> str:
    """What is wrong with each that fails alone."""
    wrong = []
    for name, function in functions.items():
        try:
            check({name: function}, frame, members)
        except Exception as alone:
            wrong.append(f"{name}: {alone}")
    return "\n".join(wrong)
