"""Containers and delays: what continual-inference's test_container and test_delay check, of compiled networks."""

from collections import OrderedDict

import continual as co
import numpy as np
import pytest
import torch
from torch import nn

import cocc

from numeric.stepping import close_to

from .behaviours import Behaviour, check_behaviour, made, noise, ones, steps_of
from .continual_models import forward


def conv(kernel: int, padding: int = 0, stride: int = 1) -> nn.Module:
    return ones(co.Conv1d(1, 1, kernel, padding=padding, stride=stride, bias=False))


def sequential() -> nn.Module:
    return co.Sequential.build_from(
        nn.Sequential(
            nn.Conv3d(1, 1, (5, 3, 3), padding=(0, 1, 1)),
            nn.Conv3d(1, 1, (3, 3, 3), padding=(0, 1, 1)),
            nn.MaxPool3d((1, 2, 2)),
        )
    )


def two_strides() -> nn.Module:
    return co.Sequential.build_from(
        nn.Sequential(
            ones(nn.Conv1d(1, 1, 3, padding=1, bias=False)),
            nn.MaxPool1d(2, stride=2),
            ones(nn.Conv1d(1, 1, 3, stride=2, padding=1, bias=False)),
        )
    )


def recurrent() -> nn.Module:
    return co.Sequential(co.RNN(2, 3, num_layers=4), co.Conv1d(3, 2, 3), co.LSTM(2, 1, num_layers=4))


def branches() -> OrderedDict[str, nn.Module]:
    return OrderedDict(c5=conv(5, 2), c3=conv(3, 1), c1=conv(1))


def residual(shrink: object) -> Behaviour:
    return Behaviour(lambda: co.Residual(conv(3), residual_shrink=shrink), (1, 1, 6), 2, 1, 3, 0)


def after_streams(*more: nn.Module) -> nn.Module:
    """Three streams of one clip, the second of twice its numbers and the third squared, and what follows."""
    return co.Sequential(
        co.Broadcast(3), co.Parallel(co.Identity(), co.Multiply(2), co.Lambda(torch.square)), *more
    )


def dispatched() -> nn.Module:
    """The streams 2, 0, (0 and 2) and 2."""
    one = co.Identity()
    return after_streams(
        co.ParallelDispatch([2, 0, [0, 2], 2]), co.Parallel(one, one, co.Reduce("sum"), one), co.Reduce("concat")
    )


def chain(*layers: tuple[int, int, int]) -> nn.Module:
    """Convolutions of kernel, padding and stride."""
    return co.Sequential(*(conv(*layer) for layer in layers))


def shrinking_delay() -> nn.Module:
    return co.Sequential(co.Delay(1, auto_shrink=True), nn.Tanh())


NETWORKS = {
    "RNN-Conv-LSTM": Behaviour(recurrent, (1, 2, 10), 2, 1, 0),
    "Sequential": Behaviour(sequential, (1, 1, 10, 3, 3), 6, 1, 7, 0),
    "Sequential-10": Behaviour(lambda: chain(*[(9, 0, 1)] * 10), (1, 1, 100), 80, 1, 81, 0),
    "Sequential-10-padded": Behaviour(lambda: chain(*[(9, 4, 1)] * 10), (1, 1, 100), 40, 1, 81, 40),
    "Sequential-strides": Behaviour(
        lambda: chain((3, 0, 1), (3, 0, 2), (3, 0, 3), (3, 0, 1)), (1, 1, 100), 20, 6, 21, 0
    ),
    "Sequential-strides-padded": Behaviour(
        lambda: chain((3, 1, 1), (3, 1, 2), (3, 1, 3), (3, 1, 1)), (1, 1, 100), 10, 6, 21, 10
    ),
    "Sequential-with-None": Behaviour(two_strides, (1, 1, 32), 4, 4, 8, 3),
    "Residual": Behaviour(lambda: co.Residual(conv(3, 1)), (1, 1, 6), 1, 1, 3, 1),
    **{f"Residual-{name}": residual(name) for name in ("centered", "lagging", "leading")},
    "Residual-shrink": residual(True),
    "BroadcastReduce": Behaviour(lambda: co.BroadcastReduce(branches()), (1, 1, 7), 2, 1, 5, 2),
    "Broadcast": Behaviour(lambda: co.Sequential(co.Broadcast(2), co.Reduce("sum")), (1, 2, 5), 0, 1, 1, 0),
    "Parallel": Behaviour(
        lambda: co.Sequential(
            co.Broadcast(2), co.Parallel(OrderedDict(c3=conv(3, 1), c1=conv(1))), co.Reduce("concat")
        ),
        (1, 1, 5), 1, 1, 3, 1,
    ),
    **{f"Reduce-{name}": Behaviour(lambda name=name: after_streams(co.Reduce(name)), (1, 2, 5), 0, 1, 1, 0)
       for name in ("sum", "concat", "max", "mul")},
    "Broadcast-inferred": Behaviour(
        lambda: co.Sequential(co.Broadcast(), co.Parallel(*branches().values()), co.Reduce("sum")),
        (1, 1, 7), 2, 1, 5, 2,
    ),
    "Conditional": Behaviour(
        lambda: co.Conditional(lambda m, clip: clip.shape[1] == 1, conv(3, 1)), (1, 1, 6), 1, 1, 3, 1
    ),
    "Conditional-else": Behaviour(
        lambda: co.Conditional(lambda m, clip: m.training, conv(3, 1), conv(5, 2)), (1, 1, 7), 2, 1, 5, 2
    ),
    "Conditional-none": Behaviour(
        lambda: co.Sequential(co.Conditional(lambda m, clip: m.training, nn.Tanh()), conv(3, 1)), (1, 1, 6), 1, 1, 3, 1
    ),
    "Conditional-delay": Behaviour(
        lambda: co.Sequential(co.Conditional(lambda *_: True, co.Delay(2), co.Delay(3)), nn.Tanh()), (1, 2, 6), 0
    ),
    "ParallelDispatch": Behaviour(dispatched, (1, 2, 5), 0, 1, 1, 0),
    "Delay-1d": Behaviour(lambda: co.Sequential(co.Conv1d(2, 2, 2), co.Delay(2)), (1, 2, 6), 1),
    "Delay-2d": Behaviour(lambda: co.Sequential(co.Delay(2), nn.Tanh()), (2, 2, 4, 3), 0),
    "Delay-3d": Behaviour(lambda: co.Sequential(nn.Tanh(), co.Delay(2)), (1, 1, 4, 3, 3), 0),
    "Delay-0": Behaviour(lambda: co.Sequential(co.Delay(0), nn.Tanh()), (2, 2, 4, 3), 0),
    "Delay-auto-shrink": Behaviour(shrinking_delay, (2, 2, 5, 3), 1, warm_up=2, memory=2),
}


@pytest.mark.parametrize("name", NETWORKS)
def test_containers(name):
    check_behaviour(NETWORKS[name])


@pytest.mark.parametrize("name, expected", [
    ("BroadcastReduce", [4, 10, 18, 27, 36, 38, 32]),
    ("Broadcast-inferred", [4, 10, 18, 27, 36, 38, 32]),
    ("Residual-centered", [4, 8, 12, 16]),
    ("Residual-lagging", [3, 7, 11, 15]),
    ("Residual-leading", [5, 9, 13, 17]),
    ("Residual", [1, 4, 8, 12, 16, 14]),
])
def test_numbers_that_can_be_counted(name, expected):
    """Convolutions of ones over 0, 1, 2, ..."""
    module, net = made(NETWORKS[name])
    clip = torch.arange(float(NETWORKS[name].clip[2])).view(1, 1, -1)
    assert forward(module, clip).ravel().tolist() == expected
    assert net.forward(clip.numpy()).ravel().tolist() == expected


@pytest.mark.parametrize("name", ["Sequential-10", "Sequential-10-padded", "Sequential-strides"])
def test_the_number_of_frames_follows_from_the_facts(name):
    _, net = made(NETWORKS[name])
    frames = net.forward(noise((1, 1, 100)).numpy()).shape[2]
    assert frames == (100 - net.receptive_field + 2 * net.padding) // net.stride + 1


@pytest.mark.parametrize("name", ["RNN-Conv-LSTM", "Sequential"])
def test_a_stream_begins_again_behind_a_reset(name):
    """Many frames, the last alone, and after a reset the same again; forward does not see where the stream is."""
    module, net = made(NETWORKS[name])
    clip = noise(NETWORKS[name].clip)
    expected = forward(module, clip)
    for _ in range(2):
        peeked = steps_of(net, clip[:, :, :-1], update_state=False)
        close_to(steps_of(net, clip[:, :, :-1]), expected[:, :, :-1], "but the last")
        close_to(peeked, expected[:, :, :-1], "without update")
        close_to(np.asarray(net.forward(clip.numpy())), expected, "forward")
        close_to(net.step(clip[:, :, -1].numpy(), update_state=False), expected[:, :, -1], "the last, without update")
        close_to(net.step(clip[:, :, -1].numpy()), expected[:, :, -1], "the last")
        net.reset()


def test_equivalent_containers_are_one_network():
    """A broadcast, parallel branches and their sum are what BroadcastReduce is."""
    nets = [made(NETWORKS[name])[1] for name in ("BroadcastReduce", "Broadcast-inferred")]
    assert len({(net.delay, net.stride, net.padding, net.receptive_field, net.state_bytes) for net in nets}) == 1
    clip = noise((1, 1, 7)).numpy()
    np.testing.assert_array_equal(*(net.forward(clip) for net in nets))


def test_dispatch_takes_places_alone():
    with pytest.raises(AssertionError):
        co.ParallelDispatch([1.0, "nah"])


def test_a_delay_before_a_join_delays_nothing():
    """The compiler puts delays where they are needed; those of the network say which frames meet, and no more."""
    frame = (2, 2, 3)
    plain, delayed = (
        cocc.compile(co.Sequential(*delays, nn.Tanh()).eval(), frame) for delays in ((), (co.Delay(2),))
    )
    clip = noise((2, 2, 4, 3)).numpy()
    assert (plain.delay, plain.state_bytes) == (delayed.delay, delayed.state_bytes)
    np.testing.assert_array_equal(plain.forward(clip), delayed.forward(clip))


def test_a_choice_by_numbers_is_refused():
    module = co.Sequential(conv(3), co.Conditional(lambda m, clip: clip.sum() > 0, nn.Tanh()))
    words = "^1: the predicate of continual.Conditional looks at the numbers of frame"
    with pytest.raises(cocc.CompileError, match=words):
        cocc.compile(module, (1, 1))
