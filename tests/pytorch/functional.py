"""torch.nn.functional, name by name: what each is called with on clips (B, 4, T, 6), or why none is compiled.

What is said by TRAINING is a loss, or draws at random; ELSEWHERE has the names whose family is tested by another file.
"""

import torch
import torch.nn.functional as F


def frames(function):
    """A function of (N, C, *S) of each frame."""
    def over(x):
        made = function(x.transpose(1, 2).flatten(0, 1))
        return made.unflatten(0, (x.shape[0], x.shape[2])).transpose(1, 2)

    return over


def last(function):
    """A function along the channels, as PyTorch has them."""
    return lambda x: function(x.movedim(1, -1)).movedim(-1, 1)


W = torch.linspace(-1, 1, 5 * 4 * 3 * 3 * 3)

COMPILED = {
    "adaptive_avg_pool1d": frames(lambda x: F.adaptive_avg_pool1d(x, 2)),
    "avg_pool1d": frames(lambda x: F.avg_pool1d(x, 2)),
    "avg_pool2d": lambda x: F.avg_pool2d(x, (1, 3), 1, (0, 1)),
    "batch_norm": lambda x: F.batch_norm(x, torch.arange(4.0), torch.arange(4.0) + 1),
    "celu": lambda x: F.celu(x, 0.5),
    "conv1d": frames(lambda x: F.conv1d(x, W[:60].view(5, 4, 3), padding=1)),
    "conv2d": lambda x: F.conv2d(x, W[:60].view(5, 4, 1, 3)),
    "dropout": lambda x: F.dropout(x.tanh(), 0.5, False),
    "elu": lambda x: F.elu(x, 0.3),
    "gelu": lambda x: F.gelu(x) + F.gelu(x, approximate="tanh"),
    "glu": lambda x: F.glu(x, 1),
    "group_norm": frames(lambda x: F.group_norm(x, 2)),
    "hardshrink": lambda x: F.hardshrink(x, 0.3),
    "hardsigmoid": F.hardsigmoid,
    "hardswish": F.hardswish,
    "hardtanh": lambda x: F.hardtanh(x, -0.3, 2),
    "instance_norm": frames(F.instance_norm),
    "layer_norm": last(lambda x: F.layer_norm(x, (4,))),
    "leaky_relu": lambda x: F.leaky_relu(x, 0.3),
    "linear": last(lambda x: F.linear(x, W[:20].view(5, 4))),
    "log_softmax": lambda x: F.log_softmax(x, 1),
    "logsigmoid": F.logsigmoid,
    "max_pool1d": frames(lambda x: F.max_pool1d(x, 2)),
    "max_pool2d": lambda x: F.max_pool2d(x, (1, 2)),
    "mish": F.mish,
    "normalize": lambda x: F.normalize(x, dim=1),
    "pad": lambda x: F.pad(x, (1, 2)),
    "prelu": lambda x: F.prelu(x, torch.tensor([0.1, 0.2, 0.3, -0.4])),
    "relu": F.relu,
    "relu6": lambda x: F.relu6(5 * x),
    "rms_norm": last(lambda x: F.rms_norm(x, (4,))),
    "rrelu": lambda x: F.rrelu(x, 0.1, 0.6),
    "selu": F.selu,
    "sigmoid": torch.sigmoid,
    "silu": F.silu,
    "softmax": lambda x: F.softmax(x, 1),
    "softmin": lambda x: F.softmin(x, 3),
    "softplus": lambda x: F.softplus(x, 2, 1),
    "softshrink": lambda x: F.softshrink(x, 0.3),
    "softsign": F.softsign,
    "tanh": torch.tanh,
    "tanhshrink": F.tanhshrink,
    "threshold": lambda x: F.threshold(x, 0.3, -2.0),
}
IN_PLACE = {f"{name}_" for name in ("celu", "elu", "hardtanh", "leaky_relu", "relu", "rrelu", "selu", "threshold")}
# Losses, and what is for training.
TRAINING = set(
    "binary_cross_entropy binary_cross_entropy_with_logits cosine_embedding_loss cross_entropy ctc_loss gaussian_nll_loss "
    "hinge_embedding_loss huber_loss kl_div l1_loss linear_cross_entropy margin_ranking_loss mse_loss multi_margin_loss "
    "multilabel_margin_loss multilabel_soft_margin_loss nll_loss poisson_nll_loss smooth_l1_loss soft_margin_loss "
    "triplet_margin_loss triplet_margin_with_distance_loss".split()
)
REFUSED = {
    "conv_tbc": (lambda x: F.conv_tbc(x.flatten(2).permute(2, 0, 1).contiguous(), W[:60].view(3, 4, 5), torch.zeros(5)), "'aten."),
    "fractional_max_pool2d": (frames(lambda x: F.fractional_max_pool2d(x.unsqueeze(2), (1, 2), (1, 3)).squeeze(2)), "'aten."),
    "gumbel_softmax": (lambda x: F.gumbel_softmax(x, dim=1), "'aten."),
    "max_unpool1d": (frames(lambda x: F.max_unpool1d(*F.max_pool1d(x, 2, return_indices=True), 2)), "'aten."),
    "mse_loss": (lambda x: F.mse_loss(x, 2 * x, reduction="none"), "'aten."),
    "pdist": (lambda x: F.pdist(x.flatten(2)[0]), "'aten."),
    "smooth_l1_loss": (lambda x: F.smooth_l1_loss(x, 2 * x, reduction="none"), "'aten."),
}
# Of the same operators with another number of axes, or with a second result that no stream has.
KIN = set(
    "adaptive_avg_pool2d adaptive_avg_pool3d adaptive_max_pool1d adaptive_max_pool2d adaptive_max_pool3d alpha_dropout avg_pool3d "
    "conv3d dropout1d dropout2d dropout3d feature_alpha_dropout fractional_max_pool3d lp_pool1d lp_pool2d lp_pool3d max_pool3d "
    "max_unpool2d max_unpool3d".split()
) | {f"{kind}_pool{d}d_with_indices" for kind in ("adaptive_max", "max") for d in (1, 2, 3)} | {
    f"fractional_max_pool{d}d_with_indices" for d in (2, 3)
}
# Tested by families of their own.
ELSEWHERE = set(
    "affine_grid bilinear channel_shuffle conv_transpose1d conv_transpose2d conv_transpose3d cosine_similarity embedding embedding_bag fold "
    "grid_sample interpolate local_response_norm multi_head_attention_forward native_channel_shuffle one_hot pairwise_distance "
    "pixel_shuffle pixel_unshuffle scaled_dot_product_attention unfold upsample upsample_bilinear upsample_nearest".split()
)
# Not of tensors, or of devices and types that no network has.
NO_LAYERS = set(
    "assert_int_or_pair boolean_dispatch grouped_mm handle_torch_function has_torch_function has_torch_function_unary "
    "has_torch_function_variadic scaled_grouped_mm scaled_mm".split()
)
