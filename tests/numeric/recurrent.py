"""Cases of recurrent layers: one layer of nn.RNN, nn.GRU or nn.LSTM over clips (B, C, T, *S), each place of its own."""

import torch
from torch import nn

from numeric.operator_case import Case


def over_time(kind):
    """The class `kind` for clips, with its own names of weights; with `initial` it starts from parameters `h_0` and,
    of an LSTM, `c_0`; with `cell` an LSTM's cells, computed a frame at a time, stand behind its outputs."""

    class OverTime(kind):
        def __init__(self, *arguments, initial=False, cell=False, **options):
            super().__init__(*arguments, **options)
            self.cell = cell
            names = ("h_0", "c_0") if kind is nn.LSTM else ("h_0",)
            extents = (self.proj_size or self.hidden_size, self.hidden_size)
            for name, extent in zip(names if initial else (), extents):
                self.register_parameter(name, nn.Parameter(torch.zeros(extent)))

        def start(self, rows):
            """The state before the first frame or place, each (directions, rows, extent); None for zeros."""
            if not hasattr(self, "h_0"):
                return None
            first = [each for each in (self.h_0, getattr(self, "c_0", None)) if each is not None]
            state = [each.expand(1 + self.bidirectional, rows, -1) for each in first]
            return tuple(state) if kind is nn.LSTM else state[0]

        def outputs(self, places):
            """(rows, frames, channels) -> the same of the outputs."""
            state = self.start(len(places))
            if not self.cell:
                return super().forward(places, state)[0]
            both = []
            for frame in places.split(1, 1):
                output, state = super().forward(frame, state)
                both.append(torch.cat([output[:, 0], state[1][0]], 1))
            return torch.stack(both, 1)

        def forward(self, clip):
            batch, channels, frames, *space = clip.shape
            places = clip.movedim((0, 1, 2), (0, -1, -2)).reshape(-1, frames, channels)
            return self.outputs(places).reshape(batch, *space, frames, -1).movedim((0, -2, -1), (0, 2, 1))

    return OverTime


def recurrent_cases(name, kind, **options):
    """Sizes that are whole vectors and that are not, with and without bias and initial state, behind and before
    windows and strides."""

    def single(frame, channels, **more):
        chosen = {**options, **more}
        attributes = {"channels": channels, **chosen}
        if "proj_size" in attributes:
            attributes["projection"] = attributes.pop("proj_size")
        layer = f"{name}: {{{', '.join(f'{key}: {str(value).lower()}' for key, value in attributes.items())}}}"
        return layer, lambda: over_time(kind)(frame[0], channels, batch_first=True, **chosen)

    def alone(frame, channels, **more):
        layer, make = single(frame, channels, **more)
        return Case(layer, frame, lambda: nn.Sequential(make()))

    def between_convolutions(**more):
        layer, make = single((4,), 6, **more)
        before, behind = "conv: {channels: 4, kernel: 3, stride: 2, padding: 1}", "conv: {channels: 3, kernel: 2}"
        outputs = more.get("proj_size", options.get("proj_size", 6))
        return Case(
            ", ".join(f"{{{each}}}" for each in (before, layer, behind)),
            (5,),
            lambda: nn.Sequential(nn.Conv1d(5, 4, 3, stride=2, padding=1), make(), nn.Conv1d(outputs, 3, 2)),
        )

    return [
        alone((5,), 7),
        alone((16,), 32),
        alone((3,), 16, bias=False),
        alone((4, 3), 5),
        alone((6, 2, 3), 17),
        between_convolutions(),
        alone((5,), 7, initial=True),
        alone((4, 3), 16, initial=True, bias=False),
        between_convolutions(initial=True),
    ]


def projection_cases():
    """LSTMs with projections narrower and as wide as vectors, and with cells in their results."""
    return [
        *recurrent_cases("lstm", nn.LSTM, proj_size=3),
        *recurrent_cases("lstm", nn.LSTM, proj_size=4, cell=True)[3:4],
        *recurrent_cases("lstm", nn.LSTM, cell=True)[6:8],
    ]
