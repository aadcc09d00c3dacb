"""Lays out the statements of what is learned: clauses in one order, each on a line of its own."""

from __future__ import annotations

from collections.abc import Iterable
from typing import assert_never

from segdsl.source import Span
from segdsl.syntax import ast
from segdsl.syntax.lines import INDENT, WIDTH, Line, clause_line, fill, head_line, line_at, operator_places
from segdsl.syntax.print_names import inside_statement, name, text
from segdsl.syntax.print_values import duration, operand, print_cond, print_expr

_KINDS: dict[type[ast.LearnedDecl], str] = {
    ast.ScoreDecl: "score",
    ast.ClusterDecl: "cluster",
    ast.PredictDecl: "predict",
    ast.EstimateDecl: "estimate",
    ast.RecommendDecl: "recommend",
    ast.DetectDecl: "detect",
}
_METRICS = {"auc": "AUC", "brier score": "Brier score"}


def lay_out_learned(statement: ast.LearnedDecl) -> list[Line]:
    """The lines of the statement; names in it are set in backticks where one of its clauses would end them."""
    kind = _KINDS[type(statement)]
    with inside_statement(kind):
        lines = _lines(statement)
        starts = [line.start for line in lines] + [line.also.start for line in lines if line.also is not None]
        first = min(starts, default=statement.span.end)
        title = f"{kind} {name(statement.name, 'learned')}"
        return [head_line(title, statement.span, Span(statement.span.source, first, first)), *lines]


def _lines(statement: ast.LearnedDecl) -> list[Line]:
    match statement:
        case ast.ScoreDecl():
            return _score(statement)
        case ast.ClusterDecl():
            return _cluster(statement)
        case ast.PredictDecl():
            return _predict(statement)
        case ast.EstimateDecl():
            return _estimate(statement)
        case ast.RecommendDecl():
            return _recommend(statement)
        case ast.DetectDecl():
            return [*_population(statement.population), *_features("by", statement.features)]
        case _:
            assert_never(statement)


def _list(lead: str, items: Iterable[str], span: Span) -> Line:
    return line_at(fill(list(items), INDENT * 2, INDENT + lead), span)


def _condition(lead: str, condition: ast.Cond, several_lines: bool = True) -> list[Line]:
    """`of those where a and b` on one line when it was written so and fits."""
    single = f"{INDENT}{lead}{print_cond(condition)}"
    fits = len(single) <= WIDTH and "\n" not in condition.span.text
    if fits or not (several_lines and isinstance(condition, ast.Chain)):
        return [clause_line(lead, condition, condition.span.start)]
    first, *rest = condition.items
    lines = [clause_line(lead, first, first.span.start)]
    for item, operator in zip(rest, operator_places(condition), strict=True):
        lines.append(clause_line(f"{INDENT}{condition.op} ", item, operator))
    return lines


def _population(condition: ast.Cond | None) -> list[Line]:
    return _condition("of those where ", condition) if condition is not None else []


def _features(word: str, features: tuple[ast.Feature, ...]) -> list[Line]:
    if not features:
        return []
    items = [_in_list(f.value) + (f" ({f.treatment})" if f.treatment else "") for f in features]
    return [_list(f"{word} ", items, features[0].span.to(features[-1].span))]


def _in_list(value: ast.Expr) -> str:
    """A value between commas: one with a comma of its own stands in parentheses."""
    printed = operand(value)
    two = isinstance(value, ast.Call) and len(value.arguments) > 1
    return f"({printed})" if two else printed


def _method(method: ast.Name | None) -> list[Line]:
    return [line_at(f"{INDENT}using {name(method, 'table')}", method.span)] if method is not None else []


def _dates(word: str, dates: tuple[ast.DateLit, ...]) -> list[Line]:
    return [_list(f"{word} ", map(print_expr, dates), dates[0].span.to(dates[-1].span))] if dates else []


def _require(require: tuple[ast.Requirement, ...]) -> list[Line]:
    if not require:
        return []
    items = []
    for wanted in require:
        if wanted.baseline is not None:
            items.append(f"better than {_in_list(wanted.baseline)}")
        elif wanted.limit is not None:
            side = "at least" if wanted.at_least else "at most"
            items.append(f"{_METRICS.get(wanted.metric, wanted.metric)} {side} {print_expr(wanted.limit)}")
    return [_list("require ", items, require[0].span.to(require[-1].span))]


def _score(statement: ast.ScoreDecl) -> list[Line]:
    lines = _population(statement.population)
    if statement.bands is not None:
        plural = "" if statement.bands.value == 1 else "s"
        lines.append(line_at(f"{INDENT}in {statement.bands.text} band{plural}", statement.bands.span))
    for part in statement.parts:
        written = f"{INDENT}{name(part.name, 'part')} from {print_expr(part.value)}"
        if part.lower_is_better is not None:
            written += f", {'lower' if part.lower_is_better else 'higher'} is better"
        if part.weight is not None:
            written += f", weight {print_expr(part.weight)}"
        lines.append(line_at(written, part.span))
        if part.cuts:
            cuts = part.cuts[0].span.to(part.cuts[-1].span)
            lines.append(_list(f"{name(part.name, 'part')} cut at ", map(print_expr, part.cuts), cuts))
    return lines


def _cluster(statement: ast.ClusterDecl) -> list[Line]:
    most, using = statement.most, _method(statement.method)
    up_to = f" to {most.text}" if most is not None and most.text != statement.groups.text else ""
    plural = "" if statement.groups.value == 1 and not up_to else "s"
    method = f" {using[0].text.strip()}" if using else ""
    written, place = f"{INDENT}into {statement.groups.text}{up_to} group{plural}{method}", statement.groups.span
    groups = Line(written, place.start, place.end, statement.method.span if statement.method is not None else None)
    return [
        *_population(statement.population),
        *_features("by", statement.features),
        groups,
        *(line_at(f"{INDENT}{_call(call)}", call.span) for call in statement.calls),
        *_require(statement.require),
    ]


def _call(call: ast.GroupCall) -> str:
    label = text(call.label)
    if call.which == "others":
        return f"call the others {label}"
    if call.by is None:
        return f"call the {call.which} group {label}"
    by = _in_list(call.by)
    if by.lower().endswith(("matches", "chance of buying")):
        by = f"({by})"  # before a text these words are something else
    return f"call the group with the {call.which} {by} {label}"


def _predict(statement: ast.PredictDecl) -> list[Line]:
    return [
        *_outcome(statement.outcome),
        *_population(statement.population),
        *_features("from", statement.features),
        *_method(statement.method),
        *_dates("learn as of", statement.learn),
        *_dates("test as of", statement.test),
        *_require(statement.require),
    ]


def _outcome(outcome: ast.LaterOutcome | ast.Cond) -> list[Line]:
    if not isinstance(outcome, ast.LaterOutcome):
        return _condition("that ", outcome)
    any_ = "" if outcome.any is None else "any " if outcome.any else "no "
    what = name(outcome.name, "after no" if outcome.any is False else "value")
    written = f"{INDENT}that {any_}{what} within {duration(outcome.length)} after the as-of date"
    if outcome.where is None:
        return [line_at(written, outcome.span)]
    where = f"where {print_cond(outcome.where)}"
    if len(written) + 1 + len(where) > WIDTH:
        where = f"\n{INDENT * 2}{where}"
    return [line_at(f"{written} {where}".replace(" \n", "\n"), outcome.span)]


def _estimate(statement: ast.EstimateDecl) -> list[Line]:
    source, length = statement.source, statement.length
    ahead = [f"over the next {duration(length)}"]
    end = length.span
    if statement.margin is not None:
        ahead.append(f"margin {print_expr(statement.margin)}")
        end = max(end, statement.margin.span, key=lambda span: span.end)
    if statement.discount is not None:
        ahead.append(f"discount {print_expr(statement.discount)} a year")
        end = max(end, statement.discount.span, key=lambda span: span.end)
    if isinstance(source, ast.Contract):
        items = [
            f"{operand(source.income)} every {_period(source.income_every)}",
            f"keeping {operand(source.keeping)} every {_period(source.keeping_every)}",
        ]
    else:
        where = f" where {print_cond(source.where)}" if source.where is not None else ""
        items = [f"{operand(source.amount)} in {name(source.table, 'after in')}{where}"]
        if source.unit is not None:
            items.append(f"counted in {source.unit.value}")
    return [
        *_population(statement.population),
        _list("from ", items, source.span),
        _list("", ahead, length.span.to(end)),
    ]


def _period(length: ast.DurationLit) -> str:
    return length.unit.value.removesuffix("s") if length.count == 1 else duration(length)


def _recommend(statement: ast.RecommendDecl) -> list[Line]:
    lines: list[Line] = []
    if statement.source is not None:
        column, table = statement.source
        lines.append(
            line_at(f"{INDENT}from {operand(column)} in {name(table, 'after in')}", column.span.to(table.span))
        )
    products = [text(p) if isinstance(p, ast.TextLit) else name(p, "table") for p in statement.products]
    lines.append(_list("among ", products, statement.products[0].span.to(statement.products[-1].span)))
    if statement.length is not None:
        opened = f"{name(statement.opened, 'table')} " if statement.opened is not None else ""
        written = f"{INDENT}{opened}within {duration(statement.length)} by those who do not hold it"
        lines.append(line_at(written, statement.opened.span if statement.opened else statement.length.span))
    lines += [*_population(statement.population), *_features("knowing", statement.features)]
    if statement.likely is not None:
        written = f"{INDENT}likely means {print_expr(statement.likely)} times the usual rate"
        lines.append(line_at(written, statement.likely.span))
    return [
        *lines,
        *_dates("learn as of", statement.learn),
        *_dates("test as of", statement.test),
        *_require(statement.require),
    ]
