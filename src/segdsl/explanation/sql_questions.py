"""Which questions a printed query answers, a column each, and what is said beside them; builds no SQL."""

from __future__ import annotations

from dataclasses import dataclass

from segdsl import ir
from segdsl.explanation.explaining import Chosen
from segdsl.names import fold


@dataclass(frozen=True, slots=True)
class Question:
    """`name` is what its column is called after, `said` what stands beside it."""

    name: str
    said: str
    asked: ir.Cond | ir.Expr


def questions(program: ir.Program, chosen: Chosen) -> list[Question]:
    """Segments, tiers and splits in the order written, what is learned by its outputs, and who is suppressed."""
    names = [*chosen.names]
    for key in chosen.learned:
        names += [fold(name) for name in program.learned[key].outputs.values() if fold(name) in program.defines]
    found = [_question(program, name) for name in names]
    if chosen.suppressions:
        found.append(_suppressed(chosen.suppressions))
    return found


def _question(program: ir.Program, name: str) -> Question:
    if name in program.segments:
        return _of_segment(program.segments[name])
    if name in program.defines:
        define = program.defines[name]
        return Question(define.name, define.name, ir.Named(name, define.value.type))
    if name in program.tiers:
        tiers = program.tiers[name]
        return Question(tiers.name, f"{tiers.name}: {', '.join(tiers.parts)}", ir.PartOf(name, tiers.parts))
    split = program.splits[name]
    shares = ", ".join(f"{part} {share * 100:g}%" for part, share in split.shares)
    return Question(split.name, f"{split.name}: {shares}", ir.PartOf(name, tuple(part for part, _ in split.shares)))


def _of_segment(segment: ir.Segment) -> Question:
    said = segment.name
    if segment.title:
        said += f": {segment.title}"
    if segment.because:
        said += f" (because {segment.because})"
    return Question(segment.name, said, segment.condition)


def _suppressed(suppressions: tuple[ir.Suppression, ...]) -> Question:
    """Whoever is not surely outside all of them: an undecided suppression suppresses."""
    outside: list[ir.Cond] = [ir.Surely(ir.Not(each.condition)) for each in suppressions]
    reasons = "; ".join(each.because for each in suppressions if each.because)
    said = "suppressed: true, or not known" + (f" ({reasons})" if reasons else "")
    return Question("suppressed", said, ir.Not(outside[0] if len(outside) == 1 else ir.And(tuple(outside))))
