"""Layers of core ATen: what each operator is called with on clips (B, 4, T, 6)."""

import torch

from .forms import Function, aten, frames, images, planes, rows, weight

KERNEL, TURNED, BIAS = weight(5, 4, 3, 3), weight(4, 5, 1, 3), weight(5)
SCALE, SHIFT, MEAN, VARIANCE = weight(4) + 2, weight(4), weight(4) * 0.5, weight(4) + 1.5
TABLE = weight(4, 3)


def convolution(x: torch.Tensor) -> torch.Tensor:
    return aten.convolution(x, KERNEL, BIAS, [1, 2], [0, 1], [1, 1], False, [0, 0], 1)


def turned(x: torch.Tensor) -> torch.Tensor:
    return aten.convolution(x, TURNED, BIAS, [1, 2], [0, 1], [1, 1], True, [0, 1], 1)


def two_convolutions(x: torch.Tensor) -> torch.Tensor:
    return torch.cat([convolution(x), turned(x)[:, :, 2:, :3]], 1)


def spectrum(x: torch.Tensor) -> torch.Tensor:
    return aten._fft_r2c(x, [3], 0, True)


LAYERS: dict[str, Function] = {
    "_adaptive_avg_pool2d": planes(lambda f: aten._adaptive_avg_pool2d(f, [2, 1])),
    "_adaptive_avg_pool3d": images(lambda f: aten._adaptive_avg_pool3d(f, [f.shape[2], 1, 2])),
    "_log_softmax": lambda x: aten._log_softmax(x, 1, False),
    "_native_batch_norm_legit": lambda x: aten._native_batch_norm_legit(
        x, SCALE, SHIFT, MEAN, VARIANCE, False, 0.1, 1e-3)[0],
    "_native_batch_norm_legit_no_training": lambda x: aten._native_batch_norm_legit_no_training(
        x, SCALE, SHIFT, MEAN, VARIANCE, 0.1, 1e-3)[0],
    "_softmax": lambda x: aten._softmax(x, 3, False),
    "adaptive_avg_pool1d": frames(lambda f: aten.adaptive_avg_pool1d(f, [3])),
    "addmm": rows(lambda r: aten.addmm(BIAS, r, weight(4, 5), beta=0.5, alpha=2)),
    "avg_pool1d": frames(lambda f: aten.avg_pool1d(f, [2], [2])),
    "avg_pool2d": lambda x: aten.avg_pool2d(x, [3, 2], [1, 2]),
    "avg_pool3d": images(lambda f: aten.avg_pool3d(f, [2, 2, 1], [1, 1, 1])),
    "bmm": frames(lambda f: aten.bmm(f, f.mT)),
    "col2im": frames(lambda f: aten.col2im(f.flatten(1).unflatten(1, (4, 6)), [3, 4], [2, 2], [1, 1], [0, 0], [1, 1])),
    "constant_pad_nd": lambda x: aten.constant_pad_nd(x, [1, 2, 0, 0, 1, 0], 0.5),
    "convolution": two_convolutions,
    "embedding": lambda x: aten.embedding(TABLE, x.argmax(1)).movedim(-1, 1),
    "_fft_c2r": lambda x: aten._fft_c2r(spectrum(x) * 0.5, [3], 2, 6),
    "_fft_r2c": lambda x: torch.view_as_real(spectrum(x)),
    "max_pool2d_with_indices": lambda x: aten.max_pool2d_with_indices(x, [3, 2], [1, 2])[0],
    "max_pool3d_with_indices": images(lambda f: aten.max_pool3d_with_indices(f, [2, 2, 1], [1, 1, 1])[0]),
    "mm": rows(lambda r: aten.mm(r, weight(4, 5))),
    "native_dropout": lambda x: aten.native_dropout(x, 0.5, False)[0] * 2,
    "native_group_norm": frames(lambda f: aten.native_group_norm(f, SCALE, SHIFT, f.shape[0], 4, 6, 2, 1e-3)[0]),
    "native_layer_norm": lambda x: aten.native_layer_norm(x.movedim(1, -1), [4], SCALE, SHIFT, 1e-3)[0].movedim(-1, 1),
    "reflection_pad1d": frames(lambda f: aten.reflection_pad1d(f, [2, 1])),
    "reflection_pad2d": planes(lambda f: aten.reflection_pad2d(f, [2, 1, 1, 0])),
    "reflection_pad3d": images(lambda f: aten.reflection_pad3d(f, [2, 1, 1, 0, 0, 0])),
    "replication_pad2d": planes(lambda f: aten.replication_pad2d(f, [2, 1, 3, 0])),
    "replication_pad3d": images(lambda f: aten.replication_pad3d(f, [2, 1, 1, 0, 0, 0])),
    "upsample_bilinear2d": planes(lambda f: aten.upsample_bilinear2d.vec(f, None, False, [2.0, 3.0])),
    "upsample_nearest2d": planes(lambda f: aten.upsample_nearest2d.vec(f, [4, 3], None)),
}
