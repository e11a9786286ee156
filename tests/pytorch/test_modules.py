"""Modules from Python: what is exported of them, that they stay as they are, and what comes out of the compiler."""

import numpy as np
import pytest
import torch
from torch import nn

import cocc
from cocc._export import save
from cocc._plain import is_continual

from .continual_models import CLIP, NETWORKS, build, clip_of, forward, names


def exported_clip(path) -> tuple[int, ...]:
    """The shape of the clip with which a program was exported."""
    nodes = torch.export.load(path).graph.nodes
    return tuple([node for node in nodes if node.op == "placeholder"][-1].meta["val"].shape)


@pytest.mark.parametrize("time_dim, shape", [(1, (1, 24, 3, 8)), (2, (1, 3, 24, 8)), (-1, (1, 3, 8, 24))])
def test_time_is_where_the_module_has_it(tmp_path, time_dim, shape):
    path = tmp_path / "net.pt2"
    save(nn.ReLU(), str(path), (1, 3, 8), time_dim, 24)
    assert exported_clip(path) == shape


def test_the_module_stays_as_it_was(tmp_path):
    for module in (nn.Sequential(nn.Conv1d(2, 3, 3), nn.BatchNorm1d(3), nn.Dropout()), build("tcn_centered")[0]):
        frame = (1, 2) if isinstance(module[0], nn.Conv1d) and not is_continual(module) else (1, 4)
        module.train()
        module[1].eval()
        before = {name: value.clone() for name, value in module.named_buffers()}
        flags = [each.training for each in module.modules()]
        forwards = ["forward" in vars(each) for each in module.modules()]
        save(module, str(tmp_path / "net.pt2"), frame, 2, None)
        assert [each.training for each in module.modules()] == flags
        assert ["forward" in vars(each) for each in module.modules()] == forwards
        for name, value in module.named_buffers():
            torch.testing.assert_close(value, before[name], equal_nan=True)
        assert all(weight.requires_grad for weight in module.parameters())


@pytest.mark.parametrize("frame", [(1, 0), ()])
def test_shapes_that_are_none_are_refused(frame):
    with pytest.raises(cocc.CompileError, match=r"frame_shape must be \(B, C, \*S\)"):
        cocc.compile(nn.ReLU(), frame)


def test_a_module_needs_the_shape_of_its_frames():
    with pytest.raises(cocc.CompileError, match="a module needs frame_shape"):
        cocc.compile(nn.ReLU())
    wrong = ({"clip_length": 0}, {"multiple_of": 0}, {"time_dim": 3}, {"clip_length": 20, "multiple_of": 8})
    words = "clip_length must be", "multiple_of must", "time_dim must be", "no multiple of 8"
    for options, said in zip(wrong, words):
        with pytest.raises(cocc.CompileError, match=said):
            cocc.compile(nn.ReLU(), (1, 2), **options)


def test_the_compilers_message_names_the_module(tmp_path, monkeypatch):
    compiler = tmp_path / "cocc"
    compiler.write_text('#!/bin/sh\necho "$1: error: $4 $5 $6 $7" >&2; exit 1')
    compiler.chmod(0o755)
    monkeypatch.setenv("COCC", str(compiler))
    with pytest.raises(cocc.CompileError, match="^ReLU: error: --time-dim=2 --api=python --window mean=16$"):
        cocc.compile(nn.ReLU(), (1, 2), windows={"mean": 16})


@pytest.mark.parametrize("name", NETWORKS)
def test_compiled_networks_equal_pytorch(name):
    module, frame = build(name)
    clip = clip_of(frame)
    expected = forward(module, clip)
    net = cocc.compile(module, frame, clip_length=CLIP)
    scale = np.abs(expected).max()
    np.testing.assert_allclose(net.forward(clip), expected, rtol=0, atol=1e-5 * scale)
    stepped = [net.step(clip[:, :, t]) for t in range(CLIP)]
    stepped = np.stack([each for each in stepped if each is not None], 2)
    np.testing.assert_allclose(stepped, expected[:, :, : stepped.shape[2]], rtol=0, atol=1e-5 * scale)


def test_exported_networks_are_readable_and_take_other_weights(tmp_path):
    from safetensors.torch import load_file, save_file

    module, frame = build("tcn_centered")
    path = tmp_path / "tcn.yaml"
    cocc.export(module, path, frame)
    weights = load_file(tmp_path / "tcn.safetensors")
    used = [name for name in names(module) if not name.endswith("num_batches_tracked")]
    assert sorted(set(weights) & set(used)) == sorted(used)
    with torch.no_grad():
        for parameter in module.parameters():
            parameter.mul_(0.5)
    save_file({name: module.state_dict()[name].contiguous() for name in weights}, tmp_path / "tcn.safetensors")
    clip = clip_of(frame)
    expected = forward(module, clip)
    np.testing.assert_allclose(cocc.compile(path).forward(clip), expected, rtol=0, atol=1e-5 * np.abs(expected).max())


def refused(module, frame=(1, 3), **options) -> str:
    with pytest.raises(cocc.CompileError) as raised:
        cocc.compile(module, frame, **options)
    return str(raised.value)


class Mean(nn.Module):
    def forward(self, clip):
        return clip.mean(2)  # the line of the mean


def test_messages_have_the_words_of_python():
    assert 'windows={"mean": 16} makes it the newest 16 frames' in refused(Mean())
    assert 'windows={"max": 4}: nothing called' in refused(nn.ReLU(), windows={"max": 4})
    for batch in (1, 2):
        assert "is time_dim right, and batch_first?" in refused(nn.GRU(3, 4), (batch, 3), time_dim=1)
    assert 'as in {"mean": 16}, not {"mean": 0}' in refused(Mean(), windows={"mean": 0})


def test_messages_show_lines_of_the_users():
    """And none where a module of cocc computes what cannot be."""
    said = refused(nn.Sequential(nn.ReLU(), Mean()))
    assert "test_modules.py" in said and "return clip.mean(2)  # the line of the mean" in said
    assert "/cocc/_" not in said
    assert "/cocc/_" not in refused(cocc.OverTime(nn.GRUCell(3, 4)), (1, 3), time_dim=1)


def test_a_warning_of_the_compiler_is_one_of_python(tmp_path):
    path = tmp_path / "net.pt2"
    save(nn.Conv1d(3, 4, 3), str(path), (1, 3))
    with pytest.warns(UserWarning, match="exported for clips of 19 frames alone.*give cocc.compile the module itself"):
        cocc.compile(path)
