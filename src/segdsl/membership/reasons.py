"""Why each customer is in a segment or not, as a text made of the rule's own clauses; never shows a value."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from segdsl.frames import Answers, Codes, Texts
from segdsl.membership.batch import MembershipBatch, undecided
from segdsl.membership.questions import AskedSegment, Clause, Questions
from segdsl.membership.wording import one_line

_MOST_ALTERNATIVES = 60
"""How many alternatives fit into one whole number; further ones are left out of the reason."""


def why(asked: AskedSegment, batch: MembershipBatch, index: int) -> Texts:
    """Members: what the author says, then the clauses that held. Others: `no:` and the first clause that failed, or
    `undecided:` and the first clause that is."""
    codes = np.full(batch.rows, -1, dtype=np.int32)
    texts: list[str] = []
    members = batch.members[index].bools
    doubtful = batch.undecided[index]
    open = None if doubtful is None else doubtful.bools
    outside = ~members if open is None else ~(members | open)
    for clause in reversed(asked.clauses):
        _put(codes, texts, outside & ~batch.answers.possible[clause.number], f"no: {clause.text}")
        doubt = undecided(batch.answers, clause.number)
        if open is not None and doubt is not None:
            _put(codes, texts, open & doubt, f"undecided: {clause.text}")
    rows = np.flatnonzero(members)
    if len(rows):
        numbers, told = _members(asked, batch.answers, rows)
        codes[rows] = numbers + len(texts)
        texts.extend(told)
    return _distinct(codes, texts)


def suppression(asked: Questions, batch: MembershipBatch) -> Texts:
    """Why a customer is suppressed; missing for those who are not."""
    told = [s.because or one_line(s.condition.span) for s in asked.program.suppressions]
    if batch.suppressed is None:
        return Texts(np.full(batch.rows, -1, dtype=np.int32), ())
    return _distinct(batch.suppressed, told)


def _put(codes: Codes, texts: list[str], where: npt.NDArray[np.bool_], text: str) -> None:
    codes[where] = len(texts)
    texts.append(text)


def _members(asked: AskedSegment, answers: Answers, rows: npt.NDArray[Any]) -> tuple[npt.NDArray[Any], list[str]]:
    """For each member the number of the text that says which clauses held, and the texts."""
    choices = [number for clause in asked.clauses for number, _ in clause.alternatives][:_MOST_ALTERNATIVES]
    held = np.zeros(len(rows), dtype=np.int64)
    for bit, number in enumerate(choices):
        held |= answers.true[number][rows].astype(np.int64) << bit
    numbers, patterns = pd.factorize(held)
    place = {number: bit for bit, number in enumerate(choices)}
    lead = f"{asked.segment.because}: " if asked.segment.because else ""
    return numbers, [lead + "; ".join(_told(asked.clauses, place, int(pattern))) for pattern in patterns]


def _told(clauses: Sequence[Clause], place: dict[int, int], pattern: int) -> list[str]:
    told: list[str] = []
    for clause in clauses:
        held = [text for number, text in clause.alternatives if number in place and pattern >> place[number] & 1]
        told.extend(held or [clause.text])
    return list(dict.fromkeys(told))


def _distinct(codes: Codes, texts: list[str]) -> Texts:
    """Two clauses may read alike; a text stands once."""
    places: dict[str, int] = {}
    moved = np.array([places.setdefault(text, len(places)) for text in texts] + [-1], dtype=np.int32)
    return Texts(moved[codes], tuple(places))
