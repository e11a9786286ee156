"""Order and choice within a frame, windows as tensors and constants beside the clip, compared with PyTorch: each kind
over the dimensions of frames of one to three dimensions, many calls in one network."""

import math

import numpy as np
import pytest
import torch
import torch.nn.functional as F
from torch import nn

import cocc

from . import test_operators as operators
from .exporting import compile_library, export, run_compiler
from .test_operators import Case, weight

# (clip, its dimension of time)
CLIPS = {
    "C": ((2, 5, 7), 2),
    "CH": ((1, 4, 6, 5), 2),
    "CHW": ((2, 4, 5, 6, 4), 2),
    "time first": ((2, 6, 5), 1),
    "time last": ((1, 4, 6, 7), 3),
}


def beside(time, results):
    """Results with time as dimension `time` as channels (B, C, T)."""
    return torch.cat([result.float().movedim(time, -1).flatten(1, -2) for result in results], 1)


def over_dims(make):
    """A case for each of the clips: the results of `make(x, dim)` for each dimension of a frame."""

    def case(shape, time):
        def forward(self, x):
            dims = [dim for dim in range(1, x.ndim) if dim != time]
            return beside(time, [result for dim in dims for result in make(x, dim)])

        return Case(forward, shape, time, clips=2)

    return {name: case(*clip) for name, clip in CLIPS.items()}


def listed(x, dim):
    extent = x.shape[dim]
    places = torch.tensor([extent - 1, 0, -2, 1, 1])
    shape = [-1 if own == dim else 1 for own in range(x.ndim)]
    sizes = [5 if own == dim else extent for own, extent in enumerate(x.shape)]
    index = places.remainder(extent).view(shape)
    return [
        x.index_select(dim, index.flatten()),
        x[(slice(None),) * dim + (places,)],
        x[(slice(None),) * dim + ([[2, 0], [1, -1]],)].flatten(dim, dim + 1),
        torch.gather(x, dim, index.expand(sizes)),
        torch.take_along_dim(x, index, dim),
        x.flip(dim),
        x.roll(2, dim),
        x.roll(-1, dim),
        x.repeat_interleave(3, dim),
        x.repeat([2 if own == dim else 1 for own in range(x.ndim)]),
        torch.diff(x, dim=dim),
    ]


def ordered(x, dim):
    values, places = x.sort(dim, descending=True)
    return [
        values, places, x.sort(dim=dim, stable=True)[0], x.argsort(dim), *x.topk(3, dim),
        x.topk(2, dim, largest=False)[0], x.argmax(dim, keepdim=True), x.argmin(dim, keepdim=True),
        *x.max(dim, keepdim=True), *x.min(dim, keepdim=True), x.kthvalue(2, dim, keepdim=True)[0],
        x.median(dim, keepdim=True)[0], x.relu().count_nonzero(dim).unsqueeze(dim).float(),
        x.gather(dim, places), (places == 1).float() * x, (x > 0).cumsum(dim),
    ]


def accumulated(x, dim):
    return [x.cumsum(dim), x.tanh().cumprod(dim), *x.cummax(dim), *x.cummin(dim)]


def chosen(x, dim):
    shape = [-1 if own == dim else 1 for own in range(x.ndim)]
    bound = torch.linspace(-1, 1, x.shape[dim]).view(shape)
    first = x.narrow(dim, 0, 1)
    return [
        torch.where(bound > 0, x, first), torch.where(x > bound, 1.5, x), torch.where(x > 0, bound, first),
        x.masked_fill(bound < 0, -math.inf).amax(dim, keepdim=True), x.masked_fill(x < first, 3.0),
        x.clamp(bound - 1, bound + 1), x.clamp(min=first), x.clamp(max=bound), torch.maximum(x, bound),
        torch.minimum(bound, x), x > bound, bound >= x, x == first, x != bound, torch.less_equal(x, first),
        (x > 0) & (bound > 0), (x > 0) ^ (x > first), torch.logical_or(x.relu(), bound < 0),
        torch.logical_not(x.relu()),
    ]


def cut(x, dim):
    windows = [x.unfold(dim, size, step) for size, step in ((3, 1), (2, 2), (2, 3))]
    return [*(each.amax(-1) for each in windows), windows[0][..., 0]]


FAMILIES = {
    "listed": listed, "ordered": ordered, "accumulated": accumulated, "chosen": chosen, "cut": cut,
}
KINDS = {f"{family} {name}": case for family, make in FAMILIES.items() for name, case in over_dims(make).items()}


def constants(self, x):
    """Constants beside and below, in front of and behind a clip of any batch."""
    batch, _, frames, *space = x.shape
    rest = (1,) * (1 + len(space))
    rows = self.rows.view(2, 1, *rest)[:batch]
    parts = [
        x, self.e.view(1, 2, *rest).expand(batch, 2, frames, *space), x.new_zeros(batch, 1, frames, *space),
        torch.full_like(x[:, :1], 2.5), torch.ones_like(x[:, :2]), rows.expand_as(x[:, :1]),
        torch.stack([x[:, :1], self.e[:1].view(1, 1, *rest).expand_as(x[:, :1])], 1).flatten(1, 2),
    ]
    return torch.cat(parts, 1) * 2 + rows - rows * x[:, :1]


def with_class_token(self, clip):
    """A transformer's layer over the places of each frame and a token before them."""
    places = clip.permute(0, 2, 3, 1).flatten(0, 1)
    token = self.token.expand(places.shape[0], -1, -1)
    made = self.t(torch.cat([token, places], 1) + self.positions)
    return made[:, 0].unflatten(0, (clip.shape[0], clip.shape[2])).transpose(1, 2)


def members_of_constants():
    return {"e": weight(2), "rows": nn.Parameter(torch.tensor([[0.5], [-1.5]]))}


def two_at_once(_, x):
    return x[:, [2, 0], :, [1, 3]].movedim(0, -1)


def index_over_places(self, x):
    """An index with other places at each place, and fewer of them than there are."""
    index = self.places[None, :, None].expand(x.shape[0], -1, x.shape[2], -1)
    return torch.gather(x, 1, index)


def folded(kernel, stride, padding, dilation):
    """F.fold of what a layer makes of F.unfold, frame by frame."""

    def forward(self, x):
        frames = x.transpose(1, 2).flatten(0, 1)
        options = {"kernel_size": kernel, "stride": stride, "padding": padding, "dilation": dilation}
        columns = F.unfold(frames, **options).tanh()
        return F.fold(columns, frames.shape[2:], **options).unflatten(0, (x.shape[0], x.shape[2])).transpose(1, 2)

    return Case(forward, (2, 3, 4, 6, 7), clips=2)


def unfolded(kernel, stride=1, padding=0, dilation=1, shape=(2, 3, 9, 5), time=2):
    """F.unfold over time and a dimension of the frame, its windows as clips again."""

    def forward(self, x):
        columns = F.unfold(x, kernel, dilation, padding, stride)
        pairs = [(n if isinstance(n, int) else n[time - 2]) for n in (kernel, dilation, padding, stride)]
        frames = (x.shape[time] + 2 * pairs[2] - pairs[1] * (pairs[0] - 1) - 1) // pairs[3] + 1
        plane = (frames, -1) if time == 2 else (-1, frames)
        return columns.unflatten(-1, plane)

    return Case(forward, shape, time, output_time=time, clips=2)


def along_frequency(self, x):
    """Windows over frequency, put together again: (B, C, T, F)."""
    columns = F.unfold(x, (1, 3), padding=(0, 1))
    return F.fold(columns * 0.5, x.shape[2:], (1, 3), padding=(0, 1)) + x


def neighbours(time):
    """Each bin with those beside it, by windows as long as the clip: (B, C, F, T) or (B, C, T, F)."""

    def forward(self, x):
        batch, channels, frames = *x.shape[:2], x.shape[time]
        kernel = (3, frames) if time == 3 else (frames, 3)
        cut = F.unfold(x, kernel, padding=(1, 0) if time == 3 else (0, 1)).view(batch, channels, *kernel, -1)
        return cut.flatten(1, 2).mT if time == 3 else cut.transpose(2, 3).flatten(1, 2)

    return Case(forward, (2, 3, 5, 9) if time == 3 else (2, 3, 9, 5), time, output_time=time, clips=2)


def shuffled(self, x):
    frames = x.transpose(1, 2).flatten(0, 1)
    up = F.pixel_shuffle(frames, 2)
    down = F.pixel_unshuffle(up.flip(-1), 2)
    mixed = F.channel_shuffle(down * self.g, 4)
    return mixed.unflatten(0, (x.shape[0], x.shape[2])).transpose(1, 2)


CASES = {
    **KINDS,
    "constants C": Case(constants, (2, 3, 6), members=members_of_constants),
    "constants CHW": Case(constants, (2, 3, 6, 4, 2), members=members_of_constants),
    "constants in one row": Case(constants, (1, 3, 6, 4), members=members_of_constants),
    "class token": Case(
        with_class_token, (2, 8, 5, 6), members=lambda: {
            "t": nn.TransformerEncoderLayer(8, 2, 16, 0.0, batch_first=True), "token": weight(1, 1, 8),
            "positions": weight(1, 7, 8),
        },
    ),
    "clamped to infinity": Case(
        lambda s, x: x + 1 / x.clamp(min=math.inf) + 1 / x.clamp(max=-math.inf) + x.clamp(-math.inf, math.inf),
        (2, 4, 6),
    ),
    "one hot": Case(lambda s, x: F.one_hot(x.argmax(1), 4).movedim(-1, 1).float() * x, (2, 4, 6, 3)),
    "two at once": Case(two_at_once, (1, 4, 6, 5), output_time=1),
    "index over places": Case(
        index_over_places, (2, 4, 6, 5), members=lambda: {"places": torch.tensor([[3, 0, 1, 2, 2], [0, 0, 3, 1, 1]])}
    ),
    "triangles": Case(
        lambda s, x: (x.permute(0, 2, 1, 3).tril() + x.permute(0, 2, 1, 3).triu(1) * 2).permute(0, 2, 1, 3),
        (2, 4, 6, 5),
    ),
    "diagonals": Case(
        lambda s, x: torch.cat([x.diagonal(0, 1, 3), x.diagonal(1, 3, 1), x.diagonal(-2, 1, 3)], 2).transpose(1, 2),
        (2, 4, 6, 5),
    ),
    "place of all": Case(lambda s, x: x[0, :, -1].argmax().float()[None, None] + x[:, :1, -1], (1, 5, 6), 2, None),
    "rolled flat": Case(lambda s, x: x.permute(2, 0, 1, 3).flatten(1).roll(3, 1), (2, 4, 6, 3), 2, 0),
    "shuffles": Case(shuffled, (2, 8, 4, 3, 5), members=lambda: {"g": weight(8, 1, 1)}, clips=2),
    "fold": folded((3, 2), 1, 0, 1),
    "fold with strides": folded((3, 3), (2, 1), (1, 0), 1),
    "fold dilated": folded((2, 3), (1, 2), 1, (2, 1)),
    "fold without overlap": folded((2, 7), (2, 7), 0, 1),
    "unfold": unfolded((2, 3), padding=(1, 1)),
    "unfold dilated": unfolded((3, 2), (2, 1), (2, 1), (2, 3)),
    "unfold over time alone": unfolded((4, 1), (3, 1), (3, 0)),
    "unfold over frequency": unfolded((1, 3), (1, 2), (0, 1)),
    "unfold with time last": unfolded((3, 2), (1, 2), (1, 2), (1, 2), (1, 3, 5, 9), 3),
    "unfold of all frames": neighbours(2),
    "unfold of all frames, time last": neighbours(3),
    "fold along frequency": Case(along_frequency, (2, 3, 6, 5)),
    "medians": Case(
        lambda s, x: x.unfold(2, 5, 1).median(-1)[0] + x[:, :, 4:].median(3, True)[0], (2, 3, 8, 2)
    ),
    "deltas": Case(lambda s, x: torch.cat([x[:, :, 1:], torch.diff(x, dim=2)], 1), (2, 3, 8)),
    "second difference": Case(
        lambda s, x: torch.diff(s.c(x), 2, 2), (2, 3, 8), members=operators.conv1d(3, 2, 3, padding=1)
    ),
}


@pytest.mark.parametrize("name", CASES)
def test_equals_pytorch(name, tmp_path):
    operators.check_case(CASES[name], name, tmp_path)


AT_ANY_LENGTH = (
    "constants CHW", "class token", "unfold dilated", "unfold with time last", "fold along frequency",
    "unfold of all frames", "unfold of all frames, time last",
    "index over places", "shuffles", "listed time last", "second difference", "chosen C",
)


@pytest.mark.parametrize("name", AT_ANY_LENGTH)
def test_at_any_length(name):
    """What the program computes of its clip's length, as the extents of a constant, is right for all lengths."""
    case = CASES[name]
    torch.manual_seed(0)
    module = operators.Forward(case.function, case.members()).eval()
    shape = list(case.shape)
    frame_shape = shape[: case.time_dim] + shape[case.time_dim + 1 :]
    net = cocc.compile(module, tuple(frame_shape), case.time_dim)
    for frames in (shape[case.time_dim], 13):
        shape[case.time_dim] = frames
        operators.check_clip(net, torch.randn(shape), module, case, f"{name}, {frames} frames")


NAN_CASES = {
    "constants": lambda s, x: torch.cat([torch.where(x[:, :1] > 0, 1.0, 2.0), torch.ones_like(x) * 3], 1) + s.b[:1],
    "choices": lambda s, x: torch.cat(
        [torch.where(s.b > 1, x, 0.0), x.masked_fill(s.b > 1, -2.0), torch.maximum(x, s.b), x.clamp(max=s.b)], 1
    ),
    "order": lambda s, x: torch.cat(
        [x.sort(dim=1, stable=True)[0], x.sort(dim=1, descending=True, stable=True)[1].float(),
         x.argmin(1, True).float(), x.argmax(1, True).float(), x.topk(2, 1)[0],
         *(part.float() for part in x.cummax(1)), x.cumsum(1), x.median(1, True)[0],
         x.count_nonzero(1).unsqueeze(1).float()], 1
    ),
    "comparisons": lambda s, x: torch.cat(
        [(x < s.b).float(), (x != s.b).float(), (x == x[:, :1]).float(), torch.logical_or(x, x < 0).float()], 1
    ),
    "places": lambda s, x: torch.cat(
        [x.flip(1), F.fold(F.unfold(x[..., None], (1, 1)), (x.shape[2], 1), (1, 1))[..., 0]], 1
    ),
    "triangle": lambda s, x: x.unflatten(1, (2, 2)).permute(0, 3, 1, 2).tril().permute(0, 2, 3, 1).flatten(1, 2),
}


@pytest.mark.parametrize("name", NAN_CASES)
def test_what_is_no_number(name, tmp_path):
    """A NaN or an infinity is where PyTorch has it, and a constant that meets a clip reads none of its numbers."""
    torch.manual_seed(0)
    module = operators.Forward(NAN_CASES[name], {"b": weight(4, 1)}).eval()
    clip = torch.randn(2, 4, 9)
    net = cocc.load(str(compile_library(export(module, clip, tmp_path / "net.pt2"), 2, tmp_path)))
    for value in (math.nan, math.inf, -math.inf):
        for place in ((0, 1, 2), (1, 0, 4), (0, 3, 8)):
            clip = torch.randn(2, 4, 9)
            clip[place] = value
            with torch.no_grad():
                expected = module(clip).numpy()
            np.testing.assert_allclose(np.asarray(net.forward(clip.numpy())), expected, 1e-5, 1e-5)


REFUSED = {
    "flip": (lambda s, x: x.flip(2), "turns the clip round in time"),
    "roll": (lambda s, x: x.roll(1, 2), "F.pad(x[:, :, :-n], (n, 0))"),
    "sort": (lambda s, x: x.sort(2)[0], "x.unfold(2, n, 1), whose last dimension can be ordered"),
    "median": (lambda s, x: x.median(2)[0], "x.unfold(2, n, 1), whose last dimension can be ordered"),
    "median of all": (lambda s, x: x - x.median(), "x.unfold(2, n, 1), whose last dimension can be ordered"),
    "place of the median": (lambda s, x: x.median(1)[1].float(), "x.argsort(dim) has the places"),
    "count": (lambda s, x: x - x.count_nonzero(), "over the whole clip"),
    "topk": (lambda s, x: x.topk(2, 2)[0], "orders all frames of the clip"),
    "argmax": (lambda s, x: x.argmax(2).float(), "orders all frames of the clip"),
    "place of the largest so far": (lambda s, x: x.cummax(2)[1].float(), "the number of the frame that is the largest"),
    "index": (lambda s, x: x[:, :, [0, 3]], "takes frames of the clip by their numbers"),
    "gather": (lambda s, x: x.gather(2, torch.zeros(1, 4, 3, dtype=torch.int64)), "takes frames of the clip by"),
    "repeat": (lambda s, x: x.repeat(1, 1, 2), "repeats the clip in time"),
    "other places": (
        lambda s, x: x.gather(1, (torch.arange(9) % 4).expand(1, 4, 9)),
        "takes other places of each frame, by its number",
    ),
    "overlap": (
        lambda s, x: F.fold(F.unfold(x[..., None], (3, 1), (2, 1)), (9, 1), (3, 1), (2, 1))[..., 0],
        "windows of frames that overlap in time and space, or are dilated",
    ),
    "unfold of padding": (lambda s, x: F.unfold(x[..., None], (2, 1), padding=(2, 0)), "see padding alone"),
    "by frame": (lambda s, x: x + torch.linspace(0, 1, 9), "meets each frame with another constant"),
}


@pytest.mark.parametrize("name", REFUSED)
def test_refusals(name, tmp_path):
    """What has no meaning in a stream, with the reason and what would work, at the line of Python."""
    function, words = REFUSED[name]
    program = export(operators.Forward(function, {}).eval(), torch.randn(1, 4, 9), tmp_path / "net.pt2")
    done = run_compiler(program, "--time-dim=2", "--emit=yaml")
    assert done.returncode == 1, done.stdout
    assert words in " ".join(done.stderr.split()), done.stderr
    assert "return self.function(self, clip)" in done.stderr and done.stderr.count("error:") == 1, done.stderr
