"""Steps a residual mobile bottleneck: its input waits in a ring until the depthwise window has seen the next frame."""

import sys
from pathlib import Path
from time import perf_counter

import cocc
import numpy as np

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parents[1] / "tests"))

import reference  # noqa: E402

FRAMES, TIMED = 12, 200


def main():
    net = cocc.compile(HERE / "mb_conv.yaml")
    clip = np.random.default_rng(1).standard_normal((1, 32, FRAMES, 28, 28)).astype(np.float32)
    print(
        f"delay {net.delay}, receptive field {net.receptive_field}, {net.macs_per_step / 1e6:.1f} million "
        f"multiply-adds a step, {net.state_bytes / 1024:.0f} KiB of state"
    )

    outputs = net.steps(clip, pad_end=True)
    expected = reference.load(HERE / "mb_conv.yaml").forward(clip)
    difference = np.abs(outputs - expected).max() / np.abs(expected).max()
    print(
        f"{FRAMES} frames in, {outputs.shape[2]} out, the last {net.delay} of them by the flush; largest "
        f"difference from naive loops: {difference:.1e} of the largest output"
    )
    assert outputs.shape == clip.shape and difference < 1e-5

    frame, times = np.ascontiguousarray(clip[:, :, 0]), []
    for _ in range(TIMED):
        start = perf_counter()
        net.step(frame)
        times.append(perf_counter() - start)
    print(f"median time of a step: {np.median(times) * 1e3:.3f} ms")


if __name__ == "__main__":
    main()
