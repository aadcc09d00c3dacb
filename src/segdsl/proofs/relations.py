"""How the unknowns of one customer hang together: parts of a score, look-ups, measures of the same rows; sound only."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction
from itertools import combinations, product
from typing import TYPE_CHECKING

import z3

from segdsl import ir
from segdsl.names import fold
from segdsl.proofs.formulas import Formula, all_of, implies, no, number, same, term
from segdsl.proofs.unknowns import Family, Result, Unknown
from segdsl.types import WHOLE

if TYPE_CHECKING:
    from segdsl.proofs.encoder import Encoder

MOST_CODES = 1000
MOST_RESULTS = 12
_DIGITS = "0123456789A"
_BY_ROWS = (ir.Aggregate.COUNT, ir.Aggregate.DIFFERENT)


def own(en: Encoder, unknown: Unknown) -> Iterator[Formula]:
    """What is so of an unknown and those that it is made of."""
    expr = unknown.expr
    if isinstance(expr, ir.Learned):
        thing = en.programs[unknown.side].learned.get(expr.name)
        if isinstance(thing, ir.Score) and expr.output in ("score", "code"):
            yield from _score(en, unknown, thing, expr)


def _score(en: Encoder, unknown: Unknown, score: ir.Score, expr: ir.Learned) -> Iterator[Formula]:
    outputs = [fold(part.name) for part in score.parts]
    vals = [en.unknown(ir.Learned(expr.name, output, WHOLE), unknown.side) for output in outputs]
    yield same(unknown.val.known, all_of(val.known for val in vals))
    bands = [val.terms[Family.NUMBER] for val in vals]
    if expr.output == "score":
        what, low = unknown.val.terms[Family.NUMBER], z3.IntVal(0)
        for part, band in zip(score.parts, bands, strict=True):
            low = low + term(number(part.weight)) * band
        if all(float(part.weight).is_integer() for part in score.parts):
            yield implies(unknown.val.known, what == low)
        else:
            slack = z3.Q(1, 10**9)
            yield implies(unknown.val.known, z3.And(what - low <= slack, low - what <= slack))
        return
    most = score.bands
    if most ** len(bands) > MOST_CODES:
        return
    what = unknown.val.terms[Family.TEXT]
    for digits in product(range(1, most + 1), repeat=len(bands)):
        code = en.texts.code("".join(_DIGITS[digit] for digit in digits))
        so = z3.And(*(band == digit for band, digit in zip(bands, digits, strict=True)))
        yield implies(unknown.val.known, same(what == code, so))


def between(one: Unknown, two: Unknown) -> Iterator[Formula]:
    """What is so of two measures of the same table: rows of the one that are all rows of the other."""
    a, b = one.expr, two.expr
    if not isinstance(a, ir.Measure) or not isinstance(b, ir.Measure) or a.table != b.table:
        return
    if inside(a, b):
        yield from _fewer(one, two)
    if inside(b, a):
        yield from _fewer(two, one)


def _fewer(inner: Unknown, outer: Unknown) -> Iterator[Formula]:
    """Every row that the one measures the other measures too."""
    a, b = inner.expr, outer.expr
    assert isinstance(a, ir.Measure)
    assert isinstance(b, ir.Measure)
    known = all_of((inner.val.known, outer.val.known))
    x, y = _number(inner), _number(outer)
    if x is None or y is None:
        return
    alike = a.of == b.of
    match a.aggregate, b.aggregate:
        case (ir.Aggregate.COUNT, ir.Aggregate.COUNT):
            yield implies(known, x <= y)
        case (ir.Aggregate.DIFFERENT, ir.Aggregate.DIFFERENT) if alike:
            yield implies(known, x <= y)
        case (ir.Aggregate.DIFFERENT, ir.Aggregate.COUNT):
            yield implies(known, x <= y)
        case (ir.Aggregate.SUM, ir.Aggregate.SUM) if alike and _never_negative(inner):
            yield implies(known, x <= y)
        case (ir.Aggregate.LARGEST | ir.Aggregate.LATEST, ir.Aggregate.LARGEST | ir.Aggregate.LATEST) if alike:
            yield implies(known, x <= y)
            if a.window == b.window:
                yield implies(inner.val.known, outer.val.known)
        case (ir.Aggregate.SMALLEST | ir.Aggregate.EARLIEST, ir.Aggregate.SMALLEST | ir.Aggregate.EARLIEST) if alike:
            yield implies(known, x >= y)
            if a.window == b.window:
                yield implies(inner.val.known, outer.val.known)
        case (ir.Aggregate.COUNT, _) if a.where == b.where and a.window == b.window:
            yield from _over_no_rows(inner, outer, x)
        case _:
            pass


def _over_no_rows(count: Unknown, other: Unknown, x: z3.ArithRef) -> Iterator[Formula]:
    """Over no rows a sum is nothing, and most other measures are missing."""
    measure = other.expr
    assert isinstance(measure, ir.Measure)
    none = all_of((count.val.known, x == 0))
    if measure.aggregate is ir.Aggregate.SUM:
        yield implies(all_of((none, other.val.known)), other.val.terms[Family.NUMBER] == 0)
    elif measure.aggregate not in (*_BY_ROWS, ir.Aggregate.SHARE):
        yield implies(none, no(other.val.known))


def _number(unknown: Unknown) -> z3.ArithRef | None:
    for family in (Family.NUMBER, Family.DATE, Family.TIME, Family.DURATION):
        if family in unknown.val.terms and unknown.val.tag is None:
            found: z3.ArithRef = unknown.val.terms[family]
            return found
    return None


def _never_negative(unknown: Unknown) -> bool:
    return unknown.domain.low >= 0


def inside(inner: ir.Measure, outer: ir.Measure) -> bool:
    """Whether every row of one measure is surely a row of the other, as far as their words show it."""
    if not _clauses(outer.where) <= _clauses(inner.where):
        return False
    return inner.window == outer.window or _shorter(inner.window, outer.window)


def _shorter(inner: ir.Window | None, outer: ir.Window | None) -> bool:
    """Whether the days of one window are among those of the other; both ends must be the same, or move the same day."""
    if outer is None:
        return True
    if inner is None:
        return False
    first = outer.first is None or (inner.first is not None and _not_before(inner.first, outer.first))
    last = outer.last is None or (inner.last is not None and _not_before(outer.last, inner.last))
    return first and last


def _not_before(later: ir.Expr, earlier: ir.Expr) -> bool:
    if later == earlier:
        return True
    match later, earlier:
        case (ir.Literal(value=a), ir.Literal(value=b)):
            return type(a) is type(b) and bool(a >= b)  # type: ignore[operator]
        case _:
            (x, days), (y, other) = _moved(later), _moved(earlier)
            return x == y and days[0] >= other[1]


def _moved(end: ir.Expr) -> tuple[ir.Expr, tuple[int, int]]:
    """The day that an end starts from, and by at least and at most how many days it is moved."""
    if isinstance(end, ir.DayOf):
        return _moved(end.value)
    if not isinstance(end, ir.Shift):
        return end, (0, 0)
    from segdsl.proofs.dates import LENGTHS

    inner, (low, high) = _moved(end.date)
    moved = sorted(end.count * length for length in LENGTHS[end.unit])
    return inner, (low + moved[0], high + moved[1])


def _clauses(where: ir.Cond | None) -> frozenset[ir.Cond]:
    return frozenset() if where is None else frozenset(where.items if isinstance(where, ir.And) else (where,))


def pairs(unknowns: Sequence[Unknown]) -> Iterator[tuple[Unknown, Unknown]]:
    """Those measures that may hang together."""
    by_table: dict[str, list[Unknown]] = {}
    for unknown in unknowns:
        if isinstance(unknown.expr, ir.Measure):
            by_table.setdefault(unknown.expr.table, []).append(unknown)
    for found in by_table.values():
        for index, one in enumerate(found):
            for two in found[index + 1 :]:
                yield one, two


def in_order(results: Sequence[Result]) -> Iterator[Formula]:
    """Rounding keeps order: of two results of the same number the one that is exactly smaller is not larger when both
    are rounded, and the number itself is a double too."""
    groups: dict[int, list[Result]] = {}
    for result in results:
        groups.setdefault(result.operand.get_id(), []).append(result)
    for found in groups.values():
        x = found[0].operand
        everything = [*found[:MOST_RESULTS], Result(x, x, x, Fraction(1))]
        for one, two in combinations(everything, 2):
            yield z3.Implies(one.exact <= two.exact, one.rounded <= two.rounded)
            yield z3.Implies(one.exact >= two.exact, one.rounded >= two.rounded)
