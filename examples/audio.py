"""The speech that the examples listen to: the recordings of the Debian package alsa-utils, and how to read them."""

import sys
from pathlib import Path

import av
import numpy as np

FOLDER = Path("/usr/share/sounds/alsa")


def recordings():
    """Paths of the recordings: eight times a voice that names a loudspeaker's place, once noise."""
    found = sorted(FOLDER.glob("*.wav"))
    if not found:
        sys.exit(f"no recordings in {FOLDER}: they are in Debian's package alsa-utils; ./dev demo installs it")
    return found


def read(path, rate):
    """A recording with `rate` samples a second: float32, (samples,), one channel, within -1 .. 1."""
    resampler = av.AudioResampler(format="flt", layout="mono", rate=rate)
    with av.open(str(path)) as container:
        # A frame None lets out what the resampler still holds.
        parts = [part for frame in (*container.decode(audio=0), None) for part in resampler.resample(frame)]
    return np.concatenate([part.to_ndarray()[0] for part in parts])


def joined(paths, rate, pause):
    """Recordings one behind the other, silence of `pause` seconds before, between and behind them.

    Returns the samples, float32, and [(name, start, end)], where each recording lies in them.
    """
    silence = np.zeros(round(pause * rate), np.float32)
    parts, places, length = [silence], [], len(silence)
    for path in paths:
        samples = read(path, rate)
        places.append((path.stem, length, length + len(samples)))
        parts += [samples, silence]
        length += len(samples) + len(silence)
    return np.concatenate(parts), places
