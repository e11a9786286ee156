"""Random layers that look through a window, in time and over space, or divide, pad and crop a frame."""

from reference.moves import Window

from .dice import Frame

KEYS = ("kernel", "stride", "padding", "dilation", "padding_after")
DEFAULTS = (None, 1, 0, 1, None)


def time_axis(dice, stride, limit=4):
    """[kernel, stride, padding, dilation, padding after] for time; any padding that a convolution may have."""
    kernel = dice.between(1, limit)
    dilation = dice.pick((1, 1, 2, 3)) if kernel > 1 else 1
    padding = dice.pick((0, dice.between(0, dilation * (kernel - 1))))
    after = dice.between(0, dilation * (kernel - 1)) if dice.chance(0.15) else padding
    return [kernel, stride, padding, dilation, after]


def space_axis(dice, extent, stride, keep):
    """The same for an axis of space. With `keep` the extent becomes ceil(extent / stride)."""
    if keep:
        kernel, dilation = dice.pick((1, 3)), dice.pick((1, 1, 2))
        padding = dilation * (kernel - 1) // 2
        return [kernel, stride, padding, dilation, padding]
    kernel = dice.between(1, 3)
    padding, after = (dice.between(0, kernel - 1) for _ in range(2))
    after = after if dice.chance(0.15) else padding
    padded = extent + padding + after
    dilation = 2 if kernel > 1 and padded > 2 * (kernel - 1) and dice.chance(0.2) else 1
    if padded < dilation * (kernel - 1) + 1:
        return [1, 1, 0, 1, 0]
    return [kernel, dice.pick((1, 1, 2)), padding, dilation, after]


def halve_paddings(axes):
    """PyTorch lets a pool pad half of its kernel."""
    for axis in axes:
        axis[2], axis[4] = min(axis[2], axis[0] // 2), min(axis[4], axis[0] // 2)


def shrink_triples(axes):
    """Exact averages are over powers of two."""
    for axis in axes:
        if axis[0] == 3:
            axis[0], axis[2], axis[3], axis[4] = 1, 0, 1, 0


def average(dice, axes, ceil_mode):
    """The options that an average pool has beside its window."""
    if dice.exact:
        shrink_triples(axes)
        return {"divisor_override": dice.pick((1, 2, 4))} if dice.chance(0.2) else {}
    options = {"divisor_override": dice.between(1, 9)} if dice.chance(0.2) else {}
    # With dilation in time, what lies behind the clip's padding cannot be told from that.
    if dice.chance(0.3) or ceil_mode and axes[0][3] > 1:
        options["count_include_pad"] = False
    return options


def written(dice, axes):
    """The attributes of a window; numbers that are the default for all axes are left out."""
    options = {}
    columns = list(zip(*axes))
    for key, values, default in zip(KEYS, columns, DEFAULTS):
        if set(values) == {default} or key == "padding_after" and values == columns[2]:
            continue
        options[key] = values[0] if len(set(values)) == 1 and dice.chance(0.5) else list(values)
    return options


def grouping(dice, inner, outer):
    options = {}
    common = [g for g in range(2, inner + 1) if inner % g == 0 and outer % g == 0]
    if common and dice.chance(0.5):
        options["groups"] = dice.pick(common)
    if dice.chance(0.3):
        options["bias"] = False
    return options


def may_round_up(dice, kind, keep_space):
    """What is left of a last window has no power of two elements."""
    return not keep_space and (kind == "max_pool" or kind == "avg_pool" and not dice.exact)


def window(dice, frame, stride=1, keep_space=False, space_stride=1, channels=None, keep_time=False):
    """A convolution or a pool; with `channels` given, a convolution to so many; with `keep_time` it returns as many
    frames as it is given."""
    kind = "conv" if channels else dice.pick(("conv", "conv", "max_pool", "avg_pool"))
    axes = [time_axis(dice, stride), *(space_axis(dice, n, space_stride, keep_space) for n in frame.space)]
    if keep_time:
        axes[0][4] = axes[0][3] * (axes[0][0] - 1) - axes[0][2]
    if kind != "conv":
        halve_paddings(axes)
    ceil_mode = may_round_up(dice, kind, keep_space) and dice.chance(0.3)
    options = {"ceil_mode": True} if ceil_mode else {}
    if kind == "avg_pool":
        options |= average(dice, axes, ceil_mode)
    extents = tuple(
        Window(d * (k - 1) + 1, s, p, after, ceil_mode).frames(n)
        for n, (k, s, p, d, after) in zip(frame.space, axes[1:])
    )
    if min(extents, default=1) < 1:
        return window(dice, frame, stride, keep_space, space_stride, channels, keep_time)
    options |= written(dice, axes)
    if kind != "conv":
        return [{kind: options}], Frame(frame.channels, extents)
    if dice.chance(0.15):
        options["padding_mode"] = "replicate"
    channels = channels or dice.between(1, 8)
    return [{"conv": {"channels": channels, **options, **grouping(dice, frame.channels, channels)}}], Frame(
        channels, extents
    )


def unpadded(dice, frame):
    """Layers that see only whole windows in time and keep the frame's shape: what a shrinking residual is around."""
    ones, layers = [1] * len(frame.space), []
    for _ in range(dice.between(1, 2)):
        kind = dice.pick(("conv", "conv", "max_pool"))
        options = {"kernel": [dice.between(2, 3), *ones], "dilation": [dice.between(1, 2), *ones]}
        layers.append({kind: {**({"channels": frame.channels} if kind == "conv" else {}), **options}})
    return layers + (["relu"] if dice.chance(0.5) else [])


def bins(dice, frame):
    size = [dice.between(1, 6) for _ in frame.space]
    kind = "adaptive_max_pool" if dice.exact else dice.pick(("adaptive_max_pool", "adaptive_avg_pool"))
    return [{kind: {"size": size}}], Frame(frame.channels, tuple(size))


def pad(dice, frame, keep_space):
    """Frames and places more at either end, or fewer; what it adds in time may become padding of a window."""
    ends = (0, 0) if keep_space else (-1, 2)
    before, after = ([dice.between(-1, 3)] + [dice.between(*ends) for _ in frame.space] for _ in range(2))
    modes = ("constant", "constant", "replicate") + (("reflect", "circular") if frame.space else ())
    mode = dice.pick(modes)
    if mode in ("reflect", "circular"):
        before[0] = after[0] = 0
    cropped = [n + min(0, b) + min(0, a) for n, b, a in zip(frame.space, before[1:], after[1:])]
    least = min(cropped, default=1)
    most = {"constant": 99, "replicate": 99, "reflect": least - 1, "circular": least}
    extents = tuple(n + b + a for n, b, a in zip(frame.space, before[1:], after[1:]))
    if min((*extents, *cropped), default=1) < 1 or max((*before[1:], *after[1:]), default=0) > most[mode]:
        return pad(dice, frame, keep_space)
    options = {"mode": mode} if mode != "constant" else {"value": dice.between(-1, 1)} if dice.chance(0.3) else {}
    return [{"pad": {"before": before, "after": after, **options}}], Frame(frame.channels, extents)


def stack(dice, frame):
    """A window of frames as one, and then something that may be done to each frame before."""
    frames = dice.between(1, 4)
    options = {"frames": frames}
    if dice.chance(0.3):
        options |= {"padding": dice.between(0, frames - 1), "padding_after": dice.between(0, 2)}
    after = Frame(frame.channels, (*frame.space, frames))
    more = [] if dice.exact else dice.pick(([], ["tanh"], [{"linear": {"channels": frame.channels}}]))
    if dice.chance(0.3):
        place = dice.between(1, frames)
        more = [*more, {"slice": {"axis": 2 + len(frame.space), "start": place - 1, "end": place}}]
        after = Frame(frame.channels, (*frame.space, 1))
    return [{"stack": options}, *more], after
