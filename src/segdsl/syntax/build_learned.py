"""From tree to AST: the statements of what is learned, with groups, predictions and recommendations built here."""

from __future__ import annotations

from typing import Literal, cast

from segdsl.syntax import ast, foreign
from segdsl.syntax.build_clauses import Clauses, last_condition
from segdsl.syntax.build_columns import repeated
from segdsl.syntax.build_estimates import estimate
from segdsl.syntax.build_scores import score
from segdsl.syntax.build_values import value
from segdsl.syntax.building import Builder, is_token, tokens, trees
from segdsl.syntax.lalr import Token, Tree

_CALLS: dict[str, Literal["highest", "lowest", "largest", "smallest", "others"]] = {
    "CALL_THE_HIGHEST": "highest",
    "CALL_THE_LOWEST": "lowest",
    "CALL_THE_LARGEST": "largest",
    "CALL_THE_SMALLEST": "smallest",
    "CALL_THE_OTHERS": "others",
}


def learned(b: Builder, node: Tree) -> ast.LearnedDecl | None:
    """The statement; None when a clause is missing that it cannot be without."""
    clauses = Clauses(b, node)
    match node.name:
        case "score":
            return score(b, clauses)
        case "cluster":
            return _cluster(b, clauses)
        case "predict":
            return _predict(b, clauses)
        case "estimate":
            return estimate(b, clauses)
        case "recommend":
            return _recommend(b, clauses)
        case _:
            features, population = clauses.features("by", "by spend, visits"), clauses.population()
            return ast.DetectDecl(clauses.name, population, features, span=clauses.span) if features else None


def _cluster(b: Builder, clauses: Clauses) -> ast.ClusterDecl | None:
    features = clauses.features("by", "by age, spend (log), channel (category)")
    groups = clauses.need("groups", "into how many groups", "into 4 groups")
    calls = tuple(_call(b, call) for call in trees(clauses.node, "call"))
    others = [call for call in calls if call.which == "others"]
    if len(others) > 1:
        repeated(b, others[0].span, others[1].span, "`call the others`")
    population, method, require = clauses.population(), clauses.method(), clauses.require()
    if groups is None or not features:
        return None
    numbers = [b.number(t) for t in tokens(groups, "NUMBER", "PERCENT")]
    return ast.ClusterDecl(
        clauses.name, population, features, numbers[0], numbers[-1], method, calls, require, span=clauses.span
    )


def _call(b: Builder, node: Tree) -> ast.GroupCall:
    word = cast(Token, node.children[0])
    by = value(b, node.children[1]) if word.type in ("CALL_THE_HIGHEST", "CALL_THE_LOWEST") else None
    return ast.GroupCall(_CALLS[word.type], by, b.text(node.children[-1]), span=b.span(node))


def _predict(b: Builder, clauses: Clauses) -> ast.PredictDecl | None:
    example = "that closed within 90 days after the as-of date"
    found = clauses.need("outcome", "what is predicted: a line with `that`", example)
    features = clauses.features("from", "from age, tenure, visits")
    outcome = _outcome(b, found) if found is not None else None
    population, require = clauses.population(), clauses.require()
    if outcome is None or not features:
        return None
    return ast.PredictDecl(
        clauses.name,
        outcome,
        population,
        features,
        clauses.method(),
        clauses.dates("learn_dates"),
        clauses.dates("test_dates"),
        require,
        span=clauses.span,
    )


def _outcome(b: Builder, node: Tree) -> ast.LaterOutcome | ast.Cond | None:
    """None where it was said in other words."""
    body = node.children[1]
    if not (isinstance(body, Tree) and body.name == "later"):
        found = last_condition(b, node, 1)
        other = foreign.days_of_outcome(found.span) if isinstance(found, ast.Holds) else None
        if other is None:
            return found
        b.say.add(other)
        return None
    first = body.children[0]
    wheres = tokens(body, "WHERE")
    return ast.LaterOutcome(
        is_token(first, "ANY") if isinstance(first, Token) else None,
        b.name(trees(body, "name")[0]),
        b.duration(tokens(body, "DURATION")[0]),
        last_condition(b, body, -1) if wheres else None,
        span=b.span(body),
    )


def _recommend(b: Builder, clauses: Clauses) -> ast.RecommendDecl | None:
    among = clauses.need("among", "which products there are", 'among "credit card", "mutual fund"')
    held, opened = clauses.get("held"), clauses.get("opened")
    source = (value(b, held.children[1]), b.name(held.children[3])) if held is not None else None
    population, features, require = clauses.population(), clauses.features("", ""), clauses.require()
    if among is None:
        return None
    names = trees(opened, "opened_name") if opened is not None else []
    return ast.RecommendDecl(
        clauses.name,
        source,
        tuple(_offer(b, offer) for offer in trees(among, "offer")),
        b.name(names[0]) if names else None,
        b.duration(tokens(opened, "DURATION")[0]) if opened is not None else None,
        population,
        features,
        clauses.number("likely_means"),
        clauses.dates("learn_dates"),
        clauses.dates("test_dates"),
        require,
        span=clauses.span,
    )


def _offer(b: Builder, node: Tree) -> ast.TextLit | ast.Name:
    written = node.children[0]
    return b.text(written) if isinstance(written, Token) else b.name(written)
