"""Two versions of a condition → narrower, wider, …, each direction with a customer; it reads no texts."""

from __future__ import annotations

from dataclasses import dataclass

from segdsl import ir
from segdsl.comparison.clauses import Version
from segdsl.comparison.model import Mover, Verdict
from segdsl.comparison.sameness import primitives
from segdsl.explanation.phrases import Context
from segdsl.proofs import AllOf, AnyOf, Claim, Found, InPart, Is, Never, NotSo, Open, Prover

_WORDS = {"table": "which rows of `{}` count", "learned": "how `{}` is learned", "split": "the split `{}`"}


@dataclass(frozen=True, slots=True)
class Proof:
    """What was proved, and the customers who show it."""

    verdict: Verdict
    joins: Mover | None = None
    leaves: Mover | None = None
    undecided: Mover | None = None
    why: str = ""


@dataclass(frozen=True, slots=True)
class Pair:
    """The two versions, and who asks about both: the old one is side 0."""

    old: Version
    new: Version
    prover: Prover

    def shut(self, before: tuple[object, ...], after: tuple[object, ...]) -> str:
        """Why nothing can be proved: what both look at is not the same thing. Empty where it can."""
        here, there = primitives(self.old.meanings, before), primitives(self.new.meanings, after)
        changed = [key for key in here if key in there and here[key] != there[key]]
        limits = _limits(self.old.program, [k for k in here if k not in there])
        if limits and _limits(self.new.program, [k for k in there if k not in here]):
            return "places among all customers are known once the data is"
        if not changed:
            return ""
        kind, key = changed[0]
        return (
            f"{_WORDS[kind].format(_called(self.new.program, kind, key))} has changed, which only data can tell more of"
        )

    def segment(self, before: ir.Cond, after: ir.Cond) -> Proof:
        """Who joins a segment and who leaves it."""
        return self._both(Is(before, True, 0), Is(after, True, 1), Is(before, None, 0), Is(after, None, 1))

    def suppression(self, before: ir.Cond, after: ir.Cond) -> Proof:
        """Who is suppressed: also whoever cannot be decided."""
        return self._both(NotSo(Is(before, False, 0)), NotSo(Is(after, False, 1)), None, None)

    def part(self, name: str, other: str, part: str) -> Proof:
        """Who joins a part of tiers, called `name` before and `other` after, and who leaves it."""
        return self._both(InPart(name, part, 0), InPart(other, part, 1), None, None)

    def move(self, name: str, other: str, before: str, after: str) -> Mover | None:
        """A customer who moves from one part to another."""
        found = self.prover.find(AllOf((InPart(name, before, 0), InPart(other, after, 1))))
        return Mover(found.witness.words(), before, after) if isinstance(found, Found) else None

    def _both(self, before: Claim, after: Claim, open_before: Claim | None, open_after: Claim | None) -> Proof:
        join = self.prover.find(AllOf((after, NotSo(before))))
        leave = self.prover.find(AllOf((before, NotSo(after))))
        joins = Mover(join.witness.words()) if isinstance(join, Found) else None
        leaves = Mover(leave.witness.words()) if isinstance(leave, Found) else None
        why = next((found.why for found in (join, leave) if isinstance(found, Open)), "")
        if why:
            return Proof(Verdict.OPEN, joins, leaves, why=why)
        if joins and leaves:
            stays = self.prover.find(AllOf((before, after)))
            return Proof(Verdict.MOVED if isinstance(stays, Never) else Verdict.CROSSING, joins, leaves)
        if joins or leaves:
            return Proof(Verdict.WIDER if joins else Verdict.NARROWER, joins, leaves)
        if open_before is None or open_after is None:
            return Proof(Verdict.SAME)
        one = AllOf((open_before, NotSo(open_after)))
        other = AllOf((open_after, NotSo(open_before)))
        unsure = self.prover.find(AnyOf((one, other)))
        if isinstance(unsure, Open):
            return Proof(Verdict.SAME, why=f"whether the same customers are undecided is open: {unsure.why}")
        if isinstance(unsure, Found):
            return Proof(Verdict.SAME_MEMBERS, undecided=Mover(unsure.witness.words()))
        return Proof(Verdict.SAME)


def _limits(program: ir.Program, keys: list[tuple[str, str]]) -> bool:
    return any(kind == "learned" and isinstance(program.learned[key], ir.Share) for kind, key in keys)


def _called(program: ir.Program, kind: str, key: str) -> str:
    if kind == "table":
        return program.tables[key].name
    return program.learned[key].name if kind == "learned" else Context(program).name(key)
