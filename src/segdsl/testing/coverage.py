"""Which clauses the examples have seen true, false and undecided; judges nothing."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING

from segdsl import ir
from segdsl.explanation import written
from segdsl.explanation.phrases import Context
from segdsl.interpret import Interpreter
from segdsl.membership.order import as_written
from segdsl.testing.model import Covered

if TYPE_CHECKING:
    from segdsl.proofs import Prover


def covered(program: ir.Program, interpreters: Sequence[Interpreter], *, prove: bool = False) -> tuple[Covered, ...]:
    """The innermost clauses of the file's own segments, tiers and suppressions, in the order written; with `prove` also
    which of the answers that were not seen they cannot have."""
    context = Context(program)
    prover = _prover(program) if prove else None
    return tuple(
        _counted(context, of, clause, interpreters, prover)
        for of, condition in _rules(program)
        for clause in dict.fromkeys(innermost(condition))
    )


def _rules(program: ir.Program) -> Iterator[tuple[str, ir.Cond]]:
    rules: list[ir.Segment | ir.Tiers] = [*program.segments.values(), *program.tiers.values()]
    for rule in as_written(rule for rule in rules if rule.library is None):
        conditions: Iterable[ir.Cond]
        conditions = [rule.condition] if isinstance(rule, ir.Segment) else [test for test, _ in rule.branches]
        for condition in conditions:
            yield rule.name, condition
    for suppression in program.suppressions:
        if suppression.library is None:
            yield suppression.because or "suppress", suppression.condition


def innermost(condition: ir.Cond) -> Iterator[ir.Cond]:
    """The clauses that are made of no other clauses."""
    parts = written.parts(condition)[1]
    if not parts:
        yield condition
    for part in parts:
        yield from innermost(part)


def _prover(program: ir.Program) -> Prover:
    from segdsl.proofs import Prover  # a solver comes with it

    return Prover(program)


def _never(prover: Prover, clause: ir.Cond, seen: Sequence[bool | None]) -> Iterator[str]:
    from segdsl.proofs import Is

    for answer, word in ((True, "true"), (False, "false"), (None, "undecided")):
        if answer not in seen and prover.possible(Is(clause, answer)) is False:
            yield word


def _counted(
    context: Context, of: str, clause: ir.Cond, interpreters: Sequence[Interpreter], prover: Prover | None
) -> Covered:
    answers = [interpreter.condition(clause, {}) for interpreter in interpreters]
    return Covered(
        of=of,
        text=written.condition(context, clause),
        true=sum(answer is True for answer in answers),
        false=sum(answer is False for answer in answers),
        undecided=sum(answer is None for answer in answers),
        span=clause.span,
        never=() if prover is None else tuple(_never(prover, clause, answers)),
    )
