"""`score`: parts in bands, and their sum."""

from __future__ import annotations

from collections.abc import Mapping

from segdsl import ir
from segdsl.check import numbers
from segdsl.check.bands import BANDS, LEAST, MOST
from segdsl.check.context import Context
from segdsl.diagnostics.codes import structure
from segdsl.diagnostics.model import Label
from segdsl.names import fold
from segdsl.syntax import ast

# What is better the less of it there is, where the rules do not say.
_LOWER = frozenset({"recency"})
_UNWEIGHTED = frozenset({"rfm", "rfm score"})


def score(cx: Context, node: ast.ScoreDecl, population: ir.Cond | None, named: Mapping[str, str]) -> ir.Score | None:
    bands = _bands(cx, node)
    fits = _names_fit(cx, node)
    parts = [_part(cx, node, part) for part in node.parts]
    known = tuple(part for part in parts if part is not None)
    if bands is None or not fits or len(known) < len(parts):
        return None
    return ir.Score(
        name=node.name.text,
        bands=bands,
        population=population,
        parts=known,
        outputs=dict(named),
        declaration="",
        library=cx.unit.library,
        span=node.span,
    )


def _bands(cx: Context, node: ast.ScoreDecl) -> int | None:
    if node.bands is None:
        return BANDS
    number = node.bands.value
    if isinstance(number, int) and LEAST <= number <= MOST:
        return number
    cx.error(
        structure.BAD_BANDS,
        f"a score has {LEAST} to {MOST} bands, not `{node.bands.text}`",
        node.bands.span,
        help=(f"write `in {BANDS} bands`, or leave the line out: {BANDS} bands are usual",),
    )
    return None


def _names_fit(cx: Context, node: ast.ScoreDecl) -> bool:
    fits = len({fold(part.name.text) for part in node.parts}) == len(node.parts)  # else said when it was read
    for part in node.parts:
        if fold(part.name.text) in ("score", "code"):
            cx.error(
                structure.LISTED_TWICE,
                f"`{node.name.text} {part.name.text}` is the name of the whole, and cannot be that of a part",
                part.name.span,
                help=("give the part another name",),
            )
            fits = False
    return fits


def _part(cx: Context, node: ast.ScoreDecl, part: ast.ScorePart) -> ir.ScorePart | None:
    use = f"the part `{part.name.text}`"
    found = numbers.number(cx, part.value, use)
    weight = _weight(cx, node, part)
    if not _cuts_fit(cx, part) or found is None or weight is None:
        return None
    lower = fold(part.name.text) in _LOWER if part.lower_is_better is None else part.lower_is_better
    cuts = tuple(float(cut.value) for cut in part.cuts)
    return ir.ScorePart(part.name.text, found, lower, weight, cuts, part.span)


def _weight(cx: Context, node: ast.ScoreDecl, part: ast.ScorePart) -> float | None:
    if part.weight is None:
        return 1.0
    if fold(node.name.text) in _UNWEIGHTED:
        cx.error(
            structure.BAD_WEIGHT,
            f"the parts of `{node.name.text}` all count the same, and `{part.name.text}` has a weight",
            part.weight.span,
            help=("leave the weight out, or give the score another name: `score value`",),
        )
        return None
    if part.weight.value > 0:
        return float(part.weight.value)
    fix = "leave the part out" if part.weight.value == 0 else "say `lower is better`"
    message = f"a weight is above 0, and `{part.name.text}` has `{part.weight.text}`"
    cx.error(structure.BAD_WEIGHT, message, part.weight.span, help=(fix,))
    return None


def _cuts_fit(cx: Context, part: ast.ScorePart) -> bool:
    for before, cut in zip(part.cuts, part.cuts[1:], strict=False):
        if cut.value <= before.value:
            cx.error(
                structure.BAD_BANDS,
                f"the cuts of `{part.name.text}` go up, and `{cut.text}` comes after `{before.text}`",
                cut.span,
                labels=(Label(before.span, "the cut before it"),),
                help=("write each cut once, the smallest first",),
            )
            return False
    if len(part.cuts) < MOST:
        return True
    cx.error(
        structure.BAD_BANDS,
        f"{len(part.cuts)} cuts make {len(part.cuts) + 1} bands, and a score has at most {MOST}",
        part.cuts[-1].span,
        help=(f"write at most {MOST - 1} cuts",),
    )
    return False
