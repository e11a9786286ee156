"""The programs and commands on the pages work as typed."""

import os
import re
import subprocess
import sys

import numpy as np
import pytest

import cocc

from .conftest import ROOT

FILES = {"yaml": "mb_conv.yaml", "c": "filter.c", "python": "steps.py"}
DEV = """#!/bin/sh
verb=$1; shift
case $verb in cocc) exec "$COCC" "$@" ;; python) exec "{python}" "$@" ;; esac
exit 2
"""
FLAGS = ["-Wall", "-Wextra", "-Werror", "-fsyntax-only", "-I", str(ROOT / "runtime/include")]


def blocks(page, language):
    """The blocks of code in a language."""
    return re.findall(rf"^```{language}\n(.*?)^```$", (ROOT / page).read_text(), re.MULTILINE | re.DOTALL)


def block(page, language):
    """The first of them."""
    return blocks(page, language)[0]


def run(*command, **options):
    done = subprocess.run(command, capture_output=True, **options)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


@pytest.fixture(scope="module")
def typed(tmp_path_factory):
    """A folder in which someone has typed the README's files and commands, and what the commands printed."""
    folder = tmp_path_factory.mktemp("readme")
    for language, name in FILES.items():
        (folder / name).write_text(block("README.md", language))
    (folder / "dev").write_text(DEV.format(python=sys.executable))
    (folder / "dev").chmod(0o755)
    printed = run("sh", "-ec", block("README.md", "sh"), cwd=folder, text=True)
    return folder, printed


def test_readme_is_short():
    assert len(block("README.md", "yaml").splitlines()) == 10


def test_readme_files_are_named():
    text = (ROOT / "README.md").read_text()
    assert all(f"`{name}`" in text for name in FILES.values())


def test_python_program(typed):
    assert typed[1].splitlines() == [
        "0 nothing yet",
        *(f"{t} (1, 32, 28, 28)" for t in range(1, 10)),
        "the whole clip: (1, 32, 10, 28, 28)",
    ]


def test_pytorch_program(typed):
    """The second block of Python, from module to frames."""
    program = blocks("README.md", "python")[1]
    assert len(program.splitlines()) == 8
    shown = program + '    print("nothing yet" if scores is None else scores.shape)\n'
    printed = run(sys.executable, "-c", shown, cwd=typed[0], text=True)
    assert printed.splitlines() == ["nothing yet"] * 10 + ["(1, 12)"] * 10


def test_program_of_several_frames(typed):
    """The vocoder of python.md prints what its comments say."""
    (program,) = [each for each in blocks("docs/python.md", "python") if "vocoder" in each]
    printed = run(sys.executable, "-c", f"import cocc, torch\nfrom torch import nn\n{program}", text=True)
    assert printed.splitlines() == ["4 9/4 True", *(f"(1, 1, {frames})" for frames in (0, 0, 3, 4, 4))]
    first, second = re.findall(r"# (.*)", program)
    assert first == "4 9/4 True" and second == "twice (1, 1, 0), then (1, 1, 3), then (1, 1, 4) each time"


def test_c_program(typed):
    folder, _ = typed
    clip = np.random.default_rng(1).standard_normal((1, 32, 10, 28, 28)).astype(np.float32)
    frames = run(folder / "filter", input=np.moveaxis(clip, 2, 0).tobytes())
    found = np.frombuffer(frames, np.float32).reshape(-1, 1, 32, 28, 28)
    expected = cocc.load(folder / "out/libmb_conv.so").steps(clip)
    assert expected.shape[2] == 9
    assert np.array_equal(np.moveaxis(found, 0, 2), expected)


def test_message(typed):
    folder, _ = typed
    text = (folder / "mb_conv.yaml").read_text().replace("kernel", "kernal", 1)
    (folder / "wrong").mkdir()
    (folder / "wrong/mb_conv.yaml").write_text(text)
    command = [os.environ["COCC"], "mb_conv.yaml", "-o", "out"]
    done = subprocess.run(command, cwd=folder / "wrong", capture_output=True, text=True)
    assert done.returncode == 1 and not (folder / "wrong/out").exists()
    assert f"```\n{done.stderr}```\n" in (ROOT / "README.md").read_text()


def test_header_has_what_runtime_md_says(typed):
    header = (typed[0] / "out/mb_conv.h").read_text()
    text = (ROOT / "docs/runtime.md").read_text()
    functions = set(re.findall(r"\bmb_conv_([a-z_]+)\(", text))
    assert functions == set(re.findall(r"\bmb_conv_([a-z_]+)\(", header))
    constants = re.findall(r"`([A-Z_]+)`", text.partition("Constants begin with")[2].partition("\n\n")[0])
    assert len(constants) > 10
    constants += re.findall(r"`<net>_(ERROR_\w+)`", text)
    assert [name for name in constants if f"#define mb_conv_{name} " not in header] == []


def test_python_has_what_runtime_md_says(typed):
    net = cocc.load(typed[0] / "out/libmb_conv.so")
    text = (ROOT / "docs/runtime.md").read_text()
    (names,) = re.findall(r"^Properties: `([^`]+)`", text, re.MULTILINE)
    assert [name for name in names.split() if not hasattr(net, name)] == []
    assert [name for name in re.findall(r"`net\.(\w+)\(", text) if not callable(getattr(net, name))] == []


def test_c_program_with_several_inputs_and_outputs(tmp_path):
    """The first program of runtime.md, linked with its network."""
    (tmp_path / "fusion.yaml").write_text(block("docs/runtime.md", "yaml"))
    (tmp_path / "fusion.c").write_text(block("docs/runtime.md", "c"))
    run(os.environ["COCC"], "fusion.yaml", "-o", ".", cwd=tmp_path)
    warnings = ["-pedantic", "-Wall", "-Wextra", "-Werror"]
    run("cc", "-std=c11", *warnings, "fusion.c", "libfusion.a", "-lm", "-o", "fusion", cwd=tmp_path)
    rng = np.random.default_rng(1)
    rgb, flow = (rng.standard_normal((1, channels, 6, 8, 8)).astype(np.float32) for channels in (3, 2))
    frames = b"".join(rgb[:, :, t].tobytes() + flow[:, :, t].tobytes() for t in range(6))
    scores, motion = cocc.load(tmp_path / "libfusion.so").forward([rgb, flow])
    assert (scores.shape, motion.shape) == ((1, 5, 6, 1, 1), (1, 4, 6, 8, 8))
    *steps, end = run(tmp_path / "fusion", input=frames).decode().splitlines()
    came = {False: "none", True: "a frame"}
    assert steps == [f"scores: {came[t >= 2]}, motion: {came[t >= 1]}" for t in range(6)]
    assert end == f"at the end 2 and 1, the last score is {scores[0, -1, -1, 0, 0]:.6f}"


def test_c_program_with_integers(tmp_path):
    """The second program of runtime.md: what is no row is refused, and the stream goes on as if it had not come."""
    (tmp_path / "words.yaml").write_text(blocks("docs/runtime.md", "yaml")[1])
    (tmp_path / "words.c").write_text(blocks("docs/runtime.md", "c")[1])
    run(os.environ["COCC"], "words.yaml", "-o", ".", cwd=tmp_path)
    warnings = ["-pedantic", "-Wall", "-Wextra", "-Werror"]
    run("cc", "-std=c11", *warnings, "words.c", "libwords.a", "-lm", "-o", "words", cwd=tmp_path)
    features = np.random.default_rng(1).standard_normal((1, 4, 7)).astype(np.float32)
    words = np.array([[0, 31, 32, 5, -1, 2**40, 7]])
    frames = b"".join(features[:, :, t].tobytes() + words[:, t].tobytes() for t in range(7))
    lines = run(tmp_path / "words", input=frames).decode().splitlines()
    good = words[0] % 32 == words[0]
    expected = cocc.load(tmp_path / "libwords.so").steps([features[:, :, good], words[:, good]], time_dim=[2, 1])
    assert lines[:1] + lines[2:4] == ["32 is no word", "-1 is no word", "0 is no word"]
    shown = [" ".join(f"{number:.6f}" for number in frame) for frame in expected[0].T]
    assert lines[1:2] + lines[4:] == shown and len(shown) == 2


def test_c_of_runtime_md(tmp_path):
    (tmp_path / "open.c").write_text(blocks("docs/runtime.md", "c")[2])
    run("cc", "-std=c11", *FLAGS, tmp_path / "open.c")


def test_cpp_of_runtime_md(tmp_path):
    text = f"""#include "cocc/network.hpp"
        void use(std::span<float>);
        void f(const cocc_network *network, std::span<float> frame, std::span<float> output) {{
        {block("docs/runtime.md", "cpp")} }}
        """
    (tmp_path / "open.cpp").write_text(text)
    run("c++", "-std=c++20", *FLAGS, tmp_path / "open.cpp")


def test_commands_exist(page):
    """Each `./dev VERB` on a page is one that ./dev knows, and each script that it runs is there."""
    verbs = re.findall(r"^(\w+)\)", (ROOT / "dev").read_text(), re.MULTILINE)
    assert [verb for verb in re.findall(r"\./dev (\w+)", page.read_text()) if verb not in verbs] == []
    scripts = re.findall(r"\./dev python ([\w./-]+/[\w./-]+\.py)", page.read_text())
    assert [script for script in scripts if not (ROOT / script).exists()] == []
