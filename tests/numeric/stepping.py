"""What every compiled network must do, whatever it computes.

`check` runs all of it against the output of a forward on the whole clip. Clips are (B, C, T, *S); frames (B, C, *S). A
step takes `net.frames_per_step` frames and returns any number of them; what is left of a clip is for the flush.
"""

from math import ceil

import numpy as np

TOLERANCE = 1e-5  # of the output's largest magnitude
FACTS = (
    "warm_up", "stride", "rate", "delay", "latency", "receptive_field", "frames_per_step", "ticks_per_frame", "block",
    "most_frames", "flush_frames",
)


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


def joined(net, clips):
    """Clips one behind the other."""
    return np.concatenate([as_clip(net, None), *clips], 2)


def frames_of(clip):
    """The frames of a clip (B, C, T, *S), or (B, T) of one number each."""
    return [np.ascontiguousarray(frame) for frame in np.moveaxis(clip, min(2, clip.ndim - 1), 0)]


def step_all(net, clip):
    """What each step of a network that takes frames returns: a frame or None."""
    return [net.step(frame) for frame in frames_of(clip)]


def whole_steps(net, clip):
    """A clip without the frames that are left for the flush."""
    return clip[:, :, : clip.shape[2] // net.frames_per_step * net.frames_per_step]


def inputs_by_step(net, clip):
    """The clips that each step takes."""
    size = net.frames_per_step
    return [clip[:, :, start : start + size] for start in range(0, clip.shape[2] - size + 1, size)]


def halves(net, clip):
    """The whole steps of a clip in two."""
    whole = whole_steps(net, clip)
    middle = whole.shape[2] // net.frames_per_step // 2 * net.frames_per_step
    return whole[:, :, :middle], whole[:, :, middle:]


def one_step(net, clip, **options):
    """What a step returns, given a clip of its frames: a clip."""
    if net.takes_clips:
        return np.asarray(net.step(np.ascontiguousarray(clip), **options))
    frame = net.step(np.ascontiguousarray(clip[:, :, 0]), **options)
    return as_clip(net, None if frame is None else frame[:, :, None])


def outputs_of_steps(net, clip):
    """The clips that each step returns."""
    return [one_step(net, each) for each in inputs_by_step(net, clip)]


def outputs_by_step(net, clip):
    """The frames that stepping a fresh stream through the clip returns, as a clip."""
    net.reset()
    return joined(net, outputs_of_steps(net, clip))


def not_a_number(net):
    """The frames of a step."""
    batch, channels, *space = net.input_shape
    return np.full((batch, channels, net.frames_per_step, *space), np.nan, np.float32)


def check_facts(net, network):
    """The reported facts against the reference's."""
    timing = network.timing_of(net.frames_per_step)
    shapes = [tuple(shape) for shape in (network.input_shape, network.output_shape)]
    assert [tuple(net.input_shape), tuple(net.output_shape)] == shapes, f"other shapes than {shapes} are reported"
    found = {key: getattr(net, key) for key in FACTS}
    expected = {key: getattr(timing, key) for key in found}
    assert found == expected, f"reported facts: {found}, not {expected}"
    one_at_most = timing.frames_per_step == 1 and timing.rate <= 1 and timing.warm_up >= 0
    assert net.takes_clips == (not one_at_most), f"a step takes clips: {net.takes_clips}"
    parameters = sum(int(np.prod(spec.shape)) for spec in network.specs.values())
    assert net.parameters == parameters, f"reported parameters: {net.parameters}, not {parameters}"


def check_steps(net, clip, expected, timing, compare):
    """Each output frame at its step and at no other. Returns the output by steps."""
    net.reset()
    results = outputs_of_steps(net, clip)
    steps = [step for step, made in enumerate(results) for _ in range(made.shape[2])]
    assert steps == timing.output_steps(len(results)), "outputs at other steps"
    shapes = {made.shape[:2] + made.shape[3:] for made in results}
    assert shapes <= {tuple(net.output_shape)}, "frames of other shapes"
    stepped = joined(net, results)
    compare(stepped, expected[:, :, : len(steps)], "by step")
    return stepped


def check_end(net, clip, expected, stepped, timing, compare):
    """The flush, and that it leaves the stream as it was."""
    net.reset()
    everything = as_clip(net, net.steps(clip, pad_end=True))
    compare(everything, expected, "steps and flush")
    same_bits(everything[:, :, : stepped.shape[2]], stepped, "steps before a flush")
    net.reset()
    first, second = halves(net, clip)
    # What a flush takes of a step is no part of the stream.
    ended = clip[:, :, : first.shape[2] + net.frames_per_step - 1]
    seen = len(timing.output_steps(first.shape[2] // net.frames_per_step))
    start = as_clip(net, net.steps(ended, pad_end=True))[:, :, :seen]
    rest = as_clip(net, net.steps(second))
    same_bits(np.concatenate([start, rest], 2), stepped, "a stream that goes on behind a flush")
    one_step(net, not_a_number(net), update_state=False)
    left = clip[:, :, first.shape[2] + second.shape[2] :]
    rest = as_clip(net, net.steps(left, pad_end=True))
    same_bits(rest, everything[:, :, stepped.shape[2] :], "a flush behind a step without update")
    return everything


def check_forward(net, clip, everything):
    """`forward` is the clip from a fresh stream, and leaves the stream alone."""
    same_bits(as_clip(net, net.forward(clip)), everything, "forward")
    first, second = halves(net, clip)
    net.reset()
    start = as_clip(net, net.steps(first))
    net.forward(clip)
    rest = as_clip(net, net.steps(second))
    same_bits(np.concatenate([start, rest], 2), outputs_by_step(net, clip), "a stream interrupted by forward")


def check_chunks(net, clip, stepped, rng):
    """Any split of the stream into calls gives the same bits."""
    net.reset()
    parts, whole, start = [], whole_steps(net, clip), 0
    while start < whole.shape[2]:
        steps = int(rng.integers(1, 5))
        chunk = whole[:, :, start : start + steps * net.frames_per_step]
        parts.append(one_step(net, chunk) if steps == 1 else as_clip(net, net.steps(chunk)))
        start += chunk.shape[2]
    same_bits(joined(net, parts), stepped, "chunks")


def check_reset(net, clip, stepped, rng):
    """A reset, at any step, gives a fresh stream: no NaN of an earlier stream is left."""
    steps = max(1, clip.shape[2] // net.frames_per_step)
    for before in {1, int(rng.integers(1, steps + 1)), steps}:
        net.reset()
        for _ in range(before):
            one_step(net, not_a_number(net))
        same_bits(outputs_by_step(net, clip), stepped, f"a stream reset behind {before} steps of NaN")


def check_peek(net, clip, stepped, rng):
    """A step without update tells the next output and changes nothing."""
    net.reset()
    outputs = []
    for each in inputs_by_step(net, clip):
        peeked = one_step(net, each, update_state=False)
        if rng.integers(2):
            one_step(net, not_a_number(net), update_state=False)
        outputs.append(one_step(net, each))
        same_bits(peeked, outputs[-1], "a step without update")
    same_bits(joined(net, outputs), stepped, "a stream looked ahead in")
    net.reset()
    whole = whole_steps(net, clip)
    peeked = as_clip(net, net.steps(whole, update_state=False))
    same_bits(peeked, stepped, "steps without update")
    same_bits(as_clip(net, net.steps(whole)), stepped, "a stream behind steps without update")


def check_forgets(net, clip, timing, rng):
    """A NaN has left the state after as many frames as an output looks back."""
    if timing.memory is None:
        return
    bad, size = int(rng.integers(0, clip.shape[2])), net.frames_per_step
    tail = timing.memory + max(2 * ceil(timing.stride), 2 * size)
    longer = np.concatenate([clip, np.repeat(clip[:, :, -1:], tail, 2)], 2)
    poisoned = longer.copy()
    poisoned[:, :, bad] = np.nan
    net.reset()
    clean = outputs_of_steps(net, longer)
    net.reset()
    marked = outputs_of_steps(net, poisoned)
    for step, (right, found) in enumerate(zip(clean, marked)):
        end = (step + 1) * size
        if end <= bad or end > bad + timing.memory:
            same_bits(found, right, f"step {step} of a stream with NaN at {bad}")


def check(net, clip, expected, network, rng, compare=close_to):
    """All of the above."""
    check_facts(net, network)
    check_calls(net, clip, expected, network.timing_of(net.frames_per_step), rng, compare)


def check_calls(net, clip, expected, timing, rng, compare=close_to):
    """All that is true of the numbers, whatever the network's facts are known from."""
    stepped = check_steps(net, clip, expected, timing, compare)
    everything = check_end(net, clip, expected, stepped, timing, compare)
    check_forward(net, clip, everything)
    check_chunks(net, clip, stepped, rng)
    check_reset(net, clip, stepped, rng)
    check_peek(net, clip, stepped, rng)
    check_forgets(net, clip, timing, rng)
