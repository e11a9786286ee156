"""What every compiled network must do, whatever it computes.

`check` runs all of it against the output of a forward on the whole clip. Clips are (B, C, T, *S); frames (B, C, *S).
"""

import numpy as np

TOLERANCE = 1e-5  # of the output's largest magnitude


def same_bits(found, expected, what):
    assert found.shape == expected.shape, f"{what}: {found.shape}, not {expected.shape}"
    assert np.array_equal(found, expected), f"{what}: largest difference {np.abs(found - expected).max()}"


def close_to(found, expected, what):
    assert found.shape == expected.shape, f"{what}: {found.shape}, not {expected.shape}"
    if not expected.size:
        return
    # Below the least normal number nothing is promised.
    bound = max(TOLERANCE * np.abs(expected).max(), np.finfo(np.float32).tiny)
    assert np.isfinite(found).all(), f"{what}: not a number"
    assert np.abs(found - expected).max() <= bound, f"{what}: differs by {np.abs(found - expected).max()} > {bound}"


def as_clip(net, outputs):
    """Outputs of `steps` or `forward` as a clip, of no frames if there are none."""
    batch, channels, *space = net.output_shape
    return np.zeros((batch, channels, 0, *space), np.float32) if outputs is None else np.asarray(outputs)


def stacked(net, frames):
    """Frames as a clip."""
    return np.stack(frames, 2) if frames else as_clip(net, None)


def frames_of(clip):
    """The frames of a clip (B, C, T, *S), or (B, T) of one number each."""
    return [np.ascontiguousarray(frame) for frame in np.moveaxis(clip, min(2, clip.ndim - 1), 0)]


def step_all(net, clip):
    """What each step returns: a frame or None."""
    return [net.step(frame) for frame in frames_of(clip)]


def outputs_by_step(net, clip):
    """The frames that stepping a fresh stream through the clip returns, as a clip."""
    net.reset()
    return stacked(net, [frame for frame in step_all(net, clip) if frame is not None])


def not_a_number(net):
    return np.full(net.input_shape, np.nan, np.float32)


def check_facts(net, network):
    """The reported facts against the reference's."""
    timing = network.timing
    shapes = [tuple(shape) for shape in (network.input_shape, network.output_shape)]
    assert [tuple(net.input_shape), tuple(net.output_shape)] == shapes, f"other shapes than {shapes} are reported"
    found = {key: getattr(net, key) for key in ("warm_up", "stride", "receptive_field", "delay")}
    expected = {key: getattr(timing, key) for key in found}
    assert found == expected, f"reported facts: {found}, not {expected}"
    parameters = sum(int(np.prod(spec.shape)) for spec in network.specs.values())
    assert net.parameters == parameters, f"reported parameters: {net.parameters}, not {parameters}"


def check_steps(net, clip, expected, timing, compare):
    """Each output frame at its step and at no other. Returns the output by steps."""
    net.reset()
    results = step_all(net, clip)
    steps = [t for t, frame in enumerate(results) if frame is not None]
    assert steps == timing.output_steps(clip.shape[2]), "outputs at other steps"
    assert all(frame is None or frame.shape == tuple(net.output_shape) for frame in results), "frames of other shapes"
    stepped = stacked(net, [frame for frame in results if frame is not None])
    compare(stepped, expected[:, :, : len(steps)], "by step")
    return stepped


def check_end(net, clip, expected, stepped, timing, compare):
    """The flush, and that it leaves the stream as it was."""
    net.reset()
    everything = as_clip(net, net.steps(clip, pad_end=True))
    compare(everything, expected, "steps and flush")
    same_bits(everything[:, :, : stepped.shape[2]], stepped, "steps before a flush")
    net.reset()
    half = clip.shape[2] // 2
    first = as_clip(net, net.steps(clip[:, :, :half], pad_end=True))
    seen = len(timing.output_steps(half))
    rest = as_clip(net, net.steps(clip[:, :, half:]))
    same_bits(np.concatenate([first[:, :, :seen], rest], 2), stepped, "a stream that goes on behind a flush")
    net.step(not_a_number(net), update_state=False)
    rest = as_clip(net, net.steps(clip[:, :, :0], pad_end=True))
    same_bits(rest, everything[:, :, stepped.shape[2] :], "a flush behind a step without update")
    return everything


def check_forward(net, clip, everything):
    """`forward` is the clip from a fresh stream, and leaves the stream alone."""
    same_bits(as_clip(net, net.forward(clip)), everything, "forward")
    half = clip.shape[2] // 2
    net.reset()
    first = as_clip(net, net.steps(clip[:, :, :half]))
    net.forward(clip)
    rest = as_clip(net, net.steps(clip[:, :, half:]))
    same_bits(np.concatenate([first, rest], 2), outputs_by_step(net, clip), "a stream interrupted by forward")


def check_chunks(net, clip, stepped, rng):
    """Any split of the stream into calls gives the same bits."""
    net.reset()
    parts, start = [], 0
    while start < clip.shape[2]:
        length = int(rng.integers(1, 5))
        chunk = clip[:, :, start : start + length]
        if length == 1:
            frame = net.step(np.ascontiguousarray(chunk[:, :, 0]))
            parts += [] if frame is None else [frame[:, :, None]]
        else:
            parts.append(as_clip(net, net.steps(chunk)))
        start += length
    same_bits(np.concatenate(parts, 2), stepped, "chunks")


def check_reset(net, clip, stepped, rng):
    """A reset, at any step, gives a fresh stream: no NaN of an earlier stream is left."""
    for before in {1, int(rng.integers(1, clip.shape[2] + 1)), clip.shape[2]}:
        net.reset()
        for _ in range(before):
            net.step(not_a_number(net))
        same_bits(outputs_by_step(net, clip), stepped, f"a stream reset behind {before} frames of NaN")


def check_peek(net, clip, stepped, rng):
    """A step without update tells the next output and changes nothing."""
    net.reset()
    outputs = []
    for frame in frames_of(clip):
        peeked = net.step(frame, update_state=False)
        if rng.integers(2):
            net.step(not_a_number(net), update_state=False)
        result = net.step(frame)
        assert (peeked is None) == (result is None), "a step without update: an output at another step"
        if result is not None:
            same_bits(peeked, result, "a step without update")
            outputs.append(result)
    same_bits(stacked(net, outputs), stepped, "a stream looked ahead in")
    net.reset()
    peeked = as_clip(net, net.steps(clip, update_state=False))
    same_bits(peeked, stepped, "steps without update")
    same_bits(as_clip(net, net.steps(clip)), stepped, "a stream behind steps without update")


def check_forgets(net, clip, timing, rng):
    """A NaN has left the state after as many steps as an output looks back."""
    if timing.memory is None:
        return
    bad = int(rng.integers(0, clip.shape[2]))
    tail = timing.memory + 2 * timing.stride
    longer = np.concatenate([clip, np.repeat(clip[:, :, -1:], tail, 2)], 2)
    poisoned = longer.copy()
    poisoned[:, :, bad] = np.nan
    net.reset()
    clean = step_all(net, longer)
    net.reset()
    marked = step_all(net, poisoned)
    for t in [*range(bad), *range(bad + timing.memory, longer.shape[2])]:
        if clean[t] is not None:
            same_bits(marked[t], clean[t], f"step {t} of a stream with NaN at {bad}")


def check(net, clip, expected, network, rng, compare=close_to):
    """All of the above."""
    check_facts(net, network)
    check_calls(net, clip, expected, network.timing, rng, compare)


def check_calls(net, clip, expected, timing, rng, compare=close_to):
    """All that is true of the numbers, whatever the network's facts are known from."""
    stepped = check_steps(net, clip, expected, timing, compare)
    everything = check_end(net, clip, expected, stepped, timing, compare)
    check_forward(net, clip, everything)
    check_chunks(net, clip, stepped, rng)
    check_reset(net, clip, stepped, rng)
    check_peek(net, clip, stepped, rng)
    check_forgets(net, clip, timing, rng)
