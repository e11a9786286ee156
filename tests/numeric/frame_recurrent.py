"""Cases of recurrent layers along the last axis of each frame: nn.RNN, nn.GRU or nn.LSTM of (B * T * Y, X, C)."""

from torch import nn

import torch

from numeric.operator_case import Case


def along_frame(kind):
    """The class `kind` for clips (B, C, T, *S); with `initial` it starts from parameters `h_0` and, of an LSTM, `c_0`,
    the same in both directions; with `cell` an LSTM's cells, computed a place at a time, stand behind its outputs."""

    class AlongFrame(kind):
        def __init__(self, *arguments, initial=False, cell=False, **options):
            super().__init__(*arguments, batch_first=True, **options)
            self.cell = cell
            for name in (("h_0", "c_0") if kind is nn.LSTM else ("h_0",)) if initial else ():
                self.register_parameter(name, nn.Parameter(torch.zeros(self.hidden_size)))

        def start(self, rows):
            if not hasattr(self, "h_0"):
                return None
            given = [each for each in (self.h_0, getattr(self, "c_0", None)) if each is not None]
            state = [each.expand(1 + self.bidirectional, rows, -1) for each in given]
            return tuple(state) if kind is nn.LSTM else state[0]

        def outputs(self, places):
            state = self.start(len(places))
            if not self.cell:
                return super().forward(places, state)[0]
            both = []
            for place in places.split(1, 1):
                output, state = super().forward(place, state)
                both.append(torch.cat([output[:, 0], state[1][0]], 1))
            return torch.stack(both, 1)

        def forward(self, clip):
            places = clip.movedim(1, -1)  # (B, T, *S, C)
            made = self.outputs(places.flatten(0, -3))
            return made.unflatten(0, places.shape[:-2]).movedim(-1, 1)

    return AlongFrame


def frame_recurrent_cases(name, kind, **options):
    """Sizes that are whole vectors and that are not, one place and many, in one direction and both."""

    def attributes(channels, **more):
        given = {"channels": channels, **options, **more}
        return ", ".join(f"{key}: {str(value).lower()}" for key, value in given.items())

    def one(frame, channels, **more):
        layer = f"{name}: {{{attributes(channels, **more)}}}"
        return Case(layer, frame, lambda: nn.Sequential(along_frame(kind)(frame[0], channels, **options, **more)))

    def both(frame, channels, **more):
        """Both directions of one module."""
        told = f"inputs: input, weights: '0', {attributes(channels, **more)}"
        layers = f"{name}: {{name: a, {told}}}, {name}: {{name: b, reverse: true, {told}}}, concat: {{inputs: [a, b]}}"
        make = along_frame(kind)
        return Case(layers, frame, lambda: nn.Sequential(make(frame[0], channels, bidirectional=True, **options, **more)))

    def deep(frame, channels):
        """Two layers of one module."""
        told = f"weights: '0', {attributes(channels)}"
        layers = f"{name}: {{name: a, {told}}}, {name}: {{name: b, layer: 1, {told}}}"
        return Case(layers, frame, lambda: nn.Sequential(along_frame(kind)(frame[0], channels, num_layers=2, **options)))

    return [
        one((5, 7), 7),
        one((3, 1), 4, bias=False),
        one((4, 6, 3), 17, initial=True),
        one((16, 33), 32),
        both((4, 9), 6, initial=True),
        both((4, 3, 5), 24, bias=False),
        deep((3, 4), 5),
    ]
