"""For modules that are written as one step: a frame and what the frames before have left."""

from __future__ import annotations

from typing import Any

import torch
from torch import nn
from torch.utils import _pytree as pytree


class Scan(nn.Module):
    """What a step makes of the frames of a clip, one behind the other.

    `step(frame, state)` returns what it makes of the frame and the state for the next one. `initial` is the state of
    the first frame: a tensor, or tuples, lists and dicts of some, of one clip or of as many as there are in a batch;
    parameters among them are parameters of this module. A frame is the clip without its axis `time_dim`, and what the
    step makes of them is stacked along that axis.

        cocc.Scan(step, torch.zeros(1, 8))(clip)        # (B, C, T, *S) to (B, C', T, *S')
    """

    def __init__(self, step: Any, initial: Any, time_dim: int = 2) -> None:
        super().__init__()
        if not callable(step):
            raise TypeError(f"step must be a module or function of (frame, state), not {type(step).__name__}")
        if time_dim < 0:
            raise ValueError(f"time_dim must be at least 0, not {time_dim}")
        leaves, self._form = pytree.tree_flatten(initial)
        if not leaves or not all(isinstance(leaf, torch.Tensor) for leaf in leaves):
            raise TypeError("initial must be a tensor, or tuples, lists and dicts of tensors, one at least")
        self.step = step
        self.time_dim = time_dim
        for name, leaf in zip(self._names(), leaves):
            if isinstance(leaf, nn.Parameter):
                self.register_parameter(name, leaf)
            else:
                self.register_buffer(name, leaf)

    def forward(self, clip: torch.Tensor) -> Any:
        batch = clip.shape[0 if self.time_dim > 0 else 1]
        leaves = [_of_batch(getattr(self, name), batch) for name in self._names()]
        state = pytree.tree_unflatten(leaves, self._form)
        results = []
        for frame in clip.unbind(self.time_dim):
            result, following = self.step(frame, state)
            self._check(state, following)
            results.append(result)
            state = following
        return pytree.tree_map(lambda *each: torch.stack(each, self.time_dim), *results)

    def extra_repr(self) -> str:
        return f"time_dim={self.time_dim}"

    def _names(self) -> list[str]:
        return [f"initial_{place}" for place in range(self._form.num_leaves)]

    def _check(self, state: Any, following: Any) -> None:
        (before, _), (after, form) = pytree.tree_flatten(state), pytree.tree_flatten(following)
        if form != self._form:
            raise ValueError("step returns a state of another structure than initial has")
        for place, (old, new) in enumerate(zip(before, after)):
            if old.shape != new.shape:
                raise ValueError(
                    f"step makes a state of shape {tuple(new.shape)} of one of shape {tuple(old.shape)} "
                    f"(tensor {place} of the state); give initial the shape that step returns"
                )


def _of_batch(state: torch.Tensor, batch: int) -> torch.Tensor:
    return state.expand(batch, *state.shape[1:]) if state.dim() > 1 and state.shape[0] == 1 else state
