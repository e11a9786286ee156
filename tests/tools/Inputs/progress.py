"""Checks that `cocc` says what it is doing when it takes longer than a second, and nothing when it does not."""

import re
import subprocess
import sys
import tempfile
import time
from pathlib import Path


def compile_layers(cocc, folder, count):
    """Compiles `count` convolutions, no two the same, on one core; returns the seconds and what was said."""
    layers = "".join(f"  - conv: {{channels: {8 + i}, kernel: [1, 3, 3]}}\n" for i in range(count))
    file = folder / f"net{count}.yaml"
    file.write_text(f"network: net\ninput: {{shape: [1, 4, 60, 60]}}\nweights: {{seed: 1}}\nlayers:\n{layers}")
    start = time.monotonic()
    done = subprocess.run(
        ["taskset", "-c", "0", cocc, file, "-o", folder / "out"], capture_output=True, text=True, check=True)
    # Lines with == are a sanitizer's, of a compiler built with one.
    said = "".join(line for line in done.stderr.splitlines(keepends=True) if not line.startswith("=="))
    return time.monotonic() - start, said


def main(cocc):
    with tempfile.TemporaryDirectory() as folder:
        seconds, said = compile_layers(cocc, Path(folder), 1)
        assert seconds > 1 or said == "", (seconds, said)
        seconds, said = compile_layers(cocc, Path(folder), 25)
        assert seconds < 1.5 or re.fullmatch(r"compiling kernels \d+/27\n", said), (seconds, said)


if __name__ == "__main__":
    main(sys.argv[1])
