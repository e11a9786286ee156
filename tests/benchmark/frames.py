"""Frames of one pixel one by one and sixteen a step, and how near a transposed convolution comes to what the machine can."""

import os
import re
import subprocess
from time import perf_counter

import numpy as np

import cocc

SIZE, CLIP = 16, 320  # frames a step, and of the clip that is timed
# Layers of 3 frames, causal; the weights of the first fit the second-level cache, those of the last come from memory.
TCNS = {"tcn, 64 channels": (64, 4), "tcn, 256 channels": (256, 4), "tcn, 1024 channels": (1024, 6)}


def described(channels, layers):
    return f"network: frames\ninput: {{shape: [1, {channels}]}}\nweights: {{seed: 1}}\nlayers:\n" + "".join(layers)


def tcn(channels, layers):
    conv = f"  - conv: {{channels: {channels}, kernel: 3, padding: 2, padding_after: 0}}\n  - relu\n"
    return described(channels, [conv] * layers)


TRANSPOSED = described(512, ["  - conv_transpose: {channels: 256, kernel: 16, stride: 8, crop_after: 8}\n"])


def in_turns(nets, clip, seconds):
    """The least microseconds a frame of each, which take turns."""
    least, end = [float("inf")] * len(nets), perf_counter() + seconds
    while perf_counter() < end:
        for place, net in enumerate(nets):
            begin = perf_counter()
            net.steps(clip)
            least[place] = min(least[place], (perf_counter() - begin) / clip.shape[2] * 1e6)
    return least


def roofline(path):
    """What `cocc bench` says of the slowest kernel, in per cent of what the machine's arithmetic and memory allow."""
    said = subprocess.run(
        [os.environ["COCC"], "bench", path, f"--frames-per-step={SIZE}"], capture_output=True, text=True, check=True
    ).stdout
    rows = re.findall(r"^ *([\d.]+) +[\d.]+ +[\d.]+ +(\d+)%", said, re.MULTILINE)
    return int(max(rows, key=lambda row: float(row[0]))[1])


def measure(folder, seconds):
    """Prints a row for each network; returns the same by name."""
    print(f"{'one pixel':22s} {'1 a step, us a frame':>22s} {f'{SIZE} a step':>12s} {'ratio':>7s}", flush=True)
    found, path = {}, folder / "frames.yaml"
    for name, sizes in TCNS.items():
        path.write_text(tcn(*sizes))
        nets = [cocc.compile(path, frames_per_step=size) for size in (1, SIZE)]
        clip = np.random.default_rng(1).standard_normal((1, sizes[0], CLIP)).astype(np.float32)
        assert np.array_equal(*(net.forward(clip) for net in nets)), f"{name}: other numbers in larger steps"
        one, several = in_turns(nets, clip, seconds)
        print(f"{name:22s} {one:22.2f} {several:12.2f} {one / several:7.2f}", flush=True)
        found[name] = {"us_a_frame": {"1": one, str(SIZE): several}, "ratio": one / several}
    path.write_text(TRANSPOSED)
    share = roofline(path)
    print(f"transposed convolution, {SIZE} a step: {share} % of the roofline", flush=True)
    return {**found, "transposed_convolution": {"roofline": share / 100}}
