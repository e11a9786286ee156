"""Cases of layers that make more frames than they get, or fewer: what upsamples over time, and its counterparts."""

from torch import nn
from torch.nn import functional as F

from numeric.operator_case import Apply, Case

TRANSPOSED = (nn.ConvTranspose1d, nn.ConvTranspose2d, nn.ConvTranspose3d)


def layer_of(name, **attributes):
    """A layer as YAML."""
    told = ", ".join(f"{key}: {str(each).lower()}" for key, each in attributes.items())
    return f"{name}: {{{told}}}"


def transposed(frame, channels, kernel, **options):
    """A layer and its module; `crop` is PyTorch's padding."""
    def as_torch(value):
        return tuple(value) if isinstance(value, list) else value

    names = {"padding" if key == "crop" else key: as_torch(value) for key, value in options.items()}
    module = TRANSPOSED[len(frame) - 1](frame[0], channels, as_torch(kernel), **names)
    return layer_of("conv_transpose", channels=channels, kernel=kernel, **options), module


def transposed_case(frame, channels, kernel, **options):
    layer, _ = transposed(frame, channels, kernel, **options)
    return Case(layer, frame, lambda: nn.Sequential(transposed(frame, channels, kernel, **options)[1]))


def between(frame, first, second, *arguments, **options):
    """A transposed convolution between two pads, each (before, after) in time alone."""
    layer, _ = transposed(frame, *arguments, **options)
    pads = [layer_of("pad", before=before, after=after) for before, after in (first, second)]

    def module():
        conv = transposed(frame, *arguments, **options)[1]
        return nn.Sequential(Apply(lambda clip: F.pad(clip, first)), conv, Apply(lambda clip: F.pad(clip, second)))

    return Case(f"{{{pads[0]}}}, {{{layer}}}, {{{pads[1]}}}", frame, module)


def over_time(clip, **options):
    """F.interpolate along time, each place of its own."""
    rows = clip.movedim(2, -1)
    made = F.interpolate(rows.reshape(-1, 1, clip.shape[2]), **options)
    return made.reshape(*rows.shape[:-1], -1).movedim(-1, 2)


def upsample_case(frame, factor, mode, *more):
    """`more`: a layer behind it, and its module."""
    options = {"scale_factor": factor, "mode": mode} | ({"align_corners": False} if mode == "linear" else {})
    layers = ", ".join(f"{{{each}}}" for each in (layer_of("upsample", factor=factor, mode=mode), *more[:1]))

    def module():
        return nn.Sequential(Apply(lambda clip: over_time(clip, **options)), *(make() for make in more[1:]))

    return Case(layers, frame, module)


def conv():
    return nn.Conv1d(4, 5, 4)


def channels_to_time(factor):
    return Apply(lambda clip: clip.unflatten(1, (-1, factor)).movedim(2, 3).flatten(2, 3))


def time_to_channels(factor):
    def folded(clip):
        whole = clip[:, :, : clip.shape[2] // factor * factor]
        return whole.unflatten(2, (-1, factor)).movedim(3, 2).flatten(1, 2)

    return Apply(folded)


def round_trip(first, second, frame, factor):
    makers = {"channels_to_time": channels_to_time, "time_to_channels": time_to_channels}
    names = [name for name in (first, second) if name]
    layers = ", ".join(f"{{{layer_of(name, factor=factor)}}}" for name in names)
    return Case(layers, frame, lambda: nn.Sequential(*(makers[name](factor) for name in names)))


def overlap_case(frame, size, stride, crop=0, cropped_behind=None):
    """Blocks of each place of space, by F.fold."""
    cropped_behind = crop if cropped_behind is None else cropped_behind
    layer = layer_of("overlap_add", size=size, stride=stride, crop=crop, crop_after=cropped_behind)

    def folded(clip):
        rows = clip.movedim(2, -1)
        blocks = rows.flatten(2, -2).movedim(2, 1).flatten(0, 1) if rows.ndim > 3 else rows
        whole = (clip.shape[2] - 1) * stride + size
        sums = F.fold(blocks, (whole, 1), (size, 1), stride=(stride, 1))[..., crop : whole - cropped_behind, 0]
        if rows.ndim == 3:
            return sums
        places = sums.unflatten(0, (len(clip), -1)).movedim(1, -1)
        return places.unflatten(-1, rows.shape[2:-1])

    return Case(layer, frame, lambda: Apply(folded))


def with_gaps(frame, layer, summed, *members):
    """Frames that no tap falls on, zeros, times what may be no number: `summed(x, *members)` times each frame."""
    layers = f"{{{layer}}}, {{upsample: {{name: b, inputs: input, factor: 3}}}}, {{mul: {{inputs: ['0', b]}}}}"
    made = [member() for member in members]
    return Case(layers, frame, lambda: Apply(lambda x, *own: summed(x, *own) * x.repeat_interleave(3, 2), *made))


CASES = {
    "conv_transpose": [
        transposed_case((4,), 6, 2, stride=2),
        transposed_case((4,), 6, 4, stride=2, crop=1),
        transposed_case((3,), 5, 3, stride=2, crop=1, output_padding=1),
        transposed_case((3,), 5, 1, stride=2),
        transposed_case((3,), 4, 2, stride=3, dilation=2, bias=False),
        transposed_case((4,), 6, 5, stride=3, crop=4, groups=2),
        transposed_case((2,), 3, 2, stride=2, crop=1),
        transposed_case((2,), 3, 3, stride=4, dilation=3, crop=2, output_padding=3),
        transposed_case((16,), 24, 16, stride=8, crop=4),
        transposed_case((6,), 6, 4, stride=2, crop=1, groups=6),
        transposed_case((4, 7), 6, [4, 3], stride=[2, 2], crop=[1, 1]),
        transposed_case((5, 6), 3, [3, 3], stride=[2, 1], dilation=[1, 2], crop=[1, 0], output_padding=[1, 0]),
        transposed_case((4, 3, 5), 17, [2, 3, 4], stride=[2, 1, 2], crop=[0, 1, 1], groups=1),
        between((4,), (0, 0), (0, -2), 3, 4, stride=2),
        between((4,), (0, 0), (-2, 0), 3, 4, stride=2),
        between((4,), (0, 0), (-3, -5), 3, 4, stride=3, crop=1),
        between((4,), (1, 0), (0, -2), 3, 4, stride=2, crop=2),
        between((4,), (1, 2), (0, 0), 3, 4, stride=2, crop=1),
        between((4,), (0, -1), (0, 1), 3, 4, stride=2, crop=1),
        with_gaps(
            (4,),
            layer_of("conv_transpose", channels=4, kernel=1, stride=3, bias=False, output_padding=2),
            lambda x, conv: conv(x),
            lambda: nn.ConvTranspose1d(4, 4, 1, 3, output_padding=2, bias=False),
        ),
    ],
    "upsample": [
        *(upsample_case((4,), factor, mode) for factor in (2, 3, 4, 5) for mode in ("nearest", "linear")),
        *(upsample_case(frame, 2, mode) for frame in ((3, 5), (2, 4, 3)) for mode in ("nearest", "linear")),
        *(upsample_case((4,), 3, mode, "conv: {channels: 5, kernel: 4}", conv) for mode in ("nearest", "linear")),
    ],
    "channels_to_time": [
        round_trip("channels_to_time", None, (6,), 3),
        round_trip("channels_to_time", None, (4, 5, 3), 2),
        round_trip("channels_to_time", "time_to_channels", (4, 5), 4),
    ],
    "time_to_channels": [
        round_trip("time_to_channels", None, (3,), 2),
        round_trip("time_to_channels", None, (2, 3, 5), 3),
        round_trip("time_to_channels", "channels_to_time", (3, 4), 4),
    ],
    "overlap_add": [
        overlap_case((8,), 8, 4),
        overlap_case((12,), 4, 3),
        overlap_case((6,), 3, 4),
        overlap_case((10,), 5, 2, crop=2),
        overlap_case((16,), 8, 2, crop=1, cropped_behind=6),
        overlap_case((8, 3), 4, 2),
    ],
}
