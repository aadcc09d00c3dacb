"""From tree to AST: conditions."""

from __future__ import annotations

from typing import Literal

from segdsl.diagnostics.codes import syntax as codes
from segdsl.diagnostics.model import Diagnostic, Label
from segdsl.syntax import ast, build_values, foreign
from segdsl.syntax.building import Builder, is_token, tokens, trees
from segdsl.syntax.foreign_fixes import parentheses
from segdsl.syntax.lalr import Node, Token, Tree

_COMPARE: dict[str, ast.CompareOp] = {
    "LESS": "<",
    "LESS_EQ": "<=",
    "MORE": ">",
    "MORE_EQ": ">=",
    "EQ": "=",
    "NOT_EQ": "!=",
    "IS": "is",
    "IS_NOT": "is not",
    "IS_AT_LEAST": "is at least",
    "IS_AT_MOST": "is at most",
    "IS_MORE_THAN": "is more than",
    "IS_LESS_THAN": "is less than",
}
_TEXT_TESTS: dict[str, Literal["contains", "starts with", "ends with", "matches"]] = {
    "CONTAINS": "contains",
    "STARTS_WITH": "starts with",
    "ENDS_WITH": "ends with",
    "MATCHES": "matches",
}
_AGO: dict[str, Literal["within", "within the next", "at least", "at most", "more than", "less than"]] = {
    "IS_WITHIN": "within",
    "IS_NOT_WITHIN": "within",
    "IS_WITHIN_THE_NEXT": "within the next",
    "IS_AT_LEAST": "at least",
    "IS_AT_MOST": "at most",
    "IS_MORE_THAN": "more than",
    "IS_LESS_THAN": "less than",
}


def is_value(node: Node) -> bool:
    return isinstance(node, Token) or node.name in build_values.VALUES


def is_bare_name(node: Node) -> bool:
    """Whether the value is a name and nothing more, and not in backticks."""
    if not isinstance(node, Tree) or node.name != "ref":
        return False
    name = node.children[0]
    return isinstance(name, Tree) and is_token(name.children[0], "NAME")


def condition(b: Builder, node: Node) -> ast.Cond:
    b.enter(node)
    try:
        return _holds(b, node) if is_value(node) else _condition(b, node)
    finally:
        b.leave()


def _holds(b: Builder, node: Node) -> ast.Cond:
    """A value standing as a condition; in parentheses it is a group, since only conditions remember theirs."""
    if isinstance(node, Tree) and node.name == "paren":
        inner = condition(b, node.children[1])
        b.close_wheres(node)
        return ast.Group(inner, span=b.span(node))
    value = build_values.value(b, node)
    return ast.Holds(value, span=b.span(node))


def _condition(b: Builder, node: Node) -> ast.Cond:
    assert isinstance(node, Tree)
    parts, span = node.children, b.span(node)
    match node.name:
        case "chain":
            return chain(b, node)
        case "not":
            return ast.Not(condition(b, parts[1]), span=span)
        case "group":
            return group(b, node)
        case "except":
            return ast.Except(condition(b, parts[0]), _excluded(b, parts[2]), span=span)
        case "happened":
            table, window, where = build_values.source_of_rows(b, parts[1:])
            return ast.Happened(is_token(parts[0], "ANY"), table, window, where, span=span)
        case "in_segment":
            return ast.InSegment(b.name(parts[1]), is_token(parts[0], "NOT_IN"), span=span)
        case "likely":
            return ast.LikelyTo(b.text(parts[1]), span=span)
        case "ranked":
            return ranked(b, node)
        case _:
            return _test(b, node)


def _excluded(b: Builder, node: Node) -> ast.InSegment | ast.Group:
    if isinstance(node, Tree) and node.name == "name":
        name = b.name(node)
        return ast.InSegment(name, False, span=name.span)
    inner = condition(b, node)
    assert isinstance(inner, ast.Group)
    return inner


def group(b: Builder, node: Tree) -> ast.Group:
    inner = condition(b, node.children[1])
    b.close_wheres(node)
    return ast.Group(inner, span=b.span(node))


def chain(b: Builder, node: Tree) -> ast.Chain:
    """`a and b and c`; a chain that mixes `and` and `or` is complained of and read by its first operator."""
    operators = tokens(node, "AND", "OR")
    spans = tuple(b.span(t) for t in operators)
    first = operators[0]
    other = next((t for t in operators if t.type != first.type), None)
    if other is not None:
        b.say.add(
            Diagnostic(
                codes.MIXED_AND_OR,
                f"`{first.type.lower()}` and `{other.type.lower()}` stand side by side without parentheses",
                b.span(other),
                labels=(Label(b.span(first), f"the `{first.type.lower()}`"),),
                help=("parentheses say which comes first: `(a and b) or c`, or `a and (b or c)`",),
                fixes=parentheses(
                    [b.span(part) for part in node.children if not is_token(part, "AND", "OR")],
                    [operator.type.lower() for operator in operators],
                ),
            )
        )
    items = tuple(condition(b, part) for part in node.children if not is_token(part, "AND", "OR"))
    return ast.Chain("and" if first.type == "AND" else "or", items, op_spans=spans, span=b.span(node))


def ranked(b: Builder, node: Tree) -> ast.Ranked:
    """`x is in the top 10% by district`, `x is above average`."""
    parts = node.children
    word = parts[1]
    assert isinstance(word, Token)
    words = word.text.lower().split()
    place: Literal["top", "bottom", "above average", "below average"]
    share: ast.NumberLit | None = None
    if word.type == "IN_THE_TOP":
        place, share = "top" if "top" in words else "bottom", _share(b, parts[2])
    else:
        place = "above average" if "above" in words else "below average"
    by = b.name(trees(node, "name")[0]) if trees(node, "name") else None
    return ast.Ranked(build_values.value(b, parts[0]), place, share, by, "not" in words, span=b.span(node))


def _share(b: Builder, node: Node) -> ast.NumberLit:
    """`10%`, also where the token goes on with `by`."""
    assert isinstance(node, Token)
    number = node.text[: node.text.index("%") + 1]
    return b.number(Token("PERCENT", number, node.start, node.start + len(number)))


def _test(b: Builder, node: Tree) -> ast.Cond:
    parts, span = node.children, b.span(node)
    value = build_values.value(b, parts[0])
    word = parts[1]
    assert isinstance(word, Token)
    negated = "NOT" in word.type.split("_")
    match node.name:
        case "compare":
            right = build_values.value(b, parts[2])
            if word.type in ("IS", "IS_NOT") and is_bare_name(parts[2]):
                other = foreign.words_after_is(b.span(word), b.span(parts[2]))
                if other is not None:
                    b.say.add(other)
            return ast.Compare(value, _COMPARE[word.type], right, op_span=b.span(word), span=span)
        case "between":
            low, high = build_values.value(b, parts[2]), build_values.value(b, parts[4])
            return ast.Between(value, low, high, negated, span=span)
        case "in_list":
            items = tuple(b.literal(t) for t in parts[3:-1] if not is_token(t, "COMMA"))
            return ast.InList(value, items, negated, span=span)
        case "in_file":
            return ast.InFile(value, b.text(parts[2]), negated, span=span)
        case "missing" | "known":
            return ast.Presence(value, node.name == "missing", span=span)
        case "text_test":
            return ast.TextTest(value, _TEXT_TESTS[word.type], b.text(parts[2]), span=span)
        case "date_compare":
            relation: Literal["before", "after", "on"]
            relation = "before" if "BEFORE" in word.type else "after" if "AFTER" in word.type else "on"
            compared = ast.DateCompare(value, relation, build_values.value(b, parts[2]), span=span)
            return ast.Not(compared, span=span) if negated else compared
        case _:
            ago = ast.Ago(value, _AGO[word.type], b.duration(parts[2]), span=span)
            return ast.Not(ago, span=span) if negated else ago


def fact(b: Builder, node: Tree) -> ast.Given:
    """What an example gives: `x is 3`, `x is missing`, `any T …`, `likely to buy "x"`."""
    parts, span = node.children, b.span(node)
    if node.name == "fact_happened":
        inner = condition(b, trees(node, "happened")[0])
        return ast.Given(inner, span=span)
    if node.name == "fact_likely":
        likely = condition(b, trees(node, "likely")[0])
        return ast.Given(ast.Not(likely, span=span) if is_token(parts[0], "NOT") else likely, span=span)
    value = build_values.value(b, parts[0])
    if node.name in ("missing", "known"):
        return ast.Given(ast.Presence(value, node.name == "missing", span=span), span=span)
    literal = b.literal(parts[2])
    op: ast.CompareOp = "is" if is_token(parts[1], "IS") else "="
    return ast.Given(ast.Compare(value, op, literal, op_span=b.span(parts[1]), span=span), span=span)
