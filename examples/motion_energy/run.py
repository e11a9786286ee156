"""Steps the motion energy network through a video and draws what moves where.

./dev python examples/motion_energy/run.py [picture.png]
"""

import sys
from collections import deque
from pathlib import Path
from time import perf_counter

import matplotlib
import numpy as np

matplotlib.use("Agg")

import matplotlib.pyplot as plt  # noqa: E402
from matplotlib.colors import hsv_to_rgb  # noqa: E402

HERE = Path(__file__).resolve().parent
sys.path[:0] = [str(HERE), str(HERE.parent)]

import video  # noqa: E402
import weights  # noqa: E402

FRAMES, SHOWN = 250, 6
PICTURE = HERE.parents[1] / "build" / "demo" / "motion_energy.png"
AXES = np.arange(4) * np.pi / 4
DIRECTIONS = {"right": (0, 1), "left": (0, -1), "down": (2, 1), "up": (2, -1)}
COLOURS = {
    name: hsv_to_rgb((axis / 8 + (0 if sign > 0 else 0.5), 0.9, 0.85)) for name, (axis, sign) in DIRECTIONS.items()
}


def to_input(picture):
    """A grey picture (height, width) as the network's frame (1, 1, height, width), light around 0."""
    return (picture.astype(np.float32) / 255 - 0.5)[None, None]


def watch(net):
    """Steps the network through the video. Returns [(picture, opponent energies (4, height, width))] and step times."""
    height, width = net.input_shape[2:]
    waiting, seen, times = deque(), [], []
    for count, picture in enumerate(video.frames(width, height, "gray"), 1):
        waiting.append(picture)
        start = perf_counter()
        energies = net.step(to_input(picture))
        times.append(perf_counter() - start)
        if energies is not None:
            seen.append((waiting.popleft(), energies[0]))
        video.progress(count, FRAMES, f"{times[-1] * 1e3:.2f} ms")
    return seen, times


def motion(energies):
    """Direction in radians and strength, each (height, width), of opponent energies (4, height, width)."""
    x, y = (np.tensordot(part, energies, 1) for part in (np.cos(AXES), np.sin(AXES)))
    return np.arctan2(y, x), np.hypot(x, y)


def coloured(picture, energies, full):
    """The picture with its motion over it; `full` is the strength that is drawn opaque."""
    direction, strength = motion(energies)
    hue = np.stack([direction / (2 * np.pi) % 1, np.ones_like(direction), np.ones_like(direction)], -1)
    cover = np.clip(strength / full, 0, 1)[..., None] ** 0.7
    return (1 - cover) * picture[..., None] / 255 + cover * hsv_to_rgb(hue)


def draw_wheel(axes):
    """The legend: the colour of each direction."""
    y, x = np.mgrid[-1:1:101j, -1:1:101j]
    wheel = hsv_to_rgb(np.stack([np.arctan2(y, x) / (2 * np.pi) % 1, np.ones_like(x), np.ones_like(x)], -1))
    radius = np.hypot(x, y)
    axes.imshow(np.dstack([wheel, (radius < 1) & (radius > 0.45)]))
    axes.set_title("moves this way", fontsize=9)
    axes.axis("off")


def draw_energies(axes, seen):
    """Mean energy in the four main directions over the frames."""
    energies = np.stack([each for _, each in seen])
    for name, (axis, sign) in DIRECTIONS.items():
        axes.plot(np.maximum(sign * energies[:, axis], 0).mean((1, 2)), color=COLOURS[name], label=name)
    axes.set(xlabel="frame", ylabel="mean opponent energy", xlim=(0, len(seen) - 1))
    axes.legend(loc="upper right", ncols=4, fontsize=9)


def draw(seen, path):
    figure = plt.figure(figsize=(15, 7.5), layout="constrained")
    grid = figure.add_gridspec(3, 6, height_ratios=(1, 1, 1.1))
    full = np.percentile(np.stack([motion(energies)[1] for _, energies in seen[::10]]), 99.5)
    for place, index in enumerate(np.linspace(10, len(seen) - 10, SHOWN).astype(int)):
        axes = figure.add_subplot(grid[place // 3, place % 3 * 2 : place % 3 * 2 + 2])
        axes.imshow(coloured(*seen[index], full), interpolation="nearest")
        axes.set_title(f"frame {index}", fontsize=9)
        axes.axis("off")
    draw_energies(figure.add_subplot(grid[2, :5]), seen)
    draw_wheel(figure.add_subplot(grid[2, 5]))
    path.parent.mkdir(parents=True, exist_ok=True)
    figure.savefig(path, dpi=110)


def main(path=PICTURE):
    import cocc

    weights.main()
    print("compiling ...", flush=True)
    net = cocc.compile(HERE / "motion_energy.yaml")
    print(
        f"{net.name}: delay {net.delay} frames, receptive field {net.receptive_field}, "
        f"{net.macs_per_step / 1e6:.0f} million multiply-adds a step"
    )
    seen, times = watch(net)
    draw(seen, Path(path))
    print(
        f"{np.median(times) * 1e3:.2f} ms a step (median), {np.percentile(times, 99) * 1e3:.2f} ms (99 %)\n"
        f"picture: {path}"
    )


if __name__ == "__main__":
    main(*sys.argv[1:])
