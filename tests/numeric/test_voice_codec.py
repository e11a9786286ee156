"""The codec of the examples, in blocks: against the same network in PyTorch, and what it does to speech with noise."""

import os
import subprocess
import sys
from functools import cache
from pathlib import Path

import numpy as np
import pytest
import torch
from torch import nn
from torch.nn import functional as F

import cocc
import reference
from numeric.compiled import compiler_path
from numeric.stepping import check, close_to, outputs_by_step
from numeric.test_examples import module_of

EXAMPLE = Path(__file__).resolve().parents[2] / "examples" / "voice_codec"
TEXT = (EXAMPLE / "voice_codec.yaml").read_text()
SIZES = (1, 7, 80, 160)  # frames per step


class Down(nn.Module):
    def __init__(self, channels, factor):
        super().__init__()
        self.factor = factor
        self.filters = nn.Conv1d(channels, channels * factor, 2 * factor, factor, groups=channels, bias=False)

    def forward(self, clip):
        return self.filters(F.pad(clip, (self.factor, 0)))


class Up(nn.Module):
    def __init__(self, channels, factor):
        super().__init__()
        self.factor = factor
        self.filters = nn.ConvTranspose1d(channels * factor, channels, 2 * factor, factor, groups=channels, bias=False)

    def forward(self, clip):
        return self.filters(clip)[:, :, : -self.factor]


class VoiceCodec(nn.Module):
    """The example's network, with the names of its weights."""

    def __init__(self):
        super().__init__()
        self.encoder = nn.Sequential(Down(1, 2), Down(2, 5), Down(10, 8))
        self.noise = nn.LSTM(80, 80, batch_first=True)
        self.decoder = nn.Sequential(Up(10, 8), Up(2, 5), Up(1, 2))

    def forward(self, clip):
        bands = self.encoder(clip)
        power = F.avg_pool1d(F.pad(bands * bands, (5, 0)), 6, 1)
        level = 0.1 * torch.log(power + 1e-7) + 0.8
        noise = self.noise(level.transpose(1, 2))[0].transpose(1, 2)
        return self.decoder(bands * torch.sigmoid(25 * (level - noise) - 5))


@cache
def example():
    """The module examples/voice_codec/run.py."""
    return module_of(EXAMPLE / "run.py")


@cache
def tensors():
    return example().weights.tensors()


@cache
def module():
    made = VoiceCodec().eval()
    made.load_state_dict({name: torch.from_numpy(value) for name, value in tensors().items()})
    return made


@cache
def noisy(frames):
    """So many samples, with the beginning of the first word, as a clip."""
    start = round(0.65 * example().RATE)
    return np.ascontiguousarray(example().speech()[1][None, None, start : start + frames])


def by_torch(clip):
    with torch.no_grad():
        return module()(torch.from_numpy(clip)).numpy()


@pytest.fixture(scope="module", autouse=True)
def started(libraries):
    for size in SIZES:
        libraries.start(TEXT, tensors(), size)


@pytest.mark.parametrize("size", SIZES)
def test_same_as_torch(libraries, size):
    clip = noisy(1001)
    net = libraries.load(TEXT, tensors(), size)
    # Of a last block that is not whole the encoder has no code: PyTorch and the flush leave it out.
    check(net, clip, by_torch(clip), reference.parse(TEXT), np.random.default_rng(1))


@pytest.mark.parametrize("size", SIZES)
def test_all_speech_is_the_same_as_torch(libraries, size):
    """19 seconds, in steps of any size."""
    net = libraries.load(TEXT, tensors(), size)
    clip = example().speech()[1][None, None]
    found = outputs_by_step(net, clip)
    close_to(found, by_torch(clip)[:, :, : found.shape[2]], "all speech")


def test_blocks_come_at_once(libraries):
    """Whole codes a step cost no delay; sample by sample, the first code has come with its last sample."""
    found = {size: libraries.load(TEXT, tensors(), size) for size in SIZES}
    assert {net.block for net in found.values()} == {80}
    assert {size: (net.warm_up, net.delay, net.latency) for size, net in found.items()} == {
        1: (79, 79, 79), 7: (79, 79, 85), 80: (0, 0, 79), 160: (0, 0, 159),
    }
    assert [made.shape[2] for made in map(found[160].step, np.split(noisy(480), 3, 2))] == [160] * 3


def test_from_torch(libraries):
    """The module compiles to what the description does."""
    net = cocc.compile(module(), frame_shape=(1, 1), frames_per_step=160)
    written, clip = libraries.load(TEXT, tensors(), 160), noisy(1600)
    assert (net.warm_up, net.delay, net.block) == (0, 0, 80)
    assert (net.macs_per_step, net.state_bytes) == (written.macs_per_step, written.state_bytes)
    close_to(outputs_by_step(net, clip), outputs_by_step(written, clip), "compiled from PyTorch")


def test_the_decoder_undoes_the_encoder():
    clip, shift = torch.from_numpy(noisy(1600)), example().weights.SHIFT
    with torch.no_grad():
        made = module().decoder(module().encoder(clip))
    close_to(made[:, :, shift:].numpy(), clip[:, :, :-shift].numpy(), "the transform and back")
    assert shift == 92


def test_noise_goes_and_speech_stays(libraries):
    run = example()
    clean, sound, places = run.speech()
    made, times = run.listen(libraries.load(TEXT, tensors(), run.BLOCK), sound)
    before, behind, quieter = run.qualities(clean, sound, made, places)
    assert len(times) * run.BLOCK == len(clean)
    assert behind > before + 5 and quieter > 20
    assert 0.1 < np.abs(made).max() < 2


def test_command(tmp_path):
    picture = tmp_path / "voice.png"
    done = subprocess.run(
        [sys.executable, EXAMPLE / "run.py", picture],
        capture_output=True,
        text=True,
        env={**os.environ, "COCC": compiler_path()},
        timeout=300,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert "delay 0, latency 159" in done.stdout and "times as fast as real time" in done.stdout
    assert picture.read_bytes().startswith(b"\x89PNG")
    assert picture.with_suffix(".wav").read_bytes().startswith(b"RIFF")
