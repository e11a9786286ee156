"""What every network with several outputs must do: each is what a network with that output alone gives.

`networks` are the references of those, one for each output of `net`, in order; clips are (B, C, T, *S).
"""

import numpy as np

from numeric.stepping import close_to, inputs_by_step, same_bits, whole_steps

FACTS = ("warm_up", "stride", "rate", "delay", "receptive_field", "most_frames")


def no_frames(port):
    return np.zeros((*port.shape[:2], 0, *port.shape[2:]), np.float32)


def one_step(net, clip):
    """For each output the clip that a step returns."""
    if net.takes_clips:
        return net.step(np.ascontiguousarray(clip))
    frames = net.step(np.ascontiguousarray(clip[:, :, 0]))
    return [no_frames(port) if frame is None else frame[:, :, None] for frame, port in zip(frames, net.outputs)]


def by_step(net, clip):
    """For each output the steps that return frames, one for each, and the frames as a clip."""
    net.reset()
    results = [one_step(net, each) for each in inputs_by_step(net, clip)]
    steps = [
        [step for step, made in enumerate(results) for _ in range(made[i].shape[2])] for i in range(len(net.outputs))
    ]
    clips = [np.concatenate([no_frames(port), *(made[i] for made in results)], 2) for i, port in enumerate(net.outputs)]
    return steps, clips


def check_facts(port, timing):
    """The reported facts: an output comes when it would alone."""
    assert {key: getattr(port, key) for key in FACTS} == {key: getattr(timing, key) for key in FACTS}


def check_outputs(net, clip, networks):
    """Shapes, facts, the numbers by step at their steps, and with the flush."""
    steps, clips = by_step(net, clip)
    net.reset()
    flushed = net.steps(clip, pad_end=True)
    for i, (port, network) in enumerate(zip(net.outputs, networks)):
        timing, expected = network.timing_of(net.frames_per_step), network.forward(clip)
        assert port.shape == tuple(network.output_shape)
        check_facts(port, timing)
        assert steps[i] == timing.output_steps(clip.shape[2] // net.frames_per_step)
        close_to(clips[i], expected[:, :, : len(steps[i])], "by step")
        close_to(flushed[i], expected, "steps and flush")
        same_bits(flushed[i][:, :, : len(steps[i])], clips[i], "steps before a flush")
        assert flushed[i].shape[2] - len(steps[i]) <= port.flush_frames


def check_splits(net, clip, rng):
    """Any split of the stream into calls gives the same bits; steps without update change nothing."""
    _, whole = by_step(net, clip)
    net.reset()
    parts, start, taken = [], 0, whole_steps(net, clip)
    while start < taken.shape[2]:
        chunk = taken[:, :, start : start + int(rng.integers(1, 4)) * net.frames_per_step]
        before = net.steps(chunk, update_state=False)
        parts.append(net.steps(chunk))
        for a, b in zip(before, parts[-1]):
            same_bits(a, b, "steps without update")
        start += chunk.shape[2]
    for i, expected in enumerate(whole):
        same_bits(np.concatenate([part[i] for part in parts], 2), expected, "chunks")
    for a, b in zip(net.forward(clip), net.steps(clip[:, :, taken.shape[2] :], pad_end=True)):
        same_bits(a[:, :, a.shape[2] - b.shape[2] :], b, "the flush behind chunks, and forward's end")


def check_aligned(net, clip, networks):
    """Frame j of each output at the same step, as early as the latest allows; they have one stride."""
    timings = [network.timing_of(net.frames_per_step) for network in networks]
    latest = max(timings, key=lambda timing: timing.warm_up)
    assert [port.warm_up for port in net.outputs] == [latest.warm_up] * len(networks)
    steps, clips = by_step(net, clip)
    assert steps == [latest.output_steps(clip.shape[2] // net.frames_per_step)] * len(networks)
    for found, rest, network in zip(clips, net.forward(clip), networks):
        expected = network.forward(clip)
        close_to(found, expected[:, :, : found.shape[2]], "by step")
        close_to(rest, expected, "with the flush")
