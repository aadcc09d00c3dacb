"""Which values people read as percentages, and how two of them are shown so that they can be told apart."""

from __future__ import annotations

from segdsl import ir
from segdsl.explanation import shown
from segdsl.explanation.phrases import literal
from segdsl.names import fold
from segdsl.types import Value

_CHANCES = ("chance", "alive")
_MOST_PLACES = 8
OF_A_LIMIT = 2
"""Decimals of a limit that was learned."""


def is_share(program: ir.Program, expr: ir.Expr) -> bool:
    """Whether the value is a chance that was learned, or a share of rows."""
    chances = _chances(program)
    while isinstance(expr, ir.OfCustomer | ir.Default | ir.Named):
        if isinstance(expr, ir.Named) and expr.name in chances:
            return True
        expr = program.defines[expr.name].value if isinstance(expr, ir.Named) else expr.value
    return isinstance(expr, ir.Measure) and expr.aggregate is ir.Aggregate.SHARE


def _chances(program: ir.Program) -> frozenset[str]:
    outputs = ((output, fold(name)) for thing in program.learned.values() for output, name in thing.outputs.items())
    return frozenset(name for output, name in outputs if output in _CHANCES or output.startswith("chance of "))


def compared(program: ir.Program, value: ir.Expr, threshold: ir.Expr) -> bool:
    """Whether the two are read as percentages: a share, or what the rule itself compares with one."""
    written = isinstance(threshold, ir.Literal) and literal(threshold).endswith("%")
    return not isinstance(value, ir.Literal) and (written or is_share(program, value))


def percent(share: float, beside: Value | None = None, places: int = 1) -> str:
    """`28.2%`; with as many decimals as it takes to differ from a number that it is not, at least `places`."""
    told = 100 * share
    for more in range(places, _MOST_PLACES):
        told = round(100 * share, more)
        differs = not isinstance(beside, int | float) or beside == share or told != round(100 * beside, more)
        if differs and (told or not share):
            break
    return f"{shown.number(told)}%"
