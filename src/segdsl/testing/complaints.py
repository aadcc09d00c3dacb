"""What is to be said of examples that did not come out as expected, as diagnostics; runs none."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence

from segdsl.diagnostics.codes import run
from segdsl.diagnostics.codes import tests as codes
from segdsl.diagnostics.model import Diagnostic
from segdsl.testing.model import Check, ExampleResult, FileReport, Outcome, coverage


def complaints(report: FileReport) -> tuple[Diagnostic, ...]:
    """One for each expectation that did not hold, in order; a warning for a file without examples."""
    said = [_said(example, check) for example, check in _broken(report)]
    if not report.examples:
        said.append(
            Diagnostic(
                run.NO_EXAMPLES,
                f"`{report.file}` has no examples",
                path=report.file,
                help=('an example says what is given and what is expected: `example "young and affluent"`',),
            )
        )
    return tuple(said)


def too_low(reports: Sequence[FileReport], percent: float) -> Diagnostic | None:
    """That the examples of all files see less than so much of what their clauses can answer."""
    seen, answers = coverage(reports)
    if not answers or 100 * seen >= percent * answers:
        return None
    share = f"{math.floor(1000 * seen / answers) / 10:g}%"
    return Diagnostic(
        codes.COVERAGE_LOW,
        f"the examples see {share} of the answers that the clauses can have, and {percent:g}% are asked for",
        help=("`--coverage` lists what was not seen, and `--suggest` writes examples for it",),
    )


def _broken(report: FileReport) -> Iterator[tuple[ExampleResult, Check]]:
    for example in report.examples:
        for check in example.checks:
            if check.outcome is not Outcome.PASSED:
                yield example, check


def _said(example: ExampleResult, check: Check) -> Diagnostic:
    if check.outcome is Outcome.UNDECIDED:
        return _undecided(example, check)
    return Diagnostic(
        run.EXAMPLE_FAILED,
        f'example "{example.title}" expects `{check.expected}` and comes out as `{check.found}`',
        check.span or example.span,
        notes=tuple(check.why),
        help=("change what the example gives or expects, or the rule",),
    )


def _undecided(example: ExampleResult, check: Check) -> Diagnostic:
    needs = ", ".join(f"`{name}`" for name in check.needs)
    missing = f": {needs} {'is' if len(check.needs) == 1 else 'are'} missing" if needs else ""
    fix = f"add to its `given`: {_quoted(check.add)}" if check.add else "give the values that are missing"
    return Diagnostic(
        run.EXAMPLE_UNDECIDED,
        f'example "{example.title}" cannot decide `{check.expected}`{missing}',
        check.span or example.span,
        help=(fix, *_learned(check)),
    )


def _learned(check: Check) -> tuple[str, ...]:
    names = ", ".join(f"`{name}`" for name in check.learned)
    if not names:
        return ()
    what = (
        "is learned; with a state it need not" if len(check.learned) == 1 else "are learned; with a state they need not"
    )
    return (f"{names} {what} be given: `segdsl test --state DIR`",)


def _quoted(text: str) -> str:
    return text if "`" in text else f"`{text}`"
