"""Very many random networks, in pieces: a log remembers which of them were tested, and they are not tested again.

    ./dev python tests/property/run.py --networks 10000 --seed 1 --log build/property.jsonl
    ./dev python tests/property/run.py --file small.yaml --frames 3 --exact     one network, of a file

Each line of the log is one network: its number, what it is made of, the seconds that it took and what is wrong with
it. Networks are tested in processes of their own, so that one that crashes is found too.
"""

import argparse
import json
import subprocess
import sys
import tempfile
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from os import cpu_count
from pathlib import Path
from shutil import rmtree

TESTS = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(TESTS))

import yaml  # noqa: E402

from numeric.compiled import Libraries  # noqa: E402
from property.checks import candidate, examined, failure  # noqa: E402
from property.drawn import drawn_network  # noqa: E402
from property.features import features  # noqa: E402


def test_one(seed, number):
    """The line of the log for a network."""
    start, folder = time.monotonic(), Path(tempfile.mkdtemp())
    libraries = Libraries(folder)
    drawn = drawn_network(seed, number)
    found = examined(libraries, drawn)
    libraries.close()
    rmtree(folder)
    line = {"seed": seed, "number": number, "exact": drawn.exact, "features": features(drawn.tree)}
    line["seconds"] = round(time.monotonic() - start, 3)
    return {**line, "failure": found.report(seed, number)} if found else line


def work(seed):
    """Tests the networks whose numbers come in, a line each; their lines of the log go out."""
    for number in sys.stdin:
        print(json.dumps(test_one(seed, int(number))), flush=True)


class Worker:
    """A process that tests networks; another takes its place when it has died."""

    def __init__(self, seed):
        self.seed, self.process = seed, None

    def test(self, number):
        if not self.process:
            command = [sys.executable, __file__, "--seed", str(self.seed), "--worker"]
            self.process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        print(number, file=self.process.stdin, flush=True)
        line = self.process.stdout.readline()
        if line:
            return json.loads(line)
        code, self.process = self.process.wait(), None
        return {"seed": self.seed, "number": number, "failure": f"network {number}: the process died with {code}"}

    def close(self):
        if self.process:
            self.process.stdin.close()
            self.process.wait()


def run(options, done):
    """Tests the networks that are not done; each goes into the log at once."""
    first = options.first
    numbers = iter([n for n in range(first, first + options.networks) if n not in done])

    def share(_):
        worker = Worker(options.seed)
        for number in numbers:
            line = worker.test(number)
            done[number] = line
            log.write(json.dumps(line) + "\n")
            log.flush()
            if "failure" in line:
                print(line["failure"], file=sys.stderr, flush=True)
        worker.close()

    with open(options.log, "a") as log, ThreadPoolExecutor(options.jobs) as pool:
        list(pool.map(share, range(options.jobs)))


def logged(options):
    """The networks of this run that the log has already, by number. A line that was not finished goes."""
    path = Path(options.log)
    text = path.read_text() if path.exists() else ""
    whole = text[: text.rfind("\n") + 1]
    if whole != text:
        path.write_text(whole)
    lines = map(json.loads, whole.splitlines())
    numbers = range(options.first, options.first + options.networks)
    return {line["number"]: line for line in lines if line["seed"] == options.seed and line["number"] in numbers}


def summary(options, done, seconds):
    """The whole run in words: networks of this and of earlier pieces."""
    wrong = sorted(number for number, line in done.items() if "failure" in line)
    exact = sum(line.get("exact", False) for line in done.values())
    kinds = Counter()
    for line in done.values():
        kinds.update(line.get("features", {}))
    layers = sorted(((kind, count) for kind, count in kinds.items() if "." not in kind), key=lambda each: -each[1])
    return "\n".join([
        f"seed {options.seed}, networks {options.first} to {options.first + options.networks - 1}: {len(done)} tested, "
        f"{exact} of them bit for bit; {len(wrong)} mismatches {wrong or ''}",
        f"{sum(line.get('seconds', 0) for line in done.values()):.0f} s of tests, {seconds:.0f} s of them now",
        "layers drawn: " + ", ".join(f"{kind} {count}" for kind, count in layers),
        f"with {len(kinds) - len(layers)} different attributes",
    ])


def test_file(options):
    """One network of a file: what is wrong with it, or nothing."""
    tree = yaml.safe_load(Path(options.file).read_text())
    made = candidate(tree, options.exact, options.frames_per_step, options.frames)
    if not made:
        return "no network that can be tested"
    with tempfile.TemporaryDirectory() as folder:
        error = failure(Libraries(Path(folder)), made)
    return str(error) if error else "nothing is wrong"


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--networks", type=int, default=10000, help="how many")
    parser.add_argument("--first", type=int, default=0, help="the number of the first")
    parser.add_argument("--seed", type=int, default=1, help="the seed they are drawn from")
    parser.add_argument("--log", default="property.jsonl", help="where results are, and which networks are done")
    parser.add_argument("--jobs", type=int, default=cpu_count(), help="processes")
    parser.add_argument("--file", help="test the network of this file alone")
    parser.add_argument("--frames", type=int, help="the frames of its clip")
    parser.add_argument("--frames-per-step", type=int, default=1, help="how many of them a step takes")
    parser.add_argument("--exact", action="store_true", help="with whole numbers, bit for bit")
    parser.add_argument("--worker", action="store_true", help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.worker:
        return work(options.seed)
    if options.file:
        return print(test_file(options))
    start, done = time.monotonic(), logged(options)
    run(options, done)
    print(summary(options, done, time.monotonic() - start))
    return any("failure" in line for line in done.values())


if __name__ == "__main__":
    sys.exit(main())
