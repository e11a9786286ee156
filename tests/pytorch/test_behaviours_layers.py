"""Layers within a frame, recurrent layers, and the examples and networks of continual-inference's other tests."""

import continual as co
import numpy as np
import pytest
import torch
from torch import nn

import cocc

from numeric.stepping import close_to

from .behaviours import Behaviour, Windows, check_behaviour, made, noise, steps_of
from .continual_models import forward, inception, mb_conv, norm_relu

RECURRENT = {"RNN": {}, "GRU": {}, "LSTM": {"proj_size": 2}}


def with_numbers(norm: nn.Module, weight: float, bias: float) -> nn.Module:
    """A norm with statistics that change what it sees."""
    nn.init.constant_(norm.weight, weight)
    nn.init.constant_(norm.bias, bias)
    if getattr(norm, "running_mean", None) is not None:
        norm.running_mean.fill_(0.25)
        norm.running_var.fill_(2)
    return norm


def norms() -> nn.Module:
    """Batch, instance, layer and group norm between convolutions; the last within a frame."""
    return co.Sequential(
        with_numbers(nn.BatchNorm3d(1), 3, 1),
        co.Conv3d(1, 2, (5, 3, 3), padding=(0, 1, 1)),
        with_numbers(nn.InstanceNorm3d(2, affine=True, track_running_stats=True), 4, 2),
        with_numbers(nn.LayerNorm([3, 3]), 5, 3),
        co.Lambda(with_numbers(nn.GroupNorm(2, 2), 6, 4)),
        co.Conv3d(2, 1, (3, 3, 3), padding=(0, 1, 1)),
        nn.MaxPool3d((1, 2, 2)),
    )


def recurrent(name: str) -> nn.Module:
    """Four layers. By itself the library's layer returns its state too."""
    return co.Sequential(getattr(co, name)(2, 3, num_layers=4), co.Identity())


class Recurrent(nn.Module):
    """PyTorch's recurrent layer over clips (B, C, T)."""

    def __init__(self, name: str):
        super().__init__()
        self.layers = getattr(nn, name)(2, 3, num_layers=4, batch_first=True, **RECURRENT[name])

    def forward(self, clip: torch.Tensor) -> torch.Tensor:
        return self.layers(clip.mT)[0].mT


def swapped() -> nn.Module:
    """Streams that change places, a pool beside a convolution of the same length."""
    return co.Sequential(
        co.Add(1),
        co.Broadcast(2),
        co.ParallelDispatch([1, 0]),
        co.Parallel(co.AvgPool1d(3, stride=1), co.Sequential(co.Add(1), co.Conv1d(3, 3, 3))),
        co.Reduce("sum"),
        co.Linear(3, 3, channel_dim=1),
    )


def inception_of_parts() -> nn.Module:
    """Inception without BroadcastReduce."""
    return co.Sequential(
        co.Broadcast(3),
        co.Parallel(
            co.Conv3d(4, 2, 1),
            co.Sequential(norm_relu(co.Conv3d(4, 3, 1)), norm_relu(co.Conv3d(3, 5, 3, padding=1))),
            co.Sequential(co.MaxPool3d((1, 3, 3), stride=1, padding=(0, 1, 1)), norm_relu(co.Conv3d(4, 2, 1))),
        ),
        co.Reduce("concat"),
    )


def pooled_linear() -> nn.Module:
    return co.Sequential(co.Conv3d(3, 4, 3), co.AdaptiveAvgPool3d((1, 1, 1), 6), co.Linear(4, 2, channel_dim=1))


def excitation(**options) -> nn.Module:
    """Frames times what a mean over 7 of them is made into."""
    gate = (co.Conv3d(4, 2, 1), nn.ReLU(), co.Conv3d(2, 4, 1), nn.Sigmoid())
    return co.Residual(co.Sequential(co.AdaptiveAvgPool3d((1, 1, 1), kernel_size=7), *gate), reduce="mul", **options)


def meeting(kind: str) -> nn.Module:
    """A convolution and its own input, in three ways."""
    conv = co.Conv3d(2, 2, 3, padding=1)
    return {
        "streams": lambda: co.Sequential(co.Broadcast(2), co.Parallel(conv, co.Delay(1)), co.Reduce("sum")),
        "branches": lambda: co.BroadcastReduce(conv, co.Delay(1), reduce="sum"),
        "residual": lambda: co.Residual(conv, reduce="sum"),
    }[kind]()


PAIR = torch.tensor([[[[2.0, 3.0]]]])
NETWORKS = {
    "norms": Behaviour(norms, (1, 1, 10, 3, 3), 6, 1, 7, 0),
    **{f"co-{name}": Behaviour(lambda name=name: recurrent(name), (1, 2, 10), 0, 1, 0) for name in RECURRENT},
    **{f"nn-{name}": Behaviour(lambda name=name: Recurrent(name), (1, 2, 10), 0, 1, 0) for name in RECURRENT},
    "linear": Behaviour(lambda: co.Linear.build_from(nn.Linear(2, 3), channel_dim=1), (1, 2, 5), 0, 1, 1),
    "linear-last": Behaviour(lambda: co.Linear.build_from(nn.Linear(4, 3)), (1, 2, 5, 4), 0, 1, 1),
    "reshape": Behaviour(lambda: co.Reshape(2, 20), (1, 2, 3, 4, 5), 0, 1, 1),
    "reshape-contiguous": Behaviour(lambda: co.Reshape((2, 20), contiguous=True), (1, 2, 3, 4, 5), 0, 1, 1),
    **{f"add-{name}": Behaviour(lambda value=value: co.Add(value), (1, 1, 3, 2), 0)
       for name, value in (("int", 5), ("float", 3.14), ("tensor", PAIR))},
    **{f"multiply-{name}": Behaviour(lambda value=value: co.Multiply(value), (1, 1, 3, 2), 0)
       for name, value in (("int", 5), ("float", 3.14), ("tensor", PAIR))},
    "lambda": Behaviour(lambda: co.Lambda(lambda frame: frame.flatten(1) * 2), (1, 2, 3, 2), 0),
    "lambda-time": Behaviour(lambda: co.Lambda(lambda clip: clip.relu() + 42, takes_time=True), (1, 2, 3, 2), 0),
    "lambda-module": Behaviour(lambda: co.Lambda(nn.Sigmoid()), (1, 2, 3, 2), 0),
    "lambda-of-forward": Behaviour(
        lambda: co.Lambda(lambda x: x + 1, forward_only_fn=lambda x: x + 2, forward_step_only_fn=lambda x: x + 3),
        (1, 1, 3, 2), 0,
    ),
    "forward-stepping": Behaviour(lambda: co.forward_stepping(nn.Conv3d(1, 1, 1)), (1, 1, 4, 2, 3), 0, 1, 1),
    "paper": Behaviour(
        lambda: co.Sequential(co.Conv1d(1, 1, 3, stride=2, padding=2), co.Conv1d(1, 1, 3)), (1, 1, 12), 4, 2, 7, 2
    ),
    "readme": Behaviour(lambda: co.Conv3d(1, 1, 3), (1, 1, 5, 3, 3), 2, 1, 3, 0),
    **{f"meeting-{kind}": Behaviour(lambda kind=kind: meeting(kind), (1, 2, 5, 3, 3), 1, 1, 3, 1)
       for kind in ("streams", "branches", "residual")},
    "mb_conv": Behaviour(mb_conv, (1, 4, 7, 5, 5), 1, 1, 3, 1),
    "inception": Behaviour(inception, (1, 4, 7, 5, 5), 2, 1, 5, 2),
    "inception-of-parts": Behaviour(inception_of_parts, (1, 4, 7, 5, 5), 1, 1, 3, 1),
    "excitation": Behaviour(
        lambda: excitation(residual_shrink="leading"), (1, 4, 9, 3, 2), 6, 1, 7, right=lambda net: Windows(net, 7)
    ),
    "pooled-linear": Behaviour(pooled_linear, (1, 3, 10, 6, 6), 7, 1, 8, right=lambda net: Windows(net, 8)),
    "conv-pure": Behaviour(lambda: co.Sequential(co.Conv1d(3, 6, 3), co.Conv1d(6, 4, 1)), (1, 3, 8), 2, 1, 3),
    "conv-5": Behaviour(lambda: co.Conv1d(3, 4, 5), (1, 3, 8), 4, 1, 5),
    "conv-mixed": Behaviour(
        lambda: co.Sequential(co.Conv1d(3, 6, 3), nn.BatchNorm1d(6), nn.ReLU(), co.Conv1d(6, 4, 3)), (1, 3, 8), 4, 1, 5
    ),
    "residual-5": Behaviour(lambda: co.Residual(co.Conv1d(3, 3, 5), residual_shrink=True), (1, 3, 8), 4, 1, 5),
    "swapped": Behaviour(swapped, (1, 3, 8), 2, 1, 3),
    "rnn-mix": Behaviour(lambda: co.Sequential(co.RNN(3, 3), co.GRU(3, 3), co.LSTM(3, 3)), (2, 3, 8), 0, 1, 0),
}


@pytest.mark.parametrize("name", NETWORKS)
def test_layers(name):
    check_behaviour(NETWORKS[name])


def test_a_group_norm_over_time_is_refused():
    """Over a clip it looks at all frames; the library's steps, which cannot, make another thing of it."""
    module = co.Sequential(co.Conv3d(1, 2, (3, 1, 1)), nn.GroupNorm(2, 2)).eval()
    clip = noise((1, 1, 8, 3, 3))
    with torch.no_grad():
        steps = module.forward_steps(clip[:, :, :-1]).numpy()
    assert np.abs(steps - forward(module, clip)[:, :, :-1]).max() > 1e-2
    with pytest.raises(cocc.CompileError, match="normalises over time"):
        cocc.compile(module, (1, 1, 3, 3))


def test_an_excitation_without_a_shrink_is_as_in_steps():
    """Forward multiplies each frame by one mean over the clip, also over the frames to come; steps by that of the
    window that begins with the frame."""
    module = excitation().eval()
    clip = noise((1, 4, 12, 3, 2))
    assert forward(module, clip).shape[2] == 12
    net = cocc.compile(module, (1, 4, 3, 2))
    steps = [(module.forward_step(clip[:, :, t]), net.step(clip[:, :, t].numpy())) for t in range(12)]
    assert [torch.is_tensor(theirs) for theirs, _ in steps] == 6 * [False] + 6 * [True]
    for theirs, ours in steps[6:]:
        np.testing.assert_allclose(ours, theirs.detach().numpy(), rtol=0, atol=1e-5)


def test_three_ways_to_meet_are_one_network():
    nets = [made(NETWORKS[f"meeting-{kind}"])[1] for kind in ("streams", "branches", "residual")]
    assert len({(net.delay, net.state_bytes, net.macs_per_step) for net in nets}) == 1
    clip = noise((1, 2, 5, 3, 3)).numpy()
    first, *others = (net.forward(clip) for net in nets)
    for other in others:
        np.testing.assert_array_equal(other, first)


def test_a_pretrained_convolution_as_in_the_readme():
    """Weights of a plain convolution in the library's; four frames, then the fifth."""
    plain, continual = nn.Conv3d(1, 1, 3), co.Conv3d(1, 1, 3)
    continual.load_state_dict(plain.state_dict())
    clip = noise((1, 1, 5, 3, 3))
    expected, net = forward(plain, clip), cocc.compile(continual.eval(), (1, 1, 3, 3))
    close_to(steps_of(net, clip[:, :, :4]), expected[:, :, :2], "four frames")
    close_to(net.step(clip[:, :, 4].numpy()), expected[:, :, 2], "the fifth")


@pytest.mark.parametrize("name", RECURRENT)
def test_a_state_goes_on_and_starts_anew(name):
    """Behind a clip a stream continues where PyTorch, given its last state, does; behind a reset from zeros."""
    module, net = made(NETWORKS[f"nn-{name}"])
    first, second = noise((1, 2, 10)), noise((1, 2, 7)) + 1
    with torch.no_grad():
        _, state = module.layers(first.mT)
        expected = module.layers(second.mT, state)[0].mT.numpy()
    steps_of(net, first)
    close_to(steps_of(net, second[:, :, :-1]), expected[:, :, :-1], "behind a clip")
    close_to(net.step(second[:, :, -1].numpy()), expected[:, :, -1], "one more")
    net.reset()
    close_to(steps_of(net, second), forward(module, second), "behind a reset")


def test_the_wrapped_module_stays_as_it_was():
    conv = nn.Conv3d(1, 1, 1)
    clip = noise((1, 1, 4, 2, 3))
    before = forward(conv, clip)
    net = cocc.compile(co.forward_stepping(conv).eval(), (1, 1, 2, 3))
    np.testing.assert_array_equal(forward(conv, clip), before)
    close_to(net.step(clip[:, :, 0].numpy()), before[:, :, 0], "a frame")
