"""Which columns and measures can leave a condition undecided, each with the condition that it is missing."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import TypeAlias, assert_never

from segdsl import ir
from segdsl.membership.wording import one_line
from segdsl.names import fold

_NEVER_MISSING = frozenset({ir.Aggregate.COUNT, ir.Aggregate.SUM, ir.Aggregate.DIFFERENT})


@dataclass(frozen=True, slots=True)
class Piece:
    """A column or measure by the name a reader knows, and the condition that nothing is known of it.

    `divisor` is what must not be 0, where it is a quotient of values that may all be known.
    """

    name: str
    missing: ir.Cond
    divisor: ir.Expr | None = None


def pieces(program: ir.Program, condition: ir.Cond) -> tuple[Piece, ...]:
    """In the order in which the condition mentions them, each once.

    Whoever is undecided lacks at least one of them. What is asked for by `… or x is missing` leaves nobody undecided.
    """
    return _distinct(_Search(program, _opaque(program)).of_condition(condition))


def pieces_of_value(program: ir.Program, value: ir.Expr) -> tuple[Piece, ...]:
    """Those that can leave a value missing: whoever's is missing lacks at least one of them."""
    return _distinct(_Search(program, _opaque(program)).of_value(value))


def _distinct(found: _Found) -> tuple[Piece, ...]:
    told: dict[str, Piece] = {}
    for piece, place in found:
        known = told.get(piece.name)
        if known is not None and known.missing != piece.missing:
            piece = replace(piece, name=f"{piece.name} of {place}")
        told.setdefault(piece.name, piece)
    return tuple(told.values())


_Found: TypeAlias = "Iterator[tuple[Piece, str]]"
"""With the table that each is in."""


@dataclass(frozen=True, slots=True)
class _Search:
    """`decided` are values that, when they are missing, decide the clause at hand; `opaque` the folded names of learned
    values that are told of as a whole: what they are computed from is nothing that the rules have written."""

    program: ir.Program
    opaque: frozenset[str]
    decided: frozenset[ir.Expr] = frozenset()

    def of_condition(self, condition: ir.Cond) -> _Found:
        match condition:
            case ir.IsMissing() | ir.Member() | ir.Surely():
                return
            case ir.Ranked():
                yield from self.of_value(condition.value)
                yield from self.of_value(condition.limit, f"a limit for {_limited(self.program, condition)}")
            case ir.Compare(left=left, right=right):
                yield from self._of_values((left, right))
            case ir.Between(value=value, low=low, high=high):
                yield from self._of_values((value, low, high))
            case ir.Among(value=value) | ir.TextTest(value=value) | ir.Holds(value=value):
                yield from self.of_value(value)
            case ir.Not(condition=inner):
                yield from self.of_condition(inner)
            case ir.And(items=items) | ir.Or(items=items):
                inside = replace(self, decided=self.decided.union(*map(self._needs, _asked_for(condition))))
                for item in items:
                    yield from inside.of_condition(item)
            case _:
                assert_never(condition)

    def _needs(self, value: ir.Expr) -> Iterator[ir.Expr]:
        """The value and all it cannot be known without."""
        yield value
        match value:
            case ir.Named(name=define):
                yield from self._needs(self.program.defines[define].value)
            case ir.Arithmetic(left=one, right=other) | ir.DateDifference(later=one, earlier=other):
                yield from self._needs(one)
                yield from self._needs(other)
            case ir.Negate() | ir.DayOf() | ir.Round() | ir.Absolute() | ir.Band() | ir.Apply() | ir.Interpolate():
                yield from self._needs(value.value)
            case ir.Linear(terms=terms):
                for _, part in terms:
                    yield from self._needs(part)
            case ir.Shift(date=date) | ir.Since(date=date):
                yield from self._needs(date)

    def _of_values(self, values: tuple[ir.Expr, ...]) -> _Found:
        for value in values:
            yield from self.of_value(value)

    def of_value(self, value: ir.Expr, name: str | None = None) -> _Found:
        """`name` is that of the define whose value it is."""
        if value in self.decided:
            return
        if isinstance(value, ir.Learned | ir.Fitted):
            yield from self._of_learned(value, name)
            return
        match value:
            case ir.Literal() | ir.Today() | ir.PartOf():
                return
            case ir.Column():
                yield from self._of_column(value)
            case ir.Named(name=define):
                body = self.program.defines[define]
                inside = self.of_value(body.value, body.name)
                if define not in self.opaque:
                    yield from inside
                elif any(inside):
                    yield Piece(body.name, ir.IsMissing(value)), ""
            case ir.Arithmetic(left=left, right=right):
                inner = [*self._of_values((left, right))]
                yield from inner
                if value.op is ir.Op.DIVIDE and not (isinstance(right, ir.Literal) and right.value):
                    yield Piece(name or one_line(value.span), _alone(ir.IsMissing(value), inner), right), ""
            case ir.Negate() | ir.DayOf() | ir.Round() | ir.Absolute() | ir.OfCustomer():
                yield from self.of_value(value.value, name)
            case ir.Shift(date=date) | ir.Since(date=date):
                yield from self.of_value(date, name)
            case ir.DateDifference(later=later, earlier=earlier):
                yield from self._of_values((later, earlier))
            case ir.Extreme(values=values):
                yield from self._of_values(values)
            case ir.Truth(condition=condition):
                yield from self.of_condition(condition)
            case ir.Measure():
                if _may_be_missing(value):
                    yield Piece(name or one_line(value.span), ir.IsMissing(value)), _table(self.program, value.table)
            case ir.Default(fallback=fallback):
                if any(self.of_value(fallback)):
                    yield Piece(name or one_line(value.span), ir.IsMissing(value)), ""
            case ir.Choose(branches=branches, otherwise=otherwise):
                results = tuple(result for _, result in branches)
                if otherwise is None or any(self._of_values((*results, otherwise))):
                    yield Piece(name or one_line(value.span), ir.IsMissing(value)), ""
            case _:
                assert_never(value)

    def _of_learned(self, value: ir.Learned | ir.Fitted, name: str | None) -> _Found:
        inner: list[tuple[Piece, str]] = []
        match value:
            case ir.Band() | ir.Apply() | ir.Interpolate():
                yield from self.of_value(value.value, name)
                return
            case ir.Linear(terms=terms):
                yield from self._of_values(tuple(part for _, part in terms))
                return
            case ir.Trees():
                return
            case ir.Learned():
                name = name or value.name
            case ir.Mapped(value=of):
                inner = [*self.of_value(of)] if value.missing is None else []
                if value.otherwise is not None:
                    yield from inner
                    return
            case ir.Best(choices=choices):
                parts = [[*self.of_value(part)] for part, _ in choices]
                if not all(parts):
                    return
                inner = [piece for part in parts for piece in part]
            case ir.Repeats():
                inner = [*self._of_values((value.repeats, value.last, value.age))]
        yield from inner
        yield Piece(name or one_line(value.span) or "what was learned", _alone(ir.IsMissing(value), inner)), ""

    def _of_column(self, column: ir.Column) -> _Found:
        place = column.hops[-1].table if column.hops else column.table
        if place != fold(self.program.customers.name) or column.name != self.program.customers.key:
            yield Piece(_column(self.program, place, column.name), ir.IsMissing(column)), _table(self.program, place)


def _opaque(program: ir.Program) -> frozenset[str]:
    """The parts of a score are written in the rules, and so is what a share compares; nothing else is."""
    return frozenset(
        fold(name)
        for thing in program.learned.values()
        if not isinstance(thing, ir.Score | ir.Share)
        for name in thing.outputs.values()
    )


def _limited(program: ir.Program, ranked: ir.Ranked) -> str:
    """What has a limit: `balance`, or each value of `job`."""
    if ranked.by is None:
        return _named(program, ranked.value)
    return f"this {_named(program, ranked.by)}"


def _named(program: ir.Program, value: ir.Expr) -> str:
    match value:
        case ir.Column():
            return _column(program, value.hops[-1].table if value.hops else value.table, value.name)
        case ir.Named(name=name):
            return program.defines[name].name
        case _:
            return one_line(value.span) or "it"


def _asked_for(condition: ir.And | ir.Or) -> Iterator[ir.Expr]:
    """The values that decide an `or` by being missing (`or x is missing`), or an `and` (`and x is known`)."""
    for item in condition.items:
        match item:
            case ir.IsMissing(value=value) if isinstance(condition, ir.Or):
                yield value
            case ir.Not(condition=ir.IsMissing(value=value)) if isinstance(condition, ir.And):
                yield value


def _alone(missing: ir.Cond, inner: list[tuple[Piece, str]]) -> ir.Cond:
    """That it is missing though everything inside it is known: a division by zero."""
    known: list[ir.Cond] = [ir.Not(piece.missing) for piece, _ in inner]
    return ir.And((missing, *known)) if known else missing


def _may_be_missing(measure: ir.Measure) -> bool:
    """Counts and sums are known even over no rows, unless their window begins or ends at a date of the customer."""
    if measure.aggregate not in _NEVER_MISSING:
        return True
    window = measure.window
    return window is not None and not all(end is None or _fixed(end) for end in (window.first, window.last))


def _fixed(end: ir.Expr) -> bool:
    match end:
        case ir.Literal() | ir.Today():
            return True
        case ir.Shift(date=inner) | ir.DayOf(value=inner):
            return _fixed(inner)
        case _:
            return False


def _column(program: ir.Program, table: str, name: str) -> str:
    """As the rules or the data call it."""
    column = program.tables[table].columns.get(name)
    return name if column is None else column.name


def _table(program: ir.Program, name: str) -> str:
    table = program.tables.get(name)
    return name if table is None else table.name
