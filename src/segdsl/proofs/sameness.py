"""Segments that always have the same members, though they are written differently; compares no two versions."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from segdsl import ir
from segdsl.diagnostics.codes import lint as lint_codes
from segdsl.diagnostics.codes import proofs as codes
from segdsl.diagnostics.model import Diagnostic, Label
from segdsl.interpret.references import walk
from segdsl.lint import wording
from segdsl.proofs.claims import AllOf, Is, NotSo
from segdsl.proofs.prover import Prover

MOST_ALIKE = 30
"""Of so many segments that look at the same values each is compared with each."""


def same_members(prover: Prover, segments: Sequence[ir.Segment], said: Sequence[Diagnostic]) -> Iterator[Diagnostic]:
    program = prover.programs[0]
    told = {d.span for d in said if d.code.id == lint_codes.DUPLICATE.id}
    groups: dict[frozenset[ir.Expr], list[ir.Segment]] = {}
    for segment in sorted(segments, key=lambda s: s.span.start if s.span else 0):
        groups.setdefault(looks_at(program, segment.condition), []).append(segment)
    for group in groups.values():
        kept: list[ir.Segment] = []
        for segment in group[:MOST_ALIKE]:
            twin = next((other for other in kept if _same(prover, other, segment)), None)
            if twin is None:
                kept.append(segment)
            elif wording.head(segment) not in told:
                yield _finding(twin, segment)


def _same(prover: Prover, one: ir.Segment, two: ir.Segment) -> bool:
    if _only_names(two.condition, one) or _only_names(one.condition, two):
        return False
    a, b = Is(one.condition, True), Is(two.condition, True)
    return prover.possible(AllOf((a, NotSo(b)))) is False and prover.possible(AllOf((b, NotSo(a)))) is False


def _only_names(condition: ir.Cond, other: ir.Segment) -> bool:
    """A second name for a segment is no mistake."""
    return isinstance(condition, ir.Member) and condition.name == other.name.casefold()


def looks_at(program: ir.Program, condition: ir.Cond) -> frozenset[ir.Expr]:
    """The columns, measures and learned values that decide, also by way of names."""
    found: set[ir.Expr] = set()
    seen: set[str] = set()
    todo: list[object] = [condition]
    while todo:
        for node in _outside_measures(todo.pop()):
            if isinstance(node, ir.Column | ir.Measure | ir.Learned):
                found.add(node)
            elif isinstance(node, ir.Named | ir.Member | ir.PartOf) and node.name not in seen:
                seen.add(node.name)
                groups = (program.defines, program.segments, program.tiers, program.splits)
                todo += [group[node.name] for group in groups if node.name in group]
    return frozenset(found)


def _outside_measures(part: object) -> Iterator[object]:
    """The nodes of a condition; what stands inside a measure belongs to the measure."""
    if isinstance(part, ir.Measure):
        yield part
        return
    inner = set()
    for node in walk(part):
        if isinstance(node, ir.Measure):
            inner |= {id(each) for each in walk(node) if each is not node}
    yield from (node for node in walk(part) if id(node) not in inner)


def _finding(first: ir.Segment, second: ir.Segment) -> Diagnostic:
    there = wording.head(first)
    labels = () if there is None else (Label(there, "has the same members"),)
    message = f"`{second.name}` always has the same members as `{first.name}`"
    help = (f"write `in {first.name}`, or leave one of the two out",)
    return Diagnostic(codes.SAME_MEMBERS, message, wording.head(second), labels=labels, help=help)
