"""From tree to AST: statements."""

from __future__ import annotations

from typing import cast

from segdsl.diagnostics.codes import syntax as codes
from segdsl.diagnostics.model import Diagnostic, Label
from segdsl.source import Span
from segdsl.syntax import ast
from segdsl.syntax.build_columns import clause, repeated
from segdsl.syntax.build_conditions import condition, fact, is_value
from segdsl.syntax.build_values import value
from segdsl.syntax.building import Builder, TooDeep, is_token, tokens, trees
from segdsl.syntax.lalr import Node, Token, Tree


def statement(b: Builder, tree: Tree) -> ast.Statement | None:
    """The statement of a `start` tree; None when it goes too deep."""
    node = cast(Tree, tree.children[0])
    try:
        built = _statement(b, node)
    except TooDeep as deep:
        b.say.add(nesting(deep.span))
        return None
    for where, operator in b.open_wheres:
        b.say.add(_where_reach(where, operator))
    return built


def nesting(span: Span) -> Diagnostic:
    return Diagnostic(
        codes.NESTING,
        "expected at most 100 levels of parentheses, signs and measures inside one another",
        Span(span.source, span.start, span.start + 1),
        help=("a part of the rule with a name of its own, by `define` or as a segment, makes it shallower",),
    )


def _where_reach(where: Span, operator: Span) -> Diagnostic:
    word = operator.text.lower()
    return Diagnostic(
        codes.WHERE_REACH,
        f"it is not clear whether the `{word}` belongs to the `where`",
        operator,
        labels=(Label(where, "the `where`"),),
        help=(f"parentheses say so: `(any t where a) {word} b`, or `(any t where a {word} b)`",),
    )


def _statement(b: Builder, node: Tree) -> ast.Statement | None:
    span, parts = b.span(node), node.children
    match node.name:
        case "ruleset":
            return _ruleset(b, node)
        case "use":
            return ast.Use(b.text(parts[1]), span=span)
        case "as_of":
            zones = tokens(node, "STRING")
            return ast.AsOf(b.date(parts[1]), b.text(zones[0]) if zones else None, span=span)
        case "table":
            clauses = tuple(clause(b, c) for c in trees(node, "key", "many", "one", "only_where", "column"))
            path = tokens(node, "STRING")
            return ast.TableDecl(b.name(parts[1]), b.text(path[0]) if path else None, clauses, span=span)
        case "define":
            return _define(b, node)
        case "tiers":
            return _tiers(b, node)
        case "split":
            return _split(b, node)
        case "suppress":
            because = trees(node, "because")
            text = b.text(because[0].children[1]) if because else None
            return ast.SuppressDecl(condition(b, parts[2]), text, span=span)
        case "example":
            return _example(b, node)
        case "example_table":
            return ast.ExampleTable(b.text(parts[1]), span=span)
        case "segment":
            return _segment(b, node)
        case "policy":
            from segdsl.syntax.build_policies import policy

            return policy(b, node)
        case _:
            # Most files have none of these.
            from segdsl.syntax.build_learned import learned

            return learned(b, node)


def _ruleset(b: Builder, node: Tree) -> ast.RulesetDecl:
    found: dict[str, Tree] = {}
    for part in trees(node, "version", "owner", "purpose"):
        if part.name in found:
            repeated(b, b.span(found[part.name]), b.span(part), f"`{part.name}`")
        found.setdefault(part.name, part)
    return ast.RulesetDecl(
        b.text(node.children[1]),
        b.text(found["version"].children[1]) if "version" in found else None,
        b.text(found["owner"].children[1]) if "owner" in found else None,
        b.name(found["purpose"].children[1]) if "purpose" in found else None,
        span=b.span(node),
    )


def _define(b: Builder, node: Tree) -> ast.DefineDecl:
    body = node.children[3]
    built: ast.Expr | ast.Cond
    if isinstance(body, Tree) and body.name == "cases":
        otherwise = value(b, body.children[-1]) if tokens(body, "OTHERWISE") else None
        branches = tuple(_branch(b, branch) for branch in trees(body, "branch"))
        built = ast.Cases(branches, otherwise, span=b.span(body))
    else:
        built = value(b, body) if is_value(body) else condition(b, body)
        b.close_wheres(node)
    return ast.DefineDecl(b.name(node.children[1]), built, span=b.span(node))


def _branch(b: Builder, node: Tree) -> ast.Branch:
    return ast.Branch(condition(b, node.children[1]), value(b, node.children[3]), span=b.span(node))


def _part(b: Builder, node: Node) -> ast.Ref | ast.TextLit:
    """The name of a part of tiers, bare or as a text."""
    inner = cast(Tree, node).children[0]
    if isinstance(inner, Token):
        return b.text(inner)
    name = b.name(inner)
    return ast.Ref(name, span=name.span)


def _tiers(b: Builder, node: Tree) -> ast.TiersDecl:
    title = tokens(node, "STRING")
    branches = tuple(
        ast.Branch(condition(b, t.children[1]), _part(b, t.children[3]), span=b.span(t)) for t in trees(node, "tier")
    )
    rest = trees(node, "part")
    if not rest:
        b.say.add(
            Diagnostic(
                codes.MISSING_WORD,
                "expected `otherwise` at the end of the tiers, found the end of the statement",
                Span(b.source, node.end, node.end),
                help=("a last line `otherwise NAME` says where everybody else goes",),
            )
        )
    otherwise: ast.Expr = _part(b, rest[0]) if rest else ast.TextLit("", span=b.span(node))
    name = b.name(node.children[1])
    return ast.TiersDecl(name, b.text(title[0]) if title else None, branches, otherwise, span=b.span(node))


def _split(b: Builder, node: Tree) -> ast.SplitDecl:
    shares = []
    for share in trees(node, "share"):
        part = _part(b, share.children[1])
        name = part.name if isinstance(part, ast.Ref) else ast.Name(" ".join(part.value.split()), span=part.span)
        last = share.children[1]
        shares.append(ast.Share(b.number(share.children[0]), name, span=b.span(share.children[0]).to(b.span(last))))
    salt = tokens(node, "STRING")[0]
    return ast.SplitDecl(
        b.name(node.children[1]), b.name(node.children[3]), b.text(salt), tuple(shares), span=b.span(node)
    )


def _example(b: Builder, node: Tree) -> ast.ExampleDecl:
    given = [
        fact(b, f)
        for clause in trees(node, "given")
        for f in trees(clause, "fact_is", "missing", "known", "fact_happened", "fact_likely")
    ]
    expect = [_expectation(b, e) for clause in trees(node, "expect") for e in trees(clause, "expectation")]
    if not expect:
        b.say.add(
            Diagnostic(
                codes.MISSING_WORD,
                "expected `expect` in the example, found the end of the statement",
                Span(b.source, node.end, node.end),
                help=("a line `expect NAME` or `expect not NAME` says what must come out",),
            )
        )
    return ast.ExampleDecl(b.text(node.children[1]), tuple(given), tuple(expect), span=b.span(node))


def _expectation(b: Builder, node: Tree) -> ast.Expectation:
    name, part = trees(node, "name")[0], trees(node, "part")
    negated = bool(tokens(node, "NOT"))
    return ast.Expectation(b.name(name), negated, _part(b, part[0]) if part else None, span=b.span(node))


def _segment(b: Builder, node: Tree) -> ast.SegmentDecl:
    parts = node.children
    title = b.text(parts[1]) if is_token(parts[1], "STRING") else None
    built = condition(b, parts[3] if title is not None else parts[2])
    because, then = trees(node, "because"), trees(node, "then")
    for clauses in (because, then):
        if len(clauses) > 1:
            repeated(b, b.span(clauses[0]), b.span(clauses[1]), f"`{clauses[0].name}`")
    if because and then and then[0].start < because[0].start:
        b.say.add(
            Diagnostic(
                codes.CLAUSE_ORDER,
                "`then` stands before `because`",
                b.span(then[0].children[0]),
                labels=(Label(b.span(because[0].children[0]), "the `because`"),),
                help=('the reason comes first: `because "…"`, then `then "…"`',),
            )
        )
    return ast.SegmentDecl(
        b.name(parts[0]),
        title,
        built,
        b.text(because[0].children[1]) if because else None,
        b.text(then[0].children[1]) if then else None,
        span=b.span(node),
    )
