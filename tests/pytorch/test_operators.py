"""What the models do not use of PyTorch: small forwards, compiled and compared with PyTorch on whole clips."""

import math
from collections.abc import Callable
from dataclasses import dataclass, field

import numpy as np
import pytest
import torch
import torch.nn.functional as F
from torch import nn

import cocc

from numeric.stepping import close_to, frames_of, step_all

from .exporting import as_frames, compile_library, export


class Forward(nn.Module):
    """`function(self, clip)` as a module with some children and parameters."""

    def __init__(self, function: Callable, members: dict):
        super().__init__()
        self.function = function
        for name, member in members.items():
            setattr(self, name, member)

    def forward(self, clip: torch.Tensor) -> torch.Tensor:
        return self.function(self, clip)


@dataclass(frozen=True)
class Case:
    """A forward over clips of `shape`; `output_time` is None where the output is made of the newest frames."""

    function: Callable
    shape: tuple[int, ...]
    time_dim: int = 2
    output_time: int | None = 2
    members: Callable[[], dict] = dict
    options: tuple[str, ...] = field(default=())
    clips: int = 1


def weight(*shape) -> nn.Parameter:
    return nn.Parameter(torch.rand(shape) + 0.5)


def distance(length: int) -> torch.Tensor:
    """(length, length): how far the query's frame is behind the key's."""
    return torch.arange(length)[:, None] - torch.arange(length)[None]


def band(length: int, behind: int, ahead: int) -> torch.Tensor:
    return (distance(length) >= -ahead) & (distance(length) <= behind)


def conv1d(*arguments, **options) -> Callable[[], dict]:
    return lambda: {"c": nn.Conv1d(*arguments, **options)}


def lengthened(self, clip):
    made = self.c(clip)
    return made + clip[:, :, -made.size(2) :]


def normalised(_, clip):
    centred = clip - clip.mean(1, True)
    return centred / torch.sqrt((centred**2).mean(1, True) + 1e-3)


def places_of_attention(_, clip):
    query, key, value = (part.permute(0, 3, 2, 1) for part in (clip, clip * 2, clip + 1))
    return F.scaled_dot_product_attention(query, key, value, attn_mask=band(clip.shape[2], 2, 1)).permute(0, 3, 2, 1)


def einsum_attention(_, clip):
    mask = torch.where(band(clip.shape[2], 2, 0), 0.0, -math.inf)
    scores = torch.einsum("bhid,bhjd->bhij", clip, clip * 2) + mask
    return torch.einsum("bhij,bhjd->bhid", scores.softmax(-1), clip)


def by_frame(clip):
    """(B, C, T, N) -> (B * T, N, C)."""
    return clip.permute(0, 2, 3, 1).flatten(0, 1)


def as_clip_of(clip, places):
    """(B * T, N, C) -> (B, C, T, N), with the batch and the frames of `clip`."""
    return places.unflatten(0, (clip.shape[0], clip.shape[2])).permute(0, 3, 1, 2)


def transformer_of_frames(self, clip):
    """A transformer's layer over the places of each frame."""
    return as_clip_of(clip, self.t(by_frame(clip)))


def attention_with_weights(self, clip):
    places = by_frame(clip)
    return as_clip_of(clip, self.a(places[:, :2], places, places * 2, attn_mask=self.mask)[0])


def biased_attention(self, clip):
    """A bias for each head, as that of relative positions is."""
    places = by_frame(clip).unflatten(-1, (2, 2)).transpose(1, 2)
    scores = places @ (places * 2).transpose(-1, -2) * 0.5 + self.bias
    return as_clip_of(clip, (scores.softmax(-1) @ places).transpose(1, 2).flatten(2))


def windows_einsum(_, clip):
    windows = clip.unfold(2, 4, 1).permute(0, 2, 3, 1)
    scores = torch.einsum("btqc,btkc->btqk", windows, windows * 2).masked_fill(distance(4) > 2, -math.inf)
    return torch.einsum("btqk,btkc->btqc", scores.softmax(-1), windows).flatten(2).mT


def cropped_attention(_, clip):
    """Attention of whole windows alone."""
    frames = clip.mT
    mask = band(clip.shape[2], 2, 1)
    return F.scaled_dot_product_attention(frames, frames * 2, frames, attn_mask=mask).mT[:, :, 2:-1] + clip[:, :, 2:-1]


def activations(_, x):
    parts = [F.softplus(x), F.mish(x), F.selu(x), F.hardtanh(x), F.relu6(x), F.gelu(x, approximate="tanh")]
    parts += [F.leaky_relu(x, 0.2), F.logsigmoid(x), F.hardsigmoid(x), F.softsign(x), F.elu(x, 0.5)]
    return torch.cat(parts, 1)


def from_states(self, clip):
    """A recurrent layer, time first, from learned states (layers, 1, extent), behind and before strides."""
    sequence = self.before(clip).permute(2, 0, 1)
    states = [getattr(self, name).expand(-1, clip.shape[0], -1).contiguous() for name in self.states]
    return self.after(self.r(sequence, states if len(states) == 2 else states[0])[0].permute(1, 2, 0))


def states_case(kind, outputs, states="h", **options):
    """Two layers of `kind` with 5 channels that give `outputs`, from learned states: "h" or "hc"."""
    shapes = {"h": (2, 1, outputs), "c": (2, 1, 5)}
    return Case(
        from_states, (2, 3, 13),
        members=lambda: {
            "before": nn.Conv1d(3, 4, 3, stride=2, padding=1), "after": nn.Conv1d(outputs, 2, 2, stride=2),
            "r": kind(4, 5, 2, **options), "states": states,
            **{name: nn.Parameter(torch.randn(shapes[name])) for name in states},
        },
    )


def states_behind(self, clip):
    """The newest output beside all hidden and cell states behind the clip, by layers."""
    output, (hidden, cells) = self.r(clip.transpose(1, 2))
    return torch.cat([output[:, -1], *hidden, *cells], 1)


def split_parts(_, clip):
    first, second, third = clip.split([1, 2, 2], 1)
    return torch.cat([third, first * second], 1)


CASES = {
    # Time
    "shrink centered": Case(lambda s, x: s.c(x) + x[:, :, 1:-1], (1, 4, 12), members=conv1d(4, 4, 3)),
    "shrink leading": Case(lambda s, x: s.c(x) + x[:, :, 2:], (1, 4, 12), members=conv1d(4, 4, 3)),
    "shrink by length": Case(lengthened, (1, 4, 12), members=conv1d(4, 4, 3)),
    "crop to length": Case(lambda s, x: s.c(x)[:, :, : x.size(2)], (1, 4, 12), members=conv1d(4, 4, 3, padding=2)),
    "sign": Case(lambda s, x: (x - 0.25).sign() * x, (1, 4, 12)),
    "subsample": Case(lambda s, x: x[:, :, ::2] * 2, (1, 4, 12)),
    "frame before": Case(lambda s, x: torch.cat([torch.zeros(1, 4, 1), x[:, :, :-1]], 2) + x, (1, 4, 12)),
    "even same": Case(lambda s, x: s.c(x), (1, 3, 12), members=conv1d(3, 4, 4, padding="same")),
    "module called twice": Case(lambda s, x: s.c(F.relu(s.c(x))), (1, 3, 12), members=conv1d(3, 3, 3, padding=1)),
    "time last of 2": Case(
        lambda s, x: s.c(x), (1, 3, 7, 12), 3, 3, lambda: {"c": nn.Conv2d(3, 4, (3, 5), (2, 1), (1, 2))}
    ),
    "time first of 2": Case(
        lambda s, x: s.c(x), (1, 3, 12, 7), 2, 2, lambda: {"c": nn.Conv2d(3, 4, (3, 5), (2, 1), (1, 2))}
    ),
    "time last of 3": Case(
        lambda s, x: s.c(x), (1, 3, 5, 6, 7), 4, 4, lambda: {"c": nn.Conv3d(3, 4, (2, 3, 3), padding=1)}
    ),
    "time first": Case(lambda s, x: s.l(x), (6, 4), 0, 0, lambda: {"l": nn.Linear(4, 3)}),
    "raw samples": Case(
        lambda s, x: s.c(x.unsqueeze(1)).squeeze(1), (1, 20), 1, 1, conv1d(1, 1, 5, padding=2)
    ),
    "window mean": Case(lambda s, x: x.mean(2) + 1, (1, 3, 8), 2, None, options=("--window", "mean=8")),
    "window of a pool": Case(
        lambda s, x: F.adaptive_max_pool1d(x, 1).squeeze(-1), (1, 3, 8), 2, None,
        options=("--window", "adaptive_max_pool=8"),
    ),
    "whole clip": Case(
        lambda s, x: s.l(F.avg_pool3d(s.c(x), (4, 5, 5)).flatten(1)), (1, 3, 4, 5, 5), 2, None,
        lambda: {"c": nn.Conv3d(3, 4, 1), "l": nn.Linear(4, 2)},
        options=("--window", "avg_pool=4"),
    ),
    # Recurrent
    "newest output": Case(
        lambda s, x: s.g(x.transpose(1, 2))[0][:, -1], (1, 4, 12), 2, None,
        lambda: {"g": nn.GRU(4, 5, batch_first=True)},
    ),
    "last state": Case(
        lambda s, x: s.g(x.transpose(1, 2))[1][-1], (2, 4, 12), 2, None,
        lambda: {"g": nn.GRU(4, 5, 2, batch_first=True)},
    ),
    "lstm state": Case(
        lambda s, x: s.g(x.permute(2, 0, 1))[1][0][-1], (2, 4, 12), 2, None, lambda: {"g": nn.LSTM(4, 5)}
    ),
    "rnn": Case(
        lambda s, x: s.g(x.permute(2, 0, 1))[0], (2, 4, 12), 2, 0, lambda: {"g": nn.RNN(4, 5, nonlinearity="relu")}
    ),
    "gru at each place": Case(
        lambda s, x: s.g(x.permute(0, 3, 2, 1).flatten(0, 1))[0].unflatten(0, (1, 3)).permute(0, 3, 2, 1),
        (1, 4, 12, 3), members=lambda: {"g": nn.GRU(4, 5, batch_first=True)},
    ),
    "rnn from a state": states_case(nn.RNN, 5, bias=False),
    "gru from a state": states_case(nn.GRU, 5),
    "lstm from a state": states_case(nn.LSTM, 5, "hc"),
    "projected lstm from a state": states_case(nn.LSTM, 3, "hc", proj_size=3),
    "projected lstm without bias": Case(
        lambda s, x: s.g(x.mT)[0], (2, 4, 12), 2, 1,
        lambda: {"g": nn.LSTM(4, 5, proj_size=2, bias=False, batch_first=True)},
    ),
    "gru from a state of ones": Case(
        lambda s, x: s.g(x.mT, torch.ones(1, 2, 5))[0], (2, 4, 12), 2, 1,
        lambda: {"g": nn.GRU(4, 5, batch_first=True)},
    ),
    "cell state": Case(
        lambda s, x: s.g(x.permute(2, 0, 1))[1][1][0], (2, 4, 12), 2, None, lambda: {"g": nn.LSTM(4, 5)}
    ),
    "all states": Case(
        states_behind, (2, 4, 12), 2, None, lambda: {"r": nn.LSTM(4, 5, 2, proj_size=3, batch_first=True)}
    ),
    # Attention
    "attention at each place": Case(places_of_attention, (1, 4, 8, 3)),
    "attention by letters": Case(einsum_attention, (1, 2, 6, 4)),
    "causal attention": Case(
        lambda s, x: F.scaled_dot_product_attention(x.mT, x.mT * 2, x.mT, is_causal=True), (1, 4, 6), 2, 1,
        options=("--window", "attention=6"),
    ),
    "attention cropped": Case(cropped_attention, (2, 4, 9)),
    # Windows as frames, and attention within a frame
    "windows": Case(lambda s, x: x.unfold(2, 4, 1).softmax(-1)[..., 1], (2, 3, 10)),
    "every other window": Case(lambda s, x: x.unfold(2, 3, 2).amax(-1), (1, 3, 11)),
    "windows from the first frame on": Case(lambda s, x: F.pad(x, (3, 0)).unfold(2, 4, 1).amax(-1), (1, 3, 8)),
    "windows of images": Case(lambda s, x: x.unfold(2, 2, 1).amax(-1), (1, 2, 6, 3, 4)),
    "patches": Case(lambda s, x: x.unfold(3, 2, 2).unfold(4, 3, 3).amax((-1, -2)), (1, 2, 5, 4, 6)),
    "one patch": Case(lambda s, x: x.unfold(3, 6, 1).mean(-1), (1, 2, 5, 6)),
    "transformer of frames": Case(
        transformer_of_frames, (2, 8, 5, 6),
        members=lambda: {"t": nn.TransformerEncoderLayer(8, 2, 16, 0.0, batch_first=True)},
    ),
    "attention with weights": Case(
        attention_with_weights, (1, 4, 5, 3), members=lambda: {
            "a": nn.MultiheadAttention(4, 2, batch_first=True),
            "mask": nn.Parameter(torch.tensor([[0, -math.inf, 1], [0.5, 0, -2]])),
        },
    ),
    "biased attention": Case(biased_attention, (2, 4, 5, 3), members=lambda: {"bias": weight(2, 3, 3)}),
    "causal within a frame": Case(
        lambda s, x: as_clip_of(x, F.scaled_dot_product_attention(*[by_frame(x)] * 3, is_causal=True)), (1, 4, 5, 3)
    ),
    "windows by letters": Case(windows_einsum, (1, 4, 9)),
    "positions": Case(
        lambda s, x: cocc.positional_encoding(x * 2, s.t), (2, 3, 9, 4), members=lambda: {"t": weight(4, 3)}
    ),
    # Choices
    "where": Case(lambda s, x: torch.where(x > 0.25, x, s.c(x)), (2, 4, 12), members=conv1d(4, 4, 3, padding=1)),
    "where of numbers": Case(lambda s, x: torch.where(x.mean(1, keepdim=True) <= 0, 2.0, x), (1, 4, 9)),
    "where by two": Case(lambda s, x: torch.where((x > -0.5) & ~(x >= s.c(x)), x * 2, 0.0), (2, 4, 12),
                         members=conv1d(4, 4, 1)),
    "either": Case(lambda s, x: torch.where((x < -1) | (x > 1), x.abs(), x), (1, 3, 8)),
    "counted": Case(lambda s, x: (x > 0).float().mean(1, keepdim=True) + (x != 0).to(torch.float32), (1, 4, 8)),
    "masked by itself": Case(lambda s, x: x * (0.5 < x), (1, 4, 8)),
    # Joins and constants
    "glu": Case(lambda s, x: F.glu(s.c(x), 1), (1, 4, 12), members=conv1d(4, 6, 1)),
    "cat": Case(lambda s, x: torch.cat([x, x * 2, x[:, 1:2]], 1), (1, 4, 12)),
    "stack": Case(lambda s, x: torch.stack([x, x + 1], 1).flatten(1, 2), (1, 4, 12)),
    "split": Case(split_parts, (1, 5, 6)),
    "joins": Case(
        lambda s, x: torch.maximum(x - s.c(x), x / (s.c(x) ** 2 + 1)), (1, 3, 12), members=conv1d(3, 3, 3, padding=1)
    ),
    "broadcast": Case(lambda s, x: x[:, :, :, :1] * x[:, :1], (1, 3, 12, 4)),
    "expand": Case(lambda s, x: x[:, :1].expand(1, 3, 6) + x.mean(1, keepdim=True).expand(-1, 3, -1), (1, 4, 6)),
    "constants": Case(
        lambda s, x: (x + s.b) * s.g / s.b, (1, 4, 6, 5),
        members=lambda: {"b": weight(4, 1, 1), "g": weight(1, 4, 1, 5)},
    ),
    "numbers": Case(lambda s, x: (1 - x) * 2 + 3 / (x * x + 1) - x.abs().clamp(0.1, 0.5), (1, 4, 12)),
    "in place": Case(lambda s, x: F.relu(x * 2, inplace=True).add_(1), (1, 4, 6)),
    # Matrices
    "matmul": Case(lambda s, x: x @ s.w, (1, 4, 6, 5), members=lambda: {"w": weight(5, 3)}),
    "matmul from the left": Case(
        lambda s, x: s.w @ x.permute(0, 2, 1, 3), (1, 4, 6, 5), 2, 1, lambda: {"w": weight(3, 4)}
    ),
    "einsum": Case(
        lambda s, x: torch.einsum("nctv,cd->ntdv", x, s.w), (1, 4, 6, 5), 2, 1, lambda: {"w": weight(4, 3)}
    ),
    "einsum of elements": Case(
        lambda s, x: torch.einsum("nctv,cv->nctv", x, s.w), (1, 4, 6, 5), members=lambda: {"w": weight(4, 5)}
    ),
    # Within a frame
    "activations": Case(activations, (1, 4, 6)),
    "prelu": Case(
        lambda s, x: s.p(x) + s.q(x), (1, 4, 6), members=lambda: {"p": nn.PReLU(4), "q": nn.PReLU()}
    ),
    "softmax": Case(lambda s, x: x.softmax(1) + F.log_softmax(x, -1), (1, 4, 6, 5)),
    "sums": Case(lambda s, x: x.amax(3) + x.sum(3) - x.amin(3), (1, 4, 6, 3, 5)),
    "moments": Case(normalised, (1, 4, 12)),
    "deviation": Case(lambda s, x: x.std(1, keepdim=True) + F.normalize(x, dim=1), (1, 4, 6)),
    "pixel shuffle": Case(
        lambda s, x: x.view(1, 2, 2, 6, 3, 3).permute(0, 1, 3, 4, 2, 5).reshape(1, 2, 6, 6, 3), (1, 4, 6, 3, 3)
    ),
    "adaptive pools": Case(
        lambda s, x: F.adaptive_avg_pool3d(x, (None, 2, 2)) + F.adaptive_max_pool3d(x, (4, 1, 1)), (1, 2, 4, 6, 6)
    ),
    "uneven adaptive pools": Case(
        lambda s, x: F.adaptive_avg_pool3d(x, (None, 4, 2)) + F.adaptive_max_pool3d(x, (4, 4, 1)), (1, 2, 4, 6, 5)
    ),
    "adaptive pools of frames": Case(
        lambda s, x: F.adaptive_max_pool2d(F.adaptive_avg_pool2d(x.transpose(1, 2).flatten(0, 1), (5, 4)), 3)
        .unflatten(0, (1, 6)), (1, 3, 6, 7, 9), 2, 1,
    ),
    "rounded up in space": Case(
        lambda s, x: F.max_pool3d(x, (1, 2, 2), ceil_mode=True) + F.avg_pool3d(x, (1, 2, 2), ceil_mode=True),
        (1, 2, 4, 5, 5),
    ),
    "rounded up in time": Case(
        lambda s, x: F.max_pool1d(x, 3, 2, 1, ceil_mode=True) - F.avg_pool1d(x, 3, 2, 1, ceil_mode=True), (1, 2, 12)
    ),
    "rounded up with dilation": Case(
        lambda s, x: F.max_pool2d(x, (2, 3), (3, 2), (1, 1), (2, 2), ceil_mode=True), (1, 2, 12, 8)
    ),
    "divisors": Case(
        lambda s, x: F.avg_pool2d(x, 3, 2, 1, True, False) + F.avg_pool2d(x, 3, 2, 1, True, True, 4), (1, 2, 12, 8)
    ),
    "padding modes": Case(
        lambda s, x: s.c(x) + s.d(x) + s.e(x), (1, 3, 6, 7, 5), members=lambda: {
            mode: nn.Conv3d(3, 4, (1, 3, 3), padding=(0, 1, 1), padding_mode=name)
            for mode, name in zip("cde", ("circular", "replicate", "reflect"))
        },
    ),
    "the edges again in time": Case(
        lambda s, x: s.c(x), (1, 3, 6, 7, 5),
        members=lambda: {"c": nn.Conv3d(3, 4, 3, padding=1, padding_mode="replicate")},
    ),
    "same and valid": Case(
        lambda s, x: s.c(x)[:, :, :-2] + s.d(x), (1, 3, 12, 7),
        members=lambda: {"c": nn.Conv2d(3, 4, (4, 3), padding="same", dilation=(1, 2)),
                         "d": nn.Conv2d(3, 4, (3, 1), padding="valid")},
    ),
    "channel padding": Case(lambda s, x: F.pad(x, (0, 0, 1, 1)), (1, 2, 4)),
    "frames as a batch": Case(
        lambda s, x: s.c(x.transpose(1, 2).flatten(0, 1)).unflatten(0, (2, 6)).transpose(1, 2), (2, 3, 6, 5, 5),
        members=lambda: {"c": nn.Conv2d(3, 4, 3, padding=1)},
    ),
    "instance norm": Case(
        lambda s, x: F.instance_norm(x.transpose(1, 2).flatten(0, 1)).unflatten(0, (1, 6)), (1, 3, 6, 5, 5), 2, 1
    ),
    "group norm": Case(
        lambda s, x: s.n(x.transpose(1, 2).flatten(0, 1)).unflatten(0, (1, 6)), (1, 4, 6, 5, 5), 2, 1,
        lambda: {"n": nn.GroupNorm(2, 4)},
    ),
    "layer norm": Case(
        lambda s, x: s.n(s.m(x.transpose(1, 2))), (1, 4, 6, 5, 5), 2, 1,
        lambda: {"n": nn.LayerNorm((5, 5)), "m": nn.LayerNorm((4, 5, 5), bias=False)},
    ),
    "rms norm": Case(
        lambda s, x: F.rms_norm(x.transpose(1, 2), (4,), s.w, 1e-5), (1, 4, 6), 2, 1, lambda: {"w": weight(4)}
    ),
}


def check_case(case, name, folder):
    """Compiles a case and compares it with PyTorch: over a whole clip and by step."""
    torch.manual_seed(0)
    module = Forward(case.function, case.members()).eval()
    clip = torch.randn(case.shape)
    library = compile_library(export(module, clip, folder / "net.pt2"), case.time_dim, folder, case.options)
    net = cocc.load(str(library))
    for seed in range(case.clips):
        torch.manual_seed(seed)
        clip = torch.randn(case.shape) * (1 + seed)
        check_clip(net, clip, module, case, f"{name}, clip {seed}")


def check_clip(net, clip, module, case, name):
    with torch.no_grad():
        expected = module(clip).float().numpy()
    frames = as_frames(clip.numpy(), case.time_dim, net.input_shape)
    net.reset()
    if case.output_time is None:
        found = [frame for frame in step_all(net, frames) if frame is not None][-1]
        close_to(found, expected.reshape(net.output_shape), name)
        return
    expected = as_frames(expected, case.output_time, net.output_shape)
    time = min(2, frames.ndim - 1)
    found = as_frames(np.asarray(net.forward(frames, time)), time, net.output_shape)
    close_to(found, expected, name)
    stepped = [frame for frame in step_all(net, frames) if frame is not None]
    for one, other in zip(stepped, frames_of(found)):
        close_to(one, other, name)


@pytest.mark.parametrize("name", CASES)
def test_equals_pytorch(name, tmp_path):
    check_case(CASES[name], name, tmp_path)
