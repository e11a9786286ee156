"""What must be true of a random network once it is compiled, and what is left of one of which it is not."""

import re
from dataclasses import dataclass

import numpy as np

from numeric.compiled import CompileError
from numeric.stepping import as_clip, check, close_to, same_bits
from reference.early import check_outputs, newest_by_nan

from .drawn import Drawn, is_fair
from .shrinker import shrink


# Of what is no number, the reference's results are none, so that frames of NaN show what was looked at; PyTorch's are.
MARKING = ("compare", "compare_frames", "sign", "sort", "accumulate", "take")
# With these an output may come later than what is in it: it may be of no frame at all, or yet be cropped, or the
# newest of what came may have been left out, as it may of what stands together in one frame.
WAITING = ("delay", "pad", "conv_transpose", "slice", "gather", "overlap_add", "stack", "time_to_channels")


def check_drawn(libraries, drawn):
    """Everything that is true of a compiled network, and that it never looks at frames it need not see."""
    net = libraries.load(drawn.text, drawn.tensors, drawn.frames_per_step)
    compare = same_bits if drawn.exact else close_to
    rng = np.random.default_rng(1)
    check(net, drawn.clip, drawn.expected, drawn.network, rng, compare)
    if not drawn.has_skip:
        assert net.padding == drawn.timing.padding, "another padding is reported"
    unread, poisoned = drawn.unread_frames()
    if unread:
        net.reset()
        compare(as_clip(net, net.steps(poisoned, pad_end=True)), drawn.expected, f"with NaN in the frames {unread}")
    for frames in {1, int(rng.integers(1, drawn.clip.shape[2] + 1))}:
        check_short(net, drawn, frames, compare)
    if not any(layer.operator in MARKING for layer in drawn.network.layers):
        check_what_is_no_number(net, drawn, rng)
        # What is on a loop waits for all that the loop reads, also where not all of it is in the same frame.
        if not any(layer.operator == "previous" for layer in drawn.network.layers):
            check_how_early(drawn)


def check_short(net, drawn, frames, compare):
    """The flush of a clip that may end before the first output."""
    if not drawn.timing.every_layer_runs(frames):
        return
    clip = drawn.clip[:, :, :frames]
    with np.errstate(all="ignore"):
        expected = drawn.network.forward(clip, np.float64)
        can_tell = np.isfinite(expected).all() and (drawn.exact or is_fair(drawn.network, clip, expected))
    if can_tell:
        net.reset()
        found = as_clip(net, net.steps(clip, pad_end=True))
        compare(found, expected.astype(np.float32), f"a clip of {frames} frames")


def check_what_is_no_number(net, drawn, rng):
    """A NaN is in all numbers that are made of it, and in no other."""
    clip = drawn.clip.copy()
    clip.flat[rng.integers(clip.size, size=2)] = np.nan
    with np.errstate(all="ignore"):
        expected = drawn.network.forward(clip, np.float64)
    net.reset()
    found = as_clip(net, net.steps(clip, pad_end=True))
    assert np.array_equal(np.isnan(found), np.isnan(expected)), "no numbers: at other places"


def check_how_early(drawn):
    """The steps in which outputs were seen to come are as early as they can be."""
    with np.errstate(all="ignore"):
        seen = newest_by_nan(lambda clip: drawn.network.forward(clip, np.float64), drawn.clip)
    may_wait = any(layer.operator in WAITING for layer in drawn.network.layers)
    check_outputs(drawn.timing, seen, drawn.clip.shape[2], may_wait)


def failure(libraries, drawn):
    """What is wrong with a network; None if nothing is."""
    try:
        check_drawn(libraries, drawn)
    except (AssertionError, CompileError) as error:
        return error
    return None


def kind_of(error):
    """What two errors have in common that are of one cause: what was compared, or what the compiler said, without
    numbers and names."""
    said = error.said if isinstance(error, CompileError) else str(error).partition(":")[0]
    return type(error).__name__, re.sub(r"'[^']*'|[-\d.]+", "", said)


@dataclass(frozen=True)
class Failure:
    """A network that fails, and a smaller one that fails in the same way."""

    error: Exception
    drawn: Drawn
    small: Drawn

    def report(self, seed, number):
        frames, size = self.small.clip.shape[2], self.small.frames_per_step
        options = f"--frames {frames} --frames-per-step {size}{' --exact' if self.small.exact else ''}"
        return (
            f"{self.error}\n\nagain: pytest tests/property --seed {seed} --only {number}\n\n"
            f"in steps of {self.drawn.frames_per_step}:\n{self.drawn.text}\n"
            f"smaller, and still failing with a clip of {frames} frames in steps of {size};\n"
            f"again: ./dev python tests/property/run.py --file SMALL.yaml {options}\n\n{self.small.text}"
        )


def candidate(tree, exact, frames_per_step, frames=None):
    """The network of a changed tree; None where the tree is no network, or none that is fit."""
    try:
        return Drawn(tree, exact, np.random.default_rng(1), frames, frames_per_step)
    except Exception:  # whatever the reference stumbles over
        return None


def smallest_failing(libraries, drawn, error):
    """Smaller steps, a smaller network and a shorter clip that fail in the same way."""
    kind, exact = kind_of(error), drawn.exact

    def failing(tree, size, frames=None):
        """The network if it fails so, False if it does not; None where that cannot be said."""
        made = candidate(tree, exact, size, frames)
        found = made and failure(libraries, made)
        return made and bool(found and kind_of(found) == kind) and made

    def first(tries):
        return next(filter(None, (failing(*each) for each in tries)), None)

    small = first((drawn.tree, size) for size in range(1, drawn.frames_per_step)) or drawn
    tree, size = small.tree, small.frames_per_step
    smaller = shrink(tree, lambda changed: failing(changed, size))
    if smaller is not tree:
        small = candidate(smaller, exact, size)
    frames = range(1, small.clip.shape[2] if small is not drawn else 1)
    return first((smaller, size, each) for each in frames) or small


def examined(libraries, drawn):
    """None, or the Failure of a network."""
    error = failure(libraries, drawn)
    return error and Failure(error, drawn, smallest_failing(libraries, drawn, error))
