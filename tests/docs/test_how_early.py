"""What semantics.md says of how early outputs come, tried on random networks."""

import numpy as np

from reference.early import most_steps, newest_frames
from reference.test_timing import Drawn

NETWORKS, OUTPUTS = 3000, 40


def test_how_early_outputs_come():
    waits = []
    for number in range(NETWORKS):
        rng = np.random.default_rng([6, number])
        timing = Drawn(rng).timing(int(rng.choice([1, 1, 2, 3, 4, 6, 8, 12])))
        newest, most = newest_frames(timing), most_steps(timing)
        for j in range(OUTPUTS):
            step = max(0, timing.clock.tick(j) // timing.ticks_per_step)
            frame = newest(j)
            if frame is not None:
                waits.append((step - frame // timing.frames_per_step, most))
    assert all(0 <= wait <= most for wait, most in waits)
    assert sum(most == 0 for _, most in waits) > len(waits) / 2  # those that come in the very step
    assert sum(wait > 0 for wait, _ in waits) > len(waits) / 50
