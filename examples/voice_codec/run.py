"""Steps a codec through speech with noise, in blocks of 10 ms, and draws the sound before and behind it.

./dev python examples/voice_codec/run.py [picture.png]
"""

import sys
import wave
from pathlib import Path
from time import perf_counter

import matplotlib
import numpy as np

matplotlib.use("Agg")

import matplotlib.pyplot as plt  # noqa: E402

HERE = Path(__file__).resolve().parent
sys.path[:0] = [str(HERE), str(HERE.parent)]

import audio  # noqa: E402
import weights  # noqa: E402

RATE, BLOCK, PAUSE = 16000, 160, 0.6
NOISE = 0.02
SETTLED = 1.0  # seconds, behind which the noise is known
PICTURE = HERE.parents[1] / "build" / "demo" / "voice_codec.png"
TIME, LIMIT = "#0b7a75", "#c2410c"


def compiled(frames_per_step=BLOCK):
    """The network, its weights made anew."""
    import cocc

    weights.main()
    return cocc.compile(HERE / "voice_codec.yaml", frames_per_step=frames_per_step)


def speech():
    """The recordings, float32, of a whole number of blocks, the same with noise, and where each recording lies."""
    samples, places = audio.joined(audio.recordings(), RATE, PAUSE)
    clean = np.pad(samples, (0, -len(samples) % BLOCK))
    noise = NOISE * np.random.default_rng(1).standard_normal(len(clean), np.float32)
    return clean, clean + noise, places


def listen(net, samples):
    """Steps the network through the samples. Returns what it makes of them, and the step times in seconds."""
    net.reset()
    made, times = [], []
    for block in samples.reshape(-1, 1, 1, BLOCK):
        start = perf_counter()
        result = net.step(block)
        times.append(perf_counter() - start)
        made.append(result[0, 0])
    return np.concatenate(made), np.array(times)


def spoken(samples, places):
    """Which of the samples are of a recording of a voice, and which are in pauses behind the first second."""
    voice, pause = np.zeros(len(samples), bool), np.arange(len(samples)) > SETTLED * RATE
    for name, start, end in places:
        voice[start:end] = name != "Noise"
        pause[start : end + RATE // 10] = False
    return voice, pause


def decibels(power, to):
    return 10 * np.log10(np.mean(np.square(power)) / np.mean(np.square(to)))


def qualities(clean, noisy, made, places):
    """How far the voice is above all that differs from it, before and behind the network, and how much less noise
    there is in pauses; in dB. What is made of a sample comes SHIFT samples later."""
    made = np.pad(made[weights.SHIFT :], (0, weights.SHIFT))
    voice, pause = spoken(clean, places)
    before, behind = (decibels(clean[voice], (each - clean)[voice]) for each in (noisy, made))
    return before, behind, decibels(noisy[pause], made[pause])


def report(clean, noisy, made, places, times):
    before, behind, quieter = qualities(clean, noisy, made, places)
    length = len(clean) / RATE
    print(
        f"{length:.1f} s of sound: the voice is {before:.1f} dB above noise and errors before, {behind:.1f} dB behind; "
        f"in pauses there is {quieter:.1f} dB less noise\n"
        f"{np.median(times) * 1e6:.0f} us a block of {BLOCK * 1000 // RATE} ms (median), "
        f"{np.percentile(times, 99) * 1e6:.0f} us (99 %); {length / times.sum():.0f} times as fast as real time"
    )


def draw_spectrum(axes, samples, title):
    axes.specgram(samples, NFFT=512, Fs=RATE, noverlap=384, vmin=-125, vmax=-45, cmap="magma")
    axes.set(ylabel="Hz", ylim=(0, RATE / 2))
    axes.set_title(title, fontsize=10, loc="left")


def draw_times(axes, times):
    """The time that each block takes, and the time that it lasts."""
    moments = np.arange(len(times)) * BLOCK / RATE
    axes.plot(moments, times * 1e3, color=TIME, linewidth=0.8)
    axes.axhline(BLOCK * 1e3 / RATE, color=LIMIT, linewidth=1, linestyle="--")
    axes.text(0, BLOCK * 1e3 / RATE, " real time", color=LIMIT, va="bottom", fontsize=9)
    axes.set(xlabel="seconds", ylabel="ms a block", yscale="log", ylim=(0.01, 40), xlim=(0, moments[-1]))
    axes.spines[["top", "right"]].set_visible(False)


def draw(noisy, made, times, path):
    figure, (above, middle, below) = plt.subplots(
        3, 1, figsize=(15, 8), sharex=True, height_ratios=(3, 3, 1), layout="constrained"
    )
    draw_spectrum(above, noisy, "what goes in: speech and noise")
    draw_spectrum(middle, made, "what comes out")
    draw_times(below, times)
    path.parent.mkdir(parents=True, exist_ok=True)
    figure.savefig(path, dpi=110)


def write_sound(noisy, made, path):
    """Before on the left channel, behind on the right."""
    samples = np.clip(np.stack([noisy, made], 1), -1, 1) * 32767
    with wave.open(str(path), "wb") as file:
        file.setparams((2, 2, RATE, 0, "NONE", ""))
        file.writeframes(samples.astype("<i2").tobytes())


def main(path=PICTURE):
    print("compiling ...", flush=True)
    net, path = compiled(), Path(path)
    print(
        f"{net.name}: {BLOCK} samples in and {net.most_frames} out a step, delay {net.delay}, latency {net.latency}, "
        f"{net.macs_per_step / 1e6:.2f} million multiply-adds"
    )
    clean, noisy, places = speech()
    made, times = listen(net, noisy)
    report(clean, noisy, made, places, times)
    draw(noisy, made, times, path)
    write_sound(noisy, made, path.with_suffix(".wav"))
    print(f"picture: {path}, sound: {path.with_suffix('.wav').name}")


if __name__ == "__main__":
    main(*sys.argv[1:])
