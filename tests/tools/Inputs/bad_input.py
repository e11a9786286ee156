"""Gives `cocc` every mistake that a person makes: one message at its place, exit code 1, and no files.

    bad_input.py COCC FIXTURES

FIXTURES is the folder of the frontends' own files with errors; they are compiled too.
"""

import json
import re
import struct
import subprocess
import sys
import tempfile
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

HEAD = "network: net\ninput: {shape: [1, 8, 6, 6]}\nweights: {seed: 1}\nlayers:\n"
STORED = (
    "network: net\ninput: {shape: [1, 3]}\nweights: w.safetensors\nlayers:\n  - linear: {name: head, channels: 2}\n"
)

# What a person does wrong -> the file, and what the message says, with what would be right.
MISTAKES = {
    "unknown layer": (HEAD + "  - covn: {channels: 4, kernel: 1}\n", "'covn'.*did you mean 'conv'"),
    "unknown attribute": (HEAD + "  - conv: {channels: 4, kernal: 1}\n", "'kernal'.*did you mean 'kernel'"),
    "wrong type": (HEAD + "  - conv: {channels: many, kernel: 1}\n", "'channels'.*number"),
    "no groups": (HEAD + "  - conv: {channels: 4, kernel: 1, groups: 3}\n", "groups"),
    "large kernel": (HEAD + "  - conv: {channels: 4, kernel: [1, 7, 7]}\n", "7.*6"),
    "padding in time": (HEAD + "  - conv: {channels: 4, kernel: 3, padding: [3, 0, 0]}\n", "padding.*2"),
    "strides differ": (
        HEAD + "  - parallel: {branches: [[max_pool: {kernel: 1, stride: [2, 1, 1]}], [relu]]}\n",
        "stride"),
    "shapes differ": (
        HEAD + "  - parallel: {branches: [[max_pool: {kernel: [1, 3, 3]}], []]}\n", r"4x4|\[1, 8, 4, 4\]"),
    "cycle": (HEAD + "  - relu: {name: a, inputs: b}\n  - relu: {name: b, inputs: a}\n", "cycle"),
    "duplicate name": (HEAD + "  - relu: {name: a}\n  - relu: {name: a}\n", "called 'a'"),
    "not YAML": ("network: [net\ninput: {", "YAML"),
    "empty file": ("", "empty"),
    "keyword": ("network: while\ninput: {shape: [1, 8]}\nlayers: [relu]\n", "no word of C"),
    "dashes": ("network: my-net\ninput: {shape: [1, 8]}\nlayers: [relu]\n", "letters, digits and '_'"),
    **{
        f"name {name}": (f"network: {name}\ninput: {{shape: [1, 8]}}\nlayers: [relu]\n", f"'my_{name}'")
        for name in "c m div time printf sin cocc cocc_x pthread sem stdio size_t EOF features".split()
    },
}


def safetensors(shapes, header=None, claimed=None):
    """The bytes of a safetensors file of zeros; `header` and `claimed` are lies about its header and its length."""
    entries, end = {}, 0
    for name, shape in shapes.items():
        start, end = end, end + 4 * shape[0] * (shape[1] if len(shape) > 1 else 1)
        entries[name] = {"dtype": "F32", "shape": shape, "data_offsets": [start, end]}
    text = (header or json.dumps(entries)).encode()
    text += b" " * (-len(text) % 8)
    return struct.pack("<Q", len(text) if claimed is None else claimed) + text + bytes(end)


GOOD = {"head.weight": [2, 3], "head.bias": [2]}
WEIGHTS = {
    "missing weight": (safetensors({"head.weight": [2, 3]}), "no tensor 'head.bias'"),
    "extra weight": (safetensors(GOOD | {"tail.bias": [2]}), "no layer uses: 'tail.bias'"),
    "wrong shape": (safetensors(GOOD | {"head.weight": [3, 2]}), r"\[2, 3\].*\[3, 2\]"),
    "truncated": (safetensors(GOOD)[:-4], "ends at byte 32 of the data, which has only 28"),
    "cut in its header": (safetensors(GOOD)[:20], "safetensors"),
    "lying length": (safetensors(GOOD, claimed=1 << 60), "claims"),
    "lying header": (safetensors(GOOD, header="{}"), "no tensor|bytes"),
    "no weights file": (None, "cannot be read: No such file"),
}


def prepare(folder, name, network, weights=None):
    """Writes a mistake's files into a folder of its own; returns the network file."""
    place = folder / re.sub(r"\W", "-", name)
    place.mkdir()
    (place / "net.yaml").write_text(network)
    if weights is not None:
        (place / "w.safetensors").write_bytes(weights)
    return place / "net.yaml"


def complaints(cocc, file, out, pattern):
    """What is wrong with the way in which `cocc` refuses `file`."""
    done = subprocess.run([cocc, file, "-o", out], capture_output=True, text=True, timeout=60)
    found = []
    if done.returncode != 1:
        found.append(f"exit code {done.returncode}")
    if out.exists():
        found.append("it made the folder")
    if done.stdout:
        found.append("it wrote to standard output")
    if not re.search(pattern, done.stderr):
        found.append(f"nothing like '{pattern}'")
    errors = [i for i, line in enumerate(done.stderr.splitlines()) if "error:" in line]
    if not errors or errors[0] != 0:
        found.append("the first line is no error")
    found += [wrong for i in errors for wrong in at_its_place(file, done.stderr.splitlines()[i : i + 3])]
    return [f"{file}: {wrong}\n{done.stderr}" for wrong in found]


def at_its_place(file, lines):
    """What is wrong with a message: it is to be followed by the line of the file and a caret."""
    place = re.match(rf"{re.escape(str(file))}:(\d+):(\d+): error: \S", lines[0])
    if not place:
        return ["it does not begin with file:line:column: error:"]
    row, column = int(place[1]), int(place[2])
    text = file.read_text().splitlines()
    if not text:
        return []
    if lines[1:] != [text[row - 1], " " * (column - 1) + "^"]:
        return ["the line and a caret do not follow"]
    return []


def main(cocc, fixtures):
    with tempfile.TemporaryDirectory() as folder:
        folder = Path(folder)
        cases = [(prepare(folder, name, text), says) for name, (text, says) in MISTAKES.items()]
        cases += [(prepare(folder, name, STORED, data), says) for name, (data, says) in WEIGHTS.items()]
        cases += [(file, "error: ") for file in sorted(Path(fixtures).glob("*.yaml"))]
        with ThreadPoolExecutor() as pool:
            found = pool.map(
                lambda case: complaints(cocc, case[1][0], folder / f"out{case[0]}", case[1][1]), enumerate(cases))
        wrong = [complaint for each in found for complaint in each]
        good = prepare(folder, "good", STORED, safetensors(GOOD))
        if subprocess.run([cocc, good, "-o", folder / "out"]).returncode != 0:
            wrong.append("the right network is refused")
    print(f"{len(cases)} mistakes", *wrong, sep="\n")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
