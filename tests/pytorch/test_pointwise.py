"""Each module of pointwise.py, exported and compiled, against PyTorch on whole clips; and those that look at time."""

import numpy as np
import pytest
import torch
from torch import nn

from numeric import stepping

from .exporting import Timing, as_frames, compile_library, export, run_compiler
from .pointwise import CASES, Variants


def randomised(module: nn.Module) -> nn.Module:
    """The module with statistics and affine parameters that are not those of a new one."""
    generator = torch.Generator().manual_seed(0)
    with torch.no_grad():
        for name, tensor in [*module.named_parameters(), *module.named_buffers()]:
            if tensor.is_floating_point():
                tensor.copy_(torch.rand(tensor.shape, generator=generator) + 0.5 * name.endswith("var"))
    return module.eval()


@pytest.mark.parametrize("name", CASES)
def test_equals_pytorch(name, tmp_path):
    """By step, in chunks, with flush, with a peek; a NaN is forgotten at once."""
    cocc = pytest.importorskip("cocc")
    case = CASES[name]
    module = randomised(Variants(case.modules))
    clip = 2 * torch.randn(case.shape, generator=torch.Generator().manual_seed(1))
    net = cocc.load(str(compile_library(export(module, clip, tmp_path / "net.pt2"), 2, tmp_path)))
    with torch.no_grad():
        expected = as_frames(module(clip).numpy(), case.output_time, net.output_shape)
    assert (net.warm_up, net.stride, net.delay, net.receptive_field) == (0, 1, 0, 1)
    frames, timing, rng = clip.numpy(), Timing(0, 1, 1), np.random.default_rng(0)
    stepped = stepping.check_steps(net, frames, expected, timing, stepping.close_to)
    everything = stepping.check_end(net, frames, expected, stepped, timing, stepping.close_to)
    stepping.check_forward(net, frames, everything)
    stepping.check_chunks(net, frames, stepped, rng)
    stepping.check_reset(net, frames, stepped, rng)
    stepping.check_peek(net, frames, stepped, rng)
    stepping.check_forgets(net, frames, timing, rng)


OVER_TIME = {
    "InstanceNorm1d": (nn.InstanceNorm1d(6, affine=True), (1, 6, 9), "normalises over time"),
    "InstanceNorm2d": (nn.InstanceNorm2d(4), (1, 4, 9, 6), "normalises over time"),
    "InstanceNorm3d": (nn.InstanceNorm3d(4), (1, 4, 9, 4, 6), "normalises over time"),
    "GroupNorm": (nn.GroupNorm(2, 4), (1, 4, 9, 6), "normalises over time"),
    "LayerNorm": (nn.LayerNorm((9, 6)), (1, 4, 9, 6), "normalises over time"),
    "Softmin": (nn.Softmin(2), (1, 4, 9, 6), "runs along time"),
    "LogSoftmax": (nn.LogSoftmax(2), (1, 4, 9, 6), "runs along time"),
    "GLU": (nn.GLU(2), (1, 4, 8, 6), "halves the clip along time"),
    "RReLU in training": (nn.RReLU(), (1, 4, 8, 6), "draws its slopes at random (training)"),
}


@pytest.mark.parametrize("name", OVER_TIME)
def test_modules_over_time_are_refused(name, tmp_path):
    module, shape, reason = OVER_TIME[name]
    module.train(name.endswith("in training"))
    done = run_compiler(export(module, torch.randn(shape), tmp_path / "net.pt2"), "-o", tmp_path / "out")
    assert done.returncode == 1 and done.stderr.count("error:") == 1, done.stderr
    assert reason in done.stderr and not (tmp_path / "out").exists(), done.stderr
