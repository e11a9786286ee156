"""The modules of continual-inference and those of PyTorch that go with them, each with the tests of its numbers.

A test is named by the start of its id in pytest, seen from the folder tests.
"""

OPERATOR = "numeric/test_ops.py::test_same_as_torch[{}-"
POINTWISE = "pytorch/test_pointwise.py::test_equals_pytorch[{}-"
POINTWISE_ONE = "pytorch/test_pointwise.py::test_equals_pytorch[{}]"
LIBRARY = "pytorch/test_library_modules.py::test_equals_forward[{}-"
LIBRARY_ONE = "pytorch/test_library_modules.py::test_equals_forward[{}]"
CALL = "pytorch/test_operators.py::test_equals_pytorch[{}]"
NETWORK = "pytorch/test_modules.py::test_compiled_networks_equal_pytorch[{}]"
MODEL = "pytorch/test_models.py::test_equals_forward[{}-"
WRONG = "pytorch/test_library_wrongs.py::{}"

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
    "Linear": named(LIBRARY, "Linear"),
    **{name: named(LIBRARY_ONE, name) for name in ("Identity", "Add", "Multiply", "Constant", "Zero", "One")},
    **{name: (*named(LIBRARY, name), *named(NETWORK, name.lower())) for name in ("RNN", "GRU", "LSTM")},
    **{name: named(LIBRARY_ONE, name) for name in ("Sequential", "Broadcast", "Parallel", "ParallelDispatch")},
    "Reduce": named(LIBRARY, "Reduce"),
    "BroadcastReduce": (*named(LIBRARY, "BroadcastReduce"), *named(NETWORK, "inception")),
    "Residual": (*named(LIBRARY_ONE, "Residual"), *named(LIBRARY, "Residual"), *named(NETWORK, "mb_conv")),
    **{name: named(LIBRARY_ONE, name) for name in ("Delay", "Skip", "Reshape")},
    "Lambda": named(LIBRARY, "Lambda"),
    "continual": named(LIBRARY_ONE, "continual"),
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
    **{f"AvgPool{d}d": named(OPERATOR, "avg_pool") for d in (1, 2, 3)},
    **{f"MaxPool{d}d": named(OPERATOR, "max_pool") for d in (1, 2, 3)},
    **{f"Adaptive{kind}Pool{d}d": named(OPERATOR, f"adaptive_{kind.lower()}_pool")
       for kind in ("Avg", "Max") for d in (1, 2, 3)},
    **{name: (*named(OPERATOR, name.lower()), *named(CALL, case)) for name, case in
       (("RNN", "rnn"), ("GRU", "newest output"), ("LSTM", "lstm state"))},
    "MultiheadAttention": (*named(OPERATOR, "attention"), *named(MODEL, "multihead")),
    "TransformerEncoderLayer": named(WRONG, "test_gelu_is_relu"),
    "TransformerEncoder": (
        *named(MODEL, "encoder", "encoder_norm_first"), *named(WRONG, "test_encoders_of_3_layers_cannot_be_built")
    ),
    **pointwise(*ACTIVATIONS, "Mish", "Linear", "Identity", "LayerNorm", "GroupNorm"),
    **{f"{kind}{d}d": named(POINTWISE_ONE, f"{kind}{d}d")
       for kind in ("BatchNorm", "InstanceNorm", "Dropout") for d in (1, 2, 3)},
    **pointwise("Dropout", "AlphaDropout", "FeatureAlphaDropout", "Flatten", "Unflatten"),
    "Softmax2d": named(POINTWISE_ONE, "Softmax2d"),
}

# What is not there yet, and why; the tables above must hold the rest exactly.
EXPECTED_MISSING = {
    "continual": {
        "Conditional": "it chooses a module while the network runs; the module chosen compiles",
        "RecyclingPositionalEncoding": "refused; positions come with the frames",
        "SingleOutputMultiheadAttention": "refused; nn.MultiheadAttention with a mask of the newest frames compiles",
        "RetroactiveMultiheadAttention": "refused; it emits a whole window a step",
        "SingleOutputTransformerEncoderLayer": "refused; nn.TransformerEncoderLayer with such a mask compiles",
        "RetroactiveTransformerEncoderLayer": "refused; it emits a whole window a step",
        "TransformerEncoderLayerFactory": "refused as its layers are",
        "TransformerEncoder": "refused as its layers are",
    },
    "torch": {
        "RNNCell": "cells are called frame by frame; nn.RNN is the same over a clip",
        "GRUCell": "cells are called frame by frame; nn.GRU is the same over a clip",
        "LSTMCell": "cells are called frame by frame; nn.LSTM is the same over a clip",
    },
}
