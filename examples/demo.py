"""The demonstration: four networks, compiled and stepped through a real video and real speech.

./dev demo
"""

import subprocess
import sys
from pathlib import Path
from time import perf_counter

HERE = Path(__file__).resolve().parent


def main():
    for title, folder in (
        ("Which way things move", "motion_energy"),
        ("Action recognition, frame by frame", "cox3d_s"),
        ("Where someone speaks", "silero_vad"),
        ("Speech out of noise, in blocks of 10 ms", "voice_codec"),
    ):
        print(f"\n== {title}: examples/{folder}", flush=True)
        start = perf_counter()
        subprocess.run([sys.executable, HERE / folder / "run.py"], check=True)
        print(f"({perf_counter() - start:.1f} s)", flush=True)


if __name__ == "__main__":
    main()
