"""From an engine's answers to the membership of a batch of customers; counts nothing."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from segdsl.frames import Answers, Bools, Codes, Texts
from segdsl.frames.masks import Mask, masks_of
from segdsl.membership.questions import AskedSplit, AskedTiers, Questions


@dataclass(frozen=True, slots=True, eq=False)
class PartCodes:
    """For each customer the number of the part; `undecided` where a condition on the way to it was undecided (None:
    nowhere)."""

    codes: Codes
    undecided: Bools | None = None


@dataclass(frozen=True, slots=True, eq=False)
class MembershipBatch:
    """Some customers, in the order of the data.

    `members[i]` says who is in segment i of the questions, `undecided[i]` for whom it is undecided (None: for nobody).
    `suppressed` is the number of the first suppression that is true or undecided, -1 where there is none (None: nobody
    is suppressed). `true` says where each condition of the questions is true; `answers` are all that the engine said,
    for reasons.
    """

    rows: int
    members: tuple[Mask, ...]
    undecided: tuple[Mask | None, ...]
    tiers: tuple[PartCodes, ...]
    splits: tuple[PartCodes, ...]
    suppressed: Codes | None
    true: tuple[Mask, ...]
    answers: Answers

    @property
    def keys(self) -> npt.NDArray[Any]:
        """The customers' keys as texts, made when they are asked for."""
        return self.answers.keys


def membership(asked: Questions, answers: Answers) -> MembershipBatch:
    """The answers to `asked`, told apart."""
    true, possible = masks_of(answers.true), masks_of(answers.possible)
    return MembershipBatch(
        rows=answers.rows,
        members=tuple(true[s.number] for s in asked.segments),
        undecided=tuple(_open(true[s.number], possible[s.number]) for s in asked.segments),
        tiers=tuple(_tiers(t, answers) for t in asked.tiers),
        splits=tuple(_split(s, answers) for s in asked.splits),
        suppressed=_suppressed(asked.suppressions, answers),
        true=true,
        answers=answers,
    )


def _open(true: Mask, possible: Mask) -> Mask | None:
    return None if true.is_same(possible) else possible.without(true)


def undecided(answers: Answers, number: int) -> Bools | None:
    """Where condition `number` is undecided; None when the engine knows that it is nowhere."""
    true, possible = answers.true[number], answers.possible[number]
    return None if true is possible else possible & ~true


def _tiers(asked: AskedTiers, answers: Answers) -> PartCodes:
    parts = asked.tiers.parts
    codes = np.full(answers.rows, parts.index(asked.tiers.otherwise), dtype=np.int32)
    passed: Bools | None = None
    for number, part in reversed(asked.branches):
        true, open = answers.true[number], undecided(answers, number)
        codes[true] = part
        if passed is not None:
            passed[true] = False  # the first match wins: what lies behind it was not on the way
        if open is not None:
            passed = open if passed is None else passed | open
    return PartCodes(codes, passed)


def _split(asked: AskedSplit, answers: Answers) -> PartCodes:
    told = answers.values[asked.number]
    assert isinstance(told, Texts)
    places = {part: number for number, (part, _) in enumerate(asked.split.shares)}
    moved = np.array([places[text] for text in told.values], dtype=np.int32)
    return PartCodes(moved[told.codes])


def _suppressed(numbers: tuple[int, ...], answers: Answers) -> Codes | None:
    if not numbers:
        return None
    codes = np.full(answers.rows, -1, dtype=np.int32)
    for index, number in reversed(list(enumerate(numbers))):
        codes[answers.possible[number]] = index
    return codes
