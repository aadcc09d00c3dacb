"""Whether a program can be asked without an as-of date, and what is said when it cannot."""

from __future__ import annotations

from segdsl import ir
from segdsl.check.used import needs_as_of
from segdsl.diagnostics.codes import structure
from segdsl.diagnostics.model import Code, Diagnostic

_HELP = ("give it with `--as-of 2026-11-23`, or write `as of 2026-11-23` in the rules",)


def no_as_of(program: ir.Program) -> Diagnostic | None:
    """The error for a program that needs an as-of date and has none, when it is to be applied."""
    return _said(program, structure.NO_AS_OF, "these rules ask about the as-of date, and none is given")


def as_of_needed(program: ir.Program) -> Diagnostic | None:
    """The note for the same program when it is only validated."""
    return _said(
        program,
        structure.AS_OF_NEEDED,
        "these rules ask about the as-of date, which is to be given when they are applied",
    )


def _said(program: ir.Program, code: Code, message: str) -> Diagnostic | None:
    place = needs_as_of(program) if program.as_of is None else None
    return None if place is None else Diagnostic(code, message, place, help=_HELP)
