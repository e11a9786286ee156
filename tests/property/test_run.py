"""The long run goes on where it stopped, tells of a network that kills its process, and tests a network of a file."""

import json
import subprocess
import sys

from . import run

SMALL = "network: small\ninput: {shape: [1, 2]}\nweights: {seed: 1}\nlayers: [{conv: {channels: 1, kernel: 2}}]\n"


def called(*arguments) -> str:
    """What run.py prints."""
    done = subprocess.run([sys.executable, run.__file__, *map(str, arguments)], capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def test_pieces(tmp_path):
    log = tmp_path / "log.jsonl"
    assert "3 tested, 2 of them bit for bit; 0 mismatches" in called("--networks", 3, "--seed", 4, "--log", log)
    before = log.read_text()
    log.write_text(before + '{"seed": 4, "num')
    assert "5 tested" in called("--networks", 5, "--seed", 4, "--log", log)
    assert log.read_text().startswith(before)
    lines = [json.loads(line) for line in log.read_text().splitlines()]
    assert sorted(line["number"] for line in lines) == [0, 1, 2, 3, 4]
    assert all(line["features"] and line["seconds"] > 0 for line in lines)
    assert "1 tested" in called("--networks", 1, "--first", 3, "--seed", 4, "--log", log)
    assert len(log.read_text().splitlines()) == 5


def test_a_process_that_dies(tmp_path, monkeypatch):
    script = tmp_path / "dies.py"
    script.write_text("import os, sys\nsys.stdin.readline()\nos.abort()\n")
    monkeypatch.setattr(run, "__file__", str(script))
    worker = run.Worker(1)
    for number in (6, 7):
        assert worker.test(number)["failure"] == f"network {number}: the process died with -6"


def test_a_network_of_a_file(tmp_path):
    path = tmp_path / "small.yaml"
    path.write_text(SMALL)
    assert called("--file", path, "--frames", 4) == "nothing is wrong\n"
    path.write_text(SMALL.replace("network: small", "network: double"))
    assert "'double'" in called("--file", path, "--frames", 4)
    path.write_text(SMALL.replace("kernel: 2", "kernel: 2, inputs: nowhere"))
    assert called("--file", path, "--frames", 4) == "no network that can be tested\n"
