"""From tree to AST: the clauses of a `table` statement."""

from __future__ import annotations

from typing import Literal, cast

from segdsl.diagnostics.codes import syntax as codes
from segdsl.diagnostics.model import Diagnostic, Label
from segdsl.source import Span
from segdsl.syntax import ast
from segdsl.syntax.build_conditions import condition
from segdsl.syntax.building import Builder, is_token, tokens, trees
from segdsl.syntax.lalr import Node, Token, Tree

_WORDS: dict[str, Literal["whole number", "number", "text", "yes or no", "date", "date and time"]] = {
    "WHOLE_NUMBER": "whole number",
    "NUMBER_WORD": "number",
    "TEXT_WORD": "text",
    "YES_OR_NO": "yes or no",
    "DATE_WORD": "date",
    "DATE_AND_TIME": "date and time",
}


def repeated(b: Builder, first: Span, second: Span, what: str, help: str = "") -> None:
    labels = (Label(first, "the first one"),)
    helps = (help,) if help else ()
    b.say.add(Diagnostic(codes.REPEATED_CLAUSE, f"{what} stands twice", second, labels=labels, help=helps))


def clause(b: Builder, node: Tree) -> ast.TableClause:
    """A line of a `table` statement."""
    span = b.span(node)
    match node.name:
        case "key":
            return ast.KeyClause(b.name(node.children[1]), bool(tokens(node, "ONE_PER_DISTINCT_VALUE")), span=span)
        case "many":
            return _many(b, node)
        case "one":
            return ast.OneClause(b.name(node.children[1]), span=span)
        case "only_where":
            inner = condition(b, node.children[1])
            b.close_wheres(node)
            return ast.OnlyWhere(inner, span=span)
        case _:
            return _column(b, node)


def _many(b: Builder, node: Tree) -> ast.ManyClause:
    dated: ast.Name | None = None
    through: ast.Name | None = None
    where: ast.Cond | None = None
    for part in trees(node, "dated", "through"):
        if part.name == "dated":
            if dated is not None:
                repeated(b, dated.span, b.span(part), "`dated`")
            dated = b.name(part.children[1])
            continue
        if through is not None:
            repeated(b, through.span, b.span(part), "`through`")
        through = b.name(part.children[1])
        where = condition(b, part.children[3]) if len(part.children) > 2 else None
        b.close_wheres(part)
    return ast.ManyClause(b.name(node.children[1]), dated, through, where, span=b.span(node))


def _column(b: Builder, node: Tree) -> ast.ColumnClause:
    name = b.name(node.children[1])
    rest = node.children[2:]
    physical = None
    if rest and is_token(rest[0], "AS"):
        physical = b.text(rest[1])
        rest = rest[2:]
    items = _Items(b)
    for item in rest:
        if not is_token(item, "COMMA", "COLON"):
            items.add(item)
    return ast.ColumnClause(
        name,
        physical,
        items.type(),
        tuple(items.missing),
        items.data_class,
        items.decimal_mark,
        span=b.span(node),
    )


class _Items:
    """The comma list of a column mixes a type, the values of `one of`, and flags: one item rule, sorted out here."""

    def __init__(self, b: Builder) -> None:
        self.b = b
        self.written: Tree | None = None
        self.values: list[ast.TextLit] = []
        self.decimals: tuple[int, Span] | None = None
        self.missing: list[ast.Literal_] = []
        self.data_class: ast.Name | None = None
        self.decimal_mark: Literal[",", "."] | None = None
        self.mark_span: Span | None = None
        self.open_values = False

    def add(self, item: Node) -> None:
        b, span = self.b, self.b.span(item)
        in_values, self.open_values = self.open_values, False
        if isinstance(item, Token):
            if not in_values:
                message = f"expected a type or a property of the column, found the text `{item.text}`"
                help = ("a closed set of texts is declared as `one of`, the file's name for a column with `as`",)
                b.say.add(Diagnostic(codes.COLUMN_CLAUSE, message, span, help=help))
            self.values.append(b.text(item))
            self.open_values = True
            return
        match item.name:
            case "type" | "one_of":
                if self.written is not None:
                    repeated(b, b.span(self.written), span, "the type of the column")
                self.written = item
                if item.name == "one_of":
                    self.values.append(b.text(item.children[1]))
                    self.open_values = True
            case "decimals":
                if self.decimals is not None:
                    repeated(b, self.decimals[1], span, "the number of decimals")
                digits = cast(Token, item.children[0]).text.split()[0]
                self.decimals = (int(digits) if len(digits) < 4 else 999, span)
            case "missing_when":
                self.missing.append(b.literal(item.children[1]))
            case "data_class":
                if self.data_class is not None:
                    repeated(b, self.data_class.span, span, "the class of the column")
                self.data_class = ast.Name(cast(Token, item.children[0]).text.lower(), span=span)
            case _:
                if self.mark_span is not None:
                    repeated(b, self.mark_span, span, "the decimal mark")
                self.mark_span = span
                self.decimal_mark = "," if is_token(item.children[0], "DECIMAL_COMMA") else "."

    def type(self) -> ast.ColumnType | None:
        b, written = self.b, self.written
        if written is None:
            if self.decimals is not None:
                message = "decimals belong to the type `number`, and this column has no type"
                b.say.add(Diagnostic(codes.COLUMN_CLAUSE, message, self.decimals[1]))
            return None
        span = b.span(written)
        decimals = self.decimals[0] if self.decimals else None
        if written.name == "one_of":
            return ast.ColumnType("one of", tuple(self.values), decimals=decimals, span=span)
        word = _WORDS[cast(Token, written.children[0]).type]
        low, high = self._range(written)
        patterns = tokens(written, "STRING")
        return ast.ColumnType(
            word,
            (),
            low,
            high,
            decimals,
            b.text(patterns[0]) if patterns else None,
            span=span,
        )

    def _range(self, written: Tree) -> tuple[ast.NumberLit | ast.DateLit | None, ast.NumberLit | ast.DateLit | None]:
        bounds = [
            self.b.date(t) if t.type == "DATE" else self.b.number(t)
            for t in tokens(written, "NUMBER", "PERCENT", "DATE")
        ]
        if not bounds:
            return None, None
        if tokens(written, "UP_TO"):
            return None, bounds[0]
        return bounds[0], bounds[1] if len(bounds) > 1 else None
