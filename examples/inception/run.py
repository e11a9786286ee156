"""Steps an inception module whose four branches look at 1, 3, 5 and 1 frames."""

import sys
from pathlib import Path

import cocc
import numpy as np

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parents[1] / "tests"))

import reference  # noqa: E402

FRAMES = 9


def main():
    net = cocc.compile(HERE / "inception.yaml")
    clip = np.random.default_rng(1).standard_normal((1, 192, FRAMES, 14, 14)).astype(np.float32)
    expected = reference.load(HERE / "inception.yaml").forward(clip)
    print(f"delay {net.delay}, receptive field {net.receptive_field}: the longest branch's; the others wait for it")

    largest = np.abs(expected).max()
    for t in range(FRAMES):
        frame = net.step(np.ascontiguousarray(clip[:, :, t]))
        if frame is None:
            print(f"step {t}: nothing yet")
            assert t < net.delay
            continue
        difference = np.abs(frame - expected[:, :, t - net.delay]).max() / largest
        print(f"step {t}: {frame.shape[1]} channels of frame {t - net.delay}, {difference:.1e} from naive loops")
        assert difference < 1e-5


if __name__ == "__main__":
    main()
