"""Where continual-inference 1.2.4 is wrong: its answer, PyTorch's and ours, side by side.

The tests hold the library to what it does, so that they show when that changes. Most convolutions here have one
channel and weights of one, so that the numbers can be read.
"""

import io
from collections.abc import Callable

import continual as co
import numpy as np
import pytest
import torch
import torch.nn.functional as F
from torch import nn

import cocc

from .models import sliding_mask

RAMP = torch.arange(10.0).view(1, 1, 10)
NOISE = torch.randn(1, 4, 12, generator=torch.Generator().manual_seed(0))


def conv(kernel: int, stride: int = 1, padding: int = 0) -> nn.Module:
    made = co.Conv1d(1, 1, kernel, stride=stride, padding=padding, bias=False)
    nn.init.ones_(made.weight)
    return made


def numbers(frames: object) -> np.ndarray:
    """A tensor or an array as a list of numbers."""
    return np.asarray(frames, dtype=np.float32).ravel()


def library_steps(module: nn.Module, clip: torch.Tensor) -> dict[int, np.ndarray]:
    """What the library's steps return, by step; the steps that return no frame are left out."""
    module.eval()
    with torch.no_grad():
        results = [module.forward_step(clip[:, :, t]) for t in range(clip.shape[2])]
    return {t: result.numpy() for t, result in enumerate(results) if torch.is_tensor(result)}


def our_steps(net: cocc.Network, clip: torch.Tensor) -> dict[int, np.ndarray]:
    """The same of ours."""
    net.reset()
    results = [net.step(np.ascontiguousarray(clip[:, :, t])) for t in range(clip.shape[2])]
    return {t: result for t, result in enumerate(results) if result is not None}


def pytorch(module: Callable[[torch.Tensor], torch.Tensor], clip: torch.Tensor) -> np.ndarray:
    with torch.no_grad():
        return module(clip).numpy()


def assert_ours_is_pytorchs(
    module: nn.Module, clip: torch.Tensor, steps: list[int], what: nn.Module | None = None
) -> None:
    """Ours, compiled from `module`, has PyTorch's outputs, in their order, at these steps and by the flush.

    `what` computes them where `module` does not: a module of the library whose forward is wrong too.
    """
    expected = pytorch(what or module, clip)
    net = cocc.compile(module.eval(), (*clip.shape[:2], *clip.shape[3:]), clip_length=clip.shape[2])
    bound = 1e-5 * np.abs(expected).max()
    np.testing.assert_allclose(net.forward(clip.numpy()), expected, rtol=0, atol=bound)
    found = our_steps(net, clip)
    assert list(found) == steps
    np.testing.assert_allclose(np.stack(list(found.values()), 2), expected[:, :, : len(steps)], rtol=0, atol=bound)


# Strides ------------------------------------------------------------------------------------------------------------


def test_strided_branches_never_emit():
    """The delay of the shorter branch counts steps of the input at the rate of the output."""
    module = co.BroadcastReduce(conv(5, 2, 2), conv(3, 2, 1))
    assert library_steps(module, RAMP) == {}
    assert numbers(pytorch(module, RAMP)).tolist() == [4, 16, 32, 48, 54]
    assert_ours_is_pytorchs(module, RAMP, [2, 4, 6, 8])


def test_a_convolution_of_kernel_1_ignores_its_stride_in_steps():
    module = conv(1, 2)
    assert numbers(list(library_steps(module, RAMP).values())).tolist() == list(range(10))
    assert numbers(pytorch(module, RAMP)).tolist() == [0, 2, 4, 6, 8]
    assert_ours_is_pytorchs(module, RAMP, [0, 2, 4, 6, 8])


def test_strided_branches_emit_too_often():
    module = co.BroadcastReduce(conv(1, 2), conv(1, 2))
    assert numbers(list(library_steps(module, RAMP).values())).tolist() == list(range(0, 20, 2))
    assert numbers(pytorch(module, RAMP)).tolist() == [0, 4, 8, 12, 16]
    assert_ours_is_pytorchs(module, RAMP, [0, 2, 4, 6, 8])


# Dilation in time ---------------------------------------------------------------------------------------------------


class DilatedMean(nn.Module):
    """The mean of every second one of 5 frames, which PyTorch's AvgPool1d cannot say."""

    def forward(self, clip: torch.Tensor) -> torch.Tensor:
        return (clip[:, :, :-4] + clip[:, :, 2:-2] + clip[:, :, 4:]) / 3


@pytest.mark.parametrize(
    "theirs, right",
    [
        (co.MaxPool1d(3, stride=1, dilation=2), nn.MaxPool1d(3, 1, dilation=2)),
        (co.AvgPool1d(3, stride=1, dilation=2), DilatedMean()),
    ],
    ids=["max", "avg"],
)
def test_dilated_pools_look_at_the_wrong_frames(theirs, right):
    """Their ring has 5 places, and its index turns over at 3."""
    expected = pytorch(right, NOISE)
    found = np.stack(list(library_steps(theirs, NOISE).values()), 2)
    assert found.shape == expected.shape and np.abs(found - expected).max() > 0.5
    assert theirs.receptive_field == 6  # of 5 frames
    assert_ours_is_pytorchs(right, NOISE, list(range(4, 12)))
    assert cocc.compile(right, (1, 4)).receptive_field == 5


def test_the_dilated_mean_of_a_clip_leaves_dilation_out():
    """Ours is the mean that steps are to take, of so many frames that lie apart."""
    module = co.AvgPool1d(3, stride=1, dilation=2)
    np.testing.assert_array_equal(pytorch(module, NOISE), pytorch(nn.AvgPool1d(3, 1), NOISE))
    assert pytorch(module, NOISE).shape != pytorch(DilatedMean(), NOISE).shape
    assert_ours_is_pytorchs(module, NOISE, list(range(4, 12)), DilatedMean())


def test_convolutions_refuse_dilation_in_time():
    with pytest.raises(AssertionError, match="Temporal dilation > 1 is not supported"):
        co.Conv1d(4, 3, 3, dilation=2)
    assert_ours_is_pytorchs(nn.Conv1d(4, 3, 3, padding=1, dilation=2), NOISE, list(range(3, 12)))


# Pools at a clip's ends ---------------------------------------------------------------------------------------------


def all_steps(module: nn.Module, clip: torch.Tensor) -> np.ndarray:
    """The library's steps and its flush."""
    with torch.no_grad():
        return module.forward_steps(clip, pad_end=True).numpy()


def test_padding_in_time_counts_whatever_is_asked():
    options = {"stride": 1, "padding": 1, "count_include_pad": False}
    theirs, right = co.AvgPool1d(3, **options), nn.AvgPool1d(3, **options)
    expected = numbers(pytorch(right, RAMP))
    assert expected[[0, -1]].tolist() == [0.5, 8.5]
    np.testing.assert_allclose(numbers(all_steps(theirs, RAMP))[[0, -1]], [1 / 3, 17 / 3], rtol=1e-6)
    assert_ours_is_pytorchs(right, RAMP, list(range(1, 10)))
    assert_ours_is_pytorchs(theirs, RAMP, list(range(1, 10)), right)


@pytest.mark.parametrize("kind", ["AvgPool1d", "MaxPool1d"])
def test_ceil_mode_loses_the_last_window_in_time(kind):
    theirs, right = (getattr(module, kind)(3, stride=2, ceil_mode=True) for module in (co, nn))
    expected = numbers(pytorch(right, RAMP))
    assert expected.tolist() == {"AvgPool1d": [1, 3, 5, 7, 8.5], "MaxPool1d": [2, 4, 6, 8, 9]}[kind]
    np.testing.assert_array_equal(numbers(all_steps(theirs, RAMP)), expected[:-1])
    assert_ours_is_pytorchs(right, RAMP, [2, 4, 6, 8])
    assert_ours_is_pytorchs(theirs, RAMP, [2, 4, 6, 8], right)


def test_the_divisor_is_not_overridden_in_time():
    clip = RAMP[..., None]
    theirs, right = (module.AvgPool2d((3, 1), stride=1, divisor_override=2) for module in (co, nn))
    assert numbers(pytorch(right, clip)).tolist() == [1.5 * t for t in range(1, 9)]
    np.testing.assert_allclose(numbers(all_steps(theirs, clip)), range(1, 9), rtol=1e-6)
    assert_ours_is_pytorchs(right, clip, list(range(2, 10)))
    assert_ours_is_pytorchs(theirs, clip, list(range(2, 10)), right)


# Containers ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "shrink, expected", [("centered", [4, 8, 12, 16]), ("lagging", [3, 7, 11, 15]), (True, [4, 8, 12, 16])]
)
def test_a_shrinking_residual_cannot_be_flushed(shrink, expected):
    module = co.Residual(conv(3), residual_shrink=shrink)
    clip = RAMP[:, :, :6]
    assert numbers(pytorch(module, clip)).tolist() == expected
    with pytest.raises(RuntimeError, match="The size of tensor a .* must match the size of tensor b"):
        all_steps(module, clip)
    assert_ours_is_pytorchs(module, clip, [2, 3, 4, 5])


def test_stacked_parallels_with_delays_crash():
    module = co.Sequential(
        co.Broadcast(2),
        co.Parallel(conv(3, padding=1), conv(1)),
        co.Parallel(conv(1), conv(5, padding=2)),
        co.Reduce("sum"),
    )
    with pytest.raises(AttributeError, match="'NoneType' object has no attribute 'unsqueeze'"):
        library_steps(module, RAMP)
    assert numbers(pytorch(module, RAMP)).tolist() == [4, 9, 16, 24, 32, 40, 48, 56, 54, 41]
    assert_ours_is_pytorchs(module, RAMP, list(range(2, 10)))


def test_conditional_drops_the_flush_and_keeps_what_it_should_not():
    def conditional() -> nn.Module:
        return co.Conditional(lambda module, clip: True, conv(3, padding=1))

    chosen = conv(3, padding=1)
    expected = numbers(pytorch(chosen, RAMP))
    np.testing.assert_array_equal(numbers(all_steps(conditional(), RAMP)), expected[:-1])
    stream = conditional()
    with torch.no_grad():
        first = stream.forward_steps(RAMP[:, :, :4])
        stream.forward_steps(RAMP[:, :, :4] + 100, update_state=False)
        rest = stream.forward_steps(RAMP[:, :, 4:])
    assert numbers(first).tolist() == expected[:3].tolist() and numbers(rest)[0] == 209 != expected[3]
    net = cocc.compile(chosen, (1, 1))
    net.steps(RAMP[:, :, :4].numpy())
    net.steps(RAMP[:, :, :4].numpy() + 100, update_state=False)
    np.testing.assert_array_equal(numbers(net.steps(RAMP[:, :, 4:].numpy())), expected[3:-1])
    assert_ours_is_pytorchs(chosen, RAMP, list(range(1, 10)))
    assert_ours_is_pytorchs(conditional(), RAMP, list(range(1, 10)))


# Transformers -------------------------------------------------------------------------------------------------------

FRAMES = 4


class Encoder(nn.Module):
    """PyTorch's encoder over clips (B, 4, T), each frame attending to the newest FRAMES of each layer's."""

    def __init__(self, layers: int, activation: str = "relu"):
        super().__init__()
        layer = nn.TransformerEncoderLayer(4, 2, 8, 0.0, activation, batch_first=True)
        self.encoder = nn.TransformerEncoder(layer, layers, enable_nested_tensor=False)

    def forward(self, clip: torch.Tensor) -> torch.Tensor:
        mask = sliding_mask(clip.shape[2], FRAMES)
        return self.encoder(clip.mT, mask=mask, is_causal=False).mT


class Windows(nn.Module):
    """What an encoder makes of the newest place of each window of FRAMES frames of a clip (B, 4, T)."""

    def __init__(self, encoder: nn.Module):
        super().__init__()
        self.windows = cocc.Windowed(encoder, FRAMES, -1, time_dim=1)

    def forward(self, clip: torch.Tensor) -> torch.Tensor:
        return self.windows(clip.mT).mT


def library_encoder(layers: int, activation: str = "relu") -> nn.Module:
    factory = co.TransformerEncoderLayerFactory(
        d_model=4, nhead=2, sequence_len=FRAMES, dim_feedforward=8, dropout=0.0, activation=activation
    )
    return co.TransformerEncoder(factory, num_layers=layers).eval()


def with_random_parameters(module: nn.Module) -> nn.Module:
    generator = torch.Generator().manual_seed(1)
    with torch.no_grad():
        for parameter in module.parameters():
            parameter.copy_(torch.randn(parameter.shape, generator=generator) / 2)
    return module.eval()


def role(name: str) -> tuple[str, ...]:
    """What a parameter of one layer of an encoder is, here and there."""
    parts = name.split(".")
    return *(part for part in parts if part in ("out_proj", "linear1", "linear2", "norm1", "norm2")), parts[-1]


def copied(source: nn.Module, target: nn.Module) -> nn.Module:
    """`target` with the parameters of `source`, both of one layer."""
    given = {role(name): parameter for name, parameter in source.named_parameters()}
    taken = {role(name): parameter for name, parameter in target.named_parameters()}
    assert given.keys() == taken.keys()
    with torch.no_grad():
        for key, parameter in taken.items():
            parameter.copy_(given[key])
    return target.eval()


def test_encoders_of_3_layers_cannot_be_built():
    with pytest.raises(AssertionError, match="should be callable"):
        library_encoder(3)
    assert_ours_is_pytorchs(with_random_parameters(Encoder(3)), NOISE, list(range(12)))
    encoder = with_random_parameters(Encoder(3)).encoder
    assert_ours_is_pytorchs(Windows(encoder), NOISE, list(range(FRAMES - 1, 12)))


def test_an_encoder_of_2_layers_differs_from_its_own_forward_once_its_window_is_full():
    module = with_random_parameters(library_encoder(2))
    windows = {t: pytorch(module, NOISE[:, :, t - 3 : t + 1])[..., -1] for t in range(3, 12)}
    found = library_steps(module, NOISE)
    wrong = [t for t, frame in found.items() if np.abs(frame - windows[t]).max() > 1e-4]
    assert list(found) == list(windows) and wrong == list(range(6, 12))
    net = cocc.compile(module, (1, 4))
    ours = our_steps(net, NOISE)
    assert list(ours) == list(windows)
    for t, frame in ours.items():
        np.testing.assert_allclose(frame, windows[t], rtol=0, atol=1e-5 * np.abs(windows[t]).max())


def test_gelu_is_relu():
    right = with_random_parameters(Encoder(1, "gelu"))
    theirs = copied(right, library_encoder(1, "gelu"))
    found = library_steps(theirs, NOISE)
    relu = pytorch(copied(right, Encoder(1, "relu")), NOISE)
    assert list(found) == list(range(FRAMES - 1, 12))
    for t, frame in found.items():
        np.testing.assert_allclose(frame, relu[:, :, t], rtol=0, atol=1e-5)
    assert np.abs(np.stack(list(found.values()), 2) - pytorch(right, NOISE)[:, :, 3:]).max() > 1e-2
    assert_ours_is_pytorchs(right, NOISE, list(range(12)))


class Attention(nn.Module):
    """PyTorch's attention over clips (B, 4, T), each frame attending to the one before and two behind it."""

    def __init__(self):
        super().__init__()
        self.attention = nn.MultiheadAttention(4, 1, batch_first=True)

    def forward(self, clip: torch.Tensor) -> torch.Tensor:
        frames, times = clip.mT, torch.arange(clip.shape[2])
        ahead = times[None] - times[:, None]
        mask = torch.zeros(ahead.shape).masked_fill((ahead < -1) | (ahead > 2), -torch.inf)
        return self.attention(frames, frames, frames, attn_mask=mask, need_weights=False)[0].mT


@pytest.mark.parametrize("large, size, is_number", [(7, 40, True), (5, 20, False)], ids=["imprecise", "overflow"])
def test_retroactive_attention_keeps_exponentials(large, size, is_number):
    """A large frame's exponential leaves its rounding in the sums that it was a part of, or is too large itself.

    Compared is the second frame of the window of 4.
    """
    right = with_random_parameters(Attention())
    clip = NOISE.clone()
    clip[:, :, large] *= size
    theirs = copied(
        right, co.RetroactiveMultiheadAttention(4, 1, sequence_len=FRAMES, batch_first=True, embed_dim_second=True)
    )
    with torch.no_grad():
        results = [theirs.forward_step(*[clip[:, :, t]] * 3) for t in range(12)]
    found = np.stack([result[:, :, 1].numpy() for result in results if torch.is_tensor(result)], 2)
    difference = np.abs(found - pytorch(right, clip)[:, :, 1:-2]).max()
    assert difference > 0.1 if is_number else np.isnan(difference)
    assert_ours_is_pytorchs(right, clip, list(range(2, 12)))
    theirs.forward_returns_attn_mask = False
    ours = cocc.compile(theirs, (1, 4)).forward(clip.numpy())[..., 1]
    np.testing.assert_allclose(ours, pytorch(right, clip)[:, :, 1:-2], rtol=0, atol=1e-5 * np.abs(ours).max())


# Exports ------------------------------------------------------------------------------------------------------------


def test_the_export_to_onnx_does_not_run():
    module = co.Sequential(co.Conv1d(4, 3, 3), nn.ReLU()).eval()
    with pytest.raises(TypeError, match="unsupported operand type"):
        co.onnx.export(module, torch.randn(1, 4), io.BytesIO())
    assert_ours_is_pytorchs(module, NOISE, list(range(2, 12)))
