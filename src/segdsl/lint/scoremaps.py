"""Rules over the parts of one score, held against every combination of bands: gaps, overlaps, lines for nobody."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from math import prod

from segdsl import ir
from segdsl.check.bands import bands_of
from segdsl.check.used import nodes
from segdsl.diagnostics.codes import lint as codes
from segdsl.diagnostics.model import Diagnostic, Label
from segdsl.lint import wording
from segdsl.lint.cells import MOST_CELLS, Cell, Cells, score_of
from segdsl.names import fold

# Fewer segments, or segments that leave more of the combinations out, are not meant as a map of all of them.
LEAST_SEGMENTS = 4
MOSTLY = 0.75
# What is left to `otherwise` is a gap when it is no more than this; more is meant.
A_GAP = 0.25
# Segments that share more of the combinations than this are not meant to be apart.
APART = 0.25
_SAID = (codes.NEVER, codes.UNREACHABLE)


def score_maps(program: ir.Program, said: Sequence[Diagnostic]) -> Iterator[Diagnostic]:
    """What is found in the file's own tiers and segments that are about one score and nothing else.

    Args:
        said: what other findings say: a line that one of them calls impossible is not called so twice.
    """
    known: dict[str, Cells | None] = {}
    for tiers in program.tiers.values():
        conditions = [condition for condition, _ in tiers.branches]
        cells = _cells(program, conditions, known) if tiers.library is None else None
        if cells is not None:
            yield from _tiers(tiers, cells, said)
    own = [segment for segment in program.segments.values() if segment.library is None]
    by_score: dict[str, list[ir.Segment]] = {}
    for segment in own:
        key = score_of(program, segment.condition)
        if key is not None:
            by_score.setdefault(key, []).append(segment)
    for segments in by_score.values():
        cells = _cells(program, [segment.condition for segment in segments], known)
        if cells is not None:
            yield from _segments(program, segments, cells, said)


def _cells(program: ir.Program, conditions: Sequence[ir.Cond], known: dict[str, Cells | None]) -> Cells | None:
    """The combinations of the one score that all conditions are about."""
    keys = {score_of(program, condition) for condition in conditions}
    key = next(iter(keys)) if len(keys) == 1 else None
    if key is None:
        return None
    if key not in known:
        score = program.learned[key]
        few = isinstance(score, ir.Score) and prod(bands_of(score, p) for p in score.parts) <= MOST_CELLS
        known[key] = Cells(program, key) if few else None
    return known[key]


# ---- tiers -------------------------------------------------------------------------------------------------------


def _tiers(tiers: ir.Tiers, cells: Cells, said: Sequence[Diagnostic]) -> Iterator[Diagnostic]:
    found = cells.where(condition for condition, _ in tiers.branches)
    taken: frozenset[Cell] = frozenset()
    for number, (condition, part) in enumerate(tiers.branches):
        if not found[number] - taken:
            yield from _for_nobody(condition, cells, f"the line of `{part}`", bool(found[number]), said)
        else:
            crossed = [other for other in range(number) if _partly(found[other], found[number])]
            yield from _crossing(tiers, number, crossed, found, cells)
        taken |= found[number]
    yield from _left_over(tiers, frozenset(cells.all) - taken, cells)


def _partly(one: frozenset[Cell], other: frozenset[Cell]) -> bool:
    """Some in common, and neither within the other: a wider line below a narrower one is meant so."""
    return bool(one & other) and not (one <= other or other <= one)


def _crossing(
    tiers: ir.Tiers, number: int, crossed: Sequence[int], found: Sequence[frozenset[Cell]], cells: Cells
) -> Iterator[Diagnostic]:
    if not crossed:
        return
    condition, part = tiers.branches[number]
    shared = frozenset(cell for other in crossed for cell in found[other] & found[number])
    above = [f"`{tiers.branches[other][1]}`" for other in crossed]
    yield Diagnostic(
        codes.SCORE_OVERLAP,
        f"of the {len(found[number])} combinations that the line of `{part}` meets, {len(shared)} "
        f"{_are(len(shared))} taken by {', '.join(above)} above it",
        condition.span,
        labels=tuple(
            Label(span, "taken first here") for other in crossed if (span := tiers.branches[other][0].span) is not None
        ),
        help=("if the order of the lines is meant to decide, leave it so; otherwise narrow one of them",),
        notes=(f"both are true of {cells.told(shared)}",),
    )


def _left_over(tiers: ir.Tiers, left: frozenset[Cell], cells: Cells) -> Iterator[Diagnostic]:
    if left and len(left) <= A_GAP * len(cells.all):
        yield Diagnostic(
            codes.SCORE_GAP,
            f"{len(left)} of the {len(cells.all)} combinations of `{cells.score.name}` fall to `otherwise` "
            f"in `{tiers.name}`",
            wording.head(tiers),
            help=(f"if `{tiers.otherwise}` is not meant for them, let a line take them",),
            notes=(f"they are {cells.told(left)}",),
        )


# ---- segments ----------------------------------------------------------------------------------------------------


def _segments(
    program: ir.Program, segments: Sequence[ir.Segment], cells: Cells, said: Sequence[Diagnostic]
) -> Iterator[Diagnostic]:
    found = cells.where(segment.condition for segment in segments)
    for segment, where in zip(segments, found, strict=True):
        if not where:
            yield from _for_nobody(segment.condition, cells, f"`{segment.name}`", False, said)
    whole = len(cells.all)
    covered = frozenset(cell for where in found for cell in where)
    twice = sum(sum(cell in where for where in found) > 1 for cell in covered)
    if len(segments) < LEAST_SEGMENTS or len(covered) < MOSTLY * whole or twice > APART * whole:
        return
    for number, segment in enumerate(segments):
        for other in range(number):
            shared = found[number] & found[other]
            if shared and not _related(program, segment, segments[other]):
                yield _shared(segment, segments[other], shared, cells)
    left = frozenset(cells.all) - covered
    if left:
        yield Diagnostic(
            codes.SCORE_GAP,
            f"{len(left)} of the {whole} combinations of `{cells.score.name}` {_are(len(left))} in none of the "
            f"{len(segments)} segments about it",
            wording.head(segments[0]),
            help=("let a segment take them, if everybody is meant to be in one",),
            notes=(f"they are {cells.told(left)}",),
        )


def _shared(segment: ir.Segment, other: ir.Segment, shared: frozenset[Cell], cells: Cells) -> Diagnostic:
    first = wording.head(other)
    return Diagnostic(
        codes.SCORE_OVERLAP,
        f"`{segment.name}` and `{other.name}` have {len(shared)} combinations of `{cells.score.name}` in common",
        wording.head(segment),
        labels=() if first is None else (Label(first, "the other one"),),
        help=(f"narrow one of them, or write `except {other.name}`",),
        notes=(f"both are true of {cells.told(shared)}",),
    )


def _related(program: ir.Program, one: ir.Segment, other: ir.Segment) -> bool:
    """Whether one of them is built on the other, so that what they share is meant."""
    return fold(other.name) in _members(program, one.condition) or fold(one.name) in _members(program, other.condition)


def _members(program: ir.Program, condition: ir.Cond) -> frozenset[str]:
    return frozenset(node.name for node in nodes(condition) if isinstance(node, ir.Member))


# ---- both --------------------------------------------------------------------------------------------------------


def _for_nobody(
    condition: ir.Cond, cells: Cells, what: str, too_late: bool, said: Iterable[Diagnostic]
) -> Iterator[Diagnostic]:
    if _is_said(condition, said):
        return
    if too_late:
        message = (
            f"{what} is never reached: the lines above take every combination of `{cells.score.name}` that it meets"
        )
        help = "move it up, or leave it out"
    else:
        message = f"no combination of the parts of `{cells.score.name}` meets {wording.quoted(condition)}"
        help = f"so nobody can be in {what}: look at the limits"
    yield Diagnostic(codes.SCORE_NEVER, message, condition.span, help=(help,))


def _is_said(condition: ir.Cond, said: Iterable[Diagnostic]) -> bool:
    """Whether another finding lies within the condition's text."""
    place = condition.span
    return place is not None and any(
        d.code in _SAID
        and d.span is not None
        and d.span.source is place.source
        and place.start <= d.span.start < place.end
        for d in said
    )


def _are(count: int) -> str:
    return "is" if count == 1 else "are"
