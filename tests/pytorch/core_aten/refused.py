"""Operators of core ATen that are refused: what each is called with on clips (B, 4, T, 6), and words of the message."""

import torch

from .forms import Function, aten, frames, planes, weight

NO_LAYER = "there is no layer for this operator"
AT_RANDOM = "draws numbers at random"
IDS = torch.tensor([0, 2, 1])

BACKWARD: dict[str, Function] = {
    "_adaptive_avg_pool2d_backward": planes(lambda f: aten._adaptive_avg_pool2d_backward(f[..., :1, :1], f)),
    "avg_pool2d_backward": lambda x: aten.avg_pool2d_backward(x, x, [1, 1], [1, 1], [0, 0], False, True, None),
    "convolution_backward": lambda x: aten.convolution_backward(
        x, x, weight(4, 4, 1, 1), [0], [1, 1], [0, 0], [1, 1], False, [0, 0], 1, [True, False, False])[0],
    "embedding_dense_backward": lambda x: aten.embedding_dense_backward(x, x.argmax(3), 4, -1, False)[:, None, None],
    "max_pool2d_with_indices_backward": lambda x: aten.max_pool2d_with_indices_backward(
        x, x, [1, 1], [1, 1], [0, 0], [1, 1], False, aten.max_pool2d_with_indices(x, [1, 1])[1]),
    "native_group_norm_backward": frames(lambda f: aten.native_group_norm_backward(
        f, f, f[:, :2, 0], f[:, :2, 1], weight(4), f.shape[0], 4, 6, 2, [True, False, False])[0]),
    "native_layer_norm_backward": lambda x: aten.native_layer_norm_backward(
        x, x, [6], x[..., :1], x[..., :1], weight(6), weight(6), [True, False, False])[0],
}
REFUSED: dict[str, tuple[Function, str]] = {
    **{name: (function, NO_LAYER) for name, function in BACKWARD.items()},
    "max_pool2d_with_indices_backward": (
        BACKWARD["max_pool2d_with_indices_backward"], "there are no indices of a maximum"
    ),
    "_cdist_forward": (frames(lambda f: aten._cdist_forward(f, 2 * f, 2.0, None)), NO_LAYER),
    "_embedding_bag": (lambda x: x * aten._embedding_bag(weight(4, 6), x.argmax(1)[0, -1], IDS)[0][0, 0], NO_LAYER),
    "_local_scalar_dense": (
        lambda x: x * aten._local_scalar_dense(x.sum()), "a number that Python reads from a tensor"
    ),
    "_pdist_forward": (lambda x: aten._pdist_forward(x[0, :, -1].contiguous()), NO_LAYER),
    "as_strided": (lambda x: aten.as_strided(x, x.shape, x.stride()), NO_LAYER),
    "grid_sampler_2d": (planes(lambda f: aten.grid_sampler_2d(f, f[:, :2].permute(0, 2, 3, 1), 0, 0, False)), NO_LAYER),
    "masked_scatter": (lambda x: aten.masked_scatter(x, x > 0, x), "as many elements as its mask has places"),
    "nonzero": (lambda x: aten.nonzero(x > 0).float()[None], "whose size depends on the clip's numbers"),
    "rand": (lambda x: x * aten.rand([4, 1, 6]), AT_RANDOM),
    "randn": (lambda x: x * aten.randn([4, 1, 6]), AT_RANDOM),
    "randperm": (lambda x: x * aten.randperm(6), AT_RANDOM),
    "resize_": (lambda x: aten.resize_(x.clone(), [1, 4, 3, 6]), NO_LAYER),
}
