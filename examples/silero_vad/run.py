"""Steps a voice detector through recordings and draws where it hears speech.

./dev python examples/silero_vad/run.py [picture.png]
"""

import importlib.util
import sys
from pathlib import Path
from time import perf_counter

import matplotlib
import numpy as np

matplotlib.use("Agg")

import matplotlib.pyplot as plt  # noqa: E402

HERE = Path(__file__).resolve().parent
sys.path[:0] = [str(HERE.parent)]

import audio  # noqa: E402

RATE, FRAME, PAUSE = 16000, 512, 0.6
THRESHOLD = 0.5
BLOCKS = 4  # lines of the waveform for each frame
PICTURE = HERE.parents[1] / "build" / "demo" / "silero_vad.png"
SPEECH, OTHER, GUIDE = "#0b7a75", "#9aa0a6", "#c2410c"


def package_data():
    """The folder with the models of the package silero-vad. The package is not imported: that takes PyTorch."""
    package = importlib.util.find_spec("silero_vad")
    if package is None:
        sys.exit("the example's weights are in the package silero-vad, which is not installed; ./dev demo installs it")
    return Path(package.origin).parent / "data"


def compiled():
    """The network with the weights of the package."""
    import cocc

    weights = package_data() / "silero_vad_16k.safetensors"
    return cocc.compile(HERE / "silero_vad.yaml", arguments=[f"--weights={weights}"])


def in_frames(samples):
    """Samples as frames (frames, 1, 1, 512), zeros behind the last."""
    return np.pad(samples, (0, -len(samples) % FRAME)).reshape(-1, 1, 1, FRAME)


def listen(net, frames):
    """Steps the network through the frames. Returns the probabilities of speech and the step times in seconds."""
    net.reset()
    probabilities, times = [], []
    for frame in frames:
        start = perf_counter()
        result = net.step(frame)
        times.append(perf_counter() - start)
        probabilities.append(result.item())
    return np.array(probabilities), np.array(times)


def seconds_of_speech(probabilities):
    return np.count_nonzero(probabilities >= THRESHOLD) * FRAME / RATE


def report(probabilities, times, places):
    """Prints how much of each recording is speech, and how fast that was found out."""
    for name, start, end in places:
        heard = seconds_of_speech(probabilities[start // FRAME : -(-end // FRAME)])
        print(f"  {name:13} {heard:5.2f} s of speech in {(end - start) / RATE:.2f} s")
    length = len(times) * FRAME / RATE
    print(
        f"{length:.1f} s of sound, {seconds_of_speech(probabilities):.1f} s of speech\n"
        f"{np.median(times) * 1e6:.0f} us a step (median), {np.percentile(times, 99) * 1e6:.0f} us (99 %); "
        f"{length / times.sum():.0f} times as fast as real time"
    )


def draw_waveform(axes, frames, probabilities, places):
    """The waveform as lines from the least to the greatest sample, coloured where there is speech."""
    blocks = frames.reshape(-1, FRAME // BLOCKS)
    colours = np.where(np.repeat(probabilities >= THRESHOLD, BLOCKS), SPEECH, OTHER)
    moments = (np.arange(len(blocks)) + 0.5) * FRAME / BLOCKS / RATE
    axes.axhline(0, color=OTHER, linewidth=0.7)
    axes.vlines(moments, blocks.min(1), blocks.max(1), colors=colours, linewidth=1)
    across = axes.get_xaxis_transform()
    for name, start, end in places:
        axes.text((start + end) / 2 / RATE, 1.04, name.replace("_", " "), ha="center", transform=across)
    reach = 1.1 * np.abs(frames).max()
    axes.set(ylabel="waveform", ylim=(-reach, reach))


def draw_probability(axes, probabilities):
    """The probability of each frame over the time of its samples."""
    edges = np.arange(len(probabilities) + 1) * FRAME / RATE
    axes.stairs(probabilities, edges, fill=True, color=SPEECH, alpha=0.25)
    axes.stairs(probabilities, edges, baseline=None, color=SPEECH, linewidth=1.3)
    axes.axhline(THRESHOLD, color=GUIDE, linewidth=1, linestyle="--")
    axes.text(edges[-1], THRESHOLD, " speech", color=GUIDE, va="bottom", fontsize=9)
    axes.set(xlabel="seconds", ylabel="probability of speech", ylim=(0, 1.05), xlim=(0, edges[-1]))
    axes.set_xticks(np.arange(0, edges[-1]))


def draw(frames, probabilities, places, path):
    figure, (above, below) = plt.subplots(2, 1, figsize=(15, 5.5), sharex=True, layout="constrained")
    draw_waveform(above, frames, probabilities, places)
    draw_probability(below, probabilities)
    for axes in (above, below):
        axes.spines[["top", "right"]].set_visible(False)
        for _, start, end in places:
            axes.axvspan(start / RATE, end / RATE, color="black", alpha=0.045, linewidth=0)
    path.parent.mkdir(parents=True, exist_ok=True)
    figure.savefig(path, dpi=110)


def main(path=PICTURE):
    print("compiling ...", flush=True)
    net = compiled()
    print(
        f"{net.name}: a probability for every frame of {FRAME} samples, delay {net.delay}, "
        f"{net.macs_per_step / 1e6:.2f} million multiply-adds a step"
    )
    samples, places = audio.joined(audio.recordings(), RATE, PAUSE)
    frames = in_frames(samples)
    probabilities, times = listen(net, frames)
    report(probabilities, times, places)
    draw(frames, probabilities, places, Path(path))
    print(f"picture: {path}")


if __name__ == "__main__":
    main(*sys.argv[1:])
