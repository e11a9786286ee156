"""Networks of several frames a step in the reference: what has come by a step is what the clip so far has, whatever
follows; and it comes no later than the law says."""

import numpy as np
import pytest

import reference
from numeric.rate_networks import NETWORKS, clip_for, sizes, text

MOST_STEPS = 12
CASES = [(name, size) for name in NETWORKS for size in sizes(reference.parse(text(name)))]


@pytest.mark.parametrize("name, size", CASES)
def test_what_has_come_stays(name, size):
    network = reference.parse(text(name))
    timing, clip = network.timing_of(size), clip_for(network, size, np.random.default_rng(size))
    whole = network.forward(clip)
    assert whole.shape[2] == timing.frames(clip.shape[2])
    assert whole.shape[:2] + whole.shape[3:] == network.output_shape
    assert np.isfinite(whole).all() and (whole != 0).any()
    steps = clip.shape[2] // size
    for step in range(max(0, steps - MOST_STEPS), steps + 1):
        if step and timing.every_layer_runs(step * size):
            so_far = network.forward(clip[:, :, : step * size])
            assert so_far.shape[2] == timing.frames(step * size) >= timing.shown(step)
            shown = timing.shown(step)
            bound = 1e-6 * np.abs(whole).max()
            np.testing.assert_allclose(so_far[:, :, :shown], whole[:, :, :shown], rtol=0, atol=bound)


@pytest.mark.parametrize("name, size", CASES)
def test_a_frame_is_seen_where_the_law_says(name, size):
    """A NaN is in outputs that look at it alone, and in none that have come before."""
    network = reference.parse(text(name))
    timing, clip = network.timing_of(size), clip_for(network, size, np.random.default_rng(size))
    outputs = timing.frames(clip.shape[2])
    seen = [timing.seen(j) for j in range(outputs)]
    for bad in range(0, clip.shape[2], 5):
        poisoned = clip.copy()
        poisoned[:, :, bad] = np.nan
        with np.errstate(invalid="ignore"):
            marked = np.isnan(network.forward(poisoned))
        axes = tuple(axis for axis in range(marked.ndim) if axis != 2)
        for j in np.flatnonzero(marked.any(axes)):
            first, last = seen[j]
            assert timing.receptive_field == 0 or first <= bad <= last
            assert j >= timing.shown(bad // size)
