"""Two more kits of parts for numeric/networks.py: the continual-inference library's, and a step as a pure function.

The pure function is what a user writes by hand today to stream a network on an inference engine: every layer that needs
earlier frames takes them as an input of the graph and returns the newer ones.
"""

from types import SimpleNamespace

import torch
import torch.nn.functional as F
from torch import nn

from numeric.networks import SpatialMean


def library_parts():
    """The parts of continual-inference."""
    import continual as co

    return SimpleNamespace(
        Conv=co.Conv3d,
        MaxPool=co.MaxPool3d,
        AvgPool=co.AvgPool3d,
        Sequential=co.Sequential,
        Residual=co.Residual,
        Parallel=co.BroadcastReduce,
        SpatialMean=lambda: co.Lambda(SpatialMean()),
    )


class Tape:
    """The states that one step reads and writes, in the order in which layers ask for them."""

    def __init__(self):
        self.rewind(None)

    def rewind(self, states):
        """Before a step: the states to read, or None for zeros."""
        self.given, self.kept = None if states is None else iter(states), []

    def window(self, frame, earlier):
        """(B, C, 1, *S) -> (B, C, earlier + 1, *S): the frame behind the `earlier` ones before it."""
        if earlier == 0:
            return frame
        zeros = frame.new_zeros((*frame.shape[:2], earlier, *frame.shape[3:]))
        seen = torch.cat([zeros if self.given is None else next(self.given), frame], 2)
        self.kept.append(seen[:, :, 1:])
        return seen


def step_parts(tape):
    """Parts whose forward takes and returns one frame (B, C, 1, *S) of a stream that is under way."""

    class Conv(nn.Conv3d):
        @property
        def delay(self):
            return self.kernel_size[0] - 1 - self.padding[0]

        def forward(self, frame):
            seen = tape.window(frame, self.kernel_size[0] - 1)
            return F.conv3d(seen, self.weight, self.bias, self.stride, (0, *self.padding[1:]), 1, self.groups)

    class AvgPool(nn.AvgPool3d):
        @property
        def delay(self):
            return self.kernel_size[0] - 1

        def forward(self, frame):
            return tape.window(frame, self.delay).mean(2, keepdim=True)

    class Sequential(nn.Sequential):
        @property
        def delay(self):
            return sum(delay_of(part) for part in self)

    class Parallel(nn.Module):
        def __init__(self, *branches, reduce="sum"):
            super().__init__()
            self.branches, self.reduce = nn.ModuleList(branches), reduce

        @property
        def delay(self):
            return max(map(delay_of, self.branches))

        def forward(self, frame):
            made = [tape.window(branch(frame), self.delay - delay_of(branch))[:, :, :1] for branch in self.branches]
            if self.reduce == "concat":
                return torch.cat(made, 1)
            return made[0] * made[1] if self.reduce == "mul" else sum(made[1:], made[0])

    def residual(branch, reduce="sum"):
        return Parallel(nn.Identity(), branch, reduce=reduce)

    return SimpleNamespace(
        Conv=Conv,
        MaxPool=nn.MaxPool3d,
        AvgPool=AvgPool,
        Sequential=Sequential,
        Residual=residual,
        Parallel=Parallel,
        SpatialMean=SpatialMean,
    )


def delay_of(part):
    return getattr(part, "delay", 0)


class PureStep(nn.Module):
    """(frame, *states) -> (output, *next states)"""

    def __init__(self, tape, network):
        super().__init__()
        self.tape, self.network = tape, network

    def forward(self, frame, *states):
        self.tape.rewind(states or None)
        return (self.network(frame), *self.tape.kept)


def export_step(module, shape, path):
    """Writes the step as ONNX. Returns the shapes of its inputs and of its outputs, frame and output first."""
    frame = torch.zeros(shape).unsqueeze(2)
    states = [torch.zeros_like(state) for state in module(frame)[1:]]
    made = module(frame, *states)
    names = [str(i) for i in range(len(states))]
    torch.onnx.export(
        module,
        (frame, *states),
        str(path),
        dynamo=False,
        opset_version=17,
        input_names=["frame", *(f"old{n}" for n in names)],
        output_names=["output", *(f"new{n}" for n in names)],
    )
    return [tuple(each.shape) for each in (frame, *states)], [tuple(each.shape) for each in made]
