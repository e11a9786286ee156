"""previous: the frame before, of a stream or of a loop. A loop is written in PyTorch as what it is, frame by frame."""

import torch
from torch import nn

from numeric.operator_case import CONV, Apply, Case


class Initial(nn.Module):
    """A frame before the first, called as the layer's weight; a batch has one for each of its rows."""

    def _load_from_state_dict(self, state, prefix, *_):
        self.initial = state[f"{prefix}initial"]

    def forward(self):
        return self.initial


class Named(nn.Module):
    """A function of a clip and of modules that are called as layers are."""

    def __init__(self, function, **modules):
        super().__init__()
        self.function, self.names = function, list(modules)
        for name, module in modules.items():
            self.add_module(name, module)

    def forward(self, clip):
        return self.function(clip, *(getattr(self, name) for name in self.names))


def shifted(clip, first):
    """The frame before of each frame; `first` is a number or a frame."""
    return torch.cat([torch.zeros_like(clip[:, :, :1]) + as_frame(first), clip[:, :, :-1]], 2)


def as_frame(first):
    """A frame (B, C, *S) as one of a clip."""
    return first.unsqueeze(2) if isinstance(first, torch.Tensor) else first


def in_loop(clip, step, *states):
    """`step(frame, *states) -> (output, states)` for each frame; the first states are frames, or numbers in frames
    like the clip's."""
    states = [s if isinstance(s, torch.Tensor) else torch.full_like(clip[:, :, 0], s) for s in states]
    outputs = []
    for frame in clip.unbind(2):
        output, states = step(frame, *states)
        outputs.append(output)
    return torch.stack(outputs, 2)


def case(layers, frame, function, **modules):
    """SHAPE in the layers stands for the shape of the input's frames."""
    shape = f"[{', '.join(map(str, ('BATCH', *frame)))}]"
    return Case(layers.replace("SHAPE", shape), frame, lambda: Named(function, **{n: m() for n, m in modules.items()}))


def looped(layers, frame, step, *states):
    """A loop without weights."""
    return case(layers, frame, lambda clip: in_loop(clip, step, *states))


LAST = "previous: {name: last, inputs: state, shape: SHAPE}"
DECAYED = "scale: {name: decayed, factor: 0.75, inputs: last}"


def decay(x, last):
    state = last * 0.75 + x
    return state, [state]


def leaky(frame, value=0.0):
    first = LAST.replace("}", f", value: {value}}}")
    return looped(f"{first}, {DECAYED}, add: {{name: state, inputs: [decayed, input]}}", frame, decay, value)


def fibonacci(x, one, two):
    state = torch.tanh(one * 0.75 - two + x)
    return state, [state, one]


def spiking(x, potential, fired):
    """A neuron that starts anew when it has fired."""
    potential = torch.where(fired != 0, x, potential * 0.75 + x)
    fired = (potential > 1.0).float()
    return fired, [potential, fired]


def nested(x, inner, outer):
    """Two loops that share a layer."""
    inner = torch.tanh(inner + outer + x)
    outer = torch.sigmoid(inner - outer)
    return outer, [inner, outer]


def elman(clip, seen, kept, last):
    def step(x, h):
        state = torch.tanh(seen(x) + kept(h))
        return state, [state]

    return in_loop(clip, step, last())


def gated(clip, *maps):
    """nn.GRU's equations."""
    seen, kept = maps[:3], maps[3:]

    def step(x, h):
        update, reset = (torch.sigmoid(seen[i](x) + kept[i](h)) for i in (0, 1))
        new = torch.tanh(seen[2](x) + reset * kept[2](h))
        state = new + update * (h - new)
        return state, [state]

    return in_loop(clip, step, torch.zeros(len(clip), kept[0].in_features))


def linear(name, source, channels):
    return f"linear: {{name: {name}, inputs: {source}, channels: {channels}}}"


GRU = ", ".join((
    "previous: {name: last, inputs: state, shape: [BATCH, 6]}",
    *(linear(f"{gate}_x", "input", 6) for gate in "urn"),
    *(linear(f"{gate}_h", "last", 6) for gate in "urn"),
    "add: {name: u, inputs: [u_x, u_h]}, sigmoid: {name: update}",
    "add: {name: r, inputs: [r_x, r_h]}, sigmoid: {name: reset}",
    "mul: {name: kept, inputs: [reset, n_h]}, add: {name: n, inputs: [n_x, kept]}, tanh: {name: new}",
    "sub: {name: far, inputs: [last, new]}, mul: {name: part, inputs: [update, far]}",
    "add: {name: state, inputs: [new, part]}",
))


def late_and_early(clip, conv):
    """What is late meets the same frames of what is not."""
    late = conv(clip)
    both = torch.cat([late, clip[:, :, : late.shape[2]]], 1)

    def step(x, h):
        late, early = x.chunk(2, 1)
        state = torch.tanh(late - h) + early
        return state, [state]

    return in_loop(both, step, torch.zeros_like(clip[:, :, 0]))


def causal(clip, conv):
    """A window over frames of the loop."""
    frames = []
    for x in clip.unbind(2):
        before = [torch.zeros_like(x)] * 3 + frames
        frames.append(torch.tanh(conv(torch.stack(before[-3:], 2))[:, :, 0]) + x)
    return torch.stack(frames, 2)


def behind(layer, module, expected=lambda clip: in_loop(clip, decay, 0.0)):
    """The leaky sum of what a layer makes of lines of 4 channels."""
    layers = f"{layer}, {LAST}, {DECAYED}, add: {{name: state, inputs: [decayed, x]}}"
    return case(layers, (4,), lambda clip, x: expected(x(clip)), x=module)


CASES = [
    Case("previous", (3,), lambda: Apply(lambda clip: shifted(clip, 0.0))),
    Case("previous: {value: -1.5}", (4, 5), lambda: Apply(lambda clip: shifted(clip, -1.5))),
    case("previous: {shape: SHAPE, value: 2}", (2, 3, 4), lambda clip: shifted(clip, 2.0)),
    case("previous: {name: p, initial: true}", (3, 4), lambda clip, p: shifted(clip, p()), p=Initial),
    Case("previous, previous: {value: 1}, add: {inputs: ['0', '1', input]}", (17,), lambda: Apply(
        lambda clip: shifted(clip, 0.0) + shifted(shifted(clip, 0.0), 1.0) + clip
    )),
    case(
        "conv: {name: a, channels: 4, kernel: 3, stride: 2, padding: 1}, previous: {value: 0.5}, "
        "conv: {name: b, channels: 2, kernel: 3, padding: 1}", (5,), lambda clip, a, b: b(shifted(a(clip), 0.5)),
        a=lambda: CONV[0](5, 4, 3, 2, 1), b=lambda: CONV[0](4, 2, 3, padding=1),
    ),
    *map(leaky, ((5,), (17,), (4, 3), (2, 3, 4))),
    leaky((3, 2), -2.0),
    looped(
        "previous: {name: one, inputs: state, shape: SHAPE}, previous: {name: two, inputs: one}, "
        "scale: {name: most, factor: 0.75, inputs: one}, sub: {name: d, inputs: [most, two]}, "
        "add: {name: sum, inputs: [d, input]}, tanh: {name: state}", (6,), fibonacci, 0.0, 0.0,
    ),
    looped(
        "add: {name: state, inputs: [input, decayed]}, scale: {name: decayed, factor: 0.75, inputs: last}, "
        "previous: {name: last, inputs: state, shape: SHAPE}, relu: {inputs: state}", (3,),
        lambda x, h: (torch.relu(h * 0.75 + x), [h * 0.75 + x]), 0.0,
    ),
    looped(
        f"{LAST}, previous: {{name: fired, inputs: spike, shape: SHAPE}}, {DECAYED}, "
        "add: {name: more, inputs: [decayed, input]}, where: {name: state, inputs: [fired, input, more]}, "
        "compare: {name: spike, value: 1}", (8,), spiking, 0.0, 0.0,
    ),
    looped(
        f"{LAST}, previous: {{name: before, inputs: outer, shape: SHAPE}}, add: {{name: sum, inputs: "
        "[last, before, input]}, tanh: {name: state}, sub: {name: less, inputs: [state, before]}, "
        "sigmoid: {name: outer}", (4, 3), nested, 0.0, 0.0,
    ),
    case(
        f"{linear('seen', 'input', 6)}, previous: {{name: last, inputs: state, shape: [BATCH, 6], initial: true}}, "
        f"{linear('kept', 'last', 6)}, add: {{name: sum, inputs: [seen, kept]}}, tanh: {{name: state}}", (4,), elman,
        seen=lambda: nn.Linear(4, 6), kept=lambda: nn.Linear(6, 6), last=Initial,
    ),
    case(
        GRU, (4,), gated, **{f"{gate}_x": lambda: nn.Linear(4, 6) for gate in "urn"},
        **{f"{gate}_h": lambda: nn.Linear(6, 6) for gate in "urn"},
    ),
    case(
        f"{LAST}, conv: {{name: x, inputs: input, channels: 4, kernel: 3, padding: 1}}, sub: {{name: d, inputs: "
        "[x, last]}, tanh: {name: t}, add: {name: state, inputs: [t, input]}", (4,), late_and_early,
        x=lambda: CONV[0](4, 4, 3, padding=1),
    ),
    case(
        "previous: {name: last, inputs: state, shape: SHAPE}, conv: {name: x, channels: 4, kernel: 3, padding: 2, "
        "padding_after: 0}, tanh: {name: t}, add: {name: state, inputs: [t, input]}", (4,), causal,
        x=lambda: CONV[0](4, 4, 3),
    ),
    behind("conv: {name: x, channels: 4, kernel: 3, stride: 2}", lambda: CONV[0](4, 4, 3, 2)),
    behind(
        "conv_transpose: {name: x, channels: 4, kernel: 4, stride: 2, crop: 1}",
        lambda: nn.ConvTranspose1d(4, 4, 4, 2, 1),
    ),
    behind("conv: {name: x, channels: 4, kernel: 5, padding: 2}", lambda: CONV[0](4, 4, 5, padding=2)),
]
