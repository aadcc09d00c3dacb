"""From tree to AST: `score` statements; the lines that cut a part are joined to it."""

from __future__ import annotations

from typing import cast

from segdsl.diagnostics.codes import syntax as codes
from segdsl.diagnostics.model import Diagnostic
from segdsl.names import fold
from segdsl.syntax import ast
from segdsl.syntax.build_clauses import Clauses, last_value
from segdsl.syntax.build_columns import repeated
from segdsl.syntax.building import Builder, is_token, tokens, trees
from segdsl.syntax.lalr import Token, Tree


def score(b: Builder, clauses: Clauses) -> ast.ScoreDecl | None:
    parts = [_score_part(b, part) for part in trees(clauses.node, "score_part")]
    for position, part in enumerate(parts):
        first = next((p for p in parts[:position] if fold(p.name.text) == fold(part.name.text)), None)
        if first is not None:
            repeated(b, first.name.span, part.name.span, f"the part `{part.name.text}`")
    if not parts:
        clauses.missing(
            "what it is made of: a line `NAME from VALUE` for each part", "spend from sum of amount in orders"
        )
        return None
    bands = clauses.get("bands")
    return ast.ScoreDecl(
        clauses.name,
        _bands(b, bands) if bands is not None else None,
        clauses.population(),
        tuple(_with_cuts(b, clauses, parts)),
        span=clauses.span,
    )


def _bands(b: Builder, node: Tree) -> ast.NumberLit:
    """The number in `in 4 bands`, which is one token."""
    token = cast(Token, node.children[0])
    digits = token.text.split()[1]
    start = token.start + token.text.index(digits)
    return b.number(Token("NUMBER", digits, start, start + len(digits)))


def _score_part(b: Builder, node: Tree) -> ast.ScorePart:
    lower, weights = tokens(node, "LOWER_IS_BETTER", "HIGHER_IS_BETTER"), trees(node, "weight")
    for flags, what in ((lower, "which way is better"), (weights, "the weight")):
        if len(flags) > 1:
            repeated(b, b.span(flags[0]), b.span(flags[1]), what)
    return ast.ScorePart(
        b.name(node.children[0]),
        last_value(b, node.children[2], node),
        is_token(lower[0], "LOWER_IS_BETTER") if lower else None,
        b.number(weights[0].children[1]) if weights else None,
        span=b.span(node),
    )


def _with_cuts(b: Builder, clauses: Clauses, parts: list[ast.ScorePart]) -> list[ast.ScorePart]:
    """The parts with what the `cut at` lines say of them."""
    lines: dict[int, Tree] = {}
    for line in trees(clauses.node, "score_cuts"):
        name = b.name(line.children[0])
        at = next((i for i, part in enumerate(parts) if fold(part.name.text) == fold(name.text)), None)
        if at is None:
            b.say.add(
                Diagnostic(
                    codes.UNKNOWN_PART,
                    f"`{name.text}` is not a part of `{clauses.name.text}`",
                    name.span,
                    help=("its parts are " + ", ".join(f"`{part.name.text}`" for part in parts),),
                )
            )
        elif at in lines:
            repeated(b, b.span(lines[at]), b.span(line), f"the line that cuts `{name.text}`")
        else:
            lines[at] = line
    cut = list(parts)
    for at, line in lines.items():
        part = parts[at]
        cuts = tuple(b.number(t) for t in tokens(line, "NUMBER", "PERCENT"))
        cut[at] = ast.ScorePart(part.name, part.value, part.lower_is_better, part.weight, cuts, span=part.span)
    return cut
