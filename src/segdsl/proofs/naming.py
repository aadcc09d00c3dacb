"""How a witness names what it gives: by the words of the rules, as far as there are any; values are in `givens`."""

from __future__ import annotations

import re
from dataclasses import field

from segdsl import ir
from segdsl.names import fold
from segdsl.proofs.givens import given_line
from segdsl.record import mutable
from segdsl.source import Span
from segdsl.types import Value

_PIECES = re.compile(r'"(?:[^"\\\n]|\\.)*"|`[^`\n]*`|(#[^\n]*)|(\s+)')


@mutable
class Naming:
    """The names of one program."""

    program: ir.Program
    known: frozenset[str] = field(default_factory=frozenset)

    def __post_init__(self) -> None:
        program = self.program
        columns = {folded for table in program.tables.values() for folded in table.columns}
        self.known = frozenset({*columns, *program.defines, *program.tiers, *program.splits})

    def given(self, expr: ir.Expr, value: Value | None) -> str:
        """`age is 40`."""
        return given_line(self.of(expr), value, self.known)

    def of(self, expr: ir.Expr) -> str:
        """A column as its table declares it, a measure as it is written, or by the name of its definition."""
        if isinstance(expr, ir.PartOf):
            return self.name(expr.name)
        named = [define.name for define in self.program.defines.values() if define.value == expr]
        if named and not isinstance(expr, ir.Column):
            return named[0]
        if isinstance(expr, ir.Column):
            return self._column(expr)
        if isinstance(expr, ir.Learned):
            return self._limit(expr)
        text = one_line(getattr(expr, "span", None))
        if isinstance(expr, ir.Measure):
            return self._measure(expr, text)
        return text or type(expr).__name__.lower()

    def name(self, folded: str) -> str:
        """A define, segment, tiers or split as it is written."""
        program = self.program
        for group in (program.defines, program.segments, program.tiers, program.splits):
            if folded in group:
                return group[folded].name
        return folded

    def _column(self, expr: ir.Column) -> str:
        table = self.program.tables.get(expr.hops[-1].table if expr.hops else expr.table)
        column = None if table is None else table.columns.get(expr.name)
        name = expr.name if column is None else column.name
        spelled = one_line(expr.span).replace("`", "")
        if fold(spelled) == fold(name):
            return spelled
        ambiguous = sum(fold(name) in other.columns for other in self.program.tables.values()) > 1
        return f"{name} of {table.name}" if expr.hops and ambiguous and table is not None else name

    def _limit(self, expr: ir.Learned) -> str:
        thing = self.program.learned.get(expr.name)
        name = expr.name if thing is None else thing.name
        return f"the limit of {name}" if isinstance(thing, ir.Share) else f"{name} {expr.output}"

    def _measure(self, expr: ir.Measure, text: str) -> str:
        if not text:
            table = self.program.tables.get(expr.table)
            return f"{expr.aggregate.value} of {expr.table if table is None else table.name}"
        first, _, rest = text.partition(" ")
        counted = expr.aggregate is ir.Aggregate.COUNT and first.lower() in ("any", "no")
        return f"count of {rest}" if counted else text


def one_line(span: Span | None) -> str:
    """The text of a place without comments and with single spaces; texts in quotes stay as they are."""
    if span is None:
        return ""

    def tidy(match: re.Match[str]) -> str:
        return "" if match.group(1) is not None else " " if match.group(2) is not None else match.group()

    return re.sub(r" {2,}", " ", _PIECES.sub(tidy, span.text)).strip()
