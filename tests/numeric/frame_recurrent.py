"""Cases of recurrent layers along the last axis of each frame: nn.RNN, nn.GRU or nn.LSTM of (B * T * Y, X, C)."""

from functools import partial

from torch import nn

from numeric.operator_case import Case
from numeric.recurrent import over_time


def along_frame(kind):
    """`over_time(kind)` along the last axis of each frame of clips (B, C, T, *S), the same state in both directions."""

    class AlongFrame(over_time(kind)):
        def forward(self, clip):
            places = clip.movedim(1, -1)  # (B, T, *S, C)
            made = self.outputs(places.flatten(0, -3))
            return made.unflatten(0, places.shape[:-2]).movedim(-1, 1)

    return partial(AlongFrame, batch_first=True)


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
        return Case(
            layers, frame, lambda: nn.Sequential(make(frame[0], channels, bidirectional=True, **options, **more))
        )

    def deep(frame, channels):
        """Two layers of one module."""
        told = f"weights: '0', {attributes(channels)}"
        layers = f"{name}: {{name: a, {told}}}, {name}: {{name: b, layer: 1, {told}}}"
        return Case(
            layers, frame, lambda: nn.Sequential(along_frame(kind)(frame[0], channels, num_layers=2, **options))
        )

    return [
        one((5, 7), 7),
        one((3, 1), 4, bias=False),
        one((4, 6, 3), 17, initial=True),
        one((16, 33), 32),
        both((4, 9), 6, initial=True),
        both((4, 3, 5), 24, bias=False),
        deep((3, 4), 5),
    ]
