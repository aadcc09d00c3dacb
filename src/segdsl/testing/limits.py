"""The last value on each side of a clause's limit, as claims; asks nobody."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from segdsl import ir
from segdsl.record import record
from segdsl.types import Kind, Type, Value


@record
class Edge:
    """One limit: the condition that a customer stands on the one side of it, and on the other; None where the clause
    has no limit that a value could lie next to, and any customer serves."""

    true: ir.Cond | None = None
    false: ir.Cond | None = None


def edges(program: ir.Program, clause: ir.Cond) -> tuple[Edge, ...]:
    """The limits of an innermost clause; one without values for a clause that has none."""
    found = tuple(_edges(program, clause, True))
    return found or (Edge(),)


def _edges(program: ir.Program, clause: ir.Cond, truth: bool) -> Iterator[Edge]:
    match clause:
        case ir.Not(inner):
            yield from _edges(program, inner, not truth)
        case ir.Compare(rel, left, ir.Literal() as right):
            yield from _compared(program, rel if truth else rel.opposite, left, right)
        case ir.Compare(rel, ir.Literal() as left, right):
            yield from _compared(program, (rel if truth else rel.opposite).mirrored, right, left)
        case ir.Between(value, ir.Literal() as low, ir.Literal() as high):
            for rel, limit in ((ir.Rel.GE, low), (ir.Rel.LE, high)):
                for edge in _compared(program, rel, value, limit):
                    yield edge if truth else Edge(edge.false, edge.true)


def _compared(program: ir.Program, rel: ir.Rel, value: ir.Expr, limit: ir.Literal) -> Iterator[Edge]:
    step = _step(program, value, limit.value)
    if step is None:
        return

    def at(steps: int) -> ir.Cond:
        return ir.Compare(ir.Rel.EQ, value, ir.Literal(_moved(limit.value, steps, step), limit.type))

    match rel:
        case ir.Rel.LT:
            yield Edge(at(-1), at(0))
        case ir.Rel.LE:
            yield Edge(at(0), at(1))
        case ir.Rel.GT:
            yield Edge(at(1), at(0))
        case ir.Rel.GE:
            yield Edge(at(0), at(-1))
        case ir.Rel.EQ:
            yield Edge(at(0), at(1))
        case ir.Rel.NE:
            yield Edge(at(1), at(0))


def _moved(value: Value, steps: int, step: float) -> Value:
    if isinstance(value, dt.datetime | dt.date):
        return value + dt.timedelta(days=steps)
    assert isinstance(value, int | float)
    moved = round(value + steps * step, 10)
    return int(moved) if float(moved).is_integer() else moved


def _step(program: ir.Program, value: ir.Expr, limit: Value) -> float | None:
    """How far the next value lies from the limit; None for values that have no next one."""
    if isinstance(limit, dt.date):
        return 1.0
    if isinstance(limit, bool) or not isinstance(limit, int | float):
        return None
    type_ = _type(value)
    if type_ is not None and type_.kind is Kind.WHOLE:
        return 1.0 if float(limit).is_integer() else None
    decimals = _decimals(program, value)
    if decimals is not None:
        return float(10**-decimals)
    return 1.0 if abs(limit) >= 10 else 0.01


def _type(value: ir.Expr) -> Type | None:
    found = getattr(value, "type", None)
    return found if isinstance(found, Type) else None


def _decimals(program: ir.Program, value: ir.Expr) -> int | None:
    if not isinstance(value, ir.Column):
        return None
    home = program.tables.get(value.hops[-1].table if value.hops else value.table)
    column = None if home is None else home.columns.get(value.name)
    return None if column is None else column.decimals
