"""Lays a statement out in lines, each with the place in the source it stands for; comments are put in later."""

from __future__ import annotations

from typing import assert_never

from segdsl.source import Span
from segdsl.syntax import ast
from segdsl.syntax.lines import INDENT, WIDTH, Line, condition_lines, fill, head_line, line_at
from segdsl.syntax.print_columns import print_clause
from segdsl.syntax.print_names import name, text, titled
from segdsl.syntax.print_values import (
    cases,
    measure,
    print_cond,
    print_expr,
)


def lay_out(statement: ast.Statement, commented: bool = False) -> list[Line]:
    """The lines of a statement; `commented` when comments stand between its lines, so that they must stay apart."""
    match statement:
        case ast.RulesetDecl():
            return _ruleset(statement)
        case ast.Use():
            return [line_at(f"use {text(statement.path)}", statement.span)]
        case ast.AsOf():
            zone = f" in {text(statement.zone)}" if statement.zone else ""
            return [line_at(f"as of {print_expr(statement.date)}{zone}", statement.span)]
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
        case ast.ExampleTable():
            return [line_at(f"example table from {text(statement.path)}", statement.span)]
        case ast.ExampleDecl():
            return _example(statement)
        case ast.PolicyDecl():
            from segdsl.syntax.print_policies import lay_out_policy

            return lay_out_policy(statement)
        case (
            ast.ScoreDecl()
            | ast.ClusterDecl()
            | ast.PredictDecl()
            | ast.EstimateDecl()
            | ast.RecommendDecl()
            | ast.DetectDecl()
        ):
            # Most files have none of these.
            from segdsl.syntax.print_learned import lay_out_learned

            return lay_out_learned(statement)
        case _:
            assert_never(statement)


def _ruleset(statement: ast.RulesetDecl) -> list[Line]:
    lines = [line_at(f"ruleset {text(statement.title)}", statement.title.span)]
    for word, written in (("version", statement.version), ("owner", statement.owner)):
        if written is not None:
            lines.append(line_at(f"{INDENT}{word} {text(written)}", written.span))
    if statement.purpose is not None:
        lines.append(line_at(f"{INDENT}purpose {name(statement.purpose, 'table')}", statement.purpose.span))
    return lines


def _table(statement: ast.TableDecl) -> list[Line]:
    path = f" from {text(statement.path)}" if statement.path else ""
    head = f"table {name(statement.name, 'from')}{path}"
    first = statement.clauses[0].span if statement.clauses else None
    return [
        head_line(head, statement.span, first),
        *(line_at(INDENT + print_clause(c), c.span) for c in statement.clauses),
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
        return [line_at(single, span)]
    return [
        head_line(head, span, condition.span),
        *condition_lines(condition, "if "),
        *(line_at(INDENT + clause, place) for clause, place in written),
    ]


def _define(statement: ast.DefineDecl, commented: bool) -> list[Line]:
    body, span = statement.body, statement.span
    head = f"define {name(statement.name, 'as')} as"
    if isinstance(body, ast.Cases):
        return [head_line(head, span, body.span), *_case_lines(body)]
    single = f"{head} {_body(body)}"
    chain = isinstance(body, (ast.Chain, ast.Except))
    broken = chain or (isinstance(body, ast.Measure) and (body.window is not None or body.where is not None))
    if not broken or _one_line(single, span, commented, simple=False):
        return [line_at(single, span)]
    if isinstance(body, ast.Measure):
        return _measure_lines(head, body, span)
    assert isinstance(body, (ast.Chain, ast.Except))
    return [head_line(head, span, body.span), *condition_lines(body, "")]


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
            | ast.ChanceOf()
        ):
            return print_expr(body)
        case _:
            return print_cond(body)


def _measure_lines(head: str, body: ast.Measure, span: Span) -> list[Line]:
    first, *rest = measure(body)
    lines = [head_line(f"{head} {first}", span, body.window.span if body.window else None)]
    if body.window is not None:
        lines.append(line_at(INDENT + rest[0], body.window.span))
    if body.where is not None:
        if body.window is None:
            lines = [head_line(f"{head} {first}", span, body.where.span)]
        lines += condition_lines(body.where, "where ")
    return lines


def _case_lines(body: ast.Cases) -> list[Line]:
    spans = [branch.span for branch in body.branches]
    if body.otherwise is not None:
        spans.append(body.otherwise.span)
    return [line_at(INDENT + line, span) for line, span in zip(cases(body), spans, strict=True)]


def _part(part: ast.Expr) -> str:
    return name(part.name, "table") if isinstance(part, ast.Ref) else print_expr(part)


def _tiers(statement: ast.TiersDecl) -> list[Line]:
    head = f"tiers {titled(statement.name, 'table', statement.title)}"
    lines = [head_line(head, statement.span, statement.branches[0].span)]
    for branch in statement.branches:
        lines.append(line_at(f"{INDENT}when {print_cond(branch.condition)} then {_part(branch.result)}", branch.span))
    return [*lines, line_at(f"{INDENT}otherwise {_part(statement.otherwise)}", statement.otherwise.span)]


def _split(statement: ast.SplitDecl) -> list[Line]:
    by = name(statement.by, "using")
    head = f"split {name(statement.name, 'by')} by {by} using {text(statement.salt)}"
    return [
        head_line(head, statement.span, statement.shares[0].span),
        *(line_at(f"{INDENT}{share.share.text} {name(share.part, 'table')}", share.span) for share in statement.shares),
    ]


def _example(statement: ast.ExampleDecl) -> list[Line]:
    first = statement.given[0].span if statement.given else statement.expect[0].span
    lines = [head_line(f"example {text(statement.title)}", statement.span, first)]
    given = [print_cond(fact.condition) for fact in statement.given]
    if given:
        place = statement.given[0].span.to(statement.given[-1].span)
        lines.append(line_at(fill(given, INDENT * 2, f"{INDENT}given "), place))
    expect = [
        ("not " if e.negated else "") + name(e.name, "table") + (f" is {_part(e.part)}" if e.part is not None else "")
        for e in statement.expect
    ]
    place = statement.expect[0].span.to(statement.expect[-1].span)
    return [*lines, line_at(fill(expect, INDENT * 2, f"{INDENT}expect "), place)]
