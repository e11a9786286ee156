"""Cases of recurrent layers: one layer of nn.RNN, nn.GRU or nn.LSTM over clips (B, C, T, *S), each place of its own."""

from torch import nn

from numeric.operator_case import Case


def over_time(kind):
    """The class `kind` for clips, with its own names of weights."""

    class OverTime(kind):
        def forward(self, clip):
            batch, channels, frames, *space = clip.shape
            places = clip.movedim((0, 1, 2), (0, -1, -2)).reshape(-1, frames, channels)
            outputs, _ = super().forward(places)
            return outputs.reshape(batch, *space, frames, -1).movedim((0, -2, -1), (0, 2, 1))

    return OverTime


def recurrent_cases(name, kind, **options):
    """Sizes that are whole vectors and that are not, with and without bias, behind and before windows and strides."""

    def single(frame, channels, bias=True):
        attributes = {"channels": channels, **options, **({} if bias else {"bias": "false"})}
        layer = f"{name}: {{{', '.join(f'{key}: {value}' for key, value in attributes.items())}}}"
        return layer, lambda: over_time(kind)(frame[0], channels, bias=bias, batch_first=True, **options)

    def alone(frame, channels, bias=True):
        layer, make = single(frame, channels, bias)
        return Case(layer, frame, lambda: nn.Sequential(make()))

    def between_convolutions():
        layer, make = single((4,), 6)
        before, behind = "conv: {channels: 4, kernel: 3, stride: 2, padding: 1}", "conv: {channels: 3, kernel: 2}"
        return Case(
            ", ".join(f"{{{each}}}" for each in (before, layer, behind)),
            (5,),
            lambda: nn.Sequential(nn.Conv1d(5, 4, 3, stride=2, padding=1), make(), nn.Conv1d(6, 3, 2)),
        )

    return [
        alone((5,), 7),
        alone((16,), 32),
        alone((3,), 16, bias=False),
        alone((4, 3), 5),
        alone((6, 2, 3), 17),
        between_convolutions(),
    ]
