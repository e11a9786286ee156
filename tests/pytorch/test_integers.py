"""Clips of integers, of indices that are floats, and of one axis beside time: in Python, in C's words, wrong ones."""

import numpy as np
import pytest
import torch
import torch.nn.functional as F
from torch import nn

import cocc

ROWS = 12


class Conditioning(nn.Module):
    """Features (B, T, 5) and a number for each frame, seen through `look`."""

    def __init__(self, look):
        super().__init__()
        self.embed, self.dense = nn.Embedding(ROWS, 6), nn.LazyLinear(8)
        self.conv = nn.Conv1d(8, 4, 3, padding=1)
        self.look = look

    def forward(self, features, number):
        x = torch.tanh(self.dense(torch.cat((features, self.look(self.embed, number)), -1)))
        return self.conv(x.permute(0, 2, 1)).permute(0, 2, 1)


LOOKS = {
    "embedding": ((), "int64", lambda embed, number: embed(number)),
    "of int32": ((), "int32", lambda embed, number: embed(number)),
    "one hot": ((), "int64", lambda _, number: F.one_hot(number, ROWS).float()),
    "several": ((3,), "int64", lambda embed, number: embed(number).flatten(2)),
    "one of several": ((3,), "int64", lambda embed, number: embed(number[..., 1]) * number[..., 2:].float()),
    "turned": ((2, 3), "int32", lambda embed, number: embed(number.transpose(2, 3)).mean((2, 3))),
    "compared": ((), "int64", lambda embed, number: embed(number) * (number > 4)[..., None]),
    "long": ((1,), "float32", lambda embed, number: embed(number.squeeze(-1).long())),
    "float of a float": ((), "float32", lambda embed, number: embed(number.to(torch.int64))),
}


def made(look, batch):
    torch.manual_seed(len(look))
    space, kind, function = LOOKS[look]
    module = Conditioning(function).eval()
    clips = drawn(look, batch, 11)
    module(*clips)
    return module, [(batch, 5), (batch, *space)], ["float32", kind], clips


def drawn(look, batch, frames):
    space, kind, _ = LOOKS[look]
    number = torch.randint(0, ROWS, (batch, frames, *space))
    number = number.to(getattr(torch, kind)) + (0.75 if kind == "float32" else 0)
    return torch.randn(batch, frames, 5), number


@pytest.mark.parametrize("batch", (1, 2))
@pytest.mark.parametrize("look", LOOKS)
def test_same_as_torch(look, batch):
    module, shapes, types, _ = made(look, batch)
    net = cocc.compile(module, shapes, time_dim=1, frame_type=types)
    assert [port.type for port in net.inputs] == types
    assert [port.shape for port in net.inputs] == shapes
    for frames in (1, 2, 9, 20):
        clips = drawn(look, batch, frames)
        with torch.no_grad():
            expected = module(*clips).numpy()
        np.testing.assert_allclose(net.forward(clips, time_dim=1), expected, rtol=1e-4, atol=1e-5)
        net.reset()
        steps = [net.step([clip[:, t] for clip in clips]) for t in range(frames)]
        found = [frame for frame in steps if frame is not None]
        assert len(found) == max(frames - 1, 0)
        for t, frame in enumerate(found):
            np.testing.assert_allclose(frame, expected[:, t], rtol=1e-4, atol=1e-5)


@pytest.mark.parametrize("look, wrong", [("embedding", ROWS), ("of int32", -1), ("several", 2**40), ("long", ROWS),
                                         ("long", -1), ("long", np.nan), ("one hot", ROWS)])
def test_what_is_no_row_is_refused_and_nothing_has_happened(look, wrong):
    module, shapes, types, clips = made(look, 1)
    net = cocc.compile(module, shapes, time_dim=1, frame_type=types)
    assert net.inputs[1].limit == ROWS
    expected = net.forward(clips, time_dim=1)
    net.reset()
    before = net.steps([clip[:, :4] for clip in clips], time_dim=1)
    bad = clips[1].clone().flatten(1)
    bad[0, 0] = wrong
    with pytest.raises(IndexError, match="must have whole numbers from 0 to 11"):
        net.step([clips[0][:, 4], bad.view(clips[1].shape)[:, 0]])
    with pytest.raises(IndexError, match="must have whole numbers from 0 to 11"):
        net.steps([clips[0], bad.view(clips[1].shape)], time_dim=1)
    after = net.steps([clip[:, 4:] for clip in clips], time_dim=1, pad_end=True)
    np.testing.assert_array_equal(np.concatenate([before, after], 1), expected)


class Computed(nn.Module):
    """A row that no limit of the input can see to."""

    def __init__(self):
        super().__init__()
        self.embed = nn.Embedding(ROWS, 3)

    def forward(self, clip):
        return self.embed((clip.sum(1)).long()).permute(0, 2, 1)


def test_a_computed_number_that_is_no_row_is_no_number():
    net = cocc.compile(Computed().eval(), (1, 2))
    assert net.inputs[0].limit == 0
    clip = np.array([[[1, 5, -3, 2], [0.5, 6.25, 2.5, 9]]], np.float32)  # 1.5, 11.25, -0.5, 11
    assert np.isfinite(net.forward(clip)).all()
    clip[0, :, 1:3] = [[12, -2], [0, 1]]
    assert np.isnan(net.forward(clip)[0, 0]).tolist() == [False, True, True, False]


@pytest.mark.parametrize("kind", (np.int8, np.uint8, np.int16, np.int32, np.int64))
def test_integers_of_any_width(kind):
    module, shapes, types, clips = made("embedding", 1)
    net = cocc.compile(module, shapes, time_dim=1, frame_type=types)
    expected = net.forward(clips, time_dim=1)
    narrow = clips[1].numpy().astype(kind)
    np.testing.assert_array_equal(net.forward([clips[0], narrow], time_dim=1), expected)
    np.testing.assert_array_equal(net.forward([clips[0], torch.from_numpy(narrow)], time_dim=1), expected)


class Mono(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv = nn.Conv1d(1, 3, 5)

    def forward(self, clip):
        return self.conv(clip[:, None])


@pytest.mark.parametrize("batch", (1, 2))
def test_samples_without_channels(batch):
    module = Mono().eval()
    net = cocc.compile(module, (batch,), time_dim=1)
    assert net.input_shape == (batch,) and net.output_shape == (batch, 3)
    clip = torch.randn(batch, 30)
    with torch.no_grad():
        expected = module(clip).numpy()
    found = net.forward(clip, time_dim=1)
    np.testing.assert_allclose(np.moveaxis(found, 1, 2), expected, rtol=1e-4, atol=1e-5)
    steps = [net.step(clip[:, t]) for t in range(30)]
    np.testing.assert_allclose(np.stack(steps[4:], 2), expected, rtol=1e-4, atol=1e-5)


class Two(nn.Module):
    """Samples (B, T) beside features (B, C, T): time is the last of both, by its number each its own."""

    def forward(self, samples, features):
        return features * samples[:, None]


@pytest.mark.parametrize("time_dim", (-1, [1, 2]))
def test_inputs_of_different_ranks(time_dim):
    net = cocc.compile(Two(), [(2,), (2, 3)], time_dim=time_dim)
    clips = torch.randn(2, 7), torch.randn(2, 3, 7)
    found = net.forward(clips, time_dim=[1, 2])
    assert found.shape == (2, 7, 3)
    np.testing.assert_allclose(np.moveaxis(found, 1, 2), Two()(*clips).numpy(), rtol=1e-6)


def test_wrong_types_and_axes():
    module, shapes, types, clips = made("embedding", 1)
    net = cocc.compile(module, shapes, time_dim=1, frame_type=types)
    with pytest.raises(ValueError, match="a clip for number must be of int64, not of float32"):
        net.forward([clips[0], clips[1].float()], time_dim=1)
    with pytest.raises(ValueError, match="a clip for features must be of float32, not of int64"):
        net.forward([clips[1], clips[1]], time_dim=1)
    with pytest.raises(ValueError, match="time_dim must be one number, or one for each of 2 clips, not 3"):
        net.forward(clips, time_dim=[1, 1, 1])
    with pytest.raises(cocc.CompileError, match="frame_type"):
        cocc.compile(module, shapes, time_dim=1)


class Arithmetic(nn.Module):
    def forward(self, clip):
        return (clip * 3).float()


class Buckets(nn.Module):
    def forward(self, clip):
        return F.one_hot(clip)


def test_what_is_done_with_integers_is_refused_where_float32_may_not_hold_it():
    with pytest.raises(cocc.CompileError, match="is a tensor of int64; networks compute in float32"):
        cocc.compile(Arithmetic(), (1, 3), frame_type="int64")
    with pytest.raises(cocc.CompileError, match="num_classes|depend"):
        cocc.compile(Buckets(), (1, 3), frame_type="int64")


def test_as_yaml(tmp_path):
    module, shapes, types, clips = made("embedding", 1)
    cocc.export(module, tmp_path / "net.yaml", shapes, time_dim=1, frame_type=types)
    assert "number: {shape: [1], type: int64, limit: 12}" in (tmp_path / "net.yaml").read_text()
    again = cocc.compile(tmp_path / "net.yaml")
    assert again.inputs == cocc.compile(module, shapes, time_dim=1, frame_type=types).inputs
    np.testing.assert_allclose(
        again.forward(clips, time_dim=1), module(*clips).detach().numpy(), rtol=1e-4, atol=1e-5
    )
