"""Tiers of two versions: which parts take more or fewer, and who moves from where to where."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import product

from segdsl import ir
from segdsl.comparison.clauses import Version
from segdsl.comparison.model import Change, Clause, Kind, Mover, Verdict
from segdsl.comparison.pairing import pair
from segdsl.comparison.proving import Pair, Proof
from segdsl.comparison.rules import line, referring

MOST_MOVES = 400
"""Of tiers with more pairs of parts the moves are not listed one by one."""


def tiers(asked: Pair) -> Iterator[tuple[Change, ...]]:
    """Each tiers with its parts behind it, those parts that changed."""
    old, new = asked.old, asked.new
    for each in pair(old.program.tiers, new.program.tiers, old.meanings.name, new.meanings.name):
        if each.old is None or each.new is None:
            there = new.program.tiers[each.new] if each.new else old.program.tiers[each.old or ""]
            verdict = Verdict.NEW if each.new else Verdict.GONE
            at = line(there.span)
            lines = (None, at) if each.new else (at, None)
            kept = len(there.branches) + 1
            yield (
                Change(
                    Kind.TIERS,
                    there.name,
                    verdict,
                    kept=kept,
                    library=there.library,
                    old_line=lines[0],
                    new_line=lines[1],
                ),
            )
            continue
        yield tuple(_both(asked, each.old, each.new))


def _both(asked: Pair, name: str, other: str) -> Iterator[Change]:
    before, after = asked.old.program.tiers[name], asked.new.program.tiers[other]
    renamed = before.name if before.name != after.name else None
    same = asked.old.meanings.name(name) == asked.new.meanings.name(other)
    proofs = {} if same else _proofs(asked, name, other)
    differing = {part: proof for part, proof in proofs.items() if proof.verdict is not Verdict.SAME}
    open = next((p.why for p in differing.values() if p.verdict is Verdict.OPEN), "")
    verdict = Verdict.RENAMED if name != other else Verdict.SAME
    if differing:
        verdict = Verdict.OPEN if open else Verdict.MOVED
    clauses, kept = _lines(asked.old, asked.new, before, after)
    said = () if before.title == after.title else (f"title: {before.title or 'none'} → {after.title or 'none'}",)
    yield Change(
        Kind.TIERS,
        after.name,
        verdict,
        old_name=renamed,
        clauses=() if same else clauses,
        kept=kept,
        moves=() if open else tuple(_moves(asked, name, other, differing)),
        why=open,
        used_by=referring(asked.new.program, other) if differing else (),
        notes=said,
        library=after.library,
        old_line=line(before.span),
        new_line=line(after.span),
    )
    if not open:
        for part, proof in differing.items():
            found = _there(before, after, part) or proof.verdict
            yield Change(
                Kind.PART,
                f"{after.name} is {part}",
                found,
                joins=proof.joins,
                leaves=proof.leaves,
                library=after.library,
            )


def _there(before: ir.Tiers, after: ir.Tiers, part: str) -> Verdict | None:
    if part not in before.parts:
        return Verdict.NEW
    return Verdict.GONE if part not in after.parts else None


def _proofs(asked: Pair, name: str, other: str) -> dict[str, Proof]:
    before, after = asked.old.program.tiers[name], asked.new.program.tiers[other]
    parts = dict.fromkeys([*before.parts, *after.parts])
    why = asked.shut(tuple(c for c, _ in before.branches), tuple(c for c, _ in after.branches))
    if why:
        return {part: Proof(Verdict.OPEN, why=why) for part in parts}
    return {part: asked.part(name, other, part) for part in parts}


def _moves(asked: Pair, name: str, other: str, proofs: dict[str, Proof]) -> Iterator[Mover]:
    """Between which parts customers can move, with one each."""
    leaving = [part for part, proof in proofs.items() if proof.leaves]
    joining = [part for part, proof in proofs.items() if proof.joins]
    if len(leaving) * len(joining) > MOST_MOVES:
        return
    for before, after in product(leaving, joining):
        if before != after and (found := asked.move(name, other, before, after)) is not None:
            yield found


def _lines(old: Version, new: Version, before: ir.Tiers, after: ir.Tiers) -> tuple[tuple[Clause, ...], int]:
    """The lines that differ, in order."""
    from difflib import SequenceMatcher

    was = [(old.meanings.of(test), part) for test, part in before.branches] + [(-1, before.otherwise)]
    now = [(new.meanings.of(test), part) for test, part in after.branches] + [(-1, after.otherwise)]
    texts = _texts(old, before), _texts(new, after)
    found: list[Clause] = []
    kept = 0
    for tag, i, j, k, m in SequenceMatcher(None, was, now, autojunk=False).get_opcodes():
        if tag == "equal":
            kept += j - i
            continue
        for place in range(max(j - i, m - k)):
            gone = texts[0][i + place] if i + place < j else None
            come = texts[1][k + place] if k + place < m else None
            found.append(Clause(gone, come))
    return tuple(found), kept


def _texts(version: Version, tiers: ir.Tiers) -> list[str]:
    lines = [f"when {version.text(test)} then {part}" for test, part in tiers.branches]
    return [*lines, f"otherwise {tiers.otherwise}"]
