"""Modules that write into themselves while they run."""

import pytest
import torch
from torch import nn

import cocc
from cocc._export import export

from .test_exports import Of


def assigned(self, clip):
    padded = torch.cat([self.pad, clip], 2)
    self.pad = padded[:, :, -2:]
    return 2 * padded


def copied(self, clip):
    padded = torch.cat([self.pad, clip], 2)
    self.pad.copy_(padded[:, :, -2:])
    return 2 * padded


def added(self, clip):
    self.pad += 1
    return 2 * clip


def viewed(self, clip):
    self.pad[:, 0].mul_(2)
    return 2 * clip


def element(self, clip):
    self.pad[:, :, 0] = clip[:, :, -1]
    return 2 * clip


WRITES = (assigned, copied, added, viewed, element)


@pytest.mark.parametrize("function", WRITES)
def test_written_buffers_are_refused_by_their_names(function):
    """Whether what is written is read or not."""
    module = Of(function)
    module.register_buffer("pad", torch.ones(1, 3, 2))
    with pytest.raises(cocc.CompileError, match=r"Sequential writes its buffer '1\.pad' in forward; give"):
        cocc.compile(nn.Sequential(nn.ReLU(), module), (1, 3))
    torch.testing.assert_close(module.pad, torch.ones(1, 3, 2))


@pytest.mark.parametrize("function", WRITES)
def test_written_tensors_too(function):
    module = Of(function, pad=torch.ones(1, 3, 2))
    with pytest.raises(cocc.CompileError, match=r"Sequential writes its (tensor|attribute) '1\.pad' in forward"):
        cocc.compile(nn.Sequential(nn.ReLU(), module), (1, 3))
    torch.testing.assert_close(module.pad, torch.ones(1, 3, 2))


def counted(self, clip):
    self.number += 1
    return clip * 2


def kept(self, clip):
    self.frames.append(clip[:, :, -1])
    return clip * 2


def by_key(self, clip):
    self.last["clip"] = clip
    return clip * 2


@pytest.mark.parametrize(
    "function, name, value", [(counted, "number", 0), (kept, "frames", []), (by_key, "last", {})]
)
def test_other_attributes_that_keep_something(function, name, value):
    module = Of(function, **{name: value})
    with pytest.raises(cocc.CompileError, match=f"^Of writes its attribute '{name}' in forward"):
        cocc.compile(module, (1, 3))
    assert not getattr(module, name)


def test_what_depends_on_the_length_alone_is_no_state():
    """A table that is made for the longest clip so far, and notes of shapes."""

    def positions(self, clip):
        if self.table is None or self.table.shape[0] < clip.shape[2]:
            self.table = torch.arange(clip.shape[2]) / 100
        self.seen = tuple(clip.shape)
        return clip + self.table[: clip.shape[2]]

    module = Of(positions, table=None)
    assert len(export(module, (1, 3), 2, None, 1)) >= 2
    assert module.table is None and not hasattr(module, "seen")


def test_hooks_are_a_part_of_the_network():
    module = nn.Sequential(nn.Conv1d(3, 4, 3), nn.ReLU())
    module[0].register_forward_hook(lambda _, __, result: 3 * result)
    module.register_forward_hook(lambda _, __, result: result + 1)
    module.register_forward_pre_hook(lambda _, clips: (-clips[0],))
    clip = torch.randn(1, 3, 12, generator=torch.Generator().manual_seed(0))
    with torch.no_grad():
        expected = module(clip)
    found = torch.from_numpy(cocc.compile(module, (1, 3)).forward(clip.numpy()))
    torch.testing.assert_close(found, expected, rtol=0, atol=1e-5 * float(expected.abs().max()))
