"""Tables of examples: a line each, what is given and what is expected in its columns; runs none."""

from __future__ import annotations

import re
from dataclasses import replace

from segdsl import ir
from segdsl.check import examples, values
from segdsl.check.cellreader import Cell, rows
from segdsl.check.context import Context, type_of
from segdsl.check.scope import Sort
from segdsl.diagnostics.codes import tests as codes
from segdsl.diagnostics.model import Diagnostic
from segdsl.names import fold
from segdsl.record import record
from segdsl.source import Source, Span
from segdsl.syntax import ast, literals
from segdsl.syntax.parse import parse
from segdsl.types import Kind, is_textual

_TITLES = ("example", "title")
_EXPECT = re.compile(r"(?i)expect\s+(.+)")
_NUMBER = re.compile(r"(?i)-?[0-9]+(?:_[0-9]+)*(?:\.[0-9]+)?(?:[km]|\s*%)?")
_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_DURATION = re.compile(r"(?i)[0-9]+\s+(?:days?|weeks?|months?|years?)")
_YES = {"yes": True, "no": False}
_HELP = "a column is what is given (`age`), or what is expected (`expect high-value`); `example` is its title"


@record
class _Column:
    """A column: `given` with what it gives (and whether that is a text), or `expected` with what it expects."""

    header: Cell
    given: ast.Expr | None = None
    text: bool = False
    expected: ast.Name | None = None


def cases(cx: Context, node: ast.ExampleTable) -> list[ir.Example]:
    """The examples of the file; empty when it could not be read, or its header is wrong."""
    source = cx.rules.bundle.cases.get(cx.unit.path(node.path.value))
    if source is None:
        return []
    table = list(rows(source))
    columns = _columns(cx, table[0]) if table else None
    if columns is None:
        if not table:
            message = f"`{node.path.value}` is empty"
            cx.error(codes.BAD_TABLE, message, node.path.span, help=(_HELP,))
        return []
    if not any(column.expected for column in columns):
        message = f"no column of `{node.path.value}` says what is expected"
        cx.error(codes.BAD_TABLE, message, node.path.span, help=(_HELP,))
        return []
    found = [_example(cx, columns, row, number) for number, row in enumerate(table[1:], 1)]
    return [example for example in found if example is not None]


def _columns(cx: Context, header: tuple[Cell, ...]) -> list[_Column] | None:
    columns = [_column(cx, cell) for cell in header]
    return None if None in columns else [column for column in columns if column is not None]


def _column(cx: Context, cell: Cell) -> _Column | None:
    expected = _EXPECT.fullmatch(cell.text)
    if expected:
        name = ast.Name(" ".join(expected[1].strip("`").split()), span=cell.span)
        return _Column(cell, expected=name)
    if fold(cell.text) in _TITLES:
        return _Column(cell)
    given = _given(cx, cell)
    if given is None:
        return None
    before = len(cx.rules.said.items)
    target = values.value(cx, given)
    if target is not None:  # says what cannot be given
        wanted = ast.Given(ast.Presence(given, True, span=given.span), span=given.span)
        target = target if examples.given(cx, wanted) is not None else None
    _placed(cx, before, cell.span)
    return None if target is None else _Column(cell, given, is_textual(type_of(target)) or _is_part(target))


def _is_part(target: ir.Expr) -> bool:
    return isinstance(target, ir.PartOf) or type_of(target).kind is Kind.TEXT


def _given(cx: Context, cell: Cell) -> ast.Expr | None:
    """The heading as it would stand in a `given`."""
    read = parse(Source(cell.span.source.name, f'example "e"\n  given {cell.text} is missing\n  expect e\n'))
    if read.value is not None and not read.diagnostics and len(read.value.statements) == 1:
        statement = read.value.statements[0]
        if isinstance(statement, ast.ExampleDecl) and len(statement.given) == 1:
            condition = statement.given[0].condition
            if isinstance(condition, ast.Presence):
                return condition.value
    message = f"`{cell.text}` is nothing that an example can give" if cell.text else "a column has no heading"
    cx.error(codes.BAD_TABLE, message, cell.span, help=(_HELP,))
    return None


def _placed(cx: Context, before: int, span: Span) -> None:
    """What was said since then is said of the heading, not of the words it was read from."""
    said = cx.rules.said.items
    said[before:] = [replace(d, span=span, labels=(), fixes=()) for d in said[before:]]


def _example(cx: Context, columns: list[_Column], row: tuple[Cell, ...], number: int) -> ir.Example | None:
    if len(row) != len(columns):
        span = row[0].span.to(row[-1].span)
        message = f"row {number} has {len(row)} cells, and the heading has {len(columns)}"
        cx.error(codes.BAD_CELL, message, span, help=("a cell with a comma in it stands in double quotes",))
        return None
    before = len(cx.rules.said.items)
    title = f"row {number}"
    given: list[ast.Given] = []
    expected: list[ast.Expectation] = []
    for column, cell in zip(columns, row, strict=True):
        start = len(cx.rules.said.items)
        if column.given is not None:
            given += _fact(cx, column, column.given, cell)
        elif column.expected is not None:
            expected += _expectation(cx, column.expected, cell)
        elif cell.text:
            title = cell.text
        _noted(cx, start, number, column)
    if len(cx.rules.said.items) > before:
        return None
    place = row[0].span.to(row[-1].span)
    decl = ast.ExampleDecl(ast.TextLit(title, span=place), tuple(given), tuple(expected), span=place)
    found = examples.example(cx, decl)
    _noted(cx, before, number, None)
    return found if expected else None


def _noted(cx: Context, start: int, number: int, column: _Column | None) -> None:
    """What was said since then, with the row and, where it is known, the column."""
    said = cx.rules.said.items
    where = f"row {number}" if column is None else f"row {number}, column `{column.header.text}`"
    said[start:] = [d if d.notes else _with_place(d, where) for d in said[start:]]


def _with_place(said: Diagnostic, where: str) -> Diagnostic:
    return replace(said, notes=(f"this is {where} of the table of examples",))


def _fact(cx: Context, column: _Column, value: ast.Expr, cell: Cell) -> list[ast.Given]:
    """An empty cell gives nothing, which is as good as giving that it is missing."""
    if not cell.text or cell.text.lower() == "missing":
        return []
    literal = _literal(cx, column, cell)
    condition = ast.Compare(value, "is", literal, op_span=cell.span, span=cell.span)
    return [ast.Given(condition, span=cell.span)]


def _literal(cx: Context, column: _Column, cell: Cell) -> ast.Literal_:
    text, span, said = cell.text, cell.span, cx.rules.said
    if column.text:
        return ast.TextLit(text, span=span)
    if text.lower() in _YES:
        return ast.YesNoLit(_YES[text.lower()], span=span)
    if _DATE.fullmatch(text):
        return literals.date(text, span, said)
    if _DURATION.fullmatch(text):
        return literals.duration(text, span, said)
    return literals.number(text, span, said) if _NUMBER.fullmatch(text) else ast.TextLit(text, span=span)


def _expectation(cx: Context, name: ast.Name, cell: Cell) -> list[ast.Expectation]:
    text, span = cell.text, cell.span
    if not text:
        return []
    sort = cx.rules.names.named.get(fold(name.text))
    named = ast.Name(name.text, span=name.span if sort not in (Sort.SEGMENT, Sort.TIERS, Sort.SPLIT) else span)
    if sort in (Sort.TIERS, Sort.SPLIT):
        negated = text.lower().startswith("not ")
        part = ast.TextLit(text[4:].strip() if negated else text, span=span)
        return [ast.Expectation(named, negated, part, span=span)]
    if sort is Sort.SEGMENT and text.lower() not in _YES:
        cx.error(
            codes.BAD_CELL,
            f"`{text}` does not say whether the customer is expected in `{name.text}`",
            span,
            help=("write `yes`, `no`, or nothing",),
        )
        return []
    return [ast.Expectation(named, text.lower() == "no", None, span=span)]
