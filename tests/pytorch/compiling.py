"""Compiles modules in Python and holds the networks against their forward at several lengths, for tests."""

import pytest
import torch
from torch import nn

import cocc

from numeric.stepping import as_clip, close_to, outputs_by_step, same_bits

from .exporting import as_frames

LENGTHS = (12, 19)


class Wrapped(nn.Module):
    """`function(self, clip)` as a module with these children, parameters and buffers."""

    def __init__(self, function, **members):
        super().__init__()
        self.function = function
        for name, member in members.items():
            if isinstance(member, torch.Tensor) and not isinstance(member, nn.Parameter):
                self.register_buffer(name, member)
            else:
                setattr(self, name, member)

    def forward(self, clip: torch.Tensor) -> torch.Tensor:
        return self.function(self, clip)


def check_module(
    module: nn.Module, frame_shape: tuple, time_dim: int = 2, output_time=None, lengths=LENGTHS, **options
):
    """By step, with the flush and by forward, at each of `lengths`, what the module makes of whole clips. Returns the
    network."""
    module = module.eval()
    net = cocc.compile(module, frame_shape, time_dim=time_dim, **options)
    generator = torch.Generator().manual_seed(3)
    for frames in lengths:
        shape = (*frame_shape[:time_dim], frames, *frame_shape[time_dim:])
        clip = torch.randn(shape, generator=generator)
        with torch.no_grad():
            expected = module(clip).numpy()
        expected = as_frames(expected, time_dim if output_time is None else output_time, net.output_shape)
        given = as_frames(clip.numpy(), time_dim, net.input_shape)
        stepped = outputs_by_step(net, given)
        close_to(stepped, expected[:, :, : stepped.shape[2]], f"{frames} frames by step")
        net.reset()
        everything = as_clip(net, net.steps(given, pad_end=True))
        close_to(everything, expected, f"{frames} frames and the flush")
        same_bits(as_clip(net, net.forward(given)), everything, "forward")
    return net


def check_refusal(module: nn.Module, frame_shape: tuple, words: list[str], **options):
    """The module does not compile, and the message has all of these words."""
    with pytest.raises(cocc.CompileError) as error:
        cocc.compile(module, frame_shape, **options)
    assert [word for word in words if word not in str(error.value)] == [], str(error.value)
