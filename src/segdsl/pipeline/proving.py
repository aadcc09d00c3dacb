"""Rules → what can be proved of them, with answers to questions; it reads no data."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

from segdsl import ir, lint
from segdsl.diagnostics.codes import proofs as codes
from segdsl.diagnostics.model import Diagnostic, Outcome, Refused
from segdsl.pipeline.checking import Checked, check_text
from segdsl.proofs import Prover, asking, overview, standing
from segdsl.proofs.questions import Answer, answer
from segdsl.source import Source


@dataclass(frozen=True, slots=True, eq=False)
class Proved:
    """The answers to the questions, in their order; without questions how the segments lie to each other."""

    program: ir.Program
    answers: tuple[tuple[str, Answer], ...] = ()
    overview: overview.Overview | None = None


def proved(checked: Checked, said: Sequence[Diagnostic]) -> tuple[Diagnostic, ...]:
    """What proofs find in rules that lint has looked at (`said`), but for what the file allows."""
    if not solver_there():
        return ()
    return lint.unless_allowed(tuple(standing.findings(checked.program, said)), checked.bundle)


def prove(source: Source, path: Path | None, questions: Sequence[str], as_of: dt.date | None = None) -> Outcome[Proved]:
    """Answers questions about rules, or says how their segments lie to each other."""
    if not solver_there():
        message = "proofs need the solver z3, which is not installed"
        return Outcome(None, (Diagnostic(codes.NO_SOLVER, message, None, help=("pip install z3-solver",)),))
    checked = check_text(source, path, as_of)
    if checked.value is None or not checked.ok:
        return Outcome(None, checked.diagnostics)
    program = checked.value.program
    if not questions:
        return Outcome(Proved(program, overview=overview.overview(Prover(program))), checked.diagnostics)
    read: list[asking.Asked] = []
    said: list[Diagnostic] = []
    for text in questions:
        try:
            read.append(asking.read(text, program))
        except Refused as refused:
            said += refused.diagnostics
    if said:
        return Outcome(None, (*checked.diagnostics, *said))
    asked = _with_conditions(source, path, as_of, read)
    if asked.value is None:
        return Outcome(None, asked.diagnostics)
    prover = Prover(asked.value)
    conditions = iter(asked.value.segments[key].condition for key in _names(read))
    ready = [each.about(next(conditions)) if isinstance(each, asking.With) else each for each in read]
    answers = tuple((text, answer(prover, each)) for text, each in zip(questions, ready, strict=True))
    return Outcome(Proved(program, answers), checked.diagnostics)


def solver_there() -> bool:
    return find_spec("z3") is not None


def _names(read: Sequence[asking.Asked]) -> list[str]:
    return [f"asked in question {n + 1}" for n, each in enumerate(read) if isinstance(each, asking.With)]


def _with_conditions(
    source: Source, path: Path | None, as_of: dt.date | None, read: Sequence[asking.Asked]
) -> Outcome[ir.Program]:
    """The program with the conditions of questions as segments of their own, so that they are read like any other."""
    conditions = [" ".join(each.condition.split()) for each in read if isinstance(each, asking.With)]
    lines = [f"\n`{name}` if {each}\n" for name, each in zip(_names(read), conditions, strict=True)]
    text = source.text if source.text.endswith("\n") else source.text + "\n"
    checked = check_text(Source(source.name, text + "".join(lines)), path, as_of)
    if checked.value is None or not checked.ok:
        return Outcome(None, tuple(d for d in checked.diagnostics if d.is_error))
    return Outcome(checked.value.program)
