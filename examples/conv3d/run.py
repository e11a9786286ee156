"""Steps a Conv3d over a clip of five frames and shows which outputs appear when."""

from pathlib import Path

import cocc
import numpy as np


def main():
    net = cocc.compile(Path(__file__).with_name("conv3d.yaml"))
    clip = np.random.default_rng(1).standard_normal((1, 1, 5, 3, 3)).astype(np.float32)
    output = net.forward(clip)
    print(f"delay {net.delay}, receptive field {net.receptive_field}; a clip {clip.shape} gives {output.shape}")
    assert (net.delay, net.receptive_field) == (2, 3)

    # The first frames at once: as many outputs as there are frames less the delay.
    firsts = net.steps(clip[:, :, :4])
    assert np.array_equal(firsts, output[:, :, : net.delay])
    print("steps of frames 0 to 3 == output[:, :, :delay]")

    # Then the next frame.
    last = net.step(clip[:, :, 4])
    assert np.array_equal(last, output[:, :, net.delay])
    print("step of frame 4 == output[:, :, delay]")

    # Frame by frame nothing appears before the window is full.
    net.reset()
    for t in range(5):
        frame = net.step(clip[:, :, t])
        print(f"step {t}:", "nothing yet" if frame is None else f"{frame.ravel()[0]:+.5f}")
        assert frame is None if t < net.delay else np.array_equal(frame, output[:, :, t - net.delay])


if __name__ == "__main__":
    main()
