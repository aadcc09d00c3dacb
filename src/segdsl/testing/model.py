"""What a test run is: frozen values that the API returns and the command line shows; runs nothing."""

from __future__ import annotations

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
    """A clause of `of` (a segment, tiers, or suppression), and in how many examples it was true, false, undecided."""

    of: str
    text: str
    true: int
    false: int
    undecided: int
    span: Span | None = None

    @property
    def complete(self) -> bool:
        """Seen both true and false."""
        return self.true > 0 and self.false > 0


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
