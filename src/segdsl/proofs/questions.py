"""Questions about segments as claims, and their answers; reads no words and finds no customer itself."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from itertools import combinations
from typing import TypeAlias

from segdsl import ir
from segdsl.proofs.claims import AllOf, AnyOf, Claim, Is, NotSo
from segdsl.proofs.prover import Found, Never, Prover
from segdsl.proofs.twins import is_changed, twin
from segdsl.proofs.witness import Witness
from segdsl.record import record


@record
class Equal:
    """Two segments (folded) have the same members."""

    one: str
    two: str


@record
class NobodyWith:
    """Nobody of whom the condition is true is in the segment; without a segment: it is never true."""

    condition: ir.Cond
    segment: str | None = None


@record
class AllHave:
    """The condition is true of every member of the segment."""

    condition: ir.Cond
    segment: str


@record
class Independent:
    """Whether somebody is in the segment does not depend on this column: (folded) table and name."""

    segment: str
    table: str
    column: str


Question: TypeAlias = ir.Inside | ir.NoOverlap | ir.Covered | Equal | NobodyWith | AllHave | Independent


@record
class Proved:
    """It is so of every customer that there can be."""


@record
class Refuted:
    """It is not so of this customer, who is `who`; `otherwise` is what makes the difference, where a column does."""

    witness: Witness
    who: str
    otherwise: Witness | None = None


@record
class NotDecided:
    why: str


Answer: TypeAlias = Proved | Refuted | NotDecided


def answer(prover: Prover, question: Question) -> Answer:
    """Refuted by the first customer found; proved only when none can be found."""
    why = ""
    if isinstance(question, Independent):
        changed = twin(prover.programs[0], question.table, question.column)
        if changed is None:
            return Proved()
        prover = Prover(prover.programs[0], changed)
    for claim, who in against(prover.programs, question):
        found = prover.find(claim)
        if isinstance(found, Found):
            return _refuted(prover.programs[0], found.witness, who)
        if not isinstance(found, Never) and not why:
            why = found.why
    return NotDecided(why) if why else Proved()


def _refuted(program: ir.Program, witness: Witness, who: str) -> Refuted:
    changed = {expr: value for expr, value in witness.given.items() if is_changed(expr)}
    if not changed:
        return Refuted(witness, who)
    given = {expr: value for expr, value in witness.given.items() if expr not in changed}
    return Refuted(replace(witness, program=program, given=given), who, Witness(program, changed))


def against(programs: tuple[ir.Program, ...], question: Question) -> Iterator[tuple[Claim, str]]:
    """The customers who would refute it, with who they are."""
    program = programs[0]

    def member(name: str) -> Claim:
        return Is(program.segments[name].condition, True)

    def shown(name: str) -> str:
        return f"`{program.segments[name].name}`"

    match question:
        case ir.Inside(inner, outer):
            yield AllOf((member(inner), NotSo(member(outer)))), f"in {shown(inner)} and not in {shown(outer)}"
        case Equal(one, two):
            for a, b in ((one, two), (two, one)):
                yield AllOf((member(a), NotSo(member(b)))), f"in {shown(a)} and not in {shown(b)}"
        case ir.NoOverlap(names):
            yield from _overlaps(program, names)
        case ir.Covered(names, exactly):
            nobodys = AllOf(tuple(NotSo(member(name)) for name in names))
            yield nobodys, f"not in {' and not in '.join(map(shown, names))}"
            if exactly:
                yield from _overlaps(program, names)
        case NobodyWith(condition, None):
            yield Is(condition, True), "one"
        case NobodyWith(condition, segment):
            assert segment is not None
            yield AllOf((member(segment), Is(condition, True))), f"in {shown(segment)}"
        case AllHave(condition, segment):
            yield AllOf((member(segment), NotSo(Is(condition, True)))), f"in {shown(segment)}"
        case Independent(segment):
            changed = Is(programs[1].segments[segment].condition, True, 1)
            differs = AnyOf((AllOf((member(segment), NotSo(changed))), AllOf((NotSo(member(segment)), changed))))
            yield differs, "one whose membership changes with it"


def _overlaps(program: ir.Program, names: tuple[str, ...]) -> Iterator[tuple[Claim, str]]:
    for a, b in combinations(names, 2):
        first, second = program.segments[a], program.segments[b]
        claim = AllOf((Is(first.condition, True), Is(second.condition, True)))
        yield claim, f"in both `{first.name}` and `{second.name}`"
