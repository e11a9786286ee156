"""Networks that make more frames than they get, or other numbers of them in each step: (the frame's (channels, *space),
layers), by name."""

from numeric.operator_case import enough_frames
from numeric.upsampling import layer_of


def conv(channels, kernel, stride=1, padding=0, **options):
    return layer_of("conv", channels=channels, kernel=kernel, stride=stride, padding=padding, **options)


def up(channels, kernel, stride, crop=0, **options):
    return layer_of("conv_transpose", channels=channels, kernel=kernel, stride=stride, crop=crop, **options)


def pad(before, after=0, **options):
    return layer_of("pad", before=before, after=after, **options)


def pool(kernel, stride=1, padding=0, kind="max_pool"):
    return layer_of(kind, kernel=kernel, stride=stride, padding=padding)


def upsample(factor, mode="nearest"):
    return layer_of("upsample", factor=factor, mode=mode)


def skip(frames):
    return layer_of("skip", frames=frames)


def to_time(factor):
    return layer_of("channels_to_time", factor=factor)


def to_channels(factor):
    return layer_of("time_to_channels", factor=factor)


def recurrent(kind, channels):
    return layer_of(kind, channels=channels)


def listed(*layers):
    return "[" + ", ".join(layer if layer.isidentifier() else f"{{{layer}}}" for layer in layers) + "]"


def residual(*layers, shrink="lagging"):
    return f"residual: {{shrink: {shrink}, layers: {listed(*layers)}}}"


def parallel(*branches, reduce="sum"):
    return f"parallel: {{reduce: {reduce}, branches: [{', '.join(listed(*branch) for branch in branches)}]}}"


def unet(depth, channels, kernel=4, stride=2, padding=1):
    """Down and up again, and inside the same; each level is added to what enters it."""
    if depth == 0:
        return conv(channels, 3, padding=1)
    inner = unet(depth - 1, channels, kernel, stride, padding)
    return residual(conv(channels, kernel, stride, padding), "relu", inner, up(channels, kernel, stride, padding))


def blocks(channels, *dilations):
    """The residual blocks of a vocoder."""
    return [residual("silu", conv(channels, 3, padding=each, dilation=each)) for each in dilations]


def causal_down(channels, kernel, stride):
    return pad(kernel - stride), conv(channels, kernel, stride)


def causal_up(channels, kernel, stride):
    return up(channels, kernel, stride), pad(0, stride - kernel)


NETWORKS = {
    "U-Net of 1 level": ((3,), [conv(4, 3, padding=1), unet(1, 4)]),
    "U-Net of 2 levels": ((3,), [conv(4, 3, padding=1), unet(2, 4), conv(2, 1)]),
    "U-Net of 3 levels": ((2,), [unet(3, 2)]),
    "U-Net of threes": ((3,), [unet(1, 3, 3, 3, 0), "relu", conv(2, 3, padding=1)]),
    "U-Net of concatenations": (
        (2,), [
            parallel([], [conv(4, 2, 2), parallel([], [conv(4, 2, 2), up(3, 2, 2)], reduce="concat"), up(2, 2, 2)],
                     reduce="concat"),
            conv(3, 3, padding=1),
        ]
    ),
    "vocoder 16 8": ((4,), [up(3, 16, 8, 4), *blocks(3, 1, 2), up(2, 8, 4, 2), conv(1, 3, padding=1)]),
    "vocoder 16 4": ((5,), [conv(6, 3, padding=1), up(4, 16, 8, 4), *blocks(4, 1, 3), up(2, 4, 2, 1), *blocks(2, 1)]),
    "vocoder 8 4": ((5,), [up(6, 8, 4, 2), up(4, 4, 2, 1), conv(1, 7, padding=3), "tanh"]),
    "codec": ((3,), [conv(4, 8, 4, 2), "relu", conv(4, 3, padding=1), up(2, 8, 4, 2)]),
    "codec of gaps": ((3,), [conv(4, 2, 3), up(2, 1, 3), conv(3, 2, padding=1)]),
    "codec of two strides": ((2,), [conv(4, 4, 2, 1), conv(4, 5, 3, 1), "relu", up(4, 5, 3, 1), up(2, 4, 2, 1)]),
    "causal codec": (
        (2,), [*causal_down(4, 4, 2), "relu", *causal_down(4, 6, 3), pad(2), conv(4, 3), *causal_up(4, 6, 3), "relu",
               *causal_up(2, 4, 2)]
    ),
    "framing": ((1,), [conv(6, 6, 2, bias=False), "relu", up(1, 6, 2, bias=False)]),
    "dilation": ((3,), [up(4, 3, 2, 3, dilation=3, output_padding=2), conv(2, 3, padding=2, dilation=2)]),
    "output padding": ((3,), [up(4, 3, 2, 1, output_padding=1), up(3, 5, 3, 2, output_padding=2), pool(2, 2)]),
    "crops in front": ((3,), [up(4, 4, 2), pad(-3, -1), "relu", up(3, 3, 3), pad(-4)]),
    "crops behind functions": (
        (3,), [up(4, 8, 4), "relu", conv(5, 1), "tanh", pad(0, -4), conv(4, 5, padding=4), "silu", pad(-1, -3)]
    ),
    "groups": ((6,), [up(6, 4, 2, 1, groups=3), "relu", up(4, 4, 2, 1, groups=2), conv(4, 4, 4, groups=2)]),
    "depthwise": ((5,), [up(5, 4, 2, 1, groups=5), conv(5, 3, padding=1, groups=5), conv(17, 1)]),
    "lines": ((4, 5), [up(3, [4, 3], [2, 2], [1, 1]), conv(2, [3, 3], padding=1), up(3, [2, 1], [2, 1])]),
    "planes": (
        (3, 4, 5), [conv(4, 3, [2, 2, 2], 1), "relu", up(3, [4, 3, 4], [2, 2, 2], [1, 1, 1]), pool(3, [2, 1, 1], 1)]
    ),
    "linear before windows": ((4,), [upsample(2, "linear"), conv(3, 5, padding=2), upsample(3, "linear"), pool(4, 2)]),
    "nearest before windows": (
        (3, 4), [upsample(2), conv(4, 3, padding=1), upsample(3), pool([3, 1], [2, 1], [1, 0], "avg_pool")]
    ),
    "three frames of two": ((3,), [upsample(3), conv(4, 2, 2), "relu", conv(2, 3, padding=1)]),
    "to channels and back": (
        (2,), [to_channels(4), conv(12, 3, padding=1), "relu", to_time(4), residual(conv(3, 3, padding=1))]
    ),
    "to time and back": ((6, 3), [to_time(3), conv(4, [3, 3], padding=1), to_channels(3), conv(2, 1)]),
    "recurrent behind upsampling": ((4,), [up(5, 4, 2, 1), recurrent("gru", 4), conv(3, 3, padding=1)]),
    "recurrent behind strides": (
        (4,), [residual(conv(5, 4, 2, 1), recurrent("lstm", 5), up(4, 4, 2, 1)), recurrent("rnn", 3)]
    ),
    "frames in front": ((3,), [pad(4), conv(4, 3), "relu", conv(4, 3), pad(3), "relu", up(2, 4, 2, 1)]),
    "frames in front of all": ((2,), [pad(5), "relu", up(3, 3, 2), pad(2, mode="replicate"), conv(2, 3)]),
    "frames behind": ((3,), [upsample(2), pad(1, 3, mode="replicate"), "relu", conv(2, 4, 2), pad(0, -2)]),
    "crops behind strides": (
        (3,), [conv(4, 6, 2, 5), pad(-1, -2), "relu", pool(5, 3, 4), pad(-2, -1), conv(2, 3, 2, 2), skip(1),
               up(3, 2, 2)]
    ),
    "shrinking around strides": (
        (3,), [residual(conv(4, 4, 2), conv(4, 3), up(3, 2, 2), shrink="leading"),
               residual(upsample(2), conv(3, 5), pool(2, 2), conv(3, 3), shrink="centered"),
               residual(parallel([conv(3, 5, 2, 1)], [pool(4, 2), pool(2)]), up(3, 4, 2), shrink="leading")]
    ),
    "several joins": (
        (4,), [
            parallel([up(4, 4, 2, 1)], [upsample(2), conv(4, 3, padding=1)], [upsample(2, "linear")]),
            residual(conv(4, 4, 2, 1), up(4, 4, 2, 1)),
            parallel([conv(3, 5, 2, 2)], [pool(2, 2), conv(3, 3, padding=1)], reduce="mul"),
        ]
    ),
    "a step back and forth": (
        (3,), [residual(upsample(2), conv(3, 3, padding=1), pool(2, 2)), skip(1), up(2, 2, 2),
               layer_of("delay", frames=3)]
    ),
}


def text(name):
    (channels, *space), layers = NETWORKS[name]
    shape = [1 + len(space) % 2, channels, *space]
    return f"network: rates\ninput: {{shape: {shape}}}\nweights: {{seed: 11}}\nlayers: {listed(*layers)}\n"


def sizes(network):
    """The numbers of frames per step that a network is tried with."""
    return sorted({1, 2, 3, network.timing.block})


def clip_for(network, frames_per_step, rng):
    """Random frames, long enough for the whole turn of the schedule to be seen."""
    timing = network.timing_of(frames_per_step)
    frames = enough_frames(timing) + timing.block + int(rng.integers(0, frames_per_step + 3))
    batch, channels, *space = network.input_shape
    return rng.standard_normal((batch, channels, frames, *space)).astype("float32")
