"""What an operator's numeric test case is. Each operator lists its own as CASES in tests/ops/<operator>/cases.py."""

import importlib.util
from collections.abc import Callable
from dataclasses import dataclass
from math import ceil
from pathlib import Path

import numpy as np
import torch
from torch import nn

import reference

OPS = Path(__file__).resolve().parents[1] / "ops"


@dataclass(frozen=True)
class Case:
    """Layers as YAML flow items, the frame's (channels, *space), and a function that makes the same in PyTorch: a
    module over clips (B, C, T, *S) whose state_dict has the names of the YAML's weights. With the layers' own names
    nothing needs to be said: an nn.Sequential names its members as an unnamed list of layers does. `BATCH` in the
    layers stands for the batch.
    """

    layers: str
    frame: tuple
    module: Callable

    @property
    def label(self):
        return f"{self.layers} on {'x'.join(map(str, self.frame))}"

    def text(self, batch):
        shape, layers = [batch, *self.frame], self.layers.replace("BATCH", str(batch))
        return f"network: layers\ninput: {{shape: {shape}}}\nweights: {{seed: 7}}\nlayers: [{layers}]\n"


class Apply(nn.Module):
    """A function as a module."""

    def __init__(self, function, *modules):
        super().__init__()
        self.function = function
        for index, module in enumerate(modules):
            self.add_module(str(index), module)

    def forward(self, clip):
        return self.function(clip, *self.children())


def framewise(function):
    """A function of frames (B, C, *S) as a function of clips."""
    return lambda clip: torch.stack([function(frame) for frame in clip.unbind(2)], 2)


CONV = (nn.Conv1d, nn.Conv2d, nn.Conv3d)
BATCH_NORM = (nn.BatchNorm1d, nn.BatchNorm1d, nn.BatchNorm2d, nn.BatchNorm3d)


def activation_cases(layer, module):
    """An activation's cases: frames without, with one and with two spatial axes."""
    return [Case(layer, frame, lambda: nn.Sequential(module())) for frame in ((5,), (3, 7), (4, 5, 6))]


def adaptive_cases(layer, over_line, over_plane):
    """The cases of an adaptive pool over space, given PyTorch's over one axis and over two: bins of equal and of
    different extents, and more bins than places."""
    sizes = (
        ((3, 7), 3), ((3, 7), [1]), ((4, 5), 8), ((4, 9, 7), [4, 5]), ((5, 6, 8), [3, 4]), ((5, 8, 6), 1),
        ((2, 3, 10), [7, 3]), ((17, 13, 11), [6, 4]),
    )

    def case(frame, size):
        module = (over_line if len(frame) == 2 else over_plane)(size)
        return Case(f"{layer}: {{size: {size}}}", frame, lambda: Apply(framewise(module)))

    return [case(*each) for each in sizes]


def load_cases(operator):
    """The cases of tests/ops/<operator>, none if there are none."""
    path = OPS / operator / "cases.py"
    if not path.exists():
        return []
    spec = importlib.util.spec_from_file_location(f"cases_of_{operator}", path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module.CASES


def all_cases():
    """(operator, case) of every folder of tests/ops that has cases."""
    folders = sorted(path.parent.name for path in OPS.glob("*/cases.py"))
    return [(operator, case) for operator in folders for case in load_cases(operator)]


def torch_forward(module, weights, clip):
    """The module's output, in eval mode with the given weights: (B, C, T, *S) -> (B, C', T', *S'), NumPy both."""
    state = {name: torch.from_numpy(np.array(value)) for name, value in weights.items()}
    missing = module.load_state_dict(state, strict=False)
    assert not missing.unexpected_keys, missing
    assert all(name.endswith("num_batches_tracked") for name in missing.missing_keys), missing
    with torch.no_grad():
        return module.eval()(torch.from_numpy(clip)).numpy()


def network_of(case, batch):
    return reference.parse(case.text(batch))


def enough_frames(timing):
    """So many that the network's start and several steps with outputs are seen."""
    turn = max(3 * timing.stride, 3 * timing.frames_per_step)
    return ceil(max(0, timing.warm_up) + turn)


def random_clip(network, rng, frames=None):
    """A clip (B, C, T, *S) long enough to see the network's start, several outputs and its end."""
    frames = frames or enough_frames(network.timing) + int(rng.integers(2, 6))
    batch, channels, *space = network.input_shape
    return rng.standard_normal((batch, channels, frames, *space)).astype(np.float32) * np.float32(2)
