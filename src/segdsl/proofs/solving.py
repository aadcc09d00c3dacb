"""Asks z3 about claims, as formulas: the only module that runs the solver; `searching` makes customers of its models.

The limit is one of work, not of time, so that the same question has the same answer everywhere.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import field
from fractions import Fraction

import z3

from segdsl import ir
from segdsl.proofs import relations
from segdsl.proofs.claims import AllOf, AnyOf, Claim, InPart, Is, NotSo
from segdsl.proofs.encoder import Cone, Encoder
from segdsl.proofs.formulas import Formula, all_of, any_of, both, compared, no, proposition
from segdsl.proofs.searching import Answer, Confirm, Search
from segdsl.proofs.texting import facts_of_texts
from segdsl.proofs.unknowns import Family
from segdsl.record import mutable

WORK = 400_000
"""How much work z3 may do for one question, in its own units."""


@contextmanager
def apart(context: z3.Context) -> Iterator[None]:
    """What z3 is told meanwhile goes into a context of its own: in a common one its answers would depend on what other
    provers of the same process have asked. z3 has no other way to say so once for all terms."""
    module = z3.z3
    before, module._main_ctx = module._main_ctx, context
    try:
        yield
    finally:
        module._main_ctx = before


@mutable
class Solving:
    """One solver, kept between questions."""

    en: Encoder
    checks: int = 0
    _context: z3.Context = field(default_factory=z3.Context)
    _solver: z3.Solver = field(init=False)

    def __post_init__(self) -> None:
        self._solver = z3.SimpleSolver(ctx=self._context)
        self._solver.set("rlimit", WORK)
        self._solver.set("random_seed", 0)

    def formula(self, claim: Claim) -> Formula:
        match claim:
            case NotSo(item):
                return no(self.formula(item))
            case AllOf(items):
                return all_of([self.formula(item) for item in items])
            case AnyOf(items):
                return any_of([self.formula(item) for item in items])
            case Is(condition, answer, side):
                found = self.en.condition(condition, side)
                if answer is None:
                    return both(no(found.true), no(found.false))
                return found.true if answer else found.false
            case InPart(name, part, side):
                val = self.en.named(name, side).of(Family.TEXT)
                if val is None or part is None:
                    return False
                return both(val[0], compared(ir.Rel.EQ, val[1], Fraction(self.en.speaks_of(part))))

    def ask(self, claim: Claim, confirm: Confirm) -> Answer:
        """A customer who reads well."""
        with self._told(claim) as cone:
            return Answer(never=True) if cone is None else Search(self, cone, confirm).run()

    def possible(self, claim: Claim, confirm: Confirm) -> bool | None:
        """Whether there is a customer, by the first model alone."""
        with self._told(claim) as cone:
            return False if cone is None else Search(self, cone, confirm).at_once()

    @contextmanager
    def _told(self, claim: Claim) -> Iterator[Cone | None]:
        """While the solver knows the claim, what it depends on; None where it is plainly false."""
        with apart(self._context):
            yield from self._telling(claim)

    def _telling(self, claim: Claim) -> Iterator[Cone | None]:
        self.en.cone = Cone()
        formula = self.formula(claim)
        if formula is False:
            yield None
            return
        cone = self.en.cone
        self._solver.push()
        try:
            self._solver.add(proposition(formula), *map(proposition, self._facts(cone)))
            yield cone
        finally:
            self._solver.pop()

    def _facts(self, cone: Cone) -> Iterator[Formula]:
        en = self.en
        unknowns = [en.unknowns[number] for number in sorted(cone.unknowns)]
        for unknown in unknowns:
            yield from unknown.facts
        for number in sorted(cone.facts):
            yield en.facts[number]
        yield from relations.in_order([en.results[number] for number in sorted(cone.facts) if number in en.results])
        for one, two in relations.pairs(unknowns):
            yield from relations.between(one, two)
        yield from facts_of_texts(en, cone)

    def check(self, *assumed: Formula) -> z3.ModelRef | bool | None:
        """A model; False: there is none; None: not decided."""
        self.checks += 1
        if any(each is False for each in assumed):
            return False
        found = self._solver.check(*[proposition(each) for each in assumed])
        if found == z3.sat:
            return self._solver.model()
        return False if found == z3.unsat else None

    def add(self, fact: Formula) -> None:
        self._solver.add(proposition(fact))
