"""Examples: what a made-up customer is given, and what is expected of it."""

from __future__ import annotations

from segdsl import ir
from segdsl.check import comparing, conditions, memberships, products, shares, values
from segdsl.check.context import Context, shown, type_of
from segdsl.check.scope import Sort
from segdsl.check.spelling import respelt_text
from segdsl.diagnostics.codes import names as name_codes
from segdsl.diagnostics.codes import structure
from segdsl.diagnostics.model import Label
from segdsl.names import fold, similar
from segdsl.syntax import ast
from segdsl.types import Kind


def example(cx: Context, node: ast.ExampleDecl) -> ir.Example | None:
    givens = [given(cx, item) for item in node.given]
    expected = [_expected(cx, item) for item in node.expect]
    facts = [item for item in givens if item is not None]
    wishes = [item for item in expected if item is not None]
    if len(facts) < len(givens) or len(wishes) < len(expected):
        return None
    seen: dict[ir.Expr, ast.Given] = {}
    for fact, written in zip(facts, node.given, strict=True):
        first = seen.setdefault(fact.target, written)
        if first is not written:
            cx.error(
                structure.GIVEN_TWICE,
                f"`{shown(fact.target.span)}` is given twice",
                written.span,
                labels=(Label(first.span, "given here first"),),
                help=("keep one of the two",),
            )
            return None
    return ir.Example(node.title.value, tuple(facts), tuple(wishes), cx.unit.library, node.title.span)


def given(cx: Context, node: ast.Given) -> ir.Given | None:
    """What one fact puts in the place of what."""
    match node.condition:
        case ast.Compare(left, op, right) if op in ("is", "="):
            return _fact(cx, node, left, right)
        case ast.Presence(value, True):
            target = _target(cx, node, value)
            return None if target is None else ir.Given(target, None, node.span)
        case ast.Happened():
            counted = conditions.condition(cx, node.condition)
            if not isinstance(counted, ir.Compare):
                return None
            return ir.Given(counted.left, 1 if node.condition.any else 0, node.span)
        case ast.LikelyTo():
            return _likely(cx, node, node.condition, True)
        case ast.Not(ast.LikelyTo() as inner):
            return _likely(cx, node, inner, False)
        case ast.Holds(value):
            return _flag(cx, node, value, True)
        case ast.Not(ast.Holds(value)):
            return _flag(cx, node, value, False)
    cx.error(
        structure.BAD_GIVEN,
        f"`{shown(node.span)}` does not give one value",
        node.span,
        help=("write what the customer has: `… is …`, `… is missing`, `any …` or `no …`",),
    )
    return None


def _likely(cx: Context, node: ast.Given, written: ast.LikelyTo, truth: bool) -> ir.Given | None:
    target = products.likely_value(cx, written)
    return None if target is None else ir.Given(target, truth, node.span)


def _flag(cx: Context, node: ast.Given, value: ast.Expr, truth: bool) -> ir.Given | None:
    target = _target(cx, node, value)
    if target is None:
        return None
    if type_of(target).kind not in (Kind.YES_NO, Kind.UNKNOWN):
        cx.error(
            structure.BAD_GIVEN,
            f"`{shown(node.span)}` gives no value",
            node.span,
            help=(f"write the value: `{shown(value.span)} is …`",),
        )
        return None
    return ir.Given(target, truth, node.span)


def _target(cx: Context, node: ast.Given, value: ast.Expr) -> ir.Expr | None:
    """A column, a definition, a measure, or tiers: what a value can be put in the place of."""
    target = values.value(cx, value)
    if target is None or isinstance(target, ir.Column | ir.Named | ir.Measure | ir.PartOf):
        return target
    cx.error(
        structure.BAD_GIVEN,
        f"`{shown(value.span)}` cannot be given, as it is computed from other values",
        value.span,
        help=("give the columns, definitions or measures that it is made of",),
    )
    return None


def _fact(cx: Context, node: ast.Given, left: ast.Expr, right: ast.Expr) -> ir.Given | None:
    target = _target(cx, node, left)
    if target is None:
        return None
    expr: ir.Expr | None = part(right, target.parts) if isinstance(target, ir.PartOf) else None
    if expr is None:
        expr = values.value(cx, right)
    if expr is None:
        return None
    if not isinstance(expr, ir.Literal):
        cx.error(
            structure.BAD_GIVEN,
            f"`{shown(right.span)}` is not a plain value",
            right.span,
            help=("write a number, a text in double quotes, a date, yes or no",),
        )
        return None
    fitted = comparing.fit(cx, target, expr, left, right)
    if not isinstance(fitted, ir.Literal) or not shares.sensible(cx, target, fitted, left, right):
        return None
    return ir.Given(target, fitted.value, node.span)


def part(node: ast.Expr | None, parts: tuple[str, ...]) -> ir.Literal | None:
    """The part that a name or a text stands for."""
    text = part_text(node)
    found = next((p for p in parts if text is not None and fold(p) == fold(text)), None)
    if found is None or node is None:
        return None
    return ir.Literal(found, ir.PartOf("", parts).type, node.span)


def part_text(node: ast.Expr | None) -> str | None:
    match node:
        case ast.Ref(name):
            return name.text
        case ast.TextLit(text):
            return text
    return None


def _expected(cx: Context, node: ast.Expectation) -> ir.Expectation | None:
    folded = fold(node.name.text)
    sort = cx.rules.names.named.get(folded)
    if node.part is None:
        if sort is Sort.SEGMENT:
            return ir.Expectation(folded, None, node.negated, node.span)
        memberships.no_segment(cx, node.name, sort)
        return None
    if sort not in (Sort.TIERS, Sort.SPLIT):
        _no_tiers(cx, node, sort)
        return None
    parts = cx.rules.parts.get(folded)
    if parts is None:
        return None
    found = part(node.part, parts)
    if found is None or not isinstance(found.value, str):
        text = part_text(node.part) or shown(node.part.span)
        close = similar(text, parts, limit=1)
        helps = (
            (f"a part with a similar name exists: `{close[0]}`",)
            if close
            else ("the parts are " + ", ".join(f"`{p}`" for p in parts),)
        )
        cx.error(
            name_codes.UNKNOWN_PART,
            f"`{node.name.text}` has no part `{text}`",
            node.part.span,
            labels=(Label(cx.rules.places[folded], "the parts are given here"),),
            help=helps,
            fixes=respelt_text(node.part, parts),
        )
        return None
    return ir.Expectation(folded, found.value, node.negated, node.span)


def _no_tiers(cx: Context, node: ast.Expectation, sort: Sort | None) -> None:
    if sort is None and cx.rules.bundle.may_hold(node.name.text):
        return
    whats = {Sort.SEGMENT: "a segment", Sort.DEFINE: "a definition", Sort.LEARNED: "a learned value"}
    what = "not the name of tiers" if sort is None else whats.get(sort, "")
    known = [cx.rules.shown[n] for n, s in cx.rules.names.named.items() if s in (Sort.TIERS, Sort.SPLIT)]
    close = similar(node.name.text, known, limit=1)
    helps: tuple[str, ...] = ("expect a segment by its name alone, or with `not`",)
    if close:
        helps = (f"tiers with a similar name exist: `{close[0]}`",)
    cx.error(structure.BAD_EXPECTATION, f"`{node.name.text}` is {what}, which has no parts", node.name.span, help=helps)
