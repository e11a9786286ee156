"""Many functions of a clip as the outputs of one network, each compared with PyTorch on whole clips."""

import numpy as np
import torch
from torch import nn

import cocc

from numeric.stepping import TOLERANCE

from .exporting import as_frames


class Many(nn.Module):
    """`functions` of (self, clip), by name, with some children and parameters."""

    def __init__(self, functions: dict, members: dict):
        super().__init__()
        self.functions = functions
        for name, member in members.items():
            setattr(self, name, member)

    def forward(self, clip: torch.Tensor) -> dict:
        return {name: function(self, clip) for name, function in self.functions.items()}


def close(found, expected, what):
    """Also where both are no numbers, or infinite."""
    assert found.shape == expected.shape, f"{what}: {found.shape}, not {expected.shape}"
    assert np.array_equal(np.isnan(found), np.isnan(expected)), f"{what}: no numbers at other places"
    infinite = np.isinf(expected)
    assert np.array_equal(found[infinite], expected[infinite]), f"{what}: infinite at other places"
    finite = np.isfinite(expected)
    largest = np.abs(expected[finite]).max(initial=0)
    difference = np.abs(found[finite] - expected[finite]).max(initial=0)
    assert difference <= max(TOLERANCE * largest, np.finfo(np.float32).tiny), f"{what}: differs by {difference}"


def compile_many(functions, frame, time=2, members=dict, **options):
    torch.manual_seed(0)
    module = Many(functions, members()).eval()
    return module, cocc.compile(module, frame, time_dim=time, **options)


def check_many(functions, frame, time=2, members=dict, reference=None, lengths=(16, 23), clip_of=torch.randn, **options):
    """Frames of `frame` with time as dimension `time`, also of what the functions return. `reference`, by the same
    names, says what they are where that is not what they make of whole clips."""
    module, net = compile_many(functions, frame, time, members, **options)
    for length in lengths:
        clip = clip_of(*frame[:time], length, *frame[time:])
        with torch.no_grad():
            expected = {name: function(module, clip).float().numpy()
                        for name, function in {**functions, **(reference or {})}.items()}
        check_outputs(net, as_frames(clip.numpy(), time, net.inputs[0].shape), expected, time)
    return net


def check_outputs(net, frames, expected, time):
    results = net.forward(frames)
    results = results if isinstance(results, tuple) else (results,)
    net.reset()
    steps = [net.step(np.ascontiguousarray(frames[:, :, t])) for t in range(frames.shape[2])]
    steps = [step if isinstance(step, tuple) else (step,) for step in steps]
    for index, (name, port, found) in enumerate(zip(expected, net.outputs, results)):
        wanted = as_frames(expected[name], time, port.shape)
        close(np.asarray(found), wanted, name)
        stepped = [step[index] for step in steps if step[index] is not None]
        close(np.stack(stepped, 2), wanted[:, :, : len(stepped)], f"{name}, by step")
