"""Claims about the customers of one program or several → found (with a witness), never, or open; says nothing."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import TYPE_CHECKING, TypeAlias

from segdsl import ir
from segdsl.lint.regions import NOWHERE
from segdsl.lint.values import Values
from segdsl.proofs.boxes import Boxes
from segdsl.proofs.claims import Claim, Key, key
from segdsl.proofs.samples import sample
from segdsl.proofs.witness import Judge, Witness
from segdsl.record import record
from segdsl.types import Value

if TYPE_CHECKING:
    from segdsl.proofs.solving import Solving

_BOXES = 4
"""Out of so many boxes a customer is tried before the solver is asked."""


@record
class Found:
    """There can be such a customer: this one, as the interpreter confirms."""

    witness: Witness


@record
class Never:
    """There can be no such customer."""


@record
class Open:
    """Not decided, and why not."""

    why: str


Finding: TypeAlias = Found | Never | Open


class Prover:
    """Asks about the customers of programs: number 0, 1, … in claims. Equal columns, measures and learned values of all
    of them are the same value of the same customer. The same questions in the same order have the same answers."""

    def __init__(self, program: ir.Program, *others: ir.Program) -> None:
        self.programs = (program, *others)
        self._worlds = tuple(Values(each) for each in self.programs)
        self._boxes = Boxes(self.programs, self._worlds)
        self._judge = Judge(self.programs)
        self._known: dict[Key, tuple[Claim, Finding]] = {}
        self._possible: dict[Key, tuple[Claim, bool | None]] = {}
        self._kept: Solving | None = None

    def find(self, claim: Claim) -> Finding:
        """A customer of whom the claim is true."""
        named = key(claim)
        if named not in self._known:
            self._known[named] = claim, self._find(claim)
        return self._known[named][1]

    def possible(self, claim: Claim) -> bool | None:
        """Whether there can be such a customer: quicker than to find one that reads well, and without the solver where
        boxes tell. None when that is not decided so quickly."""
        named = key(claim)
        if named not in self._possible:
            self._possible[named] = claim, self._sampled(claim)
        return self._possible[named][1]

    def _sampled(self, claim: Claim) -> bool | None:
        known = self._known.get(key(claim))
        if known is None:
            region = self._boxes.region(claim)
            if region == NOWHERE:
                return False
            for box in region[:_BOXES]:
                given = sample(box, self.programs[0].as_of)
                if given is not None and self._judge.holds(claim, given):
                    return True
            return self._solving.possible(claim, lambda given: self._judge.holds(claim, given))
        found = known[1]
        return None if isinstance(found, Open) else isinstance(found, Found)

    def plainly_impossible(self, claim: Claim) -> bool:
        """Whether boxes alone show that there is no such customer."""
        return self._boxes.impossible(claim)

    @property
    def checks(self) -> int:
        """How often the solver was asked."""
        return 0 if self._kept is None else self._kept.checks

    def _find(self, claim: Claim) -> Finding:
        if self._boxes.impossible(claim):
            return Never()
        answer = self._solving.ask(claim, lambda given: self._judge.holds(claim, given))
        if answer.never:
            return Never()
        if answer.given is None:
            return Open(answer.why)
        return Found(self._witness(answer.given))

    def _witness(self, given: Mapping[ir.Expr, Value | None]) -> Witness:
        as_of = next((value for expr, value in given.items() if isinstance(expr, ir.Today)), None)
        return Witness(self.programs[-1], given, as_of if isinstance(as_of, dt.date) else None)

    @property
    def _solving(self) -> Solving:
        if self._kept is None:
            from segdsl.proofs.encoder import Encoder
            from segdsl.proofs.solving import Solving

            self._kept = Solving(Encoder(self.programs))
        return self._kept
