"""Steps CoX3D-S through a video, times it, and compares it with naive loops over the whole clip.

./dev python examples/cox3d_s/run.py
"""

import sys
from pathlib import Path
from time import perf_counter

import numpy as np

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[1]
sys.path[:0] = [str(HERE), str(HERE.parent), str(ROOT / "tests")]

import video  # noqa: E402
import weights  # noqa: E402

CLIP = 16  # frames that X3D-S looks at for one prediction
OUTPUTS = 5  # compared with the reference
TIMED = 120
RECOMPUTED = 5  # clips
SIZE = 160
MEAN, DEVIATION = 0.45, 0.225


def load_clip(frames):
    """The video's first frames as a clip (1, 3, frames, 160, 160): the middle square, scaled and normalised."""
    clip = np.empty((1, 3, frames, SIZE, SIZE), np.float32)
    width = round(SIZE * 640 / 272)
    left = (width - SIZE) // 2
    for t, picture in zip(range(frames), video.frames(width, SIZE, "rgb24")):
        clip[0, :, t] = (picture[:, left : left + SIZE] / 255 - MEAN).transpose(2, 0, 1) / DEVIATION
    return clip


def step_through(net, clip):
    """Outputs (1, 400, T', 1, 1) of a fresh stream, and the time of each step."""
    net.reset()
    outputs, times = [], []
    for t in range(clip.shape[2]):
        frame = np.ascontiguousarray(clip[:, :, t])
        start = perf_counter()
        output = net.step(frame)
        times.append(perf_counter() - start)
        outputs += [] if output is None else [output]
        video.progress(t + 1, clip.shape[2], f"{times[-1] * 1e3:.1f} ms")
    return np.stack(outputs, 2), times


def seconds_to_recompute(net, clip):
    """The median time of one prediction from a whole clip of 16 frames: a fresh stream, all frames, the flush."""
    times = []
    for _ in range(RECOMPUTED):
        start = perf_counter()
        prediction = net.forward(clip[:, :, :CLIP])
        times.append(perf_counter() - start)
    assert prediction.shape[2] == 1
    return np.median(times)


def difference_from_loops(network, clip, outputs):
    """The largest difference of stepped outputs from naive loops over the whole clip, by the largest output."""
    expected = network.forward(clip[:, :, : network.timing.warm_up + OUTPUTS])[:, :, :OUTPUTS]
    return np.abs(outputs[:, :, :OUTPUTS] - expected).max() / np.abs(expected).max()


def main():
    import cocc

    import reference

    weights.main()
    network = reference.load(HERE / "cox3d_s.yaml")
    print("compiling ...", flush=True)
    net = cocc.compile(HERE / "cox3d_s.yaml")
    print(
        f"{net.name}: delay {net.delay} frames, receptive field "
        f"{net.receptive_field}, {net.parameters / 1e6:.2f} million weights, {net.state_bytes / 2**20:.1f} MiB of state"
    )
    clip = load_clip(TIMED)
    outputs, times = step_through(net, clip)
    settled = times[net.warm_up :]
    step, recompute = np.median(settled), seconds_to_recompute(net, clip)
    work = network.multiply_adds(CLIP) / net.macs_per_step
    print(
        f"a step for each new frame:       {step * 1e3:8.2f} ms (median), "
        f"{np.percentile(settled, 99) * 1e3:.2f} ms (99 %), "
        f"{net.macs_per_step / 1e6:.0f} million multiply-adds"
    )
    print(
        f"all {CLIP} frames for each new one: {recompute * 1e3:8.2f} ms (median), "
        f"{network.multiply_adds(CLIP) / 1e6:.0f} million multiply-adds"
    )
    print(f"the step takes {recompute / step:.1f} times less time and {work:.1f} times fewer multiply-adds")
    print(
        f"largest difference of {OUTPUTS} outputs from naive loops over the whole clip: "
        f"{difference_from_loops(network, clip, outputs):.1e} of the largest output"
    )


if __name__ == "__main__":
    main()
