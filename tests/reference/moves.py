"""How layers move in time: what output j looks at and how many outputs a clip has. By counting, one frame at a time."""

from dataclasses import dataclass
from functools import reduce
from itertools import count


@dataclass(frozen=True)
class Window:
    """Output j looks at the `receptive_field` places from j*stride + skipped - padding on. The places are a clip's
    frames, or `factor` for each: the frame so many times, or with `zeros` once and then zeros. With `ceil_mode` the
    last window need not be whole, but must not begin behind the clip."""

    receptive_field: int = 1
    stride: int = 1
    padding: int = 0
    padding_after: int = 0
    ceil_mode: bool = False
    factor: int = 1
    zeros: bool = False
    skipped: int = 0
    late: int = 0  # frames that come before an output may, beside those that it looks at
    repeats: bool = False  # whether padding is the first and the last frame, and not known before they are
    recurrent: bool = False  # whether an output depends on those before it

    def __post_init__(self):
        if min(self.factor, self.stride) < 1:
            raise ValueError("a factor or a stride of less than 1")

    @property
    def is_in_step(self):
        """Whether output j needs frame j as the last one, and there are as many: what may be in a loop."""
        as_many = self.receptive_field - 1 + self.skipped == self.padding + self.padding_after
        needs_no_later = self.padding_after <= 0 and self.late == 0 and not self.ceil_mode
        return self.stride == self.factor == 1 and as_many and needs_no_later and not self.repeats

    def frames(self, given):
        """How many outputs a clip of so many frames has, with the flush."""
        if given <= 0:
            return 0
        places = given * self.factor - self.skipped
        if self.ceil_mode:
            return len([first for first in range(-self.padding, places, self.stride) if self.is_allowed(first, places)])
        padded = places + self.padding + self.padding_after
        return max(0, (padded - self.receptive_field) // self.stride + 1)

    def is_allowed(self, first, places):
        """Whether the window from `first` on misses less than a stride."""
        return first + self.receptive_field - places - self.padding_after < self.stride

    def seen(self, j):
        """The first and the last frame that output j looks at; frames before 0 and behind the last are padding."""
        first = j * self.stride + self.skipped - self.padding
        last = first + self.receptive_field - 1
        # Among zeros the first frame is the next one, among repeated frames the one that is there.
        return -(-first // self.factor) if self.zeros else first // self.factor, last // self.factor

    def needs(self):
        """Yields, for each output, how many frames must have come before it may: those that it looks at, and those
        without which it would not be there."""
        frames = 1
        for j in count():
            while self.frames(frames) <= j or self.seen(j)[1] + self.late >= frames:
                frames += 1
            yield frames


def shift(before, after, repeats=False):
    """Output j is input j - before, of `before` and `after` frames more than the input; fewer where negative."""
    return Window(padding=max(0, before), skipped=max(0, -before), padding_after=after, repeats=repeats)


def moves_of(move, inputs):
    """The moves of each input: a list of them, one after the other."""
    each = move if isinstance(move, list) else [move] * inputs
    return [path if isinstance(path, tuple) else (path,) if path else () for path in each]


def frames_behind(move, counts):
    """How many frames a layer returns of inputs with so many."""
    return min(map(frames_through, moves_of(move, len(counts)), counts))


def frames_through(path, frames):
    """How many frames a list of moves makes of so many."""
    return reduce(lambda frames, step: step.frames(frames), path, frames)


def seen_through(path, first, last):
    """The first and the last frame before a list of moves that those behind it look at."""
    for move in reversed(path):
        first, last = move.seen(first)[0], move.seen(last)[1]
    return first, last
