"""The examples: their networks against PyTorch, and their commands."""

import importlib.util
import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
import torch

import reference
from numeric import networks
from numeric.compiled import compiler_path
from numeric.operator_case import random_clip
from numeric.stepping import as_clip, check, frames_of

EXAMPLES = Path(__file__).resolve().parents[2] / "examples"
MODULES = {
    "conv3d": networks.conv3d,
    "mb_conv": networks.mb_conv,
    "inception": networks.inception,
    "motion_energy": networks.MotionEnergy,
    "cox3d_s": networks.cox3d_s,
}


def module_of(path):
    """The module in a file of an example."""
    spec = importlib.util.spec_from_file_location(f"{path.parent.name}_{path.stem}", path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def example(name):
    """The example's network for the reference and its tensors, where a script makes them."""
    folder = EXAMPLES / name
    script = folder / "weights.py"
    if script.exists():
        module_of(script).main()
    network = reference.load(folder / f"{name}.yaml")
    return network, network.weights if script.exists() else None


def text_of(name):
    return (EXAMPLES / name / f"{name}.yaml").read_text()


@pytest.fixture(scope="module", autouse=True)
def started(libraries):
    for name in MODULES:
        libraries.start(text_of(name), example(name)[1])


@pytest.mark.parametrize("name", MODULES)
def test_same_as_torch(libraries, name):
    network, tensors = example(name)
    net = libraries.load(text_of(name), tensors)
    rng = np.random.default_rng(1)
    clip = random_clip(network, rng)
    with torch.no_grad():
        expected = networks.set_weights(MODULES[name](), network.weights)(torch.from_numpy(clip)).numpy()
    check(net, clip, expected, network, rng)
    assert net.name == name


@pytest.mark.parametrize("name", ["mb_conv", "inception", "cox3d_s"])
def test_multiply_adds(libraries, name):
    network, tensors = example(name)
    settled = network.timing.warm_up
    each = network.multiply_adds(settled + 1) - network.multiply_adds(settled)
    assert libraries.load(text_of(name), tensors).macs_per_step == pytest.approx(each, rel=0.02)


@pytest.mark.parametrize(
    "direction, velocity", [("right", (1, 0)), ("left", (-1, 0)), ("down", (0, 1)), ("up", (0, -1))]
)
def test_motion_is_seen(libraries, direction, velocity):
    """A grating that drifts one way gives most energy that way."""
    network, tensors = example("motion_energy")
    net = libraries.load(text_of("motion_energy"), tensors)
    t, y, x = np.mgrid[0:12, 0:68, 0:160]
    along = x * velocity[0] + y * velocity[1] - t
    net.reset()
    energies = as_clip(net, net.steps(np.cos(2 * np.pi * 0.1 * along).astype(np.float32)[None, None]))[0, :, -1]
    right, _, down, _ = energies.mean((1, 2))
    seen = {"right": right, "left": -right, "down": down, "up": -down}
    assert max(seen, key=seen.get) == direction
    assert seen[direction] > 10 * sorted(seen.values())[-2]


def test_frames_are_copied(libraries):
    """A caller may write over the frame it passed, and keep the one it got."""
    net = libraries.load(text_of("conv3d"))
    frames = frames_of(np.random.default_rng(1).standard_normal((1, 1, 5, 3, 3)).astype(np.float32))
    net.reset()
    expected = [net.step(frame) for frame in frames][2:]
    net.reset()
    buffer, kept = np.empty_like(frames[0]), []
    for frame in frames:
        buffer[:] = frame
        kept.append(net.step(buffer))
    assert all(np.array_equal(a, b) for a, b in zip(kept[2:], expected))


@pytest.mark.parametrize("name", ["conv3d", "mb_conv", "inception", "c_program"])
def test_command(name, tmp_path):
    arguments = [str(tmp_path)] if name == "c_program" else []
    done = subprocess.run(
        [sys.executable, EXAMPLES / name / "run.py", *arguments],
        capture_output=True,
        text=True,
        env={**os.environ, "COCC": compiler_path()},
        timeout=300,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert "nothing yet" in done.stdout or "out, the last" in done.stdout
