"""What checking a clause needs to know: the names, the row at hand, and where to say what is wrong."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import field, replace

from segdsl import ir, schemas, types
from segdsl.check.scope import Names, Scope
from segdsl.diagnostics.model import Code, Collector, Diagnostic, Fix, Label
from segdsl.load import Bundle, Unit
from segdsl.names import similar
from segdsl.record import mutable, record
from segdsl.source import Span
from segdsl.syntax import ast

_MOST_LOOKED_FOR = 30


@mutable
class Rules:
    """What is common to all statements, filled as they are checked, each after those that it refers to.

    `types` has the type of each definition that could be checked: one that could not is absent, and what refers to it
    is passed over without a word. `parts` has the parts of tiers and splits, `places` where each name was given.
    `bodies` has what segments, tiers and splits ask, `opened` the columns that open tables are taken to have. `near`
    has what was found to be alike to the unknown names.

    `learned` has what the checked statements learn, in an order in which each needs only earlier ones, and `ranked` the
    words of each share among them. `scores` leads from the own names of scores, which are no values, to the names of
    their sums, `unclear` from a name that several estimates could give to those that they give instead, `baselines`
    from a prediction to the score that it is compared with. `products` is everything that is recommended, `depths` how
    deep each name is (`check.deep`).
    """

    bundle: Bundle
    names: Names
    said: Collector
    places: Mapping[str, Span]
    shown: Mapping[str, str]
    types: dict[str, types.Type] = field(default_factory=dict)
    defines: dict[str, ir.Define] = field(default_factory=dict)
    as_of: dt.date | None = None
    parts: dict[str, tuple[str, ...]] = field(default_factory=dict)
    learned: dict[str, ir.LearnedThing] = field(default_factory=dict)
    ranked: dict[str, ast.Ranked] = field(default_factory=dict)
    scores: dict[str, str] = field(default_factory=dict)
    unclear: dict[str, tuple[str, ...]] = field(default_factory=dict)
    baselines: dict[str, str] = field(default_factory=dict)
    bodies: dict[str, object] = field(default_factory=dict)
    products: tuple[str, ...] = ()
    opened: dict[str, dict[str, schemas.Column]] = field(default_factory=dict)
    looked_for: int = 0
    near: dict[str, tuple[str, ...]] = field(default_factory=dict)
    depths: dict[str, int | None] = field(default_factory=dict)


@record
class Context:
    """The statement at hand: its file, whose row its names are asked of, and the folded name it gives first. `later` is
    set in the outcome of a prediction, which alone may ask about the days to come."""

    rules: Rules
    unit: Unit
    scope: Scope
    name: str = ""
    later: bool = False

    def at(self, scope: Scope) -> Context:
        return replace(self, scope=scope)

    def customer(self) -> Context:
        """The same place, asked of the customer."""
        return self if self.scope.of_customer else self.at(Scope(self.rules.names.tables.customers))

    def error(
        self,
        code: Code,
        message: str,
        span: Span | None,
        *,
        label: str = "",
        labels: tuple[Label, ...] = (),
        help: tuple[str, ...] = (),
        notes: tuple[str, ...] = (),
        fixes: tuple[Fix, ...] = (),
    ) -> None:
        self.rules.said.add(Diagnostic(code, message, span, label, labels, help, notes, fixes=fixes))


def close(cx: Context, name: str, candidates: Iterable[str]) -> str | None:
    """The candidate that the writer of the name most likely meant; not looked for once a run has many wrong names."""
    if has_many_wrong_names(cx):
        return None
    cx.rules.looked_for += 1
    found = tuple(similar(name, candidates, limit=2))
    cx.rules.near[name] = found
    return found[0] if found else None


def has_many_wrong_names(cx: Context) -> bool:
    return cx.rules.looked_for >= _MOST_LOOKED_FOR


def shown(span: Span | None, limit: int = 60) -> str:
    """The words of a place on one line, cut where they get long."""
    text = " ".join(span.text.split()) if span is not None else ""
    return text if len(text) <= limit else text[: limit - 1].rstrip() + "…"


def type_of(expr: ir.Expr) -> types.Type:
    """The type, with all texts that a default or a choice may bring in."""
    if isinstance(expr, ir.Default):
        return join(type_of(expr.value), result_type(expr.fallback)) or expr.type
    if isinstance(expr, ir.OfCustomer):
        return type_of(expr.value)
    return expr.type


def result_type(expr: ir.Expr) -> types.Type:
    """A text written as a result is a closed set of one: together they are all the texts there can be."""
    if isinstance(expr, ir.Literal) and isinstance(expr.value, str):
        return types.one_of((expr.value,))
    return type_of(expr)


def join(a: types.Type, b: types.Type) -> types.Type | None:
    """The type of a value that is one of the two; None when they are of different families."""
    if a == b or b.kind is types.Kind.UNKNOWN:
        return a
    if a.kind is types.Kind.UNKNOWN:
        return b
    if types.is_numeric(a) and types.is_numeric(b):
        return types.NUMBER
    if types.is_textual(a) and types.is_textual(b):
        if a.kind is b.kind is types.Kind.ONE_OF:
            return types.one_of(tuple(dict.fromkeys((*a.values, *b.values))))
        return types.TEXT
    if types.is_temporal(a) and types.is_temporal(b):
        return types.DATE
    return None
