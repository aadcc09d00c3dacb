"""From tree to AST: what the statements of what is learned share; it finds clauses that stand twice or are missing."""

from __future__ import annotations

from typing import Literal

from segdsl.diagnostics.codes import syntax as codes
from segdsl.diagnostics.model import Diagnostic
from segdsl.source import Span
from segdsl.syntax import ast
from segdsl.syntax.build_columns import repeated
from segdsl.syntax.build_conditions import condition
from segdsl.syntax.build_values import value
from segdsl.syntax.building import Builder, is_token, tokens, trees
from segdsl.syntax.lalr import Node, Token, Tree
from segdsl.syntax.meant_learned import nameless
from segdsl.types import Unit

_SAID = {
    "population": "`of those where`",
    "bands": "`in … bands`",
    "groups": "`into … groups`",
    "method": "`using`",
    "outcome": "`that`",
    "learn_dates": "`learn as of`",
    "test_dates": "`test as of`",
    "bought": "`from`",
    "counted": "`counted in`",
    "keeping": "`keeping`",
    "horizon": "`over the next`",
    "margin": "`margin`",
    "discount": "`discount`",
    "held": "`from`",
    "among": "`among`",
    "opened": "`within`",
    "likely_means": "`likely means`",
}
_JOINED = {
    "features": "list all of them after one {}, with commas between",
    "learn_dates": "list all days after one {}, with commas between",
    "among": "list all products after one {}, with commas between",
    "population": "join the conditions by `and`",
}
"""What to do with a clause that stands twice, where the two can be one."""
_SEVERAL = frozenset({"learned_name", "score_part", "score_cuts", "call", "require"})
_UNITS = {"day": Unit.DAY, "week": Unit.WEEK, "month": Unit.MONTH, "year": Unit.YEAR}
_TREATMENTS: dict[str, Literal["log", "category", "unscaled"]] = {
    "LOG": "log",
    "CATEGORY": "category",
    "UNSCALED": "unscaled",
}
_METRICS: dict[str, Literal["stability", "each group", "auc", "calibration error", "lift", "brier score"]] = {
    "STABILITY": "stability",
    "EACH_GROUP": "each group",
    "AUC": "auc",
    "CALIBRATION_ERROR": "calibration error",
    "LIFT": "lift",
    "BRIER_SCORE": "brier score",
}


class Clauses:
    """The clauses of a statement by kind; one that stands twice is told of, and the first counts."""

    def __init__(self, b: Builder, node: Tree) -> None:
        self.b = b
        self.node = node
        self.span = b.span(node)
        self.name = b.name(trees(node, "learned_name")[0])
        self.complete = True
        self.found: dict[str, Tree] = {}
        for part in trees(node, *{c.name for c in node.children if isinstance(c, Tree)} - _SEVERAL):
            kind = "bought" if part.name == "paid" else part.name
            if kind in self.found:
                word = _SAID.get(kind) or f"`{_first_word(part)}`"
                repeated(b, b.span(self.found[kind]), b.span(part), word, _JOINED.get(kind, "").format(word))
            self.found.setdefault(kind, part)

    def get(self, kind: str) -> Tree | None:
        return self.found.get(kind)

    def need(self, kind: str, what: str, example: str) -> Tree | None:
        if kind not in self.found:
            self.missing(what, example)
        return self.found.get(kind)

    def missing(self, what: str, example: str) -> None:
        self.complete = False
        self.b.say.add(
            Diagnostic(
                codes.MISSING_CLAUSE,
                f"`{self.node.name} {self.name.text}` does not say {what}",
                self.span_of_head(),
                help=nameless(self.node.name, self.name.text) or (f"for example `{example}`",),
            )
        )

    def span_of_head(self) -> Span:
        return Span(self.b.source, self.node.start, self.name.span.end)

    def population(self) -> ast.Cond | None:
        found = self.get("population")
        return last_condition(self.b, found, 1) if found is not None else None

    def features(self, word: str, example: str) -> tuple[ast.Feature, ...]:
        found = self.need("features", f"what to learn from: a line with `{word}`", example) if word else None
        found = found or self.get("features")
        return tuple(_feature(self.b, f) for f in trees(found, "feature")) if found is not None else ()

    def method(self) -> ast.Name | None:
        found = self.get("method")
        return self.b.name(found.children[1]) if found is not None else None

    def dates(self, kind: str) -> tuple[ast.DateLit, ...]:
        found = self.get(kind)
        return tuple(self.b.date(t) for t in tokens(found, "DATE")) if found is not None else ()

    def number(self, kind: str) -> ast.NumberLit | None:
        found = self.get(kind)
        return self.b.number(tokens(found, "NUMBER", "PERCENT")[0]) if found is not None else None

    def require(self) -> tuple[ast.Requirement, ...]:
        found: list[ast.Requirement] = []
        for part in trees(self.node, "require"):
            for written in trees(part, "requirement"):
                new = _requirement(self.b, written)
                for old in found:
                    if (old.metric, old.at_least) == (new.metric, new.at_least) and old.baseline == new.baseline:
                        repeated(self.b, old.span, new.span, "the requirement")
                found.append(new)
        return tuple(found)


def _first_word(node: Tree) -> str:
    token = node.children[0]
    assert isinstance(token, Token)
    return " ".join(token.text.lower().split())


def last_condition(b: Builder, node: Tree, at: int) -> ast.Cond:
    """The condition that ends a clause: the end of the clause says how far a `where` in it reaches."""
    found = condition(b, node.children[at])
    b.close_wheres(node)
    return found


def last_value(b: Builder, node: Node, inside: Tree) -> ast.Expr:
    found = value(b, node)
    b.close_wheres(inside)
    return found


def _feature(b: Builder, node: Tree) -> ast.Feature:
    flags = tokens(node, *_TREATMENTS)
    treatment = _TREATMENTS[flags[0].type] if flags else None
    return ast.Feature(last_value(b, node.children[0], node), treatment, span=b.span(node))


def _requirement(b: Builder, node: Tree) -> ast.Requirement:
    word, span = node.children[0], b.span(node)
    assert isinstance(word, Token)
    if word.type == "BETTER_THAN":
        return ast.Requirement("better than", True, None, value(b, node.children[1]), span=span)
    at_least = is_token(node.children[1], "AT_LEAST")
    return ast.Requirement(_METRICS[word.type], at_least, b.number(node.children[2]), None, span=span)


def period(b: Builder, token: Node) -> ast.DurationLit:
    """`month` is one month, `90 days` are what they are."""
    assert isinstance(token, Token)
    return b.duration(token) if token.type == "DURATION" else ast.DurationLit(1, unit(token), span=b.span(token))


def unit(token: Token) -> Unit:
    return _UNITS[token.text.lower().removesuffix("s")]
