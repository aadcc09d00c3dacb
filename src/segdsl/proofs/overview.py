"""How segments lie to each other: equal, one inside another, apart, or overlapping; says it in values, not words."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import field
from enum import Enum
from itertools import combinations

from segdsl import ir
from segdsl.proofs.claims import AllOf, Claim, Is, NotSo
from segdsl.proofs.prover import Found, Open, Prover
from segdsl.proofs.questions import Independent, NotDecided, Refuted, answer
from segdsl.proofs.sameness import looks_at
from segdsl.proofs.witness import Judge, Witness
from segdsl.record import mutable, record
from segdsl.schemas import DataClass

_WATCHED = (DataClass.PROTECTED, DataClass.SENSITIVE)


class Lie(Enum):
    """How two segments lie to each other."""

    EQUAL = "equal"
    INSIDE = "inside"
    OVERLAP = "overlap"
    APART = "apart"
    NOT_DECIDED = "not decided"


@record
class Pair:
    """Folded names; for INSIDE `one` is inside `two`. The witness is in both, where they overlap."""

    one: str
    two: str
    lie: Lie
    witness: Witness | None = None


@record
class Dependence:
    """Whether somebody is in the segment depends on a protected or sensitive column (None: not decided)."""

    segment: str
    column: str
    data_class: str
    depends: bool | None


@record
class Overview:
    """`empty` are segments nobody can be in, `full` those everybody is in; `gap` is somebody who is in none (None with
    `covered`: there is nobody; without: not decided). `suppressible` tells of each segment whether members of it can be
    suppressed (None: not decided)."""

    segments: tuple[str, ...]
    empty: tuple[str, ...]
    full: tuple[str, ...]
    pairs: tuple[Pair, ...]
    gap: Witness | None
    covered: bool
    suppressible: dict[str, bool | None]
    dependences: tuple[Dependence, ...]


def overview(prover: Prover) -> Overview:
    """Of the file's own segments."""
    program = prover.programs[0]
    own = [key for key, segment in program.segments.items() if segment.library is None]
    seeing = _Seeing(prover)
    empty = tuple(key for key in own if prover.possible(seeing.member(key)) is False)
    full = tuple(key for key in own if prover.possible(NotSo(seeing.member(key))) is False)
    alive = [key for key in own if key not in empty]
    pairs = tuple(seeing.pair(one, two) for one, two in combinations(alive, 2))
    gap = prover.find(AllOf(tuple(NotSo(seeing.member(key)) for key in own))) if own else None
    return Overview(
        tuple(own),
        empty,
        full,
        pairs,
        gap.witness if isinstance(gap, Found) else None,
        gap is not None and not isinstance(gap, Found | Open),
        _suppressible(prover, alive) if program.suppressions else {},
        tuple(_dependences(prover, alive)),
    )


@mutable
class _Seeing:
    """Compares segments, by customers found before as far as these tell."""

    prover: Prover
    _customers: list[Witness] = field(default_factory=list)
    _looked: dict[str, frozenset[ir.Expr]] = field(default_factory=dict)

    def member(self, key: str) -> Claim:
        return Is(self.prover.programs[0].segments[key].condition, True)

    def pair(self, one: str, two: str) -> Pair:
        a, b = self.member(one), self.member(two)
        both = self._seen(AllOf((a, b)), one, two)
        if both is False:
            return Pair(one, two, Lie.APART)
        only_one = self._seen(AllOf((a, NotSo(b))), one, two)
        only_two = self._seen(AllOf((b, NotSo(a))), two, one)
        if only_one is False and only_two is False:
            return Pair(one, two, Lie.EQUAL)
        if only_one is False:
            return Pair(one, two, Lie.INSIDE)
        if only_two is False:
            return Pair(two, one, Lie.INSIDE)
        if both is None:
            return Pair(one, two, Lie.NOT_DECIDED)
        found = self.prover.find(AllOf((a, b)))
        return Pair(one, two, Lie.OVERLAP, found.witness if isinstance(found, Found) else None)

    def _seen(self, claim: AllOf, one: str, two: str) -> bool | None:
        looked = self._looks_at(one) | self._looks_at(two)
        for witness in self._customers[-_REMEMBERED:]:
            if looked <= witness.given.keys() and Judge(self.prover.programs).holds(claim, witness.given):
                return True
        if self.prover.possible(claim) is False:
            return False
        found = self.prover.find(claim)
        if isinstance(found, Found):
            self._customers.append(found.witness)
        return None if isinstance(found, Open) else isinstance(found, Found)

    def _looks_at(self, key: str) -> frozenset[ir.Expr]:
        if key not in self._looked:
            program = self.prover.programs[0]
            self._looked[key] = looks_at(program, program.segments[key].condition)
        return self._looked[key]


_REMEMBERED = 12


def _suppressible(prover: Prover, keys: Sequence[str]) -> dict[str, bool | None]:
    """A customer is suppressed when a suppression is true or undecided."""
    program = prover.programs[0]
    found: dict[str, bool | None] = {}
    for key in keys:
        answers = [
            prover.possible(AllOf((Is(program.segments[key].condition, True), NotSo(Is(each.condition, False)))))
            for each in program.suppressions
        ]
        found[key] = True if any(answers) else None if None in answers else False
    return found


def _dependences(prover: Prover, keys: Sequence[str]) -> Iterator[Dependence]:
    for table_key, table in prover.programs[0].tables.items():
        for column_key, column in table.columns.items():
            if column.data_class not in _WATCHED:
                continue
            for key in keys:
                told = answer(prover, Independent(key, table_key, column_key))
                if isinstance(told, Refuted | NotDecided):
                    depends = True if isinstance(told, Refuted) else None
                    yield Dependence(key, column.name, column.data_class.value, depends)
