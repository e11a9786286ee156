"""Neural networks for streams, one frame at a time.

    import cocc

    net = cocc.compile("net.yaml")      # or cocc.compile(module, frame_shape), or cocc.load("libnet.so")
    for frame in camera:                # (B, C, *S), float32
        result = net.step(frame)        # (B, C', *S'), or None while nothing is due
"""

from ._compile import compile, export
from ._errors import CompileError
from ._network import Network, load
from ._state import continual

__all__ = [
    "CompileError", "Network", "OverTime", "Scan", "Windowed", "compile", "continual", "export", "load",
    "positional_encoding"
]


def __getattr__(name: str) -> object:
    """What needs PyTorch, which nothing else does before a module is compiled."""
    if name not in ("OverTime", "Scan", "Windowed", "positional_encoding"):
        raise AttributeError(f"module 'cocc' has no attribute '{name}'")
    from . import _scan, _windows

    return getattr(_scan if name == "Scan" else _windows, name)
