"""The columns of one table statement → schema columns; knows nothing of other tables and of the data."""

from __future__ import annotations

from segdsl.check import words
from segdsl.diagnostics.codes import structure
from segdsl.diagnostics.model import Collector, Diagnostic, Label
from segdsl.names import fold
from segdsl.schemas import Column, DataClass
from segdsl.syntax import ast
from segdsl.types import (
    DATE,
    DATE_TIME,
    NUMBER,
    TEXT,
    UNKNOWN,
    WHOLE,
    YES_NO,
    Kind,
    Type,
    Value,
    is_numeric,
    is_temporal,
    one_of,
)

_PLAIN = {
    "whole number": WHOLE,
    "number": NUMBER,
    "text": TEXT,
    "yes or no": YES_NO,
    "date": DATE,
    "date and time": DATE_TIME,
}
MOST_DECIMALS = 6


def columns(clauses: tuple[ast.TableClause, ...], links: frozenset[str], said: Collector) -> dict[str, Column]:
    """The declared columns by folded name. `links` are the folded names of keys and links, which are always text."""
    found: dict[str, Column] = {}
    for clause in clauses:
        if not isinstance(clause, ast.ColumnClause):
            continue
        folded = fold(clause.name.text)
        before = found.get(folded)
        if before is not None:
            labels = (Label(before.span, "declared here first"),) if before.span else ()
            said.add(
                Diagnostic(
                    structure.DUPLICATE_COLUMN,
                    f"the column `{clause.name.text}` is declared twice",
                    clause.name.span,
                    labels=labels,
                    help=("keep one of the two lines",),
                )
            )
            continue
        found[folded] = _column(clause, folded in links, said)
    return found


def _column(clause: ast.ColumnClause, is_link: bool, said: Collector) -> Column:
    type_, low, high, decimals = UNKNOWN, None, None, None
    if clause.type is not None:
        type_ = _type(clause.type, said)
        low, high = _range(clause.type, said)
        decimals = _decimals(clause.type, type_, said)
    if is_link:
        type_ = _link_type(clause, type_, said)
    return Column(
        name=clause.name.text,
        type=type_,
        physical=clause.physical.value if clause.physical else None,
        low=low,
        high=high,
        missing_codes=tuple(_code(lit, type_, said) for lit in clause.missing_when),
        data_class=DataClass(fold(clause.data_class.text)) if clause.data_class else DataClass.OPERATIONAL,
        decimals=decimals,
        date_pattern=clause.type.pattern.value if clause.type and clause.type.pattern else None,
        decimal_mark=clause.decimal_mark or ".",
        declared=True,
        span=clause.name.span,
    )


def _type(written: ast.ColumnType, said: Collector) -> Type:
    if written.word != "one of":
        return _PLAIN[written.word]
    seen: dict[str, ast.TextLit] = {}
    for value in written.values:
        first = seen.setdefault(value.value, value)
        if first is not value:
            said.add(
                Diagnostic(
                    structure.BAD_COLUMN,
                    f'"{value.value}" stands twice in the set',
                    value.span,
                    labels=(Label(first.span, "stands here first"),),
                    help=("keep one of the two",),
                )
            )
    return one_of(tuple(seen))


def _range(written: ast.ColumnType, said: Collector) -> tuple[Value | None, Value | None]:
    low = written.low.value if written.low else None
    high = written.high.value if written.high else None
    if written.low and written.high and _upside_down(written.low, written.high):
        said.add(
            Diagnostic(
                structure.BAD_COLUMN,
                f"the range from `{written.low.span.text}` to `{written.high.span.text}` is empty",
                written.low.span.to(written.high.span),
                help=("write the smaller end first",),
            )
        )
        return None, None
    return low, high


def _upside_down(low: ast.NumberLit | ast.DateLit, high: ast.NumberLit | ast.DateLit) -> bool:
    if isinstance(low, ast.DateLit) and isinstance(high, ast.DateLit):
        return low.value > high.value
    if isinstance(low, ast.NumberLit) and isinstance(high, ast.NumberLit):
        return low.value > high.value
    return False


def _decimals(written: ast.ColumnType, type_: Type, said: Collector) -> int | None:
    if written.decimals is None:
        return 0 if type_.kind is Kind.WHOLE else None
    if type_.kind is not Kind.NUMBER:
        said.add(
            Diagnostic(
                structure.BAD_COLUMN,
                f"decimals do not fit {words.kind(type_)}",
                written.span,
                help=("write `number` with decimals, or leave the decimals out",),
            )
        )
        return None
    if written.decimals > MOST_DECIMALS:
        said.add(
            Diagnostic(
                structure.BAD_COLUMN,
                f"{written.decimals} decimals are more than the {MOST_DECIMALS} that can be declared",
                written.span,
                help=("leave the decimals out: the numbers are then taken as they are",),
            )
        )
        return None
    return written.decimals


def _link_type(clause: ast.ColumnClause, type_: Type, said: Collector) -> Type:
    if type_.kind in (Kind.UNKNOWN, Kind.TEXT, Kind.ONE_OF):
        return TEXT if type_ is UNKNOWN else type_
    said.add(
        Diagnostic(
            structure.KEY_NOT_TEXT,
            f"`{clause.name.text}` links tables and is declared as {words.kind(type_)}",
            clause.type.span if clause.type else clause.name.span,
            help=(f"declare it as text: `column {clause.name.text}: text`",),
            notes=("keys are compared as they are written, so that leading zeros and long numbers stay as they are",),
        )
    )
    return TEXT


def _code(literal: ast.Literal_, type_: Type, said: Collector) -> Value:
    """A number for numeric columns, a date for dates, else the text that stands in the data."""
    if isinstance(literal, ast.TextLit):
        return literal.value
    if isinstance(literal, ast.NumberLit):
        return literal.value if is_numeric(type_) or type_.kind is Kind.UNKNOWN else literal.text
    if isinstance(literal, ast.DateLit):
        return literal.value if is_temporal(type_) or type_.kind is Kind.UNKNOWN else literal.value.isoformat()
    if isinstance(literal, ast.DurationLit):
        said.add(
            Diagnostic(
                structure.BAD_COLUMN,
                f"`{literal.span.text}` cannot stand in the data as a code",
                literal.span,
                help=("write the code as a number, a text in double quotes or a date",),
            )
        )
        return literal.span.text
    return "yes" if literal.value else "no"
