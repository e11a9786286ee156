"""Neural networks for streams, one frame at a time.

    import cocc

    net = cocc.compile("net.yaml")      # or cocc.load("libnet.so")
    for frame in camera:                # (B, C, *S), float32
        result = net.step(frame)        # (B, C', *S'), or None while nothing is due
"""

from ._compile import CompileError, compile
from ._network import Network, load

__all__ = ["CompileError", "Network", "compile", "load"]
