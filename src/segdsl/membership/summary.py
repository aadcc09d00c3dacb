"""Counts members batch by batch; shows and writes nothing."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np

from segdsl import ir
from segdsl.frames.masks import Mask
from segdsl.membership.batch import MembershipBatch, PartCodes
from segdsl.membership.questions import Questions
from segdsl.membership.wording import one_line


@dataclass(frozen=True, slots=True)
class SegmentSummary:
    """`suppressed` counts members who are suppressed; `missing` for each column or measure those undecided customers
    for whom it was missing. `share` is of all rows."""

    name: str
    title: str | None
    library: str | None
    members: int
    share: float
    undecided: int
    suppressed: int
    missing: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class PartSummary:
    """`undecided` counts those members who passed an undecided condition on the way."""

    name: str
    members: int
    undecided: int = 0


@dataclass(frozen=True, slots=True)
class PartsSummary:
    """Tiers or a split: the parts sum to the rows."""

    name: str
    title: str | None
    library: str | None
    parts: tuple[PartSummary, ...]

    @property
    def undecided(self) -> int:
        return sum(part.undecided for part in self.parts)


@dataclass(frozen=True, slots=True)
class SuppressionSummary:
    """Customers whose first suppression this is."""

    because: str
    customers: int


@dataclass(frozen=True, slots=True)
class Summary:
    rows: int
    segments: tuple[SegmentSummary, ...]
    tiers: tuple[PartsSummary, ...]
    splits: tuple[PartsSummary, ...]
    suppressions: tuple[SuppressionSummary, ...]

    @property
    def suppressed(self) -> int:
        return sum(suppression.customers for suppression in self.suppressions)


@dataclass(slots=True)
class _SegmentTally:
    members: int = 0
    undecided: int = 0
    suppressed: int = 0
    missing: dict[str, int] = field(default_factory=dict)


@dataclass(slots=True)
class Tally:
    """A running count: `add` every batch, then ask for the `summary`. `beyond` has a count for each of the questions'
    conditions of that name."""

    asked: Questions
    rows: int = 0
    _segments: list[_SegmentTally] = field(init=False)
    _tiers: list[list[list[int]]] = field(init=False)
    _splits: list[list[list[int]]] = field(init=False)
    _suppressions: list[int] = field(init=False)
    _met: list[int] = field(init=False)
    beyond: list[int] = field(init=False)

    def __post_init__(self) -> None:
        self._segments = [_SegmentTally() for _ in self.asked.segments]
        self._tiers = [[[0, 0] for _ in t.tiers.parts] for t in self.asked.tiers]
        self._splits = [[[0, 0] for _ in s.split.shares] for s in self.asked.splits]
        self._suppressions = [0] * len(self.asked.suppressions)
        self._met = [0] * len(self.asked.limits)
        self.beyond = [0] * len(self.asked.beyond)

    def add(self, batch: MembershipBatch) -> None:
        self.rows += batch.rows
        suppressed = None if batch.suppressed is None else Mask.of(batch.suppressed >= 0)
        for index, tally in enumerate(self._segments):
            self._add_segment(index, tally, batch, suppressed)
        for counts, codes in zip(self._tiers, batch.tiers, strict=True):
            _add_parts(counts, codes)
        for counts, codes in zip(self._splits, batch.splits, strict=True):
            _add_parts(counts, codes)
        if batch.suppressed is not None:
            found = np.bincount(batch.suppressed + 1, minlength=len(self._suppressions) + 1)
            self._suppressions = [a + int(b) for a, b in zip(self._suppressions, found[1:], strict=True)]
        for index, (_, number) in enumerate(self.asked.limits):
            self._met[index] += batch.true[number].count()
        for index, number in enumerate(self.asked.beyond):
            self.beyond[index] += batch.true[number].count()

    @property
    def met(self) -> dict[ir.Cond, int]:
        """How many customers each limit is true of."""
        return {limit: count for (limit, _), count in zip(self.asked.limits, self._met, strict=True)}

    def _add_segment(self, index: int, tally: _SegmentTally, batch: MembershipBatch, suppressed: Mask | None) -> None:
        members, open = batch.members[index], batch.undecided[index]
        tally.members += members.count()
        if suppressed is not None:
            tally.suppressed += (members & suppressed).count()
        count = 0 if open is None else open.count()
        if open is None or not count:
            return
        tally.undecided += count
        for name, number in self.asked.segments[index].missing:
            absent = (open & batch.true[number]).count()
            tally.missing[name] = tally.missing.get(name, 0) + absent

    def summary(self) -> Summary:
        return Summary(
            rows=self.rows,
            segments=tuple(self._segment(i, tally) for i, tally in enumerate(self._segments)),
            tiers=tuple(
                _parts(t.tiers.name, t.tiers.title, t.tiers.library, t.tiers.parts, counts)
                for t, counts in zip(self.asked.tiers, self._tiers, strict=True)
            ),
            splits=tuple(
                _parts(s.split.name, None, s.split.library, tuple(part for part, _ in s.split.shares), counts)
                for s, counts in zip(self.asked.splits, self._splits, strict=True)
            ),
            suppressions=tuple(
                SuppressionSummary(s.because or one_line(s.condition.span), count)
                for s, count in zip(self.asked.program.suppressions, self._suppressions, strict=True)
            ),
        )

    def _segment(self, index: int, tally: _SegmentTally) -> SegmentSummary:
        segment = self.asked.segments[index].segment
        return SegmentSummary(
            name=segment.name,
            title=segment.title,
            library=segment.library,
            members=tally.members,
            share=tally.members / self.rows if self.rows else 0.0,
            undecided=tally.undecided,
            suppressed=tally.suppressed,
            missing={name: count for name, count in tally.missing.items() if count},
        )


def _add_parts(counts: list[list[int]], parts: PartCodes) -> None:
    members = np.bincount(parts.codes, minlength=len(counts))
    for count, found in zip(counts, members, strict=True):
        count[0] += int(found)
    if parts.undecided is not None:
        passed = np.bincount(parts.codes[parts.undecided], minlength=len(counts))
        for count, found in zip(counts, passed, strict=True):
            count[1] += int(found)


def _parts(
    name: str, title: str | None, library: str | None, parts: tuple[str, ...], counts: list[list[int]]
) -> PartsSummary:
    found = tuple(PartSummary(part, c[0], c[1]) for part, c in zip(parts, counts, strict=True))
    return PartsSummary(name, title, library, found)
