"""From a program to the conditions and values an engine is asked for, each once; knows no engine."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from segdsl import ir, lint, schemas
from segdsl.membership.order import as_written
from segdsl.membership.pieces import pieces
from segdsl.membership.wording import clause
from segdsl.names import fold


@dataclass(frozen=True, slots=True)
class Clause:
    """A clause of a segment that all members meet: its number among the conditions and its words.

    `alternatives` are the numbers and words of what it offers when it is an `or`.
    """

    number: int
    text: str
    alternatives: tuple[tuple[int, str], ...] = ()


@dataclass(frozen=True, slots=True)
class AskedSegment:
    """`missing` are names of columns and measures with the number of the condition that they are missing."""

    segment: ir.Segment
    number: int
    missing: tuple[tuple[str, int], ...]
    clauses: tuple[Clause, ...] = ()


@dataclass(frozen=True, slots=True)
class AskedTiers:
    """`branches`: the number of each condition, and the number of its part among `tiers.parts`."""

    tiers: ir.Tiers
    branches: tuple[tuple[int, int], ...]


@dataclass(frozen=True, slots=True)
class AskedSplit:
    """`number` is that of the customer's part among the values."""

    split: ir.Split
    number: int


@dataclass(frozen=True, slots=True)
class AskedColumn:
    """A column of the customers' data that divides the output; `number` is that of its value among the values."""

    column: schemas.Column
    value: ir.Column
    number: int


@dataclass(frozen=True, slots=True)
class Questions:
    """Everything to be asked, segments and tiers in the order written. `limits` are the clauses whose members are
    counted to find limits that nobody reaches, `beyond` the numbers of the conditions that values lie beyond those that
    a score was learned from."""

    program: ir.Program
    conditions: tuple[ir.Cond, ...]
    values: tuple[ir.Expr, ...]
    segments: tuple[AskedSegment, ...]
    tiers: tuple[AskedTiers, ...]
    splits: tuple[AskedSplit, ...]
    suppressions: tuple[int, ...]
    limits: tuple[tuple[ir.Cond, int], ...] = ()
    beyond: tuple[int, ...] = ()
    dividing: tuple[AskedColumn, ...] = ()


@dataclass(slots=True)
class Numbers:
    """Conditions and values to be asked, each once, by their number."""

    conditions: dict[ir.Cond, int] = field(default_factory=dict)
    values: dict[ir.Expr, int] = field(default_factory=dict)

    def condition(self, condition: ir.Cond) -> int:
        return self.conditions.setdefault(condition, len(self.conditions))

    def value(self, value: ir.Expr) -> int:
        return self.values.setdefault(value, len(self.values))


def questions(program: ir.Program, *, reasons: bool = False, beyond: Sequence[ir.Cond] = ()) -> Questions:
    """What to ask for; with `reasons` also each clause of each segment. `beyond` as in `Questions`."""
    numbers = Numbers()
    segments = tuple(_segment(program, numbers, s, reasons) for s in as_written(program.segments.values()))
    tiers = tuple(
        AskedTiers(t, tuple((numbers.condition(c), t.parts.index(part)) for c, part in t.branches))
        for t in as_written(program.tiers.values())
    )
    splits = tuple(AskedSplit(s, numbers.value(_part_of(s))) for s in as_written(program.splits.values()))
    suppressions = tuple(numbers.condition(s.condition) for s in program.suppressions)
    limits = tuple((limit, numbers.condition(limit)) for limit in lint.limits(program))
    outside = tuple(numbers.condition(condition) for condition in beyond)
    conditions, values = tuple(numbers.conditions), tuple(numbers.values)
    return Questions(program, conditions, values, segments, tiers, splits, suppressions, limits, outside)


def _part_of(split: ir.Split) -> ir.PartOf:
    return ir.PartOf(fold(split.name), tuple(part for part, _ in split.shares))


def _segment(program: ir.Program, numbers: Numbers, segment: ir.Segment, reasons: bool) -> AskedSegment:
    number = numbers.condition(segment.condition)
    missing = tuple((p.name, numbers.condition(p.missing)) for p in pieces(program, segment.condition))
    clauses = tuple(_clauses(program, numbers, segment.condition)) if reasons else ()
    return AskedSegment(segment, number, missing, clauses)


def _clauses(program: ir.Program, numbers: Numbers, condition: ir.Cond) -> list[Clause]:
    if isinstance(condition, ir.And):
        return [found for item in condition.items for found in _clauses(program, numbers, item)]
    alternatives: tuple[tuple[int, str], ...] = ()
    if isinstance(condition, ir.Or):
        alternatives = tuple((numbers.condition(item), clause(program, item)) for item in condition.items)
    return [Clause(numbers.condition(condition), clause(program, condition), alternatives)]
