"""What a test run is: frozen values that the API returns and the command line shows; runs nothing."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import Enum

from segdsl.source import Span


class Outcome(Enum):
    """How one expectation came out."""

    PASSED = "passed"
    FAILED = "failed"
    UNDECIDED = "undecided"


@dataclass(frozen=True, slots=True)
class Check:
    """One thing that an example expects.

    `expected` is as written (`not at-risk`, `value tier is gold`), `found` what it came to in the same words. `why`
    are the clauses that decided it; when it is undecided, `needs` are the pieces that are not given, and `add` is a
    `given` that would decide it as expected; `learned` are the learned things it looks at that are not given either.
    """

    expected: str
    found: str
    outcome: Outcome
    why: tuple[str, ...] = ()
    needs: tuple[str, ...] = ()
    add: str | None = None
    learned: tuple[str, ...] = ()
    span: Span | None = None


@dataclass(frozen=True, slots=True)
class ExampleResult:
    """One example."""

    title: str
    checks: tuple[Check, ...]
    span: Span | None = None

    @property
    def passed(self) -> bool:
        return all(check.outcome is Outcome.PASSED for check in self.checks)


@dataclass(frozen=True, slots=True)
class Covered:
    """A clause of `of` (a segment, tiers, or suppression), and in how many examples it was true, false, undecided.

    `never` are the answers that were looked for and that it cannot have, in the same words.
    """

    of: str
    text: str
    true: int
    false: int
    undecided: int
    span: Span | None = None
    never: tuple[str, ...] = ()

    @property
    def complete(self) -> bool:
        """Seen both true and false."""
        return self.true > 0 and self.false > 0

    @property
    def answers(self) -> Mapping[str, int]:
        """How often each answer was seen that it can have."""
        counts = {"true": self.true, "false": self.false, "undecided": self.undecided}
        return {answer: count for answer, count in counts.items() if answer not in self.never}

    @property
    def unseen(self) -> tuple[str, ...]:
        return tuple(answer for answer, count in self.answers.items() if not count)


@dataclass(frozen=True, slots=True)
class FileReport:
    """The examples of one rule file, and what they cover of its clauses."""

    file: str
    examples: tuple[ExampleResult, ...]
    clauses: tuple[Covered, ...]

    @property
    def passed(self) -> bool:
        return all(example.passed for example in self.examples)

    @property
    def failures(self) -> int:
        return sum(not example.passed for example in self.examples)


def coverage(reports: Sequence[FileReport]) -> tuple[int, int]:
    """How many of the answers that clauses can have were seen, and how many there are."""
    clauses = [clause for report in reports for clause in report.clauses]
    total = sum(len(clause.answers) for clause in clauses)
    return total - sum(len(clause.unseen) for clause in clauses), total
