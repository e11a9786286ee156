"""With clips of which lengths a module is exported.

Python that computes a number from a clip's length leaves that number alone in an export. Exports of several lengths
show which numbers do: those that differ. The lengths are chosen so that nothing else looks alike in all of them.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from ._branches import Condition, other_way
from ._errors import CompileError
from ._places import at
from ._programs import Program, find_ambiguity, have_shapes_of, loses_time, moves_evenly, repeat

# Each about twice the one before, with some more for the case that it is ambiguous.
_FIRST = ((19, 22, 25, 29), (37, 41, 46), (67, 71), (131, 139), (259, 263), (515, 523), (1019, 1033), (2039,), (4079,))
# For modules that take multiples of a number alone: these have many divisors, and are of any size.
_ROUND = ((48,), (96,), (240,), (480,), (960,), (64,), (512,), (1024,), (840,))
# Where a clip is too short for PyTorch, one of these is not; and what a module asks of a length they most likely have.
_LONG, _LIKELY = (960, 4800), (960, 240)
# Where no pair of so many lengths is unambiguous, none will be.
_MOST = 24
# A prime distance: what repeats with a smaller period does not repeat in it. In multiples of a number a shorter one.
_AHEAD, _AHEAD_IN_MULTIPLES = (17, 67, 29, 263, 1021), (5, 7, 11, 31, 67)
_ROUND_AHEAD = (16, 24, 20, 64, 240, 840, 1, -1, -16, -240)
# So many lengths in a row have one of each remainder of the periods that are found in networks.
_ROW = 16


class WithThisClip(Exception):
    """A module cannot be exported with one clip, and might be with another. `words`: the module's own. `is_its_own`:
    a statement of the module raised it, and not PyTorch."""

    def __init__(self, message: str, words: str, is_its_own: bool) -> None:
        super().__init__(message)
        self.words = words
        self.is_its_own = is_its_own

    @property
    def kind(self) -> str:
        """What is left of the words without numbers."""
        return re.sub(r"\d+", "", self.words)


@dataclass
class Lengths:
    """Finds lengths for `export`, which makes the program of a clip of so many frames or raises WithThisClip.

    `conditions` says what the module asks of that length. Lengths are multiples of `multiple_of`. `preferred` is the
    first where that is possible.
    """

    export: Callable[[int], Program]
    conditions: Callable[[int], list[Condition]]
    name: str
    multiple_of: int = 1
    preferred: int | None = None
    made: dict[int, Program | WithThisClip] = field(default_factory=dict)

    def choose(self) -> dict[int, Program]:
        """Programs by the frames of their clips, two or more. Raises CompileError where there are none."""
        first, second = self._pair()
        lengths = [first, second]
        if not moves_evenly(lengths, self._all(lengths)):
            lengths += self._add([second + each * self.multiple_of for each in (17, 19, 67, 16, 24, -1)], lengths, 1)
            if len(lengths) < 3 or not moves_evenly(lengths, self._all(lengths)):
                lengths += self._row(lengths)
        for condition in self.conditions(first):
            if len({condition.holds(length) for length in lengths}) == 1:
                lengths += self._other_way(condition, lengths)
        return {length: self._made(length) for length in lengths}

    def _row(self, lengths: list[int]) -> list[int]:
        """Further lengths that follow the first, until the numbers have repeated."""
        row = [lengths[0]]
        for length in range(lengths[0] + self.multiple_of, lengths[0] + _ROW * self.multiple_of, self.multiple_of):
            if len(row) >= _ROW // 2 and repeat(self._all(row)):
                break
            row += self._add([length], lengths, 1)
        return row[1:]

    def _other_way(self, condition: Condition, lengths: list[int]) -> list[int]:
        """A length of which the condition does not say what it says of those there are, if the module takes one.

        Raises CompileError where it makes another network of such clips and time cannot be told in it.
        """
        others = [length for length in other_way(condition, lengths[0]) if length % self.multiple_of == 0]
        if added := self._add(others, lengths, 2):
            return added
        for length in (each for each in others if not isinstance(self._try(each), WithThisClip)):
            if not moves_evenly([*lengths[:2], length], self._all([*lengths[:2], length])):
                problem = (
                    f"{self.name} makes another network of clips of {length} frames than of {lengths[0]}, by a "
                    "condition here; a stream has no length by which to choose: assert what holds of all clips"
                )
                raise CompileError(at(condition.place, problem))
        return []

    def _pair(self) -> tuple[int, int]:
        """Two lengths in whose programs time cannot be taken for another axis."""
        alone, unclear = None, None
        for first in self._firsts():
            # Lengths that leave as many frames behind a stride, and so do all between them.
            alike, failure = [first], None
            for second in self._seconds(first):
                if min(alike) <= second <= max(alike):
                    continue
                if isinstance(self._try(second), WithThisClip):
                    failure = failure or second
                    continue
                unclear = find_ambiguity(*self._all((first, second)))
                if not unclear:
                    unclear = self._collision(first, second)
                    if not unclear:
                        return first, second
                    alike.append(second)
                if unclear[0] == 0 or len(self.made) > _MOST:
                    break
            else:
                alone = alone or (first, failure)
            if len(self.made) > _MOST:
                break
        if unclear:
            raise CompileError(
                f"{self.name} makes time look like another axis with each clip that it takes: {unclear[1]}"
            )
        length, other = alone
        raise CompileError(
            f"{self.name} can be exported with clips of {length} frames alone; with {other} frames: "
            f"{self.made[other].words}; a stream has no length: compile cocc.Windowed(module, {length}), what the "
            f"module makes of each {length} frames, or a .pt2 that was exported with dynamic time"
        )

    def _firsts(self) -> Iterator[int]:
        """Lengths that can be exported. Raises CompileError where there is none."""
        if self.preferred is not None:
            if isinstance(failure := self._try(self.preferred), WithThisClip):
                raise CompileError(str(failure)) from failure.__cause__
            near = [self.preferred + each * self.multiple_of for each in (0, 1, 2, 3, 5, 8, 13)]
            groups = tuple((length,) for length in [*near, 2 * self.preferred, 4 * self.preferred])
        else:
            self._refuse_if_hopeless()
            groups = (*_FIRST, *_ROUND)
        found = False
        for length in map(self._rounded, self._one_of_each(groups)):
            if not isinstance(self._try(length), WithThisClip):
                found = True
                yield length
        if not found:
            failure = next(iter(self.made.values()))
            raise CompileError(str(failure)) from failure.__cause__

    def _one_of_each(self, groups: tuple[tuple[int, ...], ...]) -> Iterator[int]:
        """The first of each group, then the second of each: behind strides, a short clip is unclear whatever its length
        is. A group ends with the first that cannot be exported."""
        failed: set[tuple[int, ...]] = set()
        for place in range(max(map(len, groups))):
            for group in groups:
                if place < len(group) and group not in failed:
                    yield group[place]
                    if isinstance(self._try(self._rounded(group[place])), WithThisClip):
                        failed.add(group)

    def _refuse_if_hopeless(self) -> None:
        """Raises CompileError where the same is said of a short clip and of long ones."""
        first = self._try(self._rounded(_FIRST[0][0]))
        if not isinstance(first, WithThisClip):
            return
        for length in map(self._rounded, _LIKELY if first.is_its_own else _LONG):
            longer = self._try(length)
            if not isinstance(longer, WithThisClip) or longer.kind != first.kind:
                return
        raise CompileError(str(first)) from first.__cause__

    def _seconds(self, first: int) -> Iterator[int]:
        primes = _AHEAD if self.multiple_of < 4 else _AHEAD_IN_MULTIPLES
        # Of long clips, which are for large strides, those first that leave a frame more behind them.
        ordered = sorted(primes, key=lambda ahead: 8 * ahead * self.multiple_of < first)
        for ahead in (*ordered, *_ROUND_AHEAD, first // self.multiple_of):
            if first + ahead * self.multiple_of > 0:
                yield first + ahead * self.multiple_of

    def _collision(self, first: int, second: int) -> tuple[int, str] | None:
        """Where both clips leave as many frames behind a stride, which a much longer one shows."""
        programs = self._all((first, second))
        if names := loses_time(*programs):
            longer = self._rounded(8 * second)
            if not isinstance(self._try(longer), WithThisClip):
                if not have_shapes_of(names, programs[0], self._made(longer)):
                    return 1, f"{names[0]} has as many frames with {first} as with {second} frames"
        return None

    def _add(self, candidates: list[int], lengths: list[int], most: int) -> list[int]:
        """The first of some more lengths that can be exported and leave nothing ambiguous, beside those there are."""
        added: list[int] = []
        for length in candidates:
            if length < 1 or length in lengths or isinstance(self._try(length), WithThisClip):
                continue
            if find_ambiguity(*self._all((lengths[0], length))) is None:
                added.append(length)
            if len(added) == most:
                break
        return added

    def _rounded(self, length: int) -> int:
        """The next multiple, from `length` on."""
        return -(-length // self.multiple_of) * self.multiple_of

    def _try(self, length: int) -> Program | WithThisClip:
        if length not in self.made:
            try:
                self.made[length] = self.export(length)
            except WithThisClip as failure:
                self.made[length] = failure
        return self.made[length]

    def _made(self, length: int) -> Program:
        program = self.made[length]
        assert not isinstance(program, WithThisClip)
        return program

    def _all(self, lengths: list[int] | tuple[int, ...]) -> list[Program]:
        return [self._made(length) for length in lengths]
