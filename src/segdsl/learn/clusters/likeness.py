"""What groups are like in original units: medians and shares, of each group and of everybody; it names none."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from segdsl import ir
from segdsl.frames import Texts, Vector
from segdsl.learn import features as known
from segdsl.learn.clusters.points import Groups
from segdsl.learn.numbers import rounded
from segdsl.learn.state import FeatureState, ProfileLine


@dataclass(frozen=True, slots=True)
class Likeness:
    """`rows` customers in each group; for each `call` line that asks a value what its groups have: the median, or the
    share of yes (None: known of nobody)."""

    rows: tuple[int, ...]
    values: dict[int, tuple[float | None, ...]]
    shares: frozenset[int]
    calls: tuple[ir.GroupCall, ...]

    @property
    def groups(self) -> int:
        return len(self.rows)

    def asked(self, call: ir.GroupCall) -> tuple[float | None, ...]:
        return self.values[self.calls.index(call)] if call.by is not None else tuple(float(n) for n in self.rows)

    def is_share(self, call: ir.GroupCall) -> bool:
        return self.calls.index(call) in self.shares


class Sorted:
    """Customers put together by group, so that each group is a slice."""

    def __init__(self, groups: Groups, count: int) -> None:
        self.groups = groups
        narrow = groups.astype(np.uint8) if count < 256 else groups
        self.order: npt.NDArray[np.intp] = np.argsort(narrow, kind="stable")
        counts = np.bincount(groups, minlength=count)
        ends = np.cumsum(counts)
        self.rows = tuple(int(rows) for rows in counts)
        self.parts = [slice(int(end - rows), int(end)) for end, rows in zip(ends, counts, strict=True)]

    def middles(self, vector: Vector) -> tuple[float | None, ...]:
        """The median of each group, of yes/no the share of yes, of those who have a value."""
        numbers = known.as_numbers(vector)[self.order]
        return tuple(middle(numbers[part], _is_flags(vector)) for part in self.parts)


def middle(numbers: npt.NDArray[np.float64], share: bool) -> float | None:
    absent = np.isnan(numbers)
    if absent.any():
        numbers = numbers[~absent]
    if not len(numbers):
        return None
    return rounded(float(numbers.mean()) if share else known.median_of(numbers))


def _is_flags(vector: Vector) -> bool:
    return not isinstance(vector, Texts) and vector.dtype.kind == "i"


def likeness(calls: Sequence[ir.GroupCall], asked: Sequence[Vector], groups: Sorted) -> Likeness:
    """`asked` has a vector for each line that asks a value, in the order of the lines."""
    places = [place for place, call in enumerate(calls) if call.by is not None]
    return Likeness(
        rows=groups.rows,
        values={place: groups.middles(vector) for place, vector in zip(places, asked, strict=True)},
        shares=frozenset(place for place, vector in zip(places, asked, strict=True) if _is_flags(vector)),
        calls=tuple(calls),
    )


def profiles(
    states: Sequence[FeatureState], vectors: Sequence[Vector], groups: Sorted
) -> tuple[tuple[ProfileLine, ...], ...]:
    """For each group a line for each feature."""
    lines = [_lines(state, vector, groups) for state, vector in zip(states, vectors, strict=True)]
    return tuple(tuple(line[group] for line in lines) for group in range(len(groups.rows)))


def _lines(state: FeatureState, vector: Vector, groups: Sorted) -> list[ProfileLine]:
    if state.kind == "category":
        return _category_lines(state, known.texts(vector), groups)
    numbers = known.as_numbers(vector)
    everybody = state.median if state.kind == "number" else middle(numbers, share=True)
    return [ProfileLine(feature=state.name, here=here, everybody=everybody) for here in groups.middles(vector)]


def _category_lines(state: FeatureState, vector: Texts, groups: Sorted) -> list[ProfileLine]:
    """The most common value of the group (ties: the first by text), its share there and among everybody."""
    codes = vector.codes[groups.order]
    total = max(1, len(codes))
    everybody = np.bincount(codes[codes >= 0], minlength=len(vector.values))
    made = []
    for part, rows in zip(groups.parts, groups.rows, strict=True):
        here = codes[part]
        counts = np.bincount(here[here >= 0], minlength=len(vector.values))
        if not counts.any():
            made.append(ProfileLine(feature=state.name, here=None, everybody=None))
            continue
        highest: list[int] = np.flatnonzero(counts == counts.max()).tolist()
        best = min(highest, key=lambda code: vector.values[code])
        made.append(
            ProfileLine(
                feature=state.name,
                value=vector.values[best],
                here=rounded(int(counts[best]) / rows),
                everybody=rounded(int(everybody[best]) / total),
            )
        )
    return made
