"""Networks whose kernels an OpenCL device runs: what is said when it cannot be used, and whom it does not concern."""

import os
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pytest

import cocc

from .compiled import Libraries, compiler_path
from .conftest import missing_device
from .stepping import as_clip, close_to, same_bits

TARGET = "host-opencl"
MISSING = missing_device(TARGET)
pytestmark = pytest.mark.skipif(bool(MISSING), reason=str(MISSING))
NETWORK = """
network: {name}
input: {{shape: [2, 3, 6, 5]}}
weights: {{seed: {seed}}}
layers:
- residual: [conv: {{channels: 3, kernel: 3, padding: 1}}]
- silu
- max_pool: {{kernel: [2, 2, 2], stride: [2, 1, 1]}}
- group_norm: {{groups: 1}}
"""
PROGRAM = """
#include "first.h"
#include "second.h"
#include <stdio.h>

int main(void) {
  first *a = first_create();
  second *b = second_create();
  if (!a || !b)
    return printf("%s\\n", second_last_error()), 1;
  float in[first_INPUT_ELEMENTS], out[first_OUTPUT_ELEMENTS], other[second_OUTPUT_ELEMENTS];
  second *c = second_create();
  for (int t = 0; t < 6; ++t) {
    for (int i = 0; i < first_INPUT_ELEMENTS; ++i)
      in[i] = (float)((i * 7 + t * 13) % 11) - 5.0f;
    if (t == 4 && second_copy(c, b) != 0)
      return 2;
    int count = first_step(a, in, out);
    if (second_step(b, in, other) != count || (t >= 4 && second_step(c, in, other) != count))
      return 3;
    for (int i = 0; count && i < first_OUTPUT_ELEMENTS; ++i)
      printf("%.4f %.4f\\n", out[i], other[i]);
  }
  first_destroy(a), second_destroy(b), second_destroy(c);
}
"""


def library(folder, name="net", target=TARGET, seed=3):
    folder.mkdir(exist_ok=True)
    (folder / f"{name}.yaml").write_text(NETWORK.format(name=name, seed=seed))
    command = [compiler_path(), str(folder / f"{name}.yaml"), "-o", str(folder), f"--target={target}"]
    subprocess.run(command, check=True, capture_output=True)
    return folder / f"lib{name}.so"


@pytest.fixture(scope="module")
def net(tmp_path_factory):
    return library(tmp_path_factory.mktemp("device"))


def clip(seed, frames=9):
    return np.random.default_rng(seed).standard_normal((2, 3, frames, 6, 5)).astype(np.float32)


def loading(net, **environment):
    """What a process prints that opens the library and steps it."""
    code = f"import cocc, numpy; cocc.load({str(net)!r}).forward(numpy.zeros((2, 3, 4, 6, 5), 'f'))"
    given = {**os.environ, **environment}
    return subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, env=given).stderr


@pytest.mark.parametrize("number", ["99", "-1", "first"])
def test_a_device_that_is_not_there(net, number):
    assert f"COCC_DEVICE is '{number}', and the OpenCL devices of this machine are 0 to" in loading(net, COCC_DEVICE=number)
    assert loading(net, COCC_DEVICE="0") == ""


def test_a_machine_without_devices(net, tmp_path):
    """Whoever makes drivers known to the loader of OpenCL names none."""
    said = loading(net, OCL_ICD_VENDORS=str(tmp_path), OPENCL_VENDOR_PATH=str(tmp_path))
    assert "there is no OpenCL device on this machine" in said


def test_two_compilations_are_the_same_bytes(net, tmp_path):
    again = library(tmp_path / "again")
    for file in ("libnet.so", "libnet.a", "net.h", "net.json"):
        assert (net.parent / file).read_bytes() == (again.parent / file).read_bytes(), file


def test_streams_in_threads(net):
    """Each has a device of its own; what one does is nothing to the others."""
    nets = [cocc.load(str(net)) for _ in range(4)]
    alone = [as_clip(each, each.forward(clip(i))) for i, each in enumerate(nets)]

    def run(i):
        found = []
        for _ in range(3):
            nets[i].reset()
            found.append(as_clip(nets[i], nets[i].steps(clip(i), pad_end=True)))
        return found

    with ThreadPoolExecutor(4) as pool:
        for expected, found in zip(alone, pool.map(run, range(4))):
            for each in found:
                same_bits(each, expected, "in a thread")


def test_beside_the_same_network_on_the_processor(net, tmp_path):
    on_device, here = cocc.load(str(net)), cocc.load(str(library(tmp_path / "here", target="host")))
    for seed in range(3):
        close_to(on_device.forward(clip(seed)), here.forward(clip(seed)), "on the device")


@pytest.mark.parametrize("frames", (1, 3))
@pytest.mark.parametrize(
    "layers",
    [
        "abs, permute: {axes: [1, 0, 2]}",
        "conv: {channels: 3, kernel: 2}, relu, permute: {axes: [1, 0, 2]}, tanh, permute: {axes: [1, 0, 2]}",
        "silu, reshape: {shape: [1, 24]}, tanh",
        "{constant: {name: kept, inputs: input, shape: [2, 3, 4]}}, {add: {inputs: [input, kept]}}",
    ],
)
def test_a_batch_is_what_it_is_there(tmp_path, layers, frames):
    """Frames of a launch lie along the batch, but for kernels that make one clip's frame of another's.

    A weight that is a frame has a part for each clip, whatever the frame.
    """
    text = f"network: mixed\ninput: {{shape: [2, 3, 4]}}\nweights: {{seed: 1}}\nlayers: [{layers}]\n"
    given = np.random.default_rng(5).standard_normal((2, 3, 9, 4)).astype(np.float32)
    here, there = Libraries(tmp_path / "here"), Libraries(tmp_path / "there", TARGET)
    for each in (here, there):
        each.folder.mkdir()
    expected = here.load(text, frames_per_step=frames).forward(given)
    close_to(there.load(text, frames_per_step=frames).forward(given), expected, "on the device")


def test_both_kinds_in_one_program(tmp_path):
    """A network of each kind, linked into one program, and a copy of a stream on the device."""
    for name, target in (("first", "host"), ("second", TARGET)):
        library(tmp_path / "both", name, target)
    folder, program = tmp_path / "both", tmp_path / "program"
    (folder / "main.c").write_text(PROGRAM)
    command = ["gcc", "-Wall", "-Werror", f"-I{folder}", str(folder / "main.c"), "-o", str(program)]
    subprocess.run([*command, str(folder / "libfirst.a"), str(folder / "libsecond.a"), "-lm"], check=True)
    done = subprocess.run([program], capture_output=True, text=True)
    assert done.returncode == 0, done.stdout
    numbers = np.loadtxt(done.stdout.splitlines())
    assert len(numbers) > 100
    close_to(numbers[:, 1], numbers[:, 0], "on the device")


def test_the_library_needs_libc_and_libm_alone(net):
    listing = subprocess.run(["readelf", "-d", str(net)], capture_output=True, text=True, check=True).stdout
    needed = {line.split("[")[1].rstrip("]") for line in listing.splitlines() if "(NEEDED)" in line}
    assert needed <= {"libc.so.6", "libm.so.6", "ld-linux-x86-64.so.2"}


def test_no_file_is_needed_beside_it(net):
    assert {Path(each).suffix for each in os.listdir(net.parent)} == {".a", ".so", ".h", ".json", ".yaml"}
