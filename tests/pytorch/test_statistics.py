"""Statistics over axes of a frame, and over the newest frames where the user gives a window."""

import math

import pytest
import torch
import torch.nn.functional as F
from torch import nn

import cocc

from .many import check_many

POWERS = (1, 2, math.inf, -math.inf, 0, 3, 0.5, -1)


def statistics(dims):
    """Over some axes of a frame."""
    one = dims[0]
    named = {
        "var": lambda m, x: x.var(dims, keepdim=True),
        "var, corrected": lambda m, x: x.var(dims, correction=0, keepdim=True),
        "std": lambda m, x: x.std(dims, keepdim=True),
        "var and mean": lambda m, x: sum(torch.var_mean(x, dims, keepdim=True)),
        "std and mean": lambda m, x: torch.mul(*torch.std_mean(x, dims, keepdim=True)),
        "logsumexp": lambda m, x: x.logsumexp(dims, keepdim=True),
        "sum": lambda m, x: x.sum(dims, keepdim=True, dtype=torch.float32),
        "mean": lambda m, x: x.mean(dims, keepdim=True, dtype=torch.float32),
        "most": lambda m, x: x.amax(dims, keepdim=True) - x.amin(dims, keepdim=True),
        "both": lambda m, x: torch.sub(*torch.aminmax(x, dim=one, keepdim=True)),
        "prod": lambda m, x: x.prod(one, keepdim=True),
        "any": lambda m, x: (x > 1.5).any(one, keepdim=True).float() - x.clamp(min=0).any(one, keepdim=True).float(),
        "all": lambda m, x: (x > -1.5).all(one, keepdim=True).float() + x.relu().all(one, keepdim=True).float(),
        "softmax": lambda m, x: x.softmax(one) - F.softmin(x, one),
        "log_softmax": lambda m, x: F.log_softmax(x, one),
        "normalize": lambda m, x: F.normalize(x, dim=one) + F.normalize(x, 1, one),
        "cosine": lambda m, x: F.cosine_similarity(x, m.c(x), one).unsqueeze(one),
        "cosine of itself": lambda m, x: F.cosine_similarity(x, x * 2 - 1, one, 4.0).unsqueeze(one),
    }
    norms = {f"norm {p}": (lambda p: lambda m, x: torch.linalg.vector_norm(x, p, dims, True))(p) for p in POWERS}
    return {**named, **norms, "norm by its old name": lambda m, x: x.norm(p=2, dim=one, keepdim=True)}


FRAMES = {
    "channels": ((2, 5), (1,), nn.Conv1d),
    "channels of places": ((1, 4, 5), (1,), nn.Conv2d),
    "places": ((2, 4, 5), (3,), nn.Conv2d),
    "channels and places": ((1, 4, 5), (1, 3), nn.Conv2d),
    "a line of an image": ((1, 3, 4, 5), (4,), nn.Conv3d),
    "image": ((2, 3, 4, 5), (3, 4), nn.Conv3d),
    "channels and lines": ((1, 3, 4, 5), (1, 3), nn.Conv3d),
}


@pytest.mark.parametrize("name", FRAMES)
def test_within_a_frame(name):
    frame, dims, conv = FRAMES[name]
    check_many(statistics(dims), frame, 2, lambda: {"c": conv(frame[1], frame[1], 1)}, lengths=(16,))


LAST = {  # of (B, T, 3, 5)
    "distance": lambda m, x: F.pairwise_distance(x, m.c(x)),
    "distances": lambda m, x: F.pairwise_distance(x, m.w, p=1, keepdim=True).squeeze(-1),
    "cosine with what is known": lambda m, x: F.cosine_similarity(x, m.w, -1),
    "cosine between places": lambda m, x: F.cosine_similarity(x[:, :, :, None], x[:, :, None], -1).flatten(2)[..., :3],
    "norm of matrices": lambda m, x: torch.linalg.matrix_norm(x)[..., None].expand(-1, -1, 3),
    "norm of all": lambda m, x: x.flatten(2).norm(dim=-1, keepdim=True).expand(-1, -1, 3),
}


def test_along_the_last_axis():
    check_many(LAST, (2, 3, 5), 1, lambda: {"c": nn.Linear(5, 5), "w": nn.Parameter(torch.randn(5))})


def nearly_constant(*shape):
    """Frames of one large number, all but for its last digits, and of numbers in which squares would cancel."""
    clip = 1000 + torch.randn(shape) * 1e-2
    clip[:, :, 0] = 0.1
    return clip


def test_what_cancels():
    functions = {
        "var": lambda m, x: x.var(1, keepdim=True),
        "std of one value": lambda m, x: x[:, :, :, :1].std(3, correction=0, keepdim=True),
        "deviation": lambda m, x: x.std((1, 3), keepdim=True),
        "logsumexp": lambda m, x: x.logsumexp(3, keepdim=True),
    }
    check_many(functions, (1, 7, 9), clip_of=nearly_constant)


def special(*shape):
    """Each frame has one of the numbers that are none, or all of one kind."""
    clip = torch.randn(shape)
    for t, number in enumerate((math.nan, math.inf, -math.inf, 0.0)):
        clip[:, 1, t] = number
        clip[:, :, 8 + t] = number
    return clip


def test_what_is_no_number():
    functions = {
        "var": lambda m, x: x.var(1, keepdim=True), "one": lambda m, x: x[:, :1].var(1, keepdim=True),
        "logsumexp": lambda m, x: x.logsumexp(1, keepdim=True), "sum": lambda m, x: x.sum(1, keepdim=True),
        "prod": lambda m, x: x.prod(1, keepdim=True), "most": lambda m, x: x.amax(1, keepdim=True),
        "least": lambda m, x: x.amin(1, keepdim=True),
        **{f"norm {p}": (lambda p: lambda m, x: x.norm(p, 1, keepdim=True))(p) for p in (1, 2, math.inf, -math.inf)},
    }
    check_many(functions, (1, 5), clip_of=special)


# ---- Over the newest frames ----------------------------------------------------------------------------------------

W = 5


def newest(clip, dim=2):
    """The windows of the newest W frames, as a last axis, for each frame that has so many before it."""
    return clip.unfold(dim, W, 1)


def met(clip, dim=2):
    """The frames of a clip that have so many before them."""
    return clip.narrow(dim, W - 1, clip.shape[dim] - W + 1)


def excite(m, x):
    return x * torch.sigmoid(m.up(torch.relu(m.down(x.mean(2, keepdim=True)))))


def excite_newest(m, x):
    return met(x) * torch.sigmoid(m.up(torch.relu(m.down(newest(x).mean(-1)))))


MEETING = {  # of (B, 4, T): what is written, and what it is of a stream
    "mean": (lambda m, x: x - x.mean(2, keepdim=True), lambda m, x: met(x) - newest(x).mean(-1)),
    "mean, without its axis": (lambda m, x: x * x.mean(2)[:, :, None], lambda m, x: met(x) * newest(x).mean(-1)),
    "mean first": (lambda m, x: x.mean(2, True) - x, lambda m, x: newest(x).mean(-1) - met(x)),
    "normalised": (
        lambda m, x: (x - x.mean(2, True)) / (x.std(2, keepdim=True) + 0.1),
        lambda m, x: (met(x) - newest(x).mean(-1)) / (newest(x).std(-1) + 0.1),
    ),
    "var and mean": (
        lambda m, x: x * torch.var_mean(x, 2, keepdim=True)[0] + torch.var_mean(x, 2, keepdim=True)[1],
        lambda m, x: met(x) * newest(x).var(-1) + newest(x).mean(-1),
    ),
    "max": (lambda m, x: x / x.abs().amax(2, True), lambda m, x: met(x) / newest(x).abs().amax(-1)),
    "min": (lambda m, x: x - x.amin(2, True), lambda m, x: met(x) - newest(x).amin(-1)),
    "sum": (lambda m, x: x + x.sum(2, True), lambda m, x: met(x) + newest(x).sum(-1)),
    "norm": (lambda m, x: F.normalize(x, dim=2), lambda m, x: met(x) / newest(x).norm(dim=-1)),
    "logsumexp": (lambda m, x: x - x.logsumexp(2, True), lambda m, x: met(x) - newest(x).logsumexp(-1)),
    "excite": (excite, excite_newest),
    "pooled": (
        lambda m, x: x * F.adaptive_avg_pool1d(x, 1) + F.adaptive_max_pool1d(x, 1),
        lambda m, x: met(x) * newest(x).mean(-1) + newest(x).amax(-1),
    ),
    "repeated": (
        lambda m, x: torch.cat([x, x.mean(2, True).repeat(1, 1, x.shape[2]), x.std(2, keepdim=True).expand_as(x)], 1),
        lambda m, x: torch.cat([met(x), newest(x).mean(-1), newest(x).std(-1)], 1),
    ),
    "behind a convolution": (lambda m, x: excite(m, m.c(x)), lambda m, x: excite_newest(m, m.c(x))),
    "before a convolution": (lambda m, x: m.c(excite(m, x)), lambda m, x: m.c(excite_newest(m, x))),
    "beside a branch": (
        lambda m, x: m.c(excite(m, x)) + m.d(x), lambda m, x: m.c(excite_newest(m, x)) + met(m.d(x))
    ),
    "cropped": (
        lambda m, x: m.e(excite(m, x)) + x[:, :, 2:], lambda m, x: m.e(excite_newest(m, x)) + met(x)[:, :, 2:]
    ),
    "twice": (
        lambda m, x: excite(m, excite(m, x)) + x,
        lambda m, x: excite_newest(m, excite_newest(m, x)) + met(met(x)),
    ),
    "by letters": (
        lambda m, x: torch.einsum("bct,bc->bct", x, x.mean(2)), lambda m, x: met(x) * newest(x).mean(-1)
    ),
    "by matrices": (
        lambda m, x: torch.einsum("bct,bd->bcdt", x, x.mean(2)).flatten(1, 2),
        lambda m, x: torch.einsum("bct,bdt->bcdt", met(x), newest(x).mean(-1)).flatten(1, 2),
    ),
    "strided alike": (
        lambda m, x: m.s(excite(m, x)) * 2 + m.s(excite(m, x)),
        lambda m, x: 3 * m.s(excite_newest(m, x)),
    ),
    "strided": (lambda m, x: m.s(excite(m, x)) + m.s(x), lambda m, x: m.s(excite_newest(m, x)) + m.s(x)[:, :, 2:]),
}


def windows(*names):
    return {name: W for name in names}


WINDOWS = windows("mean", "std", "var", "amax", "amin", "sum", "norm", "logsumexp", "adaptive_avg_pool",
                  "adaptive_max_pool")


def layers():
    return {
        "down": nn.Conv1d(4, 2, 1), "up": nn.Conv1d(2, 4, 1), "c": nn.Conv1d(4, 4, 3, padding=1),
        "d": nn.Conv1d(4, 4, 5, padding=2), "e": nn.Conv1d(4, 4, 3), "s": nn.Conv1d(4, 4, 3, 2, padding=1),
    }


@pytest.mark.parametrize("batch", (1, 2))
def test_newest_frames_meet_their_clip(batch):
    written = {name: pair[0] for name, pair in MEETING.items()}
    reference = {name: pair[1] for name, pair in MEETING.items()}
    net = check_many(written, (batch, 4), 2, layers, reference, windows=WINDOWS)
    delays = dict(zip(written, (port.warm_up for port in net.outputs)))
    assert delays["mean"] == delays["excite"] == delays["normalised"] == W - 1


PLACES = {  # of (B, 3, T, 5): over places and time together
    "mean": (lambda m, x: x - x.mean((2, 3), keepdim=True), lambda m, x: met(x) - newest(x).mean((-1, 3))[..., None]),
    "std": (lambda m, x: x / x.std((2, 3), keepdim=True), lambda m, x: met(x) / newest(x).std((-1, 3))[..., None]),
    "sum": (lambda m, x: x * x.sum((1, 2), keepdim=True), lambda m, x: met(x) * newest(x).sum((-1, 1), keepdim=True)[..., 0]),
    "max": (lambda m, x: x + x.amax((2, 3), True), lambda m, x: met(x) + newest(x).amax((-1, 3))[..., None]),
    "pooled": (
        lambda m, x: x * F.adaptive_avg_pool2d(x, 1), lambda m, x: met(x) * newest(x).mean((-1, 3))[..., None]
    ),
    "merged": (
        lambda m, x: x * x.flatten(2).mean(2)[..., None, None] + x.flatten(2).std(2)[..., None, None],
        lambda m, x: met(x) * newest(x).mean((-1, 3))[..., None] + newest(x).std((-1, 3))[..., None],
    ),
}


def test_places_and_time():
    written = {name: pair[0] for name, pair in PLACES.items()}
    check_many(written, (2, 3, 5), 2, dict, {name: pair[1] for name, pair in PLACES.items()},
               windows=windows("mean", "std", "sum", "amax", "adaptive_avg_pool"))


def image_excited(m, x):
    return x * torch.sigmoid(x.mean((2, 3, 4), keepdim=True)) + x.var((2, 4), keepdim=True)


def image_excited_newest(m, x):
    windows = newest(x)
    return (met(x) * torch.sigmoid(windows.mean((-1, 3, 4)))[..., None, None]
            + windows.var((-1, 4))[..., None])


def test_images():
    check_many({"excited": image_excited}, (1, 2, 3, 4), 2, dict, {"excited": image_excited_newest},
               windows=windows("mean", "var"))


def test_of_the_newest_alone():
    """Windows of different lengths end with the same frame; so does a state that is read behind the clip."""

    class Net(nn.Module):
        def __init__(self):
            super().__init__()
            self.gru, self.a, self.b = nn.GRU(3, 3, batch_first=True), nn.Identity(), Deviation()

        def forward(self, x):
            return torch.cat([x.mean(2), self.b(x), self.gru(x.mT)[1][0]], 1)

    class Deviation(nn.Module):
        def forward(self, x):
            return x.std(2)

    torch.manual_seed(0)
    module = Net().eval()
    net = cocc.compile(module, (1, 3), windows={"mean": 6, "std": 3})
    clip = torch.randn(1, 3, 12)
    found = [net.step(clip[:, :, t].numpy()) for t in range(12)]
    assert [frame is None for frame in found] == [True] * 5 + [False] * 7
    with torch.no_grad():
        states = module.gru(clip.mT)[0]
        for t in range(5, 12):
            expected = torch.cat([clip[:, :, t - 5 : t + 1].mean(2), clip[:, :, t - 2 : t + 1].std(2), states[:, t]], 1)
            torch.testing.assert_close(torch.from_numpy(found[t]), expected, rtol=1e-5, atol=1e-5)


REFUSED = {
    "reduces time, over the whole clip": (lambda m, x: x - x.std(2, keepdim=True), {}),
    r"runs along time, over the whole clip.*cocc\.Windowed": (lambda m, x: x * x.softmax(2), {}),
    "joins the frames of a clip with something made of its newest frames": (lambda m, x: x - x[:, :, -1][:, :, None], {}),
    "joins streams that have every 2th frame, from different frames on": (
        lambda m, x: m.s(x - x.mean(2, True)) + m.s(x), {"mean": 4}
    ),
}


@pytest.mark.parametrize("message", REFUSED)
def test_refused(message):
    function, given = REFUSED[message]
    with pytest.raises(cocc.CompileError, match=message):
        check_many({"refused": function}, (1, 4), 2, layers, windows=given)
