"""The clauses of two versions side by side, in the language's own canonical text; it proves nothing."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from difflib import SequenceMatcher

from segdsl import ir, load
from segdsl.comparison.model import Clause
from segdsl.comparison.sameness import Meanings
from segdsl.explanation import written
from segdsl.explanation.phrases import Context
from segdsl.load.walk import nodes
from segdsl.syntax import ast
from segdsl.syntax.printer import print_cond, print_expr

_ALIKE = 0.5
"""Clauses less alike than this are two different ones, not one that was changed."""

_WITHIN = {"any": "one of", "all": "all of", "none": "none of", "not all": "not all of"}
_CONDITIONS = (
    *(ast.Compare, ast.Between, ast.InList, ast.InFile, ast.Presence, ast.TextTest, ast.DateCompare, ast.Ago),
    *(ast.Ranked, ast.LikelyTo, ast.InSegment, ast.Happened, ast.Holds, ast.Not, ast.Chain, ast.Except, ast.Group),
)


@dataclass(slots=True)
class Version:
    """One version: its program, what it means, and how its clauses are written."""

    program: ir.Program
    bundle: load.Bundle
    meanings: Meanings
    _texts: dict[tuple[int, int, int], str] = field(default_factory=dict)
    _read: bool = False

    def text(self, condition: ir.Cond) -> str:
        """A clause in its canonical text."""
        span = condition.span
        excepted = isinstance(condition, ir.Not) and isinstance(condition.condition, ir.Surely)
        if span is None or excepted:
            return written.condition(Context(self.program), condition)
        found = self._printed().get((id(span.source), span.start, span.end))
        return found or written.condition(Context(self.program), condition)

    def value(self, value: ir.Expr) -> str:
        """A value in its canonical text."""
        span = value.span
        found = None if span is None else self._printed().get((id(span.source), span.start, span.end))
        return found or written.value(Context(self.program), value)

    def _printed(self) -> dict[tuple[int, int, int], str]:
        if not self._read:
            self._read = True
            for unit in self.bundle.files:
                for node in nodes(unit.file):
                    span = getattr(node, "span", None)
                    if span is None or (id(span.source), span.start, span.end) in self._texts:
                        continue
                    if isinstance(node, _CONDITIONS):
                        self._texts[id(span.source), span.start, span.end] = print_cond(node)
                    elif isinstance(node, ast.Measure | ast.Binary | ast.Cases | ast.Since | ast.Defaulting | ast.Call):
                        self._texts[id(span.source), span.start, span.end] = print_expr(node)
        return self._texts


@dataclass(frozen=True, slots=True)
class Aligned:
    """The clauses that differ, how many do not, and the conditions behind those that differ at the top."""

    clauses: tuple[Clause, ...]
    kept: int
    old: tuple[ir.Cond, ...] = ()
    new: tuple[ir.Cond, ...] = ()


def align(old: Version, new: Version, before: ir.Cond, after: ir.Cond) -> Aligned:
    """The lines of two rules."""
    olds, news = written.top_clauses(before), written.top_clauses(after)
    gone, come, kept = _differing(old, new, olds, news)
    return Aligned(tuple(_paired(old, new, gone, come, "")), kept, gone, come)


def _differing(
    old: Version, new: Version, olds: Sequence[ir.Cond], news: Sequence[ir.Cond]
) -> tuple[tuple[ir.Cond, ...], tuple[ir.Cond, ...], int]:
    """Those of each side that the other side has not, and how many both have."""
    there = Counter(map(new.meanings.of, news))
    here = Counter(map(old.meanings.of, olds))
    common = there & here
    return _without(old, olds, common), _without(new, news, common), common.total()


def _without(version: Version, conditions: Sequence[ir.Cond], common: Counter[int]) -> tuple[ir.Cond, ...]:
    left = Counter(common)
    rest = []
    for condition in conditions:
        number = version.meanings.of(condition)
        if left[number]:
            left[number] -= 1
        else:
            rest.append(condition)
    return tuple(rest)


def _paired(
    old: Version, new: Version, gone: Sequence[ir.Cond], come: Sequence[ir.Cond], within: str
) -> Iterator[Clause]:
    partners = _partners([old.text(c) for c in gone], [new.text(c) for c in come])
    for place, condition in enumerate(gone):
        partner = partners.get(place)
        if partner is None:
            yield Clause(old.text(condition), None, within)
        else:
            yield from _changed(old, new, condition, come[partner], within)
    taken = set(partners.values())
    yield from (Clause(None, new.text(c), within) for place, c in enumerate(come) if place not in taken)


def _changed(old: Version, new: Version, before: ir.Cond, after: ir.Cond, within: str) -> Iterator[Clause]:
    """A clause and what became of it; of alternatives only those that differ."""
    (join, olds), (other, news) = written.parts(before), written.parts(after)
    if join and join == other:
        gone, come, kept = _differing(old, new, olds, news)
        if kept:
            yield from _paired(old, new, gone, come, _WITHIN.get(join, ""))
            return
    yield Clause(old.text(before), new.text(after), within)


def _partners(olds: Sequence[str], news: Sequence[str]) -> dict[int, int]:
    """Which clause became which, the most alike first."""
    if len(olds) == len(news) == 1:
        return {0: 0}
    scored = sorted(
        (-SequenceMatcher(None, a.split(), b.split()).ratio(), i, j)
        for i, a in enumerate(olds)
        for j, b in enumerate(news)
    )
    found: dict[int, int] = {}
    for score, i, j in scored:
        if -score >= _ALIKE and i not in found and j not in found.values():
            found[i] = j
    return found
