"""What every network with several outputs must do: each is what a network with that output alone gives.

`networks` are the references of those, one for each output of `net`, in order; clips are (B, C, T, *S).
"""

import numpy as np

from numeric.stepping import close_to, frames_of, same_bits


def by_step(net, clip):
    """For each output the steps with a frame, and the frames as a clip."""
    net.reset()
    results = [net.step(frame) for frame in frames_of(clip)]
    steps = [[t for t, result in enumerate(results) if result[i] is not None] for i in range(len(net.outputs))]
    empty = [np.zeros((*port.shape[:2], 0, *port.shape[2:]), np.float32) for port in net.outputs]
    clips = [
        np.stack([results[t][i] for t in at], 2) if at else empty[i] for i, at in enumerate(steps)
    ]
    return steps, clips


def check_facts(port, timing):
    """The reported facts: an output comes when it would alone."""
    found = port.warm_up, port.stride, port.delay, port.receptive_field
    assert found == (timing.warm_up, timing.stride, timing.delay, timing.receptive_field)


def check_outputs(net, clip, networks):
    """Shapes, facts, the numbers by step at their steps, and with the flush."""
    steps, clips = by_step(net, clip)
    net.reset()
    flushed = net.steps(clip, pad_end=True)
    for i, (port, network) in enumerate(zip(net.outputs, networks)):
        timing, expected = network.timing, network.forward(clip)
        assert port.shape == tuple(network.output_shape)
        check_facts(port, timing)
        assert steps[i] == list(range(port.warm_up, clip.shape[2], port.stride))
        close_to(clips[i], expected[:, :, : len(steps[i])], "by step")
        close_to(flushed[i], expected, "steps and flush")
        same_bits(flushed[i][:, :, : len(steps[i])], clips[i], "steps before a flush")
        assert flushed[i].shape[2] - len(steps[i]) <= port.flush_frames


def check_splits(net, clip, rng):
    """Any split of the stream into calls gives the same bits; steps without update change nothing."""
    _, whole = by_step(net, clip)
    net.reset()
    parts, start = [], 0
    while start < clip.shape[2]:
        chunk = clip[:, :, start : start + int(rng.integers(1, 4))]
        before = net.steps(chunk, update_state=False)
        parts.append(net.steps(chunk))
        for a, b in zip(before, parts[-1]):
            same_bits(a, b, "steps without update")
        start += chunk.shape[2]
    for i, expected in enumerate(whole):
        same_bits(np.concatenate([part[i] for part in parts], 2), expected, "chunks")
    for a, b in zip(net.forward(clip), net.steps(clip[:, :, :0], pad_end=True)):
        same_bits(a[:, :, a.shape[2] - b.shape[2] :], b, "the flush behind chunks, and forward's end")


def check_aligned(net, clip, networks):
    """Frame j of each output at the same step, as early as the latest allows; they have one stride."""
    latest, stride = max(network.timing.warm_up for network in networks), networks[0].timing.stride
    assert [port.warm_up for port in net.outputs] == [latest] * len(networks)
    steps, clips = by_step(net, clip)
    assert steps == [list(range(latest, clip.shape[2], stride))] * len(networks)
    for found, rest, network in zip(clips, net.forward(clip), networks):
        expected = network.forward(clip)
        close_to(found, expected[:, :, : found.shape[2]], "by step")
        close_to(rest, expected, "with the flush")
