"""Networks and their streams, a frame a step, on the networks `tiny` and `twin` (conftest.py)."""

import gc
import os
import sys
import threading
from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest

import cocc
from reference_of_tiny import clip_of, reference

FOLDER = Path(os.environ["COCC_TINY_LIBRARY"])


def test_properties(twin):
    assert twin.name == "twin"
    assert (twin.delay, twin.stride, twin.padding, twin.receptive_field, twin.warm_up) == (1, 2, 1, 3, 1)
    assert twin.input_shape == (1, 2, 3) and twin.output_shape == (1, 2, 3)
    assert (twin.rate, twin.latency, twin.most_frames, twin.flush_frames) == (Fraction(1, 2), 1, 1, 1)
    assert (twin.ticks_per_frame, twin.frames_per_step, twin.block, twin.takes_clips) == (1, 1, 2, False)
    assert (twin.macs_per_step, twin.state_bytes, twin.parameters) == (9, 384, 8)
    assert repr(twin) == "<cocc.Network twin: input (1, 2, 3) -> output (1, 2, 3)>"
    with pytest.raises(AttributeError):
        twin.delay = 2


def test_step_returns_none_until_a_frame_is_due(twin):
    clip = clip_of(7)
    expected = reference(clip, 2)
    for t in range(7):
        frame = twin.step(clip[:, :, t])
        assert (frame is None) == (t % 2 == 0)
        if frame is not None:
            assert frame.dtype == np.float32
            np.testing.assert_allclose(frame, expected[:, :, t // 2], atol=1e-6)


@pytest.mark.parametrize("frames", [0, 1, 2, 3, 8, 9])
def test_forward_is_the_whole_clip(tiny, twin, frames):
    clip = clip_of(frames)
    np.testing.assert_allclose(tiny.forward(clip), reference(clip), atol=1e-6)
    np.testing.assert_allclose(twin.forward(clip), reference(clip, 2), atol=1e-6)


def test_forward_leaves_the_stream_alone(tiny):
    clip = clip_of(6)
    first = tiny.steps(clip[:, :, :3])
    tiny.forward(clip_of(5, seed=1))
    rest = tiny.steps(clip[:, :, 3:], pad_end=True)
    np.testing.assert_allclose(np.concatenate([first, rest], 2), reference(clip), atol=1e-6)


@pytest.mark.parametrize("cut", range(7))
def test_chunks_do_not_matter(twin, cut):
    clip = clip_of(6)
    whole = twin.steps(clip)
    twin.reset()
    parts = [twin.steps(clip[:, :, :cut]), twin.steps(clip[:, :, cut:])]
    np.testing.assert_array_equal(np.concatenate(parts, 2), whole)


def test_steps_may_give_nothing(tiny):
    assert tiny.steps(clip_of(0)).shape == (1, 2, 0, 3)
    assert tiny.steps(clip_of(1)).shape == (1, 2, 0, 3)


def test_pad_end_leaves_the_stream_behind_the_clip(tiny):
    clip = clip_of(6)
    padded = tiny.steps(clip[:, :, :4], pad_end=True)
    np.testing.assert_allclose(padded, reference(clip[:, :, :4]), atol=1e-6)
    rest = tiny.steps(clip[:, :, 4:])
    np.testing.assert_allclose(rest, reference(clip)[:, :, 3:5], atol=1e-6)


def test_without_update_nothing_changes(twin):
    clip = clip_of(7)
    twin.steps(clip[:, :, :3])
    for pad_end in (False, True):
        once = twin.steps(clip[:, :, 3:], pad_end=pad_end, update_state=False)
        again = twin.steps(clip[:, :, 3:], pad_end=pad_end, update_state=False)
        np.testing.assert_array_equal(once, again)
    peeked = twin.step(clip[:, :, 3], update_state=False)
    np.testing.assert_array_equal(twin.step(clip[:, :, 3]), peeked)
    np.testing.assert_allclose(peeked, reference(clip, 2)[:, :, 1], atol=1e-6)


def test_reset_is_a_fresh_stream(tiny):
    clip = clip_of(4)
    tiny.steps(np.full((1, 2, 3, 3), np.nan, np.float32))
    tiny.reset()
    np.testing.assert_allclose(tiny.steps(clip, pad_end=True), reference(clip), atol=1e-6)


def test_networks_from_one_file_have_their_own_streams(tiny):
    other = cocc.load(FOLDER / "libtiny.so")
    clip = clip_of(5)
    for t in range(5):
        mine, theirs = tiny.step(clip[:, :, t]), other.step(-clip[:, :, t])
    np.testing.assert_allclose(mine, reference(clip)[:, :, 3], atol=1e-6)
    np.testing.assert_allclose(theirs, reference(-clip)[:, :, 3], atol=1e-6)
    del other
    assert tiny.step(clip[:, :, 0]) is not None


def test_networks_are_freed():
    path = FOLDER / "libtiny.so"
    net = cocc.load(path)
    net.step(clip_of(1)[:, :, 0])
    assert "libtiny.so" in Path("/proc/self/maps").read_text()
    del net
    gc.collect()
    assert "libtiny.so" not in Path("/proc/self/maps").read_text()


def test_arrays_that_are_not_contiguous_are_taken(tiny):
    clip = np.asfortranarray(clip_of(5))
    np.testing.assert_allclose(tiny.forward(clip[:, ::-1]), reference(clip[:, ::-1]), atol=1e-6)
    tiny.step(clip[:, :, 0, ::-1])
    np.testing.assert_allclose(
        tiny.step(clip[:, :, 1, ::-1]), reference(clip[:, :, :, ::-1])[:, :, 0], atol=1e-6
    )


@pytest.mark.parametrize("time_dim", [0, 1, 2, 3, -1, -4])
def test_time_may_be_any_axis_of_a_clip(twin, time_dim):
    clip = clip_of(7)
    expected = np.moveaxis(reference(clip, 2), 2, time_dim)
    given = np.moveaxis(clip, 2, time_dim)
    np.testing.assert_allclose(twin.forward(given, time_dim=time_dim), expected, atol=1e-6)
    np.testing.assert_allclose(twin.steps(given, pad_end=True, time_dim=time_dim), expected, atol=1e-6)


def test_an_axis_that_clips_lack_is_refused(tiny):
    for time_dim in (4, -5):
        with pytest.raises(ValueError, match=f"time_dim must be from -4 to 3 for clips of 4 axes, not {time_dim}"):
            tiny.steps(clip_of(2), time_dim=time_dim)
    with pytest.raises(ValueError, match=r"a clip must have shape \(T, 1, 2, 3\), not \(1, 2, 5, 3\)"):
        tiny.forward(clip_of(5), time_dim=0)


def test_wrong_shapes_name_both(tiny):
    with pytest.raises(ValueError, match=r"a frame must have shape \(1, 2, 3\), not \(2, 3\)"):
        tiny.step(np.zeros((2, 3), np.float32))
    with pytest.raises(ValueError, match=r"a clip must have shape \(1, 2, T, 3\), not \(1, 2, 5, 4\)"):
        tiny.steps(np.zeros((1, 2, 5, 4), np.float32))
    with pytest.raises(ValueError, match=r"a clip must have shape \(1, 2, T, 3\), not \(1, 2, 3\)"):
        tiny.forward(np.zeros((1, 2, 3), np.float32))


def test_wrong_types_name_both(tiny):
    with pytest.raises(ValueError, match="a frame must be of float32, not of float64"):
        tiny.step(np.zeros((1, 2, 3)))
    with pytest.raises(ValueError, match="a clip must be of float32, not of int32"):
        tiny.steps(np.zeros((1, 2, 5, 3), np.int32))


def test_threads_may_share_a_network(tiny):
    clip = clip_of(2000)
    threads = [threading.Thread(target=tiny.steps, args=(clip,)) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    frames = 4 * clip.shape[2]
    tiny.reset()
    assert tiny.steps(clip).shape[2] == frames // 4 - 1


def test_files_that_are_no_networks_are_refused(tmp_path):
    with pytest.raises(OSError, match="cannot load a network: .*absent.so"):
        cocc.load(tmp_path / "absent.so")
    text = tmp_path / "text.so"
    text.write_text("not a library")
    with pytest.raises(OSError, match="text.so"):
        cocc.load(text)
    with pytest.raises(ValueError, match="_native.* is not a network compiled by cocc"):
        cocc.load(sys.modules["cocc._native"].__file__)


def test_another_abi_is_refused(tmp_path):
    library = tmp_path / "libold.so"
    current = bytes.fromhex("636f636307000000")  # magic and version, as they lie in the library
    code, found, rest = (FOLDER / "libtiny.so").read_bytes().rpartition(current)  # data lies behind code
    assert found
    library.write_bytes(code + bytes.fromhex("636f636308000000") + rest)
    with pytest.raises(ValueError, match="compiled for version 8 .* compile the network again"):
        cocc.load(library)
