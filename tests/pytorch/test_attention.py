"""Attention, encoders and positions of continual-inference, and encoders of PyTorch over windows, compiled.

What is right is what the library's or PyTorch's forward makes of each window of a clip, frames j to j + N - 1.
"""

from collections.abc import Callable

import continual as co
import numpy as np
import pytest
import torch
import torch.nn.functional as F
from torch import nn

import cocc

from numeric.stepping import check_calls, close_to, same_bits

from .exporting import Timing, as_frames

N = 5
Function = Callable[[torch.Tensor], torch.Tensor]
FRAMES = 23


def noise(*shape: int) -> torch.Tensor:
    return torch.randn(shape, generator=torch.Generator().manual_seed(1))


def over_windows(function: Function, clip: torch.Tensor, frames: int, time: int = 2) -> torch.Tensor:
    """`function` of each window, stacked along the axis of time."""
    windows = (clip.narrow(time, j, frames) for j in range(clip.shape[time] - frames + 1))
    with torch.no_grad():
        return torch.stack([function(window) for window in windows], time)


def check(net: cocc.Network, clip: torch.Tensor, expected: torch.Tensor, time: int = 2, memory: int = N) -> None:
    """Steps, chunks, flush, forward, peek, reset, forgetting; outputs from step `memory - 1` on."""
    frames = as_frames(clip.numpy(), time, net.input_shape)
    right = as_frames(expected.numpy(), time, net.output_shape)
    assert (net.warm_up, net.stride, net.receptive_field) == (memory - 1, 1, memory)
    check_calls(net, frames, right, Timing(net.warm_up, 1, memory), np.random.default_rng(0))


# Attention ------------------------------------------------------------------------------------------------------------

# The library's layouts: its options and the axes of batch and time.
LAYOUTS = {
    "channels second": ({"batch_first": True, "embed_dim_second": True}, 0, 2),
    "batch first": ({"batch_first": True}, 0, 1),
    "time first": ({"batch_first": False}, 1, 0),
}


def clip_in(layout: str, batch: int, channels: int) -> torch.Tensor:
    _, rows, time = LAYOUTS[layout]
    sizes = {rows: batch, time: FRAMES}
    return noise(*(sizes.get(axis, channels) for axis in range(3)))


def attention(kind: type, layout: str, heads: int = 2, **options: object) -> nn.Module:
    torch.manual_seed(0)
    given = {"sequence_len": N, "forward_returns_attn_mask": False, **LAYOUTS[layout][0], **options}
    return kind(8, heads, **given).eval()


@pytest.mark.parametrize("batch", (1, 2))
@pytest.mark.parametrize("query_index", (-1, 0, 2, -2, 4))
@pytest.mark.parametrize("layout", LAYOUTS)
def test_single_output(layout, query_index, batch):
    """A query of any index; its delay is how far its frame lies behind the newest."""
    module = attention(co.SingleOutputMultiheadAttention, layout, query_index=query_index)
    time = LAYOUTS[layout][2]
    clip = clip_in(layout, batch, 8)
    expected = over_windows(lambda window: module(window).squeeze(time), clip, N, time)
    net = cocc.compile(module, (batch, 8), time_dim=time)
    assert net.delay == module.delay
    check(net, clip, expected, time)


@pytest.mark.parametrize("layout", LAYOUTS)
def test_retroactive(layout):
    """The whole window each step: (B, E, N), (B, N, E) or (N, B, E)."""
    module = attention(co.RetroactiveMultiheadAttention, layout)
    time = LAYOUTS[layout][2]
    clip = clip_in(layout, 2, 8)
    check(cocc.compile(module, (2, 8), time_dim=time), clip, over_windows(module, clip, N, time), time)


@pytest.mark.parametrize(
    "kind, options",
    [
        (co.SingleOutputMultiheadAttention, {"heads": 1}),
        (co.SingleOutputMultiheadAttention, {"heads": 8, "bias": False}),
        (co.SingleOutputMultiheadAttention, {"single_output_forward": False}),
        (co.RetroactiveMultiheadAttention, {"heads": 1}),
        (co.RetroactiveMultiheadAttention, {"heads": 8, "bias": False}),
    ],
)
def test_options_of_attention(kind, options):
    module = attention(kind, "channels second", **options)
    clip = clip_in("channels second", 1, 8)
    single = kind is co.SingleOutputMultiheadAttention
    expected = over_windows(lambda window: module(window)[:, :, -1] if single else module(window), clip, N)
    check(cocc.compile(module, (1, 8)), clip, expected)


class Crossed(nn.Module):
    """The user's own forward around an attention with a query, keys and values of their own."""

    def __init__(self, kind: type) -> None:
        super().__init__()
        self.maps = nn.ModuleList(nn.Linear(6, extent) for extent in (8, 3, 4))
        self.attention = kind(8, 2, kdim=3, vdim=4, sequence_len=N, batch_first=True)

    def forward(self, clip: torch.Tensor) -> torch.Tensor:
        made, weights = self.attention(*(each(clip) for each in self.maps))
        return made


@pytest.mark.parametrize("kind", (co.SingleOutputMultiheadAttention, co.RetroactiveMultiheadAttention))
def test_queries_keys_and_values(kind):
    torch.manual_seed(0)
    module = Crossed(kind).eval()
    clip = noise(2, FRAMES, 6)
    single = kind is co.SingleOutputMultiheadAttention
    expected = over_windows(lambda window: module(window)[:, 0] if single else module(window), clip, N, 1)
    check(cocc.compile(module, (2, 6), time_dim=1), clip, expected, 1)


def test_a_window_as_long_as_the_first_clip_that_is_tried():
    module = co.SingleOutputMultiheadAttention(
        8, 2, sequence_len=16, batch_first=True, embed_dim_second=True, forward_returns_attn_mask=False
    ).eval()
    clip = noise(1, 8, 30)
    check(cocc.compile(module, (1, 8)), clip, over_windows(lambda w: module(w)[:, :, 0], clip, 16), memory=16)
    with pytest.raises(cocc.CompileError, match="attention to 16 frames is compiled with a clip of more frames"):
        cocc.compile(module, (1, 8), clip_length=16)


def test_what_the_librarys_steps_do_not_have_is_refused():
    for option in ("add_bias_kv", "add_zero_attn"):
        module = attention(co.SingleOutputMultiheadAttention, "batch first", **{option: True})
        with pytest.raises(cocc.CompileError, match="add_bias_kv and add_zero_attn"):
            cocc.compile(module, (1, 8), time_dim=1)
    with pytest.raises(cocc.CompileError, match="embed_dim_second without batch_first"):
        cocc.compile(co.RetroactiveMultiheadAttention(8, 2, sequence_len=N, embed_dim_second=True), (1, 8))


# Encoders -------------------------------------------------------------------------------------------------------------


def factory(**options: object) -> Callable:
    torch.manual_seed(0)
    given = {"d_model": 8, "nhead": 2, "dim_feedforward": 12, "dropout": 0.0, "sequence_len": N, **options}
    return co.TransformerEncoderLayerFactory(**given)


def shaken(module: nn.Module) -> nn.Module:
    """With parameters that are all different."""
    generator = torch.Generator().manual_seed(2)
    with torch.no_grad():
        for parameter in module.parameters():
            parameter += torch.randn(parameter.shape, generator=generator) / 4
    return module.eval()


@pytest.mark.parametrize("activation", (F.relu, nn.GELU()), ids=("relu", "gelu"))
@pytest.mark.parametrize("query_index", (-1, 1, -2))
@pytest.mark.parametrize("single", (True, False))
def test_single_output_layer(single, query_index, activation):
    """The query's own frame goes around the attention."""
    options = {"dim_feedforward": 12, "dropout": 0.0, "activation": activation, "sequence_len": N}
    made = []
    for way in (single, False):
        torch.manual_seed(0)
        options |= {"query_index": query_index, "single_output_forward": way}
        made.append(shaken(co.SingleOutputTransformerEncoderLayer(8, 2, **options)))
    module, whole = made
    clip = noise(2, 8, FRAMES)
    check(cocc.compile(module, (2, 8)), clip, over_windows(lambda w: whole(w)[:, :, query_index], clip, N))


def test_retroactive_layer():
    module = shaken(co.RetroactiveTransformerEncoderLayer(8, 2, 12, 0.0, sequence_len=N))
    clip = noise(2, 8, FRAMES)
    check(cocc.compile(module, (2, 8)), clip, over_windows(module, clip, N))


@pytest.mark.parametrize("kind", ("single_output", "retroactive"))
def test_layers_of_the_factory(kind):
    module = shaken(factory()(kind))
    clip = noise(1, 8, FRAMES)
    places = -1 if kind == "single_output" else slice(None)
    check(cocc.compile(module, (1, 8)), clip, over_windows(lambda window: module(window)[:, :, places], clip, N))


@pytest.mark.parametrize("norm", (False, True))
@pytest.mark.parametrize("layers", (1, 2))
def test_encoder(layers, norm):
    """As built, and inside a network."""
    encoder = shaken(co.TransformerEncoder(factory(), layers, nn.LayerNorm(8) if norm else None))
    clip = noise(2, 8, FRAMES)
    expected = over_windows(lambda window: encoder(window)[:, :, -1], clip, N)
    check(cocc.compile(encoder, (2, 8)), clip, expected)
    torch.manual_seed(0)
    stem, head = co.Conv1d(3, 8, 3), co.Linear(8, 2, channel_dim=1)
    with torch.no_grad():
        embedded = stem(noise(2, 3, FRAMES))
        scores = head(over_windows(lambda window: encoder(window)[:, :, -1], embedded, N))
    net = cocc.compile(co.Sequential(stem, encoder, head), (2, 3))
    check(net, noise(2, 3, FRAMES), scores, memory=N + 2)


@pytest.mark.parametrize("layers", (1, 2))
def test_encoder_built_from_pytorchs(layers):
    """The library's conversion keeps the numbers of PyTorch's newest place, and so do we."""
    layer = nn.TransformerEncoderLayer(8, 2, 12, 0.0, batch_first=True)
    theirs = shaken(nn.TransformerEncoder(layer, layers, nn.LayerNorm(8), enable_nested_tensor=False))
    clip = noise(1, 8, FRAMES)
    expected = over_windows(lambda window: theirs(window.mT)[:, -1], clip, N)
    check(cocc.compile(co.TransformerEncoder.build_from(theirs, N).eval(), (1, 8)), clip, expected)


# Windows of any module ------------------------------------------------------------------------------------------------


def encoder(layers: int, **options: object) -> nn.Module:
    torch.manual_seed(0)
    layer = nn.TransformerEncoderLayer(8, 2, 12, **{"dropout": 0.0, "batch_first": True, **options})
    return shaken(nn.TransformerEncoder(layer, layers, nn.LayerNorm(8), enable_nested_tensor=False))


@pytest.mark.parametrize("index", (-1, 1, None))
@pytest.mark.parametrize("norm_first", (False, True), ids=("post", "pre"))
@pytest.mark.parametrize("activation", ("relu", "gelu"))
@pytest.mark.parametrize("layers", (1, 2, 3))
def test_encoder_over_windows(layers, activation, norm_first, index):
    module = encoder(layers, activation=activation, norm_first=norm_first)
    clip = noise(2, FRAMES, 8)
    expected = over_windows(lambda w: module(w) if index is None else module(w)[:, index], clip, N, 1)
    windowed = cocc.Windowed(module, N, index, time_dim=1).eval()
    with torch.no_grad():
        torch.testing.assert_close(windowed(clip), expected)
    check(cocc.compile(windowed, (2, 8), time_dim=1), clip, expected, 1)


class Stacked(nn.Module):
    """Two attentions, the first of which sees all places: (B, N, E)."""

    def __init__(self) -> None:
        super().__init__()
        self.first, self.second = (nn.MultiheadAttention(8, 2, batch_first=True) for _ in range(2))

    def forward(self, window: torch.Tensor) -> torch.Tensor:
        places, _ = self.first(window, window, window)
        return self.second(places, places, places, need_weights=False)[0]


MODULES = {
    "time first": (lambda: encoder(2, batch_first=False), 0, -1),
    "stacked attentions": (Stacked, 1, -1),
    "convolution": (lambda: nn.Conv1d(8, 3, 3, padding=1), 2, 2),
    "mean": (lambda: nn.AdaptiveAvgPool1d(1), 2, 0),
}


@pytest.mark.parametrize("name", MODULES)
def test_modules_over_windows(name):
    make, time, index = MODULES[name]
    torch.manual_seed(0)
    module = make().eval()
    shape = [2, 8]
    shape.insert(time, FRAMES)
    clip = noise(*shape)
    expected = over_windows(lambda window: module(window).select(time, index), clip, N, time)
    net = cocc.compile(cocc.Windowed(module, N, index, time), (2, 8), time_dim=time)
    check(net, clip, expected, time)


def test_windows_say_what_they_cannot_be():
    wrong = ({"frames": 0}, {"frames": 4, "index": 4}, {"frames": 4, "index": -5}, {"frames": 2, "time_dim": -1})
    for options in wrong:
        with pytest.raises(ValueError, match="must be"):
            cocc.Windowed(nn.Identity(), **options)


# Positions ------------------------------------------------------------------------------------------------------------


def table_of(module: nn.Module) -> torch.Tensor:
    (table,) = module.pe.state_dict().values()
    return table


def with_positions(clip: torch.Tensor, table: torch.Tensor) -> torch.Tensor:
    return clip + table[torch.arange(clip.shape[2]) % len(table)].T


@pytest.mark.parametrize("batch", (1, 2))
@pytest.mark.parametrize("learned", (True, False))
@pytest.mark.parametrize("rows", (4, 9, 40))
def test_recycling_positions(rows, learned, batch):
    """A fresh stream starts with row 0; the forward of the library starts where its last one says."""
    torch.manual_seed(0)
    module = co.RecyclingPositionalEncoding(13, rows, learned, forward_update_index_steps=3)
    clip = noise(batch, 13, FRAMES)
    if rows >= FRAMES:
        torch.testing.assert_close(module(clip), with_positions(clip, table_of(module)))
    check(cocc.compile(module, (batch, 13)), clip, with_positions(clip, table_of(module)), memory=1)


@pytest.mark.parametrize("learned", (True, False))
def test_positions_before_an_encoder(learned):
    positions, encoded = co.RecyclingPositionalEncoding(8, 2 * N - 1, learned), co.TransformerEncoder(factory(), 2)
    net = cocc.compile(co.Sequential(shaken(positions), shaken(encoded)), (2, 8))
    clip = noise(2, 8, FRAMES)
    with_them = with_positions(clip, table_of(positions))
    check(net, clip, over_windows(lambda window: encoded(window)[:, :, -1], with_them, N))


def test_positions_can_be_trained():
    clip, table = noise(2, 3, 7, 4).requires_grad_(), noise(5, 3).requires_grad_()
    rows = torch.arange(7) % 5
    plain = torch.autograd.grad(((clip + table[rows].T[None, :, :, None]) ** 2).sum(), (clip, table))
    ours = torch.autograd.grad((cocc.positional_encoding(clip, table) ** 2).sum(), (clip, table))
    for one, other in zip(ours, plain):
        torch.testing.assert_close(one, other)


# Large numbers, long streams ------------------------------------------------------------------------------------------


@pytest.mark.parametrize("index", (-1, None))
def test_large_logits(index):
    """Products of queries and keys beyond +-50 on both sides, whose exponentials no float holds next to each other."""
    torch.manual_seed(0)
    module = nn.MultiheadAttention(8, 2, batch_first=True).eval()
    clip = noise(1, FRAMES, 8) * 12
    q, k, _ = F.linear(clip, module.in_proj_weight, module.in_proj_bias).chunk(3, -1)
    logits = q.unflatten(-1, (2, 4)).transpose(1, 2) @ k.unflatten(-1, (2, 4)).permute(0, 2, 3, 1) / 2
    assert logits.max() > 50 and logits.min() < -50
    kind, options = (co.SingleOutputMultiheadAttention, {}) if index else (co.RetroactiveMultiheadAttention, {})
    theirs = kind.build_from(module, N, forward_returns_attn_mask=False, **options).eval()
    right = module.double()
    places = slice(None) if index is None else index
    expected = over_windows(lambda window: right(window, window, window)[0][:, places], clip.double(), N, 1)
    check(cocc.compile(theirs, (1, 8), time_dim=1), clip, expected.float(), 1)


@pytest.mark.parametrize("kind", ("single", "retroactive", "encoder", "windowed"))
def test_a_long_stream_does_not_drift(kind):
    """After 10^5 frames, with an outlier on the way, bitwise what a stream gives that began shortly before."""
    modules = {
        "single": lambda: attention(co.SingleOutputMultiheadAttention, "channels second", query_index=1),
        "retroactive": lambda: attention(co.RetroactiveMultiheadAttention, "channels second"),
        "encoder": lambda: co.Sequential(
            co.RecyclingPositionalEncoding(8, 7), co.TransformerEncoder(factory(), 2)
        ).eval(),
        "windowed": lambda: nn.Sequential(Turned(), cocc.Windowed(encoder(3), N, -1, time_dim=1), Turned()),
    }
    net = cocc.compile(modules[kind](), (1, 8))
    frames, rows, recent = 100_000, 7, 70
    clip = noise(1, 8, frames).numpy()
    clip[:, :, frames // 2] *= 1e4
    start = (frames - recent) // rows * rows
    newest = np.asarray(net.steps(clip))[:, :, -recent // 2 :]
    net.reset()
    fresh = np.asarray(net.steps(np.ascontiguousarray(clip[:, :, start:])))[:, :, -recent // 2 :]
    same_bits(newest, fresh, "a hundred thousand frames later")


class Turned(nn.Module):
    """(B, C, T) to (B, T, C) and back."""

    def forward(self, clip: torch.Tensor) -> torch.Tensor:
        return clip.transpose(1, 2)
