"""`pip install .`: the wheel in a fresh virtual environment, in which there is nothing else but NumPy.

The wheel is the one that COCC_WHEEL names, or is built here with the build tools of this Python's environment.
"""

import json
import os
import struct
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]

NETWORK = """\
network: small
input: {shape: [1, 1]}
weights: small.safetensors
layers:
  - conv: {name: conv, channels: 1, kernel: 3, stride: 2, padding: 1, bias: false}
"""

PROGRAM = """\
import importlib.metadata, importlib.util, numpy, cocc
net = cocc.compile("small.yaml")
clip = numpy.arange(5, dtype=numpy.float32).reshape(1, 1, 5)
steps = [net.step(clip[:, :, t]) for t in range(5)]
print([None if out is None else out.item() for out in steps])
print(net.forward(clip).ravel().tolist())
print(importlib.metadata.version("cocc"), importlib.util.find_spec("torch"))
"""


EXPORTED = """\
import importlib.util, numpy, cocc
net = cocc.compile("program.pt2", time_dim=1)
clip, expected = (numpy.load(name) for name in ("clip.npy", "expected.npy"))
print(numpy.abs(net.forward(clip, time_dim=1) - expected).max() < 1e-5, importlib.util.find_spec("torch"))
"""


def run(*command: object, **options: object) -> str:
    """What a command prints. It finds nothing of this checkout by the environment."""
    environment = {name: value for name, value in os.environ.items() if name not in ("COCC", "PYTHONPATH")}
    result = subprocess.run(
        list(map(str, command)), env={**environment, **options.pop("environment", {})}, capture_output=True, text=True,
        **options,
    )
    assert result.returncode == 0, result.stdout + result.stderr
    return result.stdout


@pytest.fixture(scope="module")
def wheel(tmp_path_factory) -> Path:
    if "COCC_WHEEL" in os.environ:
        return Path(os.environ["COCC_WHEEL"])
    folder = tmp_path_factory.mktemp("wheel")
    # Objects of other build folders serve as well, where the compiler has the same name.
    environment = {"CCACHE_BASEDIR": str(ROOT), "CC": "cc", "CXX": "c++"}
    pip = (sys.executable, "-m", "pip", "wheel", "--quiet", "--no-deps", "--no-build-isolation")
    run(*pip, "--wheel-dir", folder, ROOT, environment=environment)
    (built,) = folder.glob("cocc-*.whl")
    return built


@pytest.fixture(scope="module")
def environment(wheel, tmp_path_factory) -> Path:
    folder = tmp_path_factory.mktemp("fresh") / "venv"
    run(sys.executable, "-m", "venv", folder)
    run(folder / "bin/pip", "install", "--quiet", "--disable-pip-version-check", wheel)
    return folder


@pytest.fixture
def network(tmp_path) -> Path:
    """A folder with small.yaml: k3 s2 p1, all ones."""
    header = json.dumps({"conv.weight": {"dtype": "F32", "shape": [1, 1, 3], "data_offsets": [0, 12]}}).encode()
    header = header.ljust(-(-len(header) // 8) * 8)  # numbers are aligned
    weights = struct.pack("<Q", len(header)) + header + struct.pack("<3f", 1, 1, 1)
    (tmp_path / "small.safetensors").write_bytes(weights)
    (tmp_path / "small.yaml").write_text(NETWORK)
    return tmp_path


def test_the_wheel_has_what_it_needs_and_nothing_else(wheel):
    names = zipfile.ZipFile(wheel).namelist()
    assert {"cocc/bin/cocc", "cocc/py.typed", "cocc/_native.pyi", "cocc/__init__.py"} <= set(names)
    assert any(name.startswith("cocc/_native.") and name.endswith(".so") for name in names)
    assert any(name.startswith("cocc/lib/libHalide.so") for name in names)
    assert any(name.endswith("licenses/LICENSE") for name in names)
    tops = {name.partition("/")[0] for name in names}
    assert tops == {"cocc", next(top for top in tops if top.endswith(".dist-info"))}


def test_a_network_is_compiled_and_stepped(environment, network):
    printed = run(environment / "bin/python", "-c", PROGRAM, cwd=network).splitlines()
    assert printed == ["[None, 1.0, None, 6.0, None]", "[1.0, 6.0, 7.0]", "0.1.0 None"]


def test_an_exported_program_is_compiled_without_pytorch(environment, tmp_path):
    import numpy as np
    import torch

    torch.manual_seed(3)
    clip = torch.randn(1, 12, 5)
    module = torch.nn.Sequential(torch.nn.Linear(5, 7), torch.nn.ReLU(), torch.nn.Linear(7, 3)).eval()
    torch.export.save(torch.export.export(module, (clip,)), tmp_path / "program.pt2")
    np.save(tmp_path / "clip.npy", clip)
    np.save(tmp_path / "expected.npy", module(clip).detach())
    assert run(environment / "bin/python", "-c", EXPORTED, cwd=tmp_path) == "True None\n"


def test_the_command_is_the_compiler(environment, network):
    assert "0.1.0" in run(environment / "bin/cocc", "--version", cwd=network)
    run(environment / "bin/cocc", "small.yaml", "-o", "out", cwd=network)
    assert (network / "out" / "libsmall.so").exists()


def test_the_compiler_brings_its_libraries(environment):
    (compiler,) = environment.glob("lib/python*/site-packages/cocc/bin/cocc")
    found = dict(line.split(" => ") for line in run("ldd", compiler).splitlines() if " => " in line)
    assert not any("not found" in place for place in found.values())
    ours = ("libHalide", "libzip", "libyaml-cpp")
    brought = {name.strip(): place for name, place in found.items() if name.strip().startswith(ours)}
    assert len(brought) == 3
    assert all(Path(place.split()[0]).resolve().is_relative_to(environment) for place in brought.values())
