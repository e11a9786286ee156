"""Times one step of the benchmark networks on what a user has today and on cocc, on one thread.

    ./dev bench [NETWORK...] [--seconds 20] [--json FILE]

The ways take turns within one run, so that whatever else the machine does meets all of them. Before anything is
timed, all ways must give the same numbers. `frames` is no network: it times cocc alone, in steps of one frame and of
several."""

import argparse
import json
import os
import re
import sys
import tempfile
import warnings
from pathlib import Path
from time import perf_counter

# One thread: engines read this when they are loaded.
os.environ["OMP_NUM_THREADS"] = "1"
warnings.filterwarnings("ignore")

ROOT = Path(__file__).resolve().parents[2]
sys.path[:0] = [str(ROOT / "tests"), str(Path(__file__).parent)]

import frames  # noqa: E402
import numpy as np  # noqa: E402
import parts  # noqa: E402
import torch  # noqa: E402
import ways  # noqa: E402
from safetensors.numpy import save_file  # noqa: E402

import reference  # noqa: E402
from numeric import networks  # noqa: E402

NETWORKS = {"mb_conv_28": "mb_conv", "inception_14": "inception", "cox3d_s_160": "cox3d_s"}
WAYS = ("library", "onnxruntime", "openvino", "cocc")
TOLERANCE = 1e-4
CALLS = 8  # of one way before the next has its turn
SETTLING = 2  # calls of each turn that are not counted


class Network:
    """One benchmark network: its weights, made once, and each way to step it."""

    def __init__(self, name, folder):
        self.make, self.folder = getattr(networks, NETWORKS[name]), folder
        self.yaml = (ROOT / "examples" / NETWORKS[name] / f"{NETWORKS[name]}.yaml").read_text()
        described = reference.parse(self.yaml)
        self.shape, self.memory = described.input_shape, described.timing.memory
        self.tensors = dict(zip(described.specs, (t.numpy() for t in self.random_weights(name))))

    def random_weights(self, name):
        """PyTorch's own initialisation, with batch norms that are not trivial."""
        torch.manual_seed(sum(name.encode()))
        module = self.make()
        for part in module.modules():
            if isinstance(part, torch.nn.BatchNorm3d):
                for tensor, low, high in (
                    (part.weight.data, 0.5, 1.5),
                    (part.running_var, 0.5, 1.5),
                    (part.bias.data, -0.1, 0.1),
                    (part.running_mean, -0.1, 0.1),
                ):
                    tensor.uniform_(low, high)
        return networks.own_tensors(module)

    def library(self):
        return ways.Library(networks.set_weights(self.make(parts.library_parts()), self.tensors))

    def graph(self):
        tape, path = parts.Tape(), self.folder / "step.onnx"
        step = parts.PureStep(tape, networks.set_weights(self.make(parts.step_parts(tape)), self.tensors)).eval()
        return path, *parts.export_step(step, self.shape, path)

    def onnxruntime(self):
        return ways.OnnxRuntime(*self.graph())

    def openvino(self):
        return ways.OpenVino(*self.graph())

    def cocc(self):
        path = self.folder / "net.yaml"
        path.write_text(re.sub(r"(?m)^weights:.*$", "weights: net.safetensors", self.yaml))
        save_file(
            {key: np.ascontiguousarray(value) for key, value in self.tensors.items()}, self.folder / "net.safetensors"
        )
        return ways.Cocc(path)


def build(network, names):
    """The ways that work, by name; the others' reasons."""
    built, failed = {}, {}
    for name in names:
        try:
            built[name] = getattr(network, name)()
        except Exception as error:  # a way that cannot run a network is a result
            failed[name] = " / ".join(str(error).split("\n")[:3])[:200] or type(error).__name__
    return built, failed


def settle(network, built):
    """Steps every way through the same random frames until their states agree, and compares the last outputs."""
    rng = np.random.default_rng(1)
    for _ in range(network.memory + 2):
        frame = rng.standard_normal(network.shape).astype(np.float32)
        for way in built.values():
            way.write(frame)
            way.run()
    outputs = {name: way.read() for name, way in built.items()}
    first = next(iter(outputs.values()))
    for name, output in outputs.items():
        difference = np.abs(output - first).max() / np.abs(first).max()
        if not difference <= TOLERANCE:
            sys.exit(f"{name} differs from {next(iter(outputs))} by {difference:.1e} of the largest output")


def time_turns(built, seconds):
    """The times of single steps by way, in milliseconds; ways take turns."""
    times, end = {name: [] for name in built}, perf_counter() + seconds
    while perf_counter() < end:
        for name, way in built.items():
            for call in range(CALLS):
                start = perf_counter()
                way.run()
                if call >= SETTLING:
                    times[name].append((perf_counter() - start) * 1e3)
    return times


def measure(name, chosen, seconds):
    """{way: {"median_ms", "min_ms", "steps"} or {"error"}} of one network, and best peer / cocc by the same keys."""
    with tempfile.TemporaryDirectory() as folder:
        network = Network(name, Path(folder))
        built, failed = build(network, chosen)
        settle(network, built)
        times = time_turns(built, seconds)
    result = {
        way: {"median_ms": float(np.median(each)), "min_ms": min(each), "steps": len(each)}
        for way, each in times.items()
    }
    ratios = (
        {key: ratio(result, key) for key in ("median_ms", "min_ms")} if "cocc" in result and len(result) > 1 else {}
    )
    return {**result, **{way: {"error": reason} for way, reason in failed.items()}}, ratios


def ratio(result, key):
    """How many times longer the best peer takes than cocc."""
    return min(each[key] for way, each in result.items() if way != "cocc") / result["cocc"][key]


def show(name, result, ratios):
    for way, each in result.items():
        text = (
            f"cannot: {each['error']}"
            if "error" in each
            else f"{each['median_ms']:10.3f} {each['min_ms']:10.3f} {each['steps']:7d}"
        )
        print(f"{name:14s} {way:12s} {text}")
    if ratios:
        print(f"{name:14s} best / cocc  {ratios['median_ms']:10.2f} {ratios['min_ms']:10.2f}", flush=True)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    known = [*NETWORKS, "frames"]
    parser.add_argument("networks", nargs="*", default=known, metavar="NETWORK", help=", ".join(known))
    parser.add_argument("--ways", default=",".join(WAYS))
    parser.add_argument("--seconds", type=float, default=20, help="how long each network is timed")
    parser.add_argument("--json", help="a file for the results")
    arguments = parser.parse_args()
    unknown = [name for name in arguments.networks if name not in known]
    if unknown:
        parser.error(f"no network is called {unknown[0]}; there are {', '.join(known)}")
    torch.set_num_threads(1)
    chosen, results = [name for name in arguments.networks if name in NETWORKS], {}
    if chosen:
        print(f"{'network':14s} {'way':12s} {'median ms':>10s} {'min ms':>10s} {'steps':>7s}", flush=True)
    with torch.no_grad():
        for name in chosen:
            result, ratios = measure(name, arguments.ways.split(","), arguments.seconds)
            show(name, result, ratios)
            results[name] = {"ways": result, "best_peer_over_cocc": ratios}
    if "frames" in arguments.networks:
        with tempfile.TemporaryDirectory() as folder:
            results["frames"] = frames.measure(Path(folder), arguments.seconds)
    if arguments.json:
        Path(arguments.json).write_text(json.dumps({"threads": 1, "results": results}, indent=1) + "\n")


if __name__ == "__main__":
    main()
