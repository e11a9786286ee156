"""The voice detector of the package silero-vad on speech: against PyTorch and the package's own ONNX model.

The package's safetensors file holds another state of the training than its ONNX files. So the ONNX model is met
twice: the network takes the ONNX file's weights, and the ONNX graph takes those of the safetensors file.
"""

import importlib.util
import os
import subprocess
import sys
from functools import cache
from pathlib import Path

import numpy as np
import onnx
import onnxruntime
import pytest
import torch
from onnx import numpy_helper
from safetensors.numpy import load_file, save_file
from torch.nn import functional as F

import cocc
from numeric.compiled import compiler_path
from numeric.stepping import check_chunks, check_forward, check_peek, check_reset, frames_of, outputs_by_step

EXAMPLE = Path(__file__).resolve().parents[2] / "examples" / "silero_vad"
FRAMES_OF_TEN_MINUTES = 18750
TO_ONNX, TO_TORCH = 1e-4, 1e-5
LEVELS = (0.0, 1e-4, 1e-3, 0.01, 0.05, 0.2)

# Tensors of the safetensors file and what the ONNX file calls them.
LAYERS = {f"conv{n + 1}": f"encoder.{n}.reparam_conv" for n in range(4)} | {"final_conv": "decoder.decoder.2"}
PARTS = ("weight", "bias")
NAMES = {
    "stft_conv.weight": "model.stft.forward_basis_buffer",
    **{f"{layer}.{part}": f"model.{theirs}.{part}" for layer, theirs in LAYERS.items() for part in PARTS},
    **{f"lstm_cell.{part}_{of}": f"model.decoder.rnn.{part}_{of}" for part in PARTS for of in ("ih", "hh")},
}


@cache
def example():
    """The module examples/silero_vad/run.py."""
    spec = importlib.util.spec_from_file_location("silero_vad_run", EXAMPLE / "run.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@cache
def onnx_model():
    return onnx.load(example().package_data() / "silero_vad_16k_op15.onnx")


@cache
def tensors(origin):
    """The weights of the "safetensors" or the "onnx" file, by the names of the former."""
    if origin == "safetensors":
        return load_file(example().package_data() / "silero_vad_16k.safetensors")
    stored = {each.name: each for each in onnx_model().graph.initializer}
    return {name: numpy_helper.to_array(stored[theirs]).copy() for name, theirs in NAMES.items()}


@cache
def recording():
    """(frames, samples): all recordings, one behind the other."""
    paths = example().audio.recordings()
    samples, _ = example().audio.joined(paths, example().RATE, example().PAUSE)
    return example().in_frames(samples)[:, 0, 0]


@cache
def ten_minutes():
    """(frames, samples): the recording again and again, as loud and as noisy as chance has it, and silences."""
    rng = np.random.default_rng(1)
    parts, length = [], 0
    while length < FRAMES_OF_TEN_MINUTES:
        speech = recording() * rng.uniform(0.05, 2)
        silence = np.zeros((rng.integers(1, 100), speech.shape[1]))
        for part in (speech, silence):
            parts.append(part + rng.choice(LEVELS) * rng.standard_normal(part.shape))
            length += len(part)
    return np.clip(np.concatenate(parts)[:FRAMES_OF_TEN_MINUTES], -1, 1).astype(np.float32)


SOUNDS = {"recording": recording, "ten minutes": ten_minutes}


@pytest.fixture(scope="module")
def nets(tmp_path_factory):
    """The network with the weights of each file."""
    path = tmp_path_factory.mktemp("silero_vad") / "onnx.safetensors"
    save_file(tensors("onnx"), path)
    net = cocc.compile(EXAMPLE / "silero_vad.yaml", arguments=[f"--weights={path}"])
    return {"safetensors": example().compiled(), "onnx": net}


def probabilities(net, frames):
    """By steps of a fresh stream."""
    return example().listen(net, frames[:, None, None])[0]


def with_weights(model, weights):
    """The ONNX model with numbers of the safetensors file in place of its own."""
    changed = onnx.ModelProto()
    changed.CopyFrom(model)
    stored = {each.name: each for each in changed.graph.initializer}
    for name, theirs in NAMES.items():
        assert stored[theirs].dims == list(weights[name].shape), theirs
        stored[theirs].CopyFrom(numpy_helper.from_array(weights[name], theirs))
    return changed


def by_onnx(model, frames):
    """Probabilities of the ONNX model, called as its package calls it: 64 samples of before, then the frame."""
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 1
    session = onnxruntime.InferenceSession(model.SerializeToString(), options, providers=["CPUExecutionProvider"])
    state, context, found = np.zeros((2, 1, 128), np.float32), np.zeros((1, 64), np.float32), []
    for frame in frames[:, None]:
        samples = np.concatenate([context, frame], 1)
        output, state = session.run(None, {"input": samples, "state": state, "sr": np.array(16000)})
        context = frame[:, -64:]
        found.append(output.item())
    return np.array(found)


@torch.no_grad()
def by_torch(weights, frames):
    """Probabilities of PyTorch's own layers in float32."""
    w = {name: torch.from_numpy(each) for name, each in weights.items()}
    before = np.concatenate([np.zeros((1, 64), np.float32), frames[:-1, -64:]])
    x = F.pad(torch.from_numpy(np.concatenate([before, frames], 1))[:, None], (0, 64), mode="reflect")
    real, imaginary = F.conv1d(x, w["stft_conv.weight"], stride=128).split(129, 1)
    x = (real**2 + imaginary**2).sqrt()
    for n, stride in enumerate((1, 2, 2, 1), 1):
        x = F.conv1d(x, w[f"conv{n}.weight"], w[f"conv{n}.bias"], stride, padding=1).relu()
    cell = torch.nn.LSTMCell(128, 128)
    cell.load_state_dict({name.removeprefix("lstm_cell."): each for name, each in w.items() if "lstm" in name})
    state, hidden = None, []
    for features in x[:, None, :, 0]:
        state = cell(features, state)
        hidden.append(state[0])
    heard = F.conv1d(torch.cat(hidden).relu()[:, :, None], w["final_conv.weight"], w["final_conv.bias"])
    return heard.sigmoid().numpy().ravel()


def check_close(found, expected, bound):
    assert found.shape == expected.shape
    difference = np.abs(found - expected)
    assert np.all(difference <= bound), f"frame {np.argmax(difference)} differs by {np.max(difference)} > {bound}"


@pytest.mark.parametrize("sound", SOUNDS)
def test_same_as_the_onnx_model(nets, sound):
    """The package's ONNX model as it is, and the network with its weights."""
    frames = SOUNDS[sound]()
    check_close(probabilities(nets["onnx"], frames), by_onnx(onnx_model(), frames), TO_ONNX)


@pytest.mark.parametrize("sound", SOUNDS)
def test_same_as_the_onnx_graph(nets, sound):
    """The example's network, and the package's ONNX graph with the same weights."""
    frames = SOUNDS[sound]()
    model = with_weights(onnx_model(), tensors("safetensors"))
    check_close(probabilities(nets["safetensors"], frames), by_onnx(model, frames), TO_ONNX)


def test_same_as_torch(nets):
    found = probabilities(nets["safetensors"], recording())
    check_close(found, by_torch(tensors("safetensors"), recording()), TO_TORCH)


def test_ten_minutes_have_everything():
    """Frames of exact silence, of speech and of noise that drowns it."""
    frames = ten_minutes()
    assert frames.shape == (FRAMES_OF_TEN_MINUTES, 512)
    loudness = frames.std(1)
    assert np.count_nonzero(loudness == 0) > 100
    assert np.count_nonzero(loudness > 0.1) > 100


def test_speech_is_found(nets):
    """Speech in each recording of a voice, none in that of noise or in pauses."""
    run = example()
    samples, places = run.audio.joined(run.audio.recordings(), run.RATE, run.PAUSE)
    found = probabilities(nets["safetensors"], run.in_frames(samples)[:, 0, 0])
    between = np.ones(len(found), bool)
    for name, start, end in places:
        inside = slice(start // run.FRAME, -(-end // run.FRAME))
        seconds = run.seconds_of_speech(found[inside])
        assert seconds == 0 if name == "Noise" else 0.7 < seconds < 1.3, f"{name}: {seconds} s of speech"
        between[inside] = False
    assert {name for name, _, _ in places} >= {"Noise", "Front_Center", "Rear_Left"}
    assert not run.seconds_of_speech(found[between])


@pytest.fixture(scope="module")
def clip():
    """The two words of a recording, as a clip (1, 1, frames, 512)."""
    return np.ascontiguousarray(recording()[18:66][None, None])


@pytest.mark.parametrize("checked", [check_chunks, check_reset, check_peek])
def test_stream(nets, clip, checked):
    """Chunks, resets and looks ahead leave the bits as they are."""
    net = nets["safetensors"]
    checked(net, clip, outputs_by_step(net, clip), np.random.default_rng(1))


def test_forward(nets, clip):
    net = nets["safetensors"]
    check_forward(net, clip, outputs_by_step(net, clip))


def test_peek_and_reset_between_words(nets, clip):
    """Looks ahead into another sound change nothing; behind a reset the second word is a stream's beginning."""
    net, frames = nets["safetensors"], frames_of(clip)
    expected, start = outputs_by_step(net, clip), len(frames) // 2
    net.reset()
    for t, frame in enumerate(frames):
        net.step(frames[-t], update_state=False)
        assert np.array_equal(net.step(frame), expected[:, :, t]), t
    alone = outputs_by_step(net, clip[:, :, start:])
    assert not np.array_equal(alone, expected[:, :, start:])
    check_close(alone.ravel(), by_torch(tensors("safetensors"), clip[0, 0, start:]), TO_TORCH)


def test_command(tmp_path):
    picture = tmp_path / "speech.png"
    done = subprocess.run(
        [sys.executable, EXAMPLE / "run.py", picture],
        capture_output=True,
        text=True,
        env={**os.environ, "COCC": compiler_path()},
        timeout=300,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert "s of speech" in done.stdout
    assert picture.read_bytes().startswith(b"\x89PNG")
