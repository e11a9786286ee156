"""The modules of continual-inference and those of PyTorch that go with them, each with the tests of its numbers.

A test is named by the start of its id in pytest, seen from the folder tests.
"""

from pytorch import torch_modules

OPERATOR = "numeric/test_ops.py::test_same_as_torch[{}-"
POINTWISE = "pytorch/test_pointwise.py::test_equals_pytorch[{}-"
POINTWISE_ONE = "pytorch/test_pointwise.py::test_equals_pytorch[{}]"
LIBRARY = "pytorch/test_library_modules.py::test_equals_forward[{}-"
LIBRARY_ONE = "pytorch/test_library_modules.py::test_equals_forward[{}]"
CELL = "pytorch/test_cells.py::test_equals_the_cell[{}-"
CALL = "pytorch/test_operators.py::test_equals_pytorch[{}]"
NETWORK = "pytorch/test_modules.py::test_compiled_networks_equal_pytorch[{}]"
MODEL = "pytorch/test_models.py::test_equals_forward[{}-"
WRONG = "pytorch/test_library_wrongs.py::{}"
STEPS = "pytorch/test_library_steps.py::test_equals_steps[{}"
MODULES = "pytorch/test_torch_modules.py::test_equals_pytorch[{}]"
ATTENTION = "pytorch/test_attention.py::{}"
UPSAMPLING = "pytorch/test_upsampling.py::{}"
FRAME_RECURRENT = "pytorch/test_frame_recurrent.py::test_along_an_axis_of_the_frame[{}"

Tests = tuple[str, ...]


def named(form: str, *names: str) -> Tests:
    return tuple(form.format(name) for name in names)


def numbered(name: str, form: str, operator: str, dimensions: tuple[int, ...] = (1, 2, 3)) -> dict[str, Tests]:
    """A module that there is for each number of dimensions; its operator has one folder for all."""
    kinds = {f"{name}{d}d": named(form, f"{name}{d}d") for d in dimensions}
    return {kind: (*tests, *named(OPERATOR, operator)) for kind, tests in kinds.items()}


def pointwise(*names: str) -> dict[str, Tests]:
    return {name: named(POINTWISE, name) for name in names}


CONTINUAL: dict[str, Tests] = {
    **numbered("Conv", LIBRARY, "conv"),
    **numbered("AvgPool", LIBRARY, "avg_pool"),
    **numbered("MaxPool", LIBRARY, "max_pool"),
    **{f"Adaptive{kind}Pool{d}d": named(LIBRARY, f"Adaptive{kind}Pool{d}d") for kind in ("Avg", "Max") for d in (2, 3)},
    "Linear": (*named(LIBRARY, "Linear"), *named(STEPS, "Linear-")),
    **{name: named(LIBRARY_ONE, name) for name in ("Identity", "Add", "Multiply", "Constant", "Zero", "One")},
    **{name: (*named(LIBRARY, name), *named(NETWORK, name.lower()), *named(STEPS, f"{name}-"))
       for name in ("RNN", "GRU", "LSTM")},
    **{name: named(LIBRARY_ONE, name) for name in ("Sequential", "Broadcast", "Parallel", "ParallelDispatch")},
    "Reduce": named(LIBRARY, "Reduce"),
    "BroadcastReduce": (*named(LIBRARY, "BroadcastReduce"), *named(NETWORK, "inception")),
    "Residual": (
        *named(LIBRARY_ONE, "Residual"), *named(LIBRARY, "Residual"), *named(NETWORK, "mb_conv"),
        *named(STEPS, "Residual-"),
    ),
    **{name: named(LIBRARY_ONE, name) for name in ("Delay", "Skip", "Reshape")},
    "Lambda": named(LIBRARY, "Lambda"),
    "RecyclingPositionalEncoding": named(ATTENTION, "test_recycling_positions[", "test_positions_before_an_encoder["),
    "SingleOutputMultiheadAttention": named(ATTENTION, "test_single_output[", "test_large_logits["),
    "RetroactiveMultiheadAttention": named(ATTENTION, "test_retroactive[", "test_large_logits["),
    "SingleOutputTransformerEncoderLayer": named(ATTENTION, "test_single_output_layer["),
    "RetroactiveTransformerEncoderLayer": named(ATTENTION, "test_retroactive_layer"),
    "TransformerEncoderLayerFactory": named(ATTENTION, "test_layers_of_the_factory["),
    "TransformerEncoder": named(ATTENTION, "test_encoder[", "test_encoder_built_from_pytorchs["),
    "continual": named(LIBRARY_ONE, "continual"),
    "Conditional": named("pytorch/test_behaviours_containers.py::test_containers[{}", "Conditional"),
    "forward_stepping": (*named(LIBRARY_ONE, "forward_stepping"), *named(NETWORK, "st_gcn")),
}
# What the library's modules are not, or not alone.
NO_MODULES = {"CoModule", "PaddingMode", "flat_state_dict", "state_dict", "load_state_dict"}

ACTIVATIONS = (
    "Threshold ReLU RReLU Hardtanh ReLU6 Sigmoid Hardsigmoid Tanh SiLU Hardswish ELU CELU SELU GLU GELU Hardshrink "
    "LeakyReLU LogSigmoid Softplus Softshrink PReLU Softsign Tanhshrink Softmin Softmax LogSoftmax"
).split()
TORCH: dict[str, Tests] = {
    **{f"Conv{d}d": named(OPERATOR, "conv") for d in (1, 2, 3)},
    **{f"ConvTranspose{d}d": (
        *named(OPERATOR, "conv_transpose"), *named(UPSAMPLING, f"test_transposed_convolutions[{case}")
    ) for d, case in ((1, "in time"), (2, "over frequency"), (3, "over space, in time]"))},
    **{name: named(UPSAMPLING, "test_interpolation_beside_time")
       for name in ("Upsample", "UpsamplingNearest2d", "UpsamplingBilinear2d")},
    **{name: named(UPSAMPLING, "test_pixel_shuffle") for name in ("PixelShuffle", "PixelUnshuffle")},
    **{f"AvgPool{d}d": named(OPERATOR, "avg_pool") for d in (1, 2, 3)},
    **{f"MaxPool{d}d": named(OPERATOR, "max_pool") for d in (1, 2, 3)},
    **{f"Adaptive{kind}Pool{d}d": named(OPERATOR, f"adaptive_{kind.lower()}_pool")
       for kind in ("Avg", "Max") for d in (1, 2, 3)},
    **{name: (*named(OPERATOR, name.lower()), *named(CALL, case), *named(FRAME_RECURRENT, name)) for name, case in
       (("RNN", "rnn"), ("GRU", "newest output"), ("LSTM", "lstm state"))},
    **{name: named(CELL, name) for name in ("RNNCell", "GRUCell", "LSTMCell")},
    "MultiheadAttention": (*named(OPERATOR, "attention"), *named(MODEL, "multihead")),
    "TransformerEncoderLayer": (*named(ATTENTION, "test_encoder_over_windows["), *named(WRONG, "test_gelu_is_relu")),
    "TransformerEncoder": (
        *named(MODEL, "encoder", "encoder_norm_first"), *named(ATTENTION, "test_encoder_over_windows[")
    ),
    **pointwise(*ACTIVATIONS, "Mish", "Linear", "Identity", "LayerNorm", "GroupNorm"),
    **{f"{kind}{d}d": named(POINTWISE_ONE, f"{kind}{d}d")
       for kind in ("BatchNorm", "InstanceNorm", "Dropout") for d in (1, 2, 3)},
    **pointwise("Dropout", "AlphaDropout", "FeatureAlphaDropout", "Flatten", "Unflatten"),
    "Softmax2d": named(POINTWISE_ONE, "Softmax2d"),
    **{name: named(MODULES, family) for family, made in torch_modules.FAMILIES.items() for name in made()},
}
