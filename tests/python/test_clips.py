"""Networks whose steps take or return several frames: `trio`, `echo` and `early` (conftest.py)."""

from fractions import Fraction

import numpy as np
import pytest

from reference_of_tiny import clip_of, reference


def forward(net, clip: np.ndarray) -> np.ndarray:
    if net.name == "trio":
        return reference(clip, stride=2)
    return reference(clip, before=4) if net.name == "early" else np.repeat(reference(clip), 2, axis=2)


@pytest.fixture(params=["trio", "echo", "early"])
def net(request):
    return request.getfixturevalue(request.param)


def stepped(net, clip: np.ndarray, **options) -> list[np.ndarray]:
    """What each step returns."""
    size = net.frames_per_step
    return [net.step(clip[:, :, at : at + size], **options) for at in range(0, clip.shape[2] - size + 1, size)]


def test_facts(trio, echo, early):
    assert (trio.frames_per_step, trio.ticks_per_frame, trio.block, trio.takes_clips) == (3, 1, 2, True)
    assert (trio.rate, trio.stride, trio.warm_up, trio.delay, trio.latency) == (Fraction(1, 2), 2, 1, 1, 3)
    assert (trio.most_frames, trio.flush_frames) == (2, 2)
    half = Fraction(3, 2)
    assert (echo.frames_per_step, echo.ticks_per_frame, echo.takes_clips) == (1, 2, True)
    assert (echo.rate, echo.stride, echo.warm_up, echo.delay, echo.latency) == (2, Fraction(1, 2), half, half, half)
    assert (echo.most_frames, echo.flush_frames, echo.padding) == (2, 3, 1)
    assert isinstance(echo.padding, int) and isinstance(echo.rate, Fraction)
    assert (early.warm_up, early.delay, early.latency, early.most_frames, early.takes_clips) == (-2, -2, -2, 3, True)


def test_steps_return_clips(trio, echo, early):
    found = {net.name: [made.shape[2] for made in stepped(net, clip_of(6))] for net in (trio, echo, early)}
    assert found == {"trio": [1, 2], "echo": [0, 1, 2, 2, 2, 2], "early": [3, 1, 1, 1, 1, 1]}


@pytest.mark.parametrize("frames", [0, 1, 2, 3, 7, 8, 9])
def test_steps_and_flush_are_forward(net, frames):
    clip = clip_of(frames)
    expected = forward(net, clip) if frames else clip
    np.testing.assert_allclose(net.forward(clip), expected, atol=1e-6)
    np.testing.assert_allclose(net.steps(clip, pad_end=True), expected, atol=1e-6)
    net.reset()
    parts = stepped(net, clip)
    left = clip[:, :, len(parts) * net.frames_per_step :]
    parts.append(net.steps(left, pad_end=True))
    np.testing.assert_allclose(np.concatenate(parts, 2), expected, atol=1e-6)


def test_chunks_do_not_matter(net):
    clip = clip_of(12)
    whole = net.steps(clip)
    for cut in range(0, 13, net.frames_per_step):
        net.reset()
        parts = [net.steps(clip[:, :, :cut]), net.steps(clip[:, :, cut:])]
        np.testing.assert_array_equal(np.concatenate(parts, 2), whole)


def test_a_flush_leaves_the_stream_behind_its_last_step(net):
    clip = clip_of(9)
    size = net.frames_per_step
    first = net.steps(clip[:, :, : 2 * size - 1], pad_end=True)
    np.testing.assert_allclose(first, forward(net, clip[:, :, : 2 * size - 1]), atol=1e-6)
    done = (2 * size - 1) // size * size
    rest = net.steps(clip[:, :, done:], pad_end=True)
    everything = forward(net, clip)
    np.testing.assert_allclose(rest, everything[:, :, everything.shape[2] - rest.shape[2] :], atol=1e-6)


def test_without_update_nothing_changes(net):
    clip = clip_of(12)
    size = net.frames_per_step
    for at in range(0, 12, size):
        peeked = net.step(clip[:, :, at : at + size], update_state=False)
        net.step(np.full_like(clip[:, :, :size], np.nan), update_state=False)
        once = net.steps(clip[:, :, at:], pad_end=True, update_state=False)
        np.testing.assert_array_equal(net.steps(clip[:, :, at:], pad_end=True, update_state=False), once)
        np.testing.assert_array_equal(net.step(clip[:, :, at : at + size]), peeked)


def test_reset_is_a_fresh_stream(net):
    clip = clip_of(6)
    net.steps(np.full((1, 2, 3, 3), np.nan, np.float32))
    net.reset()
    np.testing.assert_allclose(net.steps(clip, pad_end=True), forward(net, clip), atol=1e-6)


def test_other_lengths_are_refused(trio):
    with pytest.raises(ValueError, match="^a clip of 7 frames is not a whole number of steps of 3 frames$"):
        trio.steps(clip_of(7))
    with pytest.raises(ValueError, match=r"^a clip must have shape \(1, 2, 3, 3\), not \(1, 2, 2, 3\)$"):
        trio.step(clip_of(2))
    with pytest.raises(ValueError, match=r"^a clip must have shape \(1, 2, 3, 3\), not \(1, 2, 3\)$"):
        trio.step(clip_of(1)[:, :, 0])
    assert trio.steps(clip_of(6)).shape[2] == 3


@pytest.mark.parametrize("time_dim", [0, 1, 3, -1])
def test_time_may_be_any_axis_of_a_step(net, time_dim):
    clip = clip_of(6)
    expected = stepped(net, clip)
    net.reset()
    size = net.frames_per_step
    for i, made in enumerate(expected):
        given = np.moveaxis(clip[:, :, i * size : (i + 1) * size], 2, time_dim)
        np.testing.assert_array_equal(net.step(given, time_dim=time_dim), np.moveaxis(made, 2, time_dim))
