"""Compiles networks for tests: several at a time, each once, into one temporary folder.

The compiler is the executable that COCC names, or `cocc` on the PATH.
"""

import hashlib
import os
import shutil
import subprocess
from concurrent.futures import ThreadPoolExecutor

from safetensors.numpy import save

COMPILE_SECONDS = 300


class CompileError(Exception):
    """A network was not compiled. `said`: in the compiler's words."""

    def __init__(self, message, said=""):
        super().__init__(message)
        self.said = said


def compiler_path():
    path = os.environ.get("COCC") or shutil.which("cocc")
    if not path:
        raise CompileError("no compiler: set COCC to the executable, or call the tests through ./dev test")
    return path


def listed_operators():
    """The operators that the compiler has."""
    listing = subprocess.run([compiler_path(), "--list-ops"], capture_output=True, text=True, check=True)
    return listing.stdout.split()


class Libraries:
    """Step libraries by the text of their network; `target`: for what they are compiled."""

    def __init__(self, folder, target="host"):
        self.folder, self.target = folder, target
        self.pool = ThreadPoolExecutor(os.cpu_count())
        self.futures = {}

    def start(self, text, tensors=None, frames_per_step=1):
        """Starts to compile a network; its tensors are stored beside it under the name that the text has."""
        stored = save(tensors) if tensors else b""
        key = hashlib.sha256(f"{frames_per_step} {text}".encode() + stored).hexdigest()[:16]
        if key not in self.futures:
            self.futures[key] = self.pool.submit(self.compile, key, text, stored, frames_per_step)
        return self.futures[key]

    def compile(self, key, text, stored, frames_per_step):
        import yaml

        folder = self.folder / key
        folder.mkdir()
        (folder / "net.yaml").write_text(text)
        tree = yaml.safe_load(text)
        if stored:
            (folder / tree["weights"]).write_bytes(stored)
        options = ["-o", str(folder), f"--frames-per-step={frames_per_step}", f"--target={self.target}"]
        command = [compiler_path(), str(folder / "net.yaml"), *options]
        done = subprocess.run(command, capture_output=True, text=True, timeout=COMPILE_SECONDS)
        if done.returncode:
            said = done.stderr or f"exit code {done.returncode}"
            raise CompileError(f"exit code {done.returncode} for\n{text}\n{said}", said.replace(str(folder), ""))
        return folder / f"lib{tree['network']}.so"

    def load(self, text, tensors=None, frames_per_step=1):
        """The network, compiled and loaded."""
        import cocc

        return cocc.load(str(self.start(text, tensors, frames_per_step).result()))

    def close(self):
        self.pool.shutdown(cancel_futures=True)
