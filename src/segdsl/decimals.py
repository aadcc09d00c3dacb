"""How many decimals a value can have, so that sums of it are exact; computes no sums itself."""

from __future__ import annotations

from decimal import Decimal
from typing import assert_never

from segdsl import ir
from segdsl.types import Kind

MOST = 6
"""Values with more decimals than this are added as they are."""

_KEEPS = {
    ir.Aggregate.SUM,
    ir.Aggregate.SMALLEST,
    ir.Aggregate.LARGEST,
    ir.Aggregate.MOST_COMMON,
}
_WHOLE = {ir.Aggregate.COUNT, ir.Aggregate.DIFFERENT}


def decimals(expr: ir.Expr, program: ir.Program) -> int | None:
    """The most decimals that the value can have; None when that is not known, or more than 6."""
    found = _decimals(expr, program)
    return None if found is None or found > MOST else found


def _decimals(expr: ir.Expr, program: ir.Program) -> int | None:
    match expr:
        case ir.Literal(value):
            return None if isinstance(value, bool) or not isinstance(value, int | float) else _of_number(value)
        case ir.Column(table, name, _, hops):
            column = program.tables[hops[-1].table if hops else table].columns.get(name)
            if column is None:
                return None
            return 0 if column.type.kind is Kind.WHOLE else column.decimals
        case ir.OfCustomer(value) | ir.Negate(value) | ir.Absolute(value):
            return _decimals(value, program)
        case ir.Named(name):
            return _decimals(program.defines[name].value, program)
        case ir.Arithmetic(op, left, right):
            a, b = _decimals(left, program), _decimals(right, program)
            if a is None or b is None or op is ir.Op.DIVIDE:
                return None
            return a + b if op is ir.Op.MULTIPLY else max(a, b)
        case ir.Default(value, fallback):
            return _most(program, value, fallback)
        case ir.Extreme(_, values):
            return _most(program, *values)
        case ir.Choose(branches, otherwise):
            return _most(program, *(result for _, result in branches), *([otherwise] if otherwise else []))
        case ir.Round() | ir.Since() | ir.Band():
            return 0
        case ir.Measure(aggregate, _, of):
            if aggregate in _WHOLE:
                return 0
            return _decimals(of, program) if of is not None and aggregate in _KEEPS else None
        case ir.Today() | ir.PartOf() | ir.DateDifference() | ir.Shift() | ir.DayOf() | ir.Truth():
            return None
        case ir.Learned() | ir.Mapped() | ir.Linear() | ir.Apply() | ir.Interpolate() | ir.Trees() | ir.Best():
            return None
        case ir.Repeats():
            return None
        case _:
            assert_never(expr)


def _of_number(value: float) -> int:
    exponent = Decimal(repr(value)).normalize().as_tuple().exponent
    return max(0, -exponent) if isinstance(exponent, int) else 0


def _most(program: ir.Program, *values: ir.Expr) -> int | None:
    found = [_decimals(value, program) for value in values]
    return None if None in found else max(d for d in found if d is not None)
