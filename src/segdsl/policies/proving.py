"""Policies about who may be in what, asked of every customer that the declarations allow; looks at no data.

The questions go to `segdsl.proofs`, whose witnesses the reference interpreter has confirmed.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations
from typing import TYPE_CHECKING

from segdsl import ir
from segdsl.diagnostics.codes import policies as codes
from segdsl.diagnostics.model import Diagnostic
from segdsl.policies.model import Judged, Standing, clause
from segdsl.record import record

if TYPE_CHECKING:
    from segdsl.proofs import Prover
    from segdsl.proofs.claims import Claim


@record
class Question:
    """A customer who would break the policy, and what such a one is."""

    claim: Claim
    who: str


def judged(program: ir.Program) -> tuple[Judged, ...]:
    """What the rules alone say of each policy that they can say something of, in order; `found` then has the
    customer who would break it, or why nobody knows."""
    asked = [policy for policy in program.policies if _is_provable(policy.rule)]
    if not asked:
        return ()
    from segdsl.proofs import Prover  # z3 comes with it, when a question needs it

    prover = Prover(program)
    return tuple(_judged(program, prover, policy) for policy in asked)


def findings(program: ir.Program) -> Iterator[Diagnostic]:
    """An error for each policy that a possible customer breaks, a note for each that was not decided."""
    for each in judged(program):
        if each.standing is Standing.BROKEN:
            yield _broken(each)
        elif each.standing is Standing.OPEN:
            message = f"{clause(each.policy)} could not be decided from the rules alone: {each.found[0]}"
            help = "`segdsl apply` judges it on the customers of each run"
            yield Diagnostic(codes.POLICY_OPEN, message, each.policy.span, help=(help,))


def _is_provable(rule: ir.PolicyRule) -> bool:
    return isinstance(rule, ir.NoOverlap | ir.Covered | ir.Inside) and not rule.in_data


def _judged(program: ir.Program, prover: Prover, policy: ir.Policy) -> Judged:
    """Broken at the first customer found; held only when none can be found to any question."""
    from segdsl.proofs import Found, Open

    open: tuple[str, ...] = ()
    for question in _questions(program, policy.rule):
        answer = prover.find(question.claim)
        if isinstance(answer, Found):
            return Judged(policy, Standing.BROKEN, (question.who, answer.witness.words()))
        if isinstance(answer, Open) and not open:
            open = (answer.why,)
    return Judged(policy, Standing.OPEN if open else Standing.HELD, open)


def _questions(program: ir.Program, rule: ir.PolicyRule) -> Iterator[Question]:
    from segdsl.proofs.claims import AllOf, Is, NotSo

    def member(name: str) -> Claim:
        return Is(program.segments[name].condition, True)

    def shown(name: str) -> str:
        return f"`{program.segments[name].name}`"

    match rule:
        case ir.Inside(inner, outer):
            claim = AllOf((member(inner), NotSo(member(outer))))
            yield Question(claim, f"in {shown(inner)} and not in {shown(outer)}")
        case ir.Covered(names, _):
            yield Question(AllOf(tuple(NotSo(member(name)) for name in names)), "in none of them")
    if isinstance(rule, ir.NoOverlap) or (isinstance(rule, ir.Covered) and rule.exactly):
        for a, b in combinations(rule.segments, 2):
            yield Question(AllOf((member(a), member(b))), f"in both {shown(a)} and {shown(b)}")


def _broken(each: Judged) -> Diagnostic:
    who, witness = each.found
    because = () if each.policy.because is None else (f"it is there because: {each.policy.because}",)
    return Diagnostic(
        codes.POLICY_REFUTED,
        f"{clause(each.policy)} is broken: a customer can be {who}",
        each.policy.span,
        notes=(f"for example one whose {witness}" if witness else "any customer is", *because),
        help=("change the rules so that nobody can be, or end the line with `in the data` to ask it of each run only",),
    )
