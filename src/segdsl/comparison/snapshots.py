"""Who is in what by one version of the rules on one data set, held in memory; compares nothing."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias

import numpy as np
import numpy.typing as npt

from segdsl import ir
from segdsl.frames import Answers, Bools, Codes
from segdsl.membership.batch import membership
from segdsl.membership.questions import questions
from segdsl.names import fold

Ask: TypeAlias = Callable[[Sequence[ir.Cond], Sequence[ir.Expr]], Iterable[Answers]]


@dataclass(frozen=True, slots=True, eq=False)
class Snapshot:
    """By folded names; `tiers` are numbers among their parts, `clauses` where each extra condition is true."""

    program: ir.Program
    keys: npt.NDArray[Any]
    segments: Mapping[str, Bools]
    tiers: Mapping[str, Codes]
    suppressed: Bools
    clauses: tuple[Bools, ...]


def snapshot(program: ir.Program, ask: Ask, clauses: Sequence[ir.Cond] = ()) -> Snapshot:
    """Asks an engine; the clauses are asked besides."""
    asked = questions(program)
    first = len(asked.conditions)
    keys, members, codes, suppressed, extra = [], [], [], [], []
    for answers in ask((*asked.conditions, *clauses), asked.values):
        batch = membership(asked, answers)
        keys.append(answers.keys)
        members.append([mask.bools for mask in batch.members])
        codes.append([each.codes for each in batch.tiers])
        none = np.zeros(batch.rows, dtype=np.bool_)
        suppressed.append(none if batch.suppressed is None else batch.suppressed >= 0)
        extra.append([answers.true[first + place] for place in range(len(clauses))])
    return Snapshot(
        program,
        _joined(keys, object),
        {fold(each.segment.name): _joined([m[i] for m in members], np.bool_) for i, each in enumerate(asked.segments)},
        {fold(each.tiers.name): _joined([c[i] for c in codes], np.int32) for i, each in enumerate(asked.tiers)},
        _joined(suppressed, np.bool_),
        tuple(_joined([e[i] for e in extra], np.bool_) for i in range(len(clauses))),
    )


def _joined(arrays: Sequence[npt.NDArray[Any]], kind: Any) -> npt.NDArray[Any]:
    return np.concatenate(arrays) if arrays else np.zeros(0, dtype=kind)
