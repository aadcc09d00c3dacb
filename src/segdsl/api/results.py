"""What the functions give back: reports of what is to be said, with the answer where there is one; computes nothing."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from segdsl.diagnostics.human import render_all
from segdsl.diagnostics.model import Diagnostic

if TYPE_CHECKING:
    import pandas as pd

    from segdsl.comparison.model import Comparison
    from segdsl.learn.report import LearnedReport
    from segdsl.learn.state import LearnedState
    from segdsl.membership.fitted import FitAnswer
    from segdsl.membership.result import Applied
    from segdsl.membership.summary import PartsSummary, SegmentSummary
    from segdsl.membership.verify.verifying import Verified
    from segdsl.pipeline.proving import Proved
    from segdsl.proofs.overview import Overview
    from segdsl.proofs.questions import Answer


class RulesError(Exception):
    """There is no answer, because of what `diagnostics` say."""

    def __init__(self, diagnostics: tuple[Diagnostic, ...]) -> None:
        super().__init__("\n" + render_all(d for d in diagnostics if d.is_error))
        self.diagnostics = diagnostics


@dataclass(frozen=True, slots=True)
class Report:
    """What is to be said about rules; as text in the form the command line shows."""

    diagnostics: tuple[Diagnostic, ...] = ()

    @property
    def ok(self) -> bool:
        """Whether there is no error (there may be warnings and notes)."""
        return not any(d.is_error for d in self.diagnostics)

    def __str__(self) -> str:
        return render_all(self.diagnostics)


@dataclass(frozen=True, slots=True, eq=False)
class Result(Report):
    """Who is in which segment.

    `membership` has a row for each customer, in the order of the data (of engines that keep it: `pandas` does): the key
    as text, a yes/no column for each segment, a text column for each tiers and split, and `suppressed`.
    """

    applied: Applied | None = None
    frame: pd.DataFrame | None = None

    @property
    def membership(self) -> pd.DataFrame:
        if self.frame is None:
            raise RulesError(self.diagnostics)
        return self.frame

    @property
    def segments(self) -> Mapping[str, SegmentSummary]:
        """Each segment's counts by its name."""
        return {segment.name: segment for segment in self._counts.summary.segments}

    @property
    def tiers(self) -> Mapping[str, PartsSummary]:
        return {tiers.name: tiers for tiers in self._counts.summary.tiers}

    @property
    def splits(self) -> Mapping[str, PartsSummary]:
        return {split.name: split for split in self._counts.summary.splits}

    @property
    def rows(self) -> int:
        """How many customers there are."""
        return self._counts.summary.rows

    def members(self, segment: str) -> list[str]:
        """The keys of a segment's members.

        Raises:
            KeyError: there is no such segment.
        """
        frame = self.membership
        if segment not in self.segments:
            raise KeyError(f"no segment is called {segment!r}; there are {', '.join(self.segments)}")
        keys: list[str] = frame.loc[frame[segment], frame.columns[0]].tolist()
        return keys

    @property
    def _counts(self) -> Applied:
        if self.applied is None:
            raise RulesError(self.diagnostics)
        return self.applied


@dataclass(frozen=True, slots=True, eq=False)
class Fitted(Report):
    """What was learned. `ok` is false also when something does not meet its requirements: it may not be used then."""

    answer: FitAnswer | None = None

    @property
    def states(self) -> Mapping[str, LearnedState]:
        """What was learned, by the name of the learned thing."""
        answer = self._answer
        return {answer.program.learned[key].name: state for key, state in answer.states.items()}

    @property
    def reports(self) -> Mapping[str, LearnedReport]:
        """What is told of each learned thing, by its name."""
        return {report.name: report for report in self._answer.reports.values()}

    @property
    def sha256(self) -> str:
        """The hash of everything that was learned."""
        return self._answer.sha256

    @property
    def _answer(self) -> FitAnswer:
        if self.answer is None:
            raise RulesError(self.diagnostics)
        return self.answer


@dataclass(frozen=True, slots=True, eq=False)
class Verification(Report):
    """Whether engines say the same of every customer; `verified` has the counts, and how the first customers differ."""

    verified: Verified | None = None

    @property
    def agree(self) -> bool:
        if self.verified is None:
            raise RulesError(self.diagnostics)
        return self.verified.agree


@dataclass(frozen=True, slots=True, eq=False)
class Proof(Report):
    """What was proved of rules: the answers to questions, or how the segments lie to each other."""

    proved: Proved | None = None

    @property
    def answers(self) -> Mapping[str, Answer]:
        """The answer to each question: `Proved`, `Refuted` with a witness, or `NotDecided`."""
        return dict(self._proved.answers)

    @property
    def overview(self) -> Overview | None:
        """How the segments lie to each other, where no question was asked."""
        return self._proved.overview

    @property
    def holds(self) -> bool:
        """Whether every question was proved."""
        from segdsl.proofs.questions import Proved

        return all(isinstance(answer, Proved) for answer in self.answers.values())

    @property
    def _proved(self) -> Proved:
        if self.proved is None:
            raise RulesError(self.diagnostics)
        return self.proved


@dataclass(frozen=True, slots=True, eq=False)
class Difference(Report):
    """What a change of rules means: `changes`, and with data who moved in `counted`."""

    comparison: Comparison | None = None

    @property
    def compared(self) -> Comparison:
        if self.comparison is None:
            raise RulesError(self.diagnostics)
        return self.comparison


@dataclass(frozen=True, slots=True)
class Fixes:
    """Rules after their safe fixes: the text, and the findings that are mended in it."""

    text: str
    mended: tuple[Diagnostic, ...]
