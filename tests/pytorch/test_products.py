"""Products of a stream with constants and of two streams, by letters and by their other names."""

import pytest
import torch
import torch.nn.functional as F
from torch import nn

import cocc

from .many import check_many


def weight(*shape):
    return nn.Parameter(torch.randn(shape))


def members():
    return {
        "w": weight(6, 4), "v": weight(6), "g": weight(2, 3, 5), "s": weight(6, 6), "b": weight(5), "t": weight(2, 3),
        "p": nn.Linear(6, 4), "q": nn.Linear(6, 6), "k": nn.Linear(6, 6), "f": nn.Bilinear(6, 4, 5),
        "h": nn.Bilinear(6, 6, 3, bias=False), "n": weight(3, 1, 1),
    }


def pairs(x):
    """(B, T, 6) as matrices (B, T, 2, 3)."""
    return x.unflatten(-1, (2, 3))


def scores(m, x):
    """What each pair of the 2 places of a frame has in common."""
    return pairs(m.q(x)) @ pairs(m.k(x)).mT


def batched(function):
    """A function of matrices (B * T, 2, 3), of the frame and of another."""
    return lambda m, x: function(pairs(x).flatten(0, 1), pairs(m.q(x)).flatten(0, 1), m).unflatten(0, x.shape[:2])


LETTERS = {  # of (B, T, 6)
    "outer": lambda m, x: torch.einsum("bld,dn->bldn", x, m.w),
    "outer with another letter": lambda m, x: torch.einsum("btc,n->btcn", x, m.b),
    "outer of two": lambda m, x: torch.einsum("btc,btd->btcd", x, m.p(x)),
    "three operands": lambda m, x: torch.einsum("bld,bln,bld->bldn", x, m.p(x), m.q(x)),
    "three operands, two known": lambda m, x: torch.einsum("bld,dn,n->bln", x, m.w, m.b[:4]),
    "a state read": lambda m, x: torch.einsum("bldn,bln->bld", torch.einsum("bld,dn->bldn", x, m.w), m.p(x)),
    "the same by hand": lambda m, x: ((x[..., None] * m.w) * m.p(x)[:, :, None]).sum(-1),
    "groups": lambda m, x: torch.einsum("btgi,gih->btgh", pairs(x), m.g),
    "groups to be summed": lambda m, x: torch.einsum("btgi,gih->bth", pairs(x), m.g),
    "groups by their vectors": lambda m, x: torch.einsum("btgi,gi->btg", pairs(x), m.t),
    "groups of outer products": lambda m, x: torch.einsum("btgi,gih->btgih", pairs(x), m.g),
    "known first, other order": lambda m, x: torch.einsum("hij,btji->hbt", torch.stack([m.t, -m.t]), pairs(x).mT)
    .permute(1, 2, 0),
    "implicit": lambda m, x: torch.einsum("bti,ij", x, m.w).mT,
    "dots": lambda m, x: torch.einsum("...i,ij->...j", x, m.w),
    "dots of both": lambda m, x: torch.einsum("...i, ...i -> ...", x, m.q(x))[..., None],
    "dots beside letters": lambda m, x: torch.einsum("b...gi,b...hi->b...gh", pairs(x), pairs(m.q(x))),
    "no other": lambda m, x: torch.einsum("btgi->btig", pairs(x)),
    "summed alone": lambda m, x: torch.einsum("btgi,btj->btg", pairs(x), m.p(x)),
    "one place for all": lambda m, x: torch.einsum("btgi,btgi->btgi", pairs(x), pairs(m.q(x))[:, :, :1]),
}

NAMED = {
    "bilinear": lambda m, x: m.f(x, m.p(x)),
    "bilinear of one": lambda m, x: m.h(x, x),
    "matrix for each place": lambda m, x: (pairs(x)[:, :, :, None] @ m.g).squeeze(3),
    "matrix for each place, left": lambda m, x: m.g.mT @ pairs(x)[..., None],
    "matrix by vector": lambda m, x: torch.matmul(x, m.v)[..., None],
    "vector by matrix": lambda m, x: torch.matmul(m.v, x[..., None]),
    "tensordot": lambda m, x: torch.tensordot(pairs(x), m.g, dims=([2, 3], [0, 1])),
    "inner": lambda m, x: torch.inner(x, m.s),
    "vecdot": lambda m, x: torch.linalg.vecdot(pairs(x), pairs(m.q(x)), dim=-1),
    "known alone": lambda m, x: x * torch.einsum("ij,jk,kk->k", m.t, m.t.mT @ m.t, m.s[:3, :3]).sum()
    + torch.outer(m.v, m.v)[0] * torch.dot(m.v, m.v),
    "bmm": batched(lambda a, b, m: torch.bmm(a, b.mT)),
    "baddbmm": batched(lambda a, b, m: torch.baddbmm(m.n[:1], a, b.mT, beta=0.5, alpha=2)),
    "baddbmm of streams": batched(lambda a, b, m: torch.baddbmm(a[..., :2], a, b.mT, beta=2, alpha=-1)),
    "scores": scores,
    "scores for relu": lambda m, x: torch.relu(scores(m, x) * 0.5) @ pairs(x),
    "scores by a gate": lambda m, x: scores(m, x).softmax(-1) * scores(m, x),
    "scores normalised": lambda m, x: (scores(m, x) * 0.3 + m.t[:, :2]).softmax(-1),
    "scores masked": lambda m, x: (scores(m, x) + torch.eye(2).log()).softmax(-1),
    "scores over queries": lambda m, x: scores(m, x).softmax(-2) @ pairs(x),
    "scores by values of another form": lambda m, x: scores(m, x).softmax(-1) @ m.t,
    "attention": lambda m, x: (scores(m, x) * 0.3).softmax(-1) @ pairs(x),
    "one key for all queries": lambda m, x: (pairs(x) @ m.q(x)[..., :3, None]).softmax(-2),
}


@pytest.mark.parametrize("functions", (LETTERS, NAMED), ids=("by letters", "by other names"))
@pytest.mark.parametrize("batch", (1, 2))
def test_vectors(functions, batch):
    check_many(functions, (batch, 6), 1, members)


def refined(m, x):
    """A graph of each frame's own: (B, C, T, V) by differences of joints."""
    pairs = torch.tanh(m.a(x)[..., None] - m.b(x)[..., None, :])
    return torch.einsum("nctuv,nctv->nctu", m.c(pairs.flatten(3)).unflatten(3, (5, 5)) + m.graph, m.d(x))


def channels_attend(m, x):
    """Attention between channels, (B, C, T, V), as a product of matrices made from the frame."""
    places = x.transpose(1, 2)
    return (places @ m.d(x).permute(0, 2, 3, 1)).sigmoid().transpose(1, 2)


PLACES = {  # of (B, 4, T, 5)
    "graph": lambda m, x: torch.einsum("nctv,vw->nctw", x, m.graph),
    "graphs": lambda m, x: torch.einsum("nkctv,kvw->nctw", x.unflatten(1, (2, 2)), m.graphs),
    "graph of each channel": lambda m, x: torch.einsum("nctv,cvw->nctw", x, m.each),
    "graph of each frame": refined,
    "channels attend": channels_attend,
    "channels by places": lambda m, x: torch.einsum("bctv,cvo->bto", x, m.each).transpose(1, 2),
    "gram": lambda m, x: torch.einsum("bctv,bdtv->bctd", x, m.d(x)),
    "places by places": lambda m, x: torch.einsum("bctv,bctw->btvw", x, m.d(x)).transpose(1, 2),
}


@pytest.mark.parametrize("batch", (1, 2))
def test_places(batch):
    check_many(PLACES, (batch, 4, 5), 2, lambda: {
        "a": nn.Conv2d(4, 3, 1), "b": nn.Conv2d(4, 3, 1), "c": nn.Conv2d(3, 4, 1), "d": nn.Conv2d(4, 4, 1),
        "graph": weight(5, 5), "graphs": weight(2, 5, 5), "each": weight(4, 5, 5),
    })


IMAGES = {  # of (B, 3, T, 4, 5)
    "rows": lambda m, x: torch.einsum("bcthw,hk->bctkw", x, m.rows),
    "images by images": lambda m, x: x @ (x * 0.5).mT,
    "images by matrices": lambda m, x: torch.einsum("bcthw,cwv->bcthv", x, m.columns),
    "positions": lambda m, x: torch.einsum("bcthw,hw->bct", x, m.map)[..., None, None],
}


def test_images():
    check_many(IMAGES, (2, 3, 4, 5), 2, lambda: {"rows": weight(4, 6), "columns": weight(3, 5, 2), "map": weight(4, 5)})


MATRICES = {  # of (T, 6), time first
    "mv": lambda m, x: torch.mv(x, m.v)[:, None],
    "addmv": lambda m, x: torch.addmv(m.n.flatten()[:1], x, m.v, beta=0.5, alpha=3)[:, None],
    "addmm": lambda m, x: torch.addmm(m.b[:4], x, m.w, beta=0.5, alpha=3),
    "addmm of a stream": lambda m, x: torch.addmm(x[:, :4], x, m.w),
    "mm": lambda m, x: torch.mm(x, m.w),
    "layer": lambda m, x: F.linear(x, m.w.mT @ m.s.mT, m.b[:4]),
    "film": lambda m, x: x * m.q(m.v) + m.k(m.v[None])[0],
}


def test_matrices():
    check_many(MATRICES, (6,), 0, members)


def keys_of_other_frames(m, x):
    return torch.relu(x @ x.mT) @ x


REFUSED = {
    "mixes the frames of the clip with a matrix over time": lambda m, x: torch.einsum(
        "btc,ts->bsc", x, torch.ones(x.shape[1], 3)
    ),
    "sums over time, over the whole clip": lambda m, x: torch.einsum("btc,cd->bd", x, m.w),
    "multiplies the frames of the clip with frames at other places": lambda m, x: torch.einsum("btc,bsc->ts", x, x),
    "cannot be done to the scores of an attention over time": keys_of_other_frames,
    "takes a diagonal of something made from the clip": lambda m, x: torch.einsum("btcc->btc", x[..., None] * x[:, :, None]),
}


@pytest.mark.parametrize("message", REFUSED)
def test_refused(message):
    with pytest.raises(cocc.CompileError, match=message):
        check_many({"refused": REFUSED[message]}, (1, 6), 1, members)


def test_rows_of_the_batch_do_not_meet():
    with pytest.raises(cocc.CompileError, match="multiplies the rows of the batch with each other"):
        check_many({"refused": lambda m, x: torch.einsum("btc,atc->bta", x, x)}, (2, 6), 1, members)
