"""What is told of a score: its cut-offs, how many have which score, and the bands nobody is in."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

from segdsl import ir
from segdsl.learn.report import LearnedReport, Section, Table
from segdsl.learn.shown import count, listed, number, share
from segdsl.learn.state import LearnedState, PartState, ScoreState

FEW = 4
"""Of fewer customers for each band it is no wonder that some are empty."""


def report(thing: ir.Score, state: LearnedState) -> LearnedReport:
    assert isinstance(state, ScoreState)
    lowest, highest = (min(r[0] for r in state.rows), max(r[0] for r in state.rows)) if state.rows else (None, None)
    summary = (
        f"{count(state.learned_from, 'customer')} of {state.population:,} have a score, "
        f"from {number(lowest)} to {number(highest)}."
        if state.rows
        else f"None of {count(state.population, 'customer')} has a score."
    )
    sections = [_part(state, part) for part in state.parts]
    if state.rows:
        rows = tuple((number(s), f"{n:,}", share(n, state.learned_from)) for s, n in state.rows)
        sections.append(Section("The sum", (), Table(("score", "customers", "share"), rows)))
    return LearnedReport(state.name, "score", summary, tuple(sections), warnings=tuple(_empty(state)))


def empty_bands(part: PartState) -> tuple[int, ...]:
    """The bands that nobody fell in, from 1 up."""
    return tuple(band for band, rows in enumerate(part.rows, 1) if not rows) if any(part.rows) else ()


def _part(state: ScoreState, part: PartState) -> Section:
    better = "less is better" if part.lower_is_better else "more is better"
    weight = f", counted {number(part.weight)} times" if part.weight != 1 else ""
    said = [f"{'Fixed' if part.fixed else 'Learned'} cut-offs; {better}{weight}."]
    if part.missing:
        said.append(f"{count(part.missing, 'customer')} without a value.")
    if part.low is not None:
        said.append(f"From {number(part.low)} to {number(part.high)}, in the middle {number(part.median)}.")
    known = sum(part.rows)
    rows = tuple(
        (str(band), words, f"{part.rows[band - 1]:,}", share(part.rows[band - 1], known))
        for band, words in enumerate(_ranges(part), 1)
    )
    name = part.name[:1].upper() + part.name[1:]
    return Section(name, tuple(said), Table(("score", "values", "customers", "share"), rows) if rows else None)


def _ranges(part: PartState) -> Iterator[str]:
    """In words the values of each band, from the worst to the best."""
    if part.lower_is_better:
        cuts = [number(cut) for cut in reversed(part.cuts)]
        words = ("{} or more", "{1} to under {0}", "under {}")
    else:
        cuts = [number(cut) for cut in part.cuts]
        words = ("up to {}", "over {0} to {1}", "over {}")
    if not cuts:
        return
    first, between, last = words
    yield first.format(cuts[0])
    for before, after in pairwise(cuts):
        yield between.format(before, after) if before != after else "nothing"
    yield last.format(cuts[-1])


def _empty(state: ScoreState) -> Iterator[str]:
    for part in state.parts:
        bands = [str(band) for band in empty_bands(part)]
        if bands:
            few = sum(part.rows) < FEW * len(part.rows)
            why = "there are so few customers" if few else "too many have the same value"
            yield f"nobody has {listed(bands, 'or')} in {part.name}, because {why}"
