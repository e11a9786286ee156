"""Kernels that make several frames in one call: the same bits as one by one. No network here looks beyond a clip's end.

A flush makes the frames that are left of a clip one by one, a step those of a step at once. So a frame that needs
nothing of the clip's end must be the same whether it comes with a step or, of a shorter clip, with the flush.
"""

import numpy as np
import pytest

import reference
from numeric.operator_case import all_cases, network_of, random_clip, torch_forward
from numeric.stepping import as_clip, check, close_to, outputs_by_step, same_bits

NETWORKS = {
    "dilated": (8, ("conv: {channels: 20, kernel: 3}", "relu", "conv: {channels: 36, kernel: 5, dilation: 3}", "silu")),
    "one channel": (40, ("conv: {channels: 1, kernel: 9}", "linear: {channels: 1}", "sigmoid")),
    "many to one": (130, ("linear: {channels: 1}",)),
    "strided": (5, (
        "conv: {channels: 24, kernel: 3, dilation: 2}", "gelu", "conv: {channels: 7, kernel: 4, stride: 2}",
    )),
    "in groups": (6, ("conv: {channels: 6, kernel: 4, groups: 2}", "conv: {channels: 6, kernel: 3, groups: 6}")),
    "transposed": (9, (
        "conv_transpose: {channels: 17, kernel: 8, stride: 4}", "pad: {after: -4}", "tanh", "linear: {channels: 3}",
    )),
    "transposed, in groups": (6, (
        "conv_transpose: {channels: 6, kernel: 7, stride: 3, groups: 3}", "pad: {after: -4}",
    )),
    "transposed, gaps": (6, ("conv_transpose: {channels: 20, kernel: 2, stride: 4}", "linear: {channels: 4}")),
    "linear between": (5, (
        "upsample: {factor: 3, mode: linear}", "pad: {after: -2}", "conv: {channels: 18, kernel: 5}",
    )),
    "padded in front": (7, ("pad: {before: 2}", "avg_pool: {kernel: 3}", "max_pool: {kernel: 2}")),
    "norms": (33, ("layer_norm: {axes: [1]}", "softmax", "conv: {channels: 5, kernel: 2}", "log_softmax")),
    "joined": (6, ("parallel: {reduce: concat, branches: [[conv: {channels: 5, kernel: 3}], []]}", "exp")),
    "attention": (16, (
        "linear: {name: query, channels: 16}", "linear: {name: key, inputs: input, channels: 16}",
        "linear: {name: value, inputs: input, channels: 16}",
        "attention: {inputs: [query, key, value], heads: 2, frames: 5}", "linear: {channels: 16}",
    )),
    "recurrent": (12, ("conv: {channels: 16, kernel: 3}", "gru: {channels: 9}", "linear: {channels: 20}", "tanh")),
}
SIZES = (3, 16)
CASES = [(name, size) for name in NETWORKS for size in SIZES]
# The first case of each operator with frames of one pixel.
OPERATORS = {operator: case for operator, case in reversed(all_cases()) if len(case.frame) == 1}


def text(name):
    channels, layers = NETWORKS[name]
    listed = "".join(f"  - {layer}\n" for layer in layers)
    return f"network: runs\ninput: {{shape: [1, {channels}]}}\nweights: {{seed: 5}}\nlayers:\n{listed}"


@pytest.fixture(scope="module", autouse=True)
def started(libraries):
    for name in NETWORKS:
        for size in (1, *SIZES):
            libraries.start(text(name), frames_per_step=size)
    for case in OPERATORS.values():
        libraries.start(case.text(1), frames_per_step=4)


def draw_clip(net, frames, seed):
    return np.random.default_rng(seed).standard_normal((*net.input_shape, frames)).astype(np.float32)


def enough_steps(net):
    return int(max(net.warm_up, 0)) // net.frames_per_step + 4


@pytest.mark.parametrize("name, size", CASES)
def test_same_as_the_reference(libraries, name, size):
    network = reference.parse(text(name))
    net = libraries.load(text(name), frames_per_step=size)
    clip = draw_clip(net, enough_steps(net) * size + size // 2, 1)
    expected = network.forward(clip, np.float64).astype(np.float32)
    check(net, clip, expected, network, np.random.default_rng(2))


@pytest.mark.parametrize("seed", (3, 4))
@pytest.mark.parametrize("name, size", CASES)
def test_same_bits_as_one_by_one(libraries, name, size, seed):
    net = libraries.load(text(name), frames_per_step=size)
    clip = draw_clip(net, (enough_steps(net) + 2) * size, seed)
    stepped = outputs_by_step(net, clip)
    compared = 0
    for frames in range(size, clip.shape[2]):
        net.reset()
        known = as_clip(net, net.steps(clip[:, :, :frames], pad_end=True))
        compared += known.shape[2]
        shown = min(known.shape[2], stepped.shape[2])
        same_bits(known[:, :, :shown], stepped[:, :, :shown], f"the first {frames} frames")
    assert compared


@pytest.mark.parametrize("name", NETWORKS)
def test_frames_per_step_change_no_number(libraries, name):
    nets = [libraries.load(text(name), frames_per_step=size) for size in (1, *SIZES)]
    clip = draw_clip(nets[0], 70, 5)
    first, *others = [as_clip(net, net.forward(clip)) for net in nets]
    for found in others:
        close_to(found, first, "in larger steps")


@pytest.mark.parametrize("operator", OPERATORS)
def test_every_operator(libraries, operator):
    case = OPERATORS[operator]
    network = network_of(case, 1)
    net = libraries.load(case.text(1), frames_per_step=4)
    rng = np.random.default_rng(6)
    clip = random_clip(network, rng, enough_steps(net) * 4 + 3)
    check(net, clip, torch_forward(case.module(), network.weights, clip), network, rng)
