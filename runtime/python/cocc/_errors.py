"""What the package raises of its own."""

from __future__ import annotations


class CompileError(ValueError):
    """Why a network cannot be compiled: the compiler's message, or why there is nothing to hand to the compiler."""
