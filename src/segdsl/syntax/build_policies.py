"""From tree to AST: policies."""

from __future__ import annotations

from typing import Literal, cast

from segdsl.diagnostics.codes import syntax as codes
from segdsl.diagnostics.model import Diagnostic
from segdsl.syntax import ast
from segdsl.syntax.building import Builder, tokens, trees
from segdsl.syntax.lalr import Tree


def policy(b: Builder, node: Tree) -> ast.PolicyDecl:
    title = tokens(node, "STRING")
    lines = tuple(_line(b, line) for line in trees(node, "policy_line"))
    return ast.PolicyDecl(b.text(title[0]) if title else None, lines, span=b.span(node))


def _line(b: Builder, node: Tree) -> ast.PolicyLine:
    because = trees(node, "because")
    text = b.text(because[0].children[1]) if because else None
    return ast.PolicyLine(_rule(b, cast(Tree, node.children[0])), text, span=b.span(node))


def _rule(b: Builder, node: Tree) -> ast.PolicyRule:
    span, names = b.span(node), tuple(b.name(name) for name in trees(node, "name", "inner_name"))
    in_data = bool(tokens(node, "IN_THE_DATA"))
    within = trees(node, "within")
    match node.name:
        case "never_use":
            return ast.NeverUse(names, _within(b, within[0]) if within else None, span=span)
        case "size_limit":
            return _size_limit(b, node, within[0])
        case "no_overlap":
            return ast.NoOverlap(names, in_data, span=span)
        case "covered":
            exactly = bool(tokens(node, "EVERY_CUSTOMER_IN_EXACTLY_ONE_OF"))
            return ast.Covered(names, exactly, in_data, span=span)
        case "inside":
            return ast.Inside(names[0], names[1], in_data, span=span)
        case _:
            limit = b.number(tokens(node, "PERCENT")[0])
            return ast.ChangeLimit(limit, _within(b, within[0]) if within else None, span=span)


def _size_limit(b: Builder, node: Tree, within: Tree) -> ast.SizeLimit:
    numbers = tokens(node, "NUMBER", "PERCENT")
    limits = [b.number(token) for token in numbers]
    of_all, undecided = bool(tokens(node, "OF_CUSTOMERS")), bool(tokens(node, "UNDECIDED"))
    for token in numbers:
        if of_all is not (token.type == "PERCENT"):
            help = "a share is written `5% of customers`, a number `50 customers`"
            message = f"expected a {'share' if of_all else 'number'}, found `{token.text}`"
            b.say.add(Diagnostic(codes.UNEXPECTED, message, b.span(token), help=(help,)))
    low = None if tokens(node, "AT_MOST") else limits[0]
    high = None if tokens(node, "AT_LEAST") else limits[-1]
    return ast.SizeLimit(low, high, of_all, undecided, _within(b, within), span=b.span(node))


def _within(b: Builder, node: Tree) -> ast.Within:
    what: Literal["every segment", "every part of", "named"] = "named"
    if tokens(node, "IN_EVERY_SEGMENT"):
        what = "every segment"
    elif tokens(node, "IN_EVERY_PART_OF"):
        what = "every part of"
    return ast.Within(what, tuple(b.name(name) for name in trees(node, "name")), span=b.span(node))
