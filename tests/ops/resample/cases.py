"""resample against torch.nn.functional.interpolate of each frame."""

from torch.nn import functional

from numeric.operator_case import Apply, Case, framewise

OF_PYTORCH = {"nearest": ("nearest",) * 2, "nearest_exact": ("nearest-exact",) * 2, "linear": ("linear", "bilinear")}


def resample(frame, size, mode="nearest", align_corners=False, factor=None):
    attributes = {"size": size, "mode": mode, "align_corners": align_corners, **({"factor": factor} if factor else {})}
    layer = ", ".join(
        f"{key}: {str(value).lower() if isinstance(value, bool) else value}" for key, value in attributes.items()
    )
    axes = len(frame) - 1
    name = "bicubic" if mode == "cubic" else OF_PYTORCH[mode][axes - 1]
    given = {"scale_factor": factor} if factor else {"size": size if isinstance(size, int) else tuple(size)}
    if mode in ("linear", "cubic"):
        given["align_corners"] = align_corners
    return Case(
        f"resample: {{{layer}}}", frame,
        lambda: Apply(framewise(lambda frames: functional.interpolate(frames, mode=name, **given))),
    )


CASES = [
    resample((5, 7), 14),
    resample((3, 7), 11),
    resample((3, 9), 4),
    resample((4, 7), 17, factor=2.5),
    resample((4, 7), 19, "nearest_exact"),
    resample((4, 2), 41, "nearest_exact"),
    resample((4, 7), 9, "nearest_exact", factor=1.4),
    resample((5, 7), 14, "linear"),
    resample((3, 7), 10, "linear", True),
    resample((3, 8), 5, "linear", factor=0.7),
    resample((3, 6), 6, "linear"),
    resample((3, 6), 1, "linear", True),
    resample((3, 5, 4), [10, 8]),
    resample((17, 5, 4), [7, 9], "nearest_exact"),
    resample((8, 5, 4), [10, 12], "linear"),
    resample((8, 5, 4), [5, 7], "linear", True),
    resample((4, 6, 5), [9, 7], "linear", factor=[1.6, 1.5]),
    resample((4, 6, 5), [9, 7], "cubic"),
    resample((3, 4, 6), [3, 11], "cubic", True),
]
