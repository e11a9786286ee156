"""Which modules of a network need earlier frames."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from ._kinds import definition, is_forward_stepping, is_of, refusal

if TYPE_CHECKING:
    from torch import nn

_PER_FRAME = "per frame"
_STATE = "state"
_CONTAINER = "container"
_TRACED = "traced"
_REFUSED = "refused"

_Verdict = tuple[str, str]

# What continual-inference runs on one frame as it is.
_POINTWISE = frozenset(
    "Threshold ReLU RReLU Hardtanh ReLU6 Sigmoid Hardsigmoid Tanh SiLU Hardswish ELU CELU SELU GLU GELU Hardshrink "
    "LeakyReLU LogSigmoid Softplus Softshrink PReLU Softsign Tanhshrink Softmin Softmax Softmax2d LogSoftmax LayerNorm "
    "GroupNorm Dropout Dropout1d Dropout2d Dropout3d AlphaDropout FeatureAlphaDropout Identity Mish Linear "
    "Reshape".split()
)
_CONTAINERS = frozenset(
    "Sequential ModuleList ModuleDict Broadcast Parallel ParallelDispatch Reduce BroadcastReduce TransformerEncoder "
    "NaiveResidual".split()
)
# A part of the pools of continual-inference.
_INNER = "_temporal_pool_fn"


@dataclass(frozen=True)
class ModuleState:
    """One module of a network, and what a step of it needs."""

    path: str
    kind: str
    decision: str
    """`per frame`: the newest frame is enough. `state`: it keeps something from frame to frame. `container`: its
    modules decide. `traced`: what its forward computes decides, which torch.export finds out. `refused`: it cannot be
    computed frame by frame."""
    why: str


class StateTable:
    """The modules of a network, in the order of named_modules(); prints as a table."""

    def __init__(self, rows: list[ModuleState]) -> None:
        self.rows = rows

    def __iter__(self) -> Iterator[ModuleState]:
        return iter(self.rows)

    def __len__(self) -> int:
        return len(self.rows)

    def __str__(self) -> str:
        cells = [("module", "class", "a step", "why")]
        cells += [(row.path, row.kind, row.decision, row.why) for row in self.rows]
        widths = [max(map(len, column)) for column in zip(*cells)]
        lines = ["  ".join(cell.ljust(width) for cell, width in zip(line, widths)).rstrip() for line in cells]
        return "\n".join(lines)

    __repr__ = __str__


def continual(module: nn.Module, time_dim: int = 2) -> StateTable:
    """Says of each module of a network whether it works on one frame alone or keeps state, and how much.

    The network takes clips with time as axis `time_dim`. Decides as continual-inference's functions `continual` and
    `forward_stepping` do (https://github.com/LukasHedegaard/continual-inference, continual/convert.py), and knows more:
    dilation in time, layers without which `continual` does, and what cannot be computed frame by frame at all. Nothing
    is run or changed.
    """
    named = [(path, each) for path, each in module.named_modules() if not path.endswith(_INNER)]
    return StateTable([ModuleState(path, type(each).__name__, *_verdict(each, time_dim)) for path, each in named])


def _verdict(module: nn.Module, time_dim: int) -> _Verdict:
    kind = definition(module)
    if not (is_of("torch", kind) or is_of("continual", kind)):
        if is_forward_stepping(module):
            return _PER_FRAME, "forward_stepping says so"
        return _TRACED, "its own forward; `continual` would ask for forward_stepping"
    name = kind.__name__
    if name in _CONTAINERS:
        return _CONTAINER, ""
    for beginnings, rule in _RULES:
        if name.startswith(beginnings):
            return rule(module)
    if name in _POINTWISE:
        return _pointwise(module, time_dim)
    return (_REFUSED, refusal(name)) if is_of("continual", kind) else (_TRACED, "its operations decide")


def _pointwise(module: Any, time_dim: int) -> _Verdict:
    if getattr(module, "dim", None) == time_dim:
        return _REFUSED, f"looks along axis {time_dim}, which is time"
    if type(module).__name__ == "GroupNorm":
        return _PER_FRAME, "of frames; over clips it averages over time, which is refused"
    return _PER_FRAME, ""


def _normalisation(module: Any) -> _Verdict:
    if module.running_mean is None:
        return _REFUSED, "takes statistics from the clip; track_running_stats=True keeps them from training"
    return _PER_FRAME, "with statistics from training"


def _first(value: Any) -> Any:
    """What a parameter says of the first axis of a window, which is time."""
    return value[0] if isinstance(value, (tuple, list)) else value


def _window(module: Any) -> _Verdict:
    earlier = _first(getattr(module, "dilation", 1)) * (_first(module.kernel_size) - 1)
    stride = _first(module.stride)
    often = f"every {stride} frames" if stride > 1 else ""
    if earlier:
        return _STATE, ", ".join(filter(None, [_frames(earlier), often]))
    return (_STATE, f"a counter: {often}") if often else (_PER_FRAME, "a window of one frame")


def _adaptive_pool(module: Any) -> _Verdict:
    if hasattr(module, "kernel_size"):
        return _window(module)
    if _first(module.output_size) is None:
        return _PER_FRAME, "a window of one frame"
    return _STATE, "the whole clip; windows= says how many frames to take for it"


def _recurrent(module: Any) -> _Verdict:
    if module.bidirectional:
        return _REFUSED, "bidirectional: reads the clip from its end"
    layers = f"{module.num_layers} layers" if module.num_layers > 1 else "1 layer"
    return _STATE, f"hidden state, {layers} of {module.hidden_size}"


def _attention(module: Any) -> _Verdict:
    return _STATE, f"keys and values of {_frames(module.sequence_len - 1)}"


def _positions(module: Any) -> _Verdict:
    return _STATE, "the number of the frame"


def _retroactive(module: Any) -> _Verdict:
    return _PER_FRAME, "of a window that another module keeps"


def _delay(module: Any) -> _Verdict:
    return (_STATE, _frames(module.delay)) if module.delay else (_PER_FRAME, "")


def _skip(module: Any) -> _Verdict:
    return _STATE, f"a counter: drops the first {_frames(module.steps)}"


def _function(module: Any) -> _Verdict:
    whole = module.takes_time or module.forward_only_fn is not None
    return (_TRACED, "a function of clips") if whole else (_PER_FRAME, "a function of a frame")


def _frames(number: int) -> str:
    return f"{number} frame" if number == 1 else f"{number} frames"


_RULES: list[tuple[tuple[str, ...], Callable[[Any], _Verdict]]] = [
    (("Conv1d", "Conv2d", "Conv3d", "AvgPool", "MaxPool"), _window),
    (("Adaptive",), _adaptive_pool),
    (("BatchNorm", "InstanceNorm"), _normalisation),
    (("GRU", "LSTM", "RNN"), _recurrent),
    (("Delay",), _delay),
    (("Skip",), _skip),
    (("Lambda",), _function),
    (("SingleOutputMultiheadAttention", "RetroactiveMultiheadAttention"), _attention),
    (("RecyclingPositionalEncoding",), _positions),
    (("RetroactiveLambda",), _retroactive),
    (("RetroactiveUnity", "SelectOrDelay"), _delay),
]
