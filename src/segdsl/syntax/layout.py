"""Lays a statement out in lines, each with the place in the source it stands for; comments are put in later."""

from __future__ import annotations

from typing import assert_never

from segdsl.record import record
from segdsl.source import Span
from segdsl.syntax import ast
from segdsl.syntax.print_columns import print_clause
from segdsl.syntax.print_names import name, text, titled
from segdsl.syntax.print_values import (
    cases,
    excluded,
    measure,
    operand,
    print_cond,
    print_expr,
)

WIDTH = 100
INDENT = "  "


@record
class Line:
    """Text that may itself be several lines (a long list); `start` and `end` are the clause's place in the source."""

    text: str
    start: int
    end: int


def _line(text: str, span: Span) -> Line:
    return Line(text, span.start, span.end)


def lay_out(statement: ast.Statement, commented: bool = False) -> list[Line]:
    """The lines of a statement; `commented` when comments stand between its lines, so that they must stay apart."""
    match statement:
        case ast.RulesetDecl():
            return _ruleset(statement)
        case ast.Use():
            return [_line(f"use {text(statement.path)}", statement.span)]
        case ast.AsOf():
            zone = f" in {text(statement.zone)}" if statement.zone else ""
            return [_line(f"as of {print_expr(statement.date)}{zone}", statement.span)]
        case ast.TableDecl():
            return _table(statement)
        case ast.DefineDecl():
            return _define(statement, commented)
        case ast.SegmentDecl():
            return _segment(statement, commented)
        case ast.SuppressDecl():
            return _rule("suppress", statement.condition, [("because", statement.because)], statement.span, commented)
        case ast.TiersDecl():
            return _tiers(statement)
        case ast.SplitDecl():
            return _split(statement)
        case ast.ExampleDecl():
            return _example(statement)
        case _:
            assert_never(statement)


def _head(text: str, statement: Span, first: Span | None) -> Line:
    """The first line of a statement, which ends where the first clause begins."""
    end = first.start if first is not None and first.start > statement.start else statement.end
    return Line(text, statement.start, end)


def _ruleset(statement: ast.RulesetDecl) -> list[Line]:
    lines = [_line(f"ruleset {text(statement.title)}", statement.title.span)]
    for word, written in (("version", statement.version), ("owner", statement.owner)):
        if written is not None:
            lines.append(_line(f"{INDENT}{word} {text(written)}", written.span))
    if statement.purpose is not None:
        lines.append(_line(f"{INDENT}purpose {name(statement.purpose, 'table')}", statement.purpose.span))
    return lines


def _table(statement: ast.TableDecl) -> list[Line]:
    path = f" from {text(statement.path)}" if statement.path else ""
    head = f"table {name(statement.name, 'from')}{path}"
    first = statement.clauses[0].span if statement.clauses else None
    return [
        _head(head, statement.span, first),
        *(_line(INDENT + print_clause(c), c.span) for c in statement.clauses),
    ]


def _one_line(text: str, span: Span, commented: bool, simple: bool) -> bool:
    """Whether a rule stays on one line: it fits, nothing stands between, and it is simple or was written so."""
    return not commented and len(text) <= WIDTH and (simple or "\n" not in span.text)


def _segment(statement: ast.SegmentDecl, commented: bool) -> list[Line]:
    head = titled(statement.name, "segment", statement.title)
    clauses = [("because", statement.because), ("then", statement.then)]
    return _rule(head, statement.condition, clauses, statement.span, commented)


def _rule(
    head: str, condition: ast.Cond, clauses: list[tuple[str, ast.TextLit | None]], span: Span, commented: bool
) -> list[Line]:
    written = [(f"{word} {text(literal)}", literal.span) for word, literal in clauses if literal is not None]
    single = " ".join([head, "if", print_cond(condition), *(clause for clause, _ in written)])
    simple = not isinstance(condition, (ast.Chain, ast.Except)) and not written
    if _one_line(single, span, commented, simple):
        return [_line(single, span)]
    return [
        _head(head, span, condition.span),
        *_clauses(condition, "if "),
        *(_line(INDENT + clause, place) for clause, place in written),
    ]


def _clauses(condition: ast.Cond, lead: str) -> list[Line]:
    """A line for each clause: `if a`, `and b`, `except c`; the place of a clause begins at its operator."""
    match condition:
        case ast.Except():
            line = _line(f"{INDENT}except {excluded(condition.excluded)}", condition.excluded.span)
            return [*_clauses(condition.condition, lead), line]
        case ast.Chain():
            first, *rest = condition.items
            lines = [_clause_line(lead, first, first.span.start)]
            for item, operator in zip(rest, _places(condition), strict=True):
                lines.append(_clause_line(f"{condition.op} ", item, operator))
            return lines
        case _:
            return [_clause_line(lead, condition, condition.span.start)]


def _places(chain: ast.Chain) -> list[int]:
    if len(chain.op_spans) == len(chain.items) - 1:
        return [span.start for span in chain.op_spans]
    return [item.span.start for item in chain.items[1:]]


def _clause_line(lead: str, condition: ast.Cond, start: int) -> Line:
    single = f"{INDENT}{lead}{print_cond(condition)}"
    if len(single) > WIDTH:
        match condition:
            case ast.InList():
                single = _long_list(f"{INDENT}{lead}", condition)
            case ast.Group(condition=ast.Chain() as chain):
                items = [print_cond(item) for item in chain.items]
                single = f"{INDENT}{lead}({items[0]}"
                single += "".join(f"\n{INDENT * 2}{chain.op} {item}" for item in items[1:]) + ")"
            case _:
                pass
    return Line(single, start, condition.span.end)


def _long_list(lead: str, condition: ast.InList) -> str:
    head = f"{lead}{operand(condition.value)} {'not in' if condition.negated else 'in'} ["
    return f"{head}\n" + fill([print_expr(item) for item in condition.items], INDENT * 2) + f"\n{INDENT}]"


def fill(items: list[str], indent: str, first: str | None = None) -> str:
    """Items with commas, as many on a line as fit; `first` begins the first line in place of the indent."""
    lines: list[str] = []
    line = indent if first is None else first
    empty = True
    for position, item in enumerate(items):
        piece = item if position == len(items) - 1 else item + ","
        if not empty and len(line) + 1 + len(piece) > WIDTH:
            lines.append(line)
            line, empty = indent, True
        line += piece if empty else " " + piece
        empty = False
    return "\n".join([*lines, line])


def _define(statement: ast.DefineDecl, commented: bool) -> list[Line]:
    body, span = statement.body, statement.span
    head = f"define {name(statement.name, 'as')} as"
    if isinstance(body, ast.Cases):
        return [_head(head, span, body.span), *_case_lines(body)]
    single = f"{head} {_body(body)}"
    chain = isinstance(body, (ast.Chain, ast.Except))
    broken = chain or (isinstance(body, ast.Measure) and (body.window is not None or body.where is not None))
    if not broken or _one_line(single, span, commented, simple=False):
        return [_line(single, span)]
    if isinstance(body, ast.Measure):
        return _measure_lines(head, body, span)
    assert isinstance(body, (ast.Chain, ast.Except))
    return [_head(head, span, body.span), *_clauses(body, "")]


def _body(body: ast.Expr | ast.Cond) -> str:
    match body:
        case (
            ast.NumberLit()
            | ast.TextLit()
            | ast.YesNoLit()
            | ast.DateLit()
            | ast.DurationLit()
            | ast.Today()
            | ast.Ref()
            | ast.Binary()
            | ast.Negative()
            | ast.Since()
            | ast.Defaulting()
            | ast.Call()
            | ast.Cases()
            | ast.Measure()
        ):
            return print_expr(body)
        case _:
            return print_cond(body)


def _measure_lines(head: str, body: ast.Measure, span: Span) -> list[Line]:
    first, *rest = measure(body)
    lines = [_head(f"{head} {first}", span, body.window.span if body.window else None)]
    if body.window is not None:
        lines.append(_line(INDENT + rest[0], body.window.span))
    if body.where is not None:
        if body.window is None:
            lines = [_head(f"{head} {first}", span, body.where.span)]
        lines += _clauses(body.where, "where ")
    return lines


def _case_lines(body: ast.Cases) -> list[Line]:
    spans = [branch.span for branch in body.branches]
    if body.otherwise is not None:
        spans.append(body.otherwise.span)
    return [_line(INDENT + line, span) for line, span in zip(cases(body), spans, strict=True)]


def _part(part: ast.Expr) -> str:
    return name(part.name, "table") if isinstance(part, ast.Ref) else print_expr(part)


def _tiers(statement: ast.TiersDecl) -> list[Line]:
    head = f"tiers {titled(statement.name, 'table', statement.title)}"
    lines = [_head(head, statement.span, statement.branches[0].span)]
    for branch in statement.branches:
        lines.append(_line(f"{INDENT}when {print_cond(branch.condition)} then {_part(branch.result)}", branch.span))
    return [*lines, _line(f"{INDENT}otherwise {_part(statement.otherwise)}", statement.otherwise.span)]


def _split(statement: ast.SplitDecl) -> list[Line]:
    by = name(statement.by, "using")
    head = f"split {name(statement.name, 'by')} by {by} using {text(statement.salt)}"
    return [
        _head(head, statement.span, statement.shares[0].span),
        *(_line(f"{INDENT}{share.share.text} {name(share.part, 'table')}", share.span) for share in statement.shares),
    ]


def _example(statement: ast.ExampleDecl) -> list[Line]:
    first = statement.given[0].span if statement.given else statement.expect[0].span
    lines = [_head(f"example {text(statement.title)}", statement.span, first)]
    given = [print_cond(fact.condition) for fact in statement.given]
    if given:
        place = statement.given[0].span.to(statement.given[-1].span)
        lines.append(_line(fill(given, INDENT * 2, f"{INDENT}given "), place))
    expect = [
        ("not " if e.negated else "") + name(e.name, "table") + (f" is {_part(e.part)}" if e.part is not None else "")
        for e in statement.expect
    ]
    place = statement.expect[0].span.to(statement.expect[-1].span)
    return [*lines, _line(fill(expect, INDENT * 2, f"{INDENT}expect "), place)]
