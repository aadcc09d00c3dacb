"""Before an answer is released: some customers once more, through the reference interpreter; one who differs stops the
run."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from segdsl import ir
from segdsl.diagnostics.codes import run
from segdsl.diagnostics.model import Diagnostic, Refused
from segdsl.frames import Answers, Store, cell
from segdsl.interpret import Interpreter, Row
from segdsl.membership.questions import Questions
from segdsl.membership.sample import Sample, draw
from segdsl.names import fold
from segdsl.source import Span


@dataclass(frozen=True, slots=True)
class _Question:
    """A condition by its number; what a disagreement about it is called, and where it stands."""

    number: int
    condition: ir.Cond
    words: str
    span: Span | None


@dataclass(slots=True)
class SelfCheck:
    """Watches answers go by; `checked` counts the customers who were asked about twice.

    Raises Refused where the engine and the interpreter differ. No value of the customer is told.
    """

    asked: Questions
    sample: Sample
    checked: int = 0
    _interpreter: Interpreter = field(init=False)
    _first: int = 0

    def __post_init__(self) -> None:
        self._interpreter = Interpreter(self.asked.program, self.sample.tables)

    def watch(self, answers: Iterable[Answers]) -> Iterator[Answers]:
        questions = list(_questions(self.asked))
        for some in answers:
            for place, row in self.sample.customers.items():
                if self._first <= place < self._first + some.rows:
                    self._compare(questions, some, place - self._first, row)
                    self.checked += 1
            self._first += some.rows
            yield some
        if self.checked < len(self.sample.customers):
            raise Refused(_disagreement("who is a customer", None))

    def _compare(self, questions: list[_Question], answers: Answers, place: int, row: Row) -> None:
        for question in questions:
            true, possible = answers.true[question.number][place], answers.possible[question.number][place]
            said = True if true else None if possible else False
            if self._interpreter.condition(question.condition, row) is not said:
                raise Refused(_disagreement(question.words, question.span))
        for split in self.asked.splits:
            if self._interpreter.part(fold(split.split.name), row) != cell(answers.values[split.number], place):
                raise Refused(_disagreement(f"the split `{split.split.name}`", split.split.span))


def self_check(asked: Questions, stores: Mapping[str, Store]) -> SelfCheck:
    """A check of the customers that the data gives for these rules."""
    return SelfCheck(asked, draw(asked.program, stores))


def _questions(asked: Questions) -> Iterator[_Question]:
    """All conditions, first those that say who is in what: a member is told about by the rule's name."""
    told: dict[int, tuple[str, Span | None]] = {}
    for s in asked.segments:
        told.setdefault(s.number, (f"the segment `{s.segment.name}`", s.segment.span))
    for t in asked.tiers:
        for number, _ in t.branches:
            told.setdefault(number, (f"the tiers `{t.tiers.name}`", t.tiers.span))
    for number, suppression in zip(asked.suppressions, asked.program.suppressions, strict=True):
        told.setdefault(number, ("a suppression", suppression.span))
    for number, condition in enumerate(asked.conditions):
        told.setdefault(number, ("a clause of the rules", condition.span))
    for number, (words, span) in told.items():
        yield _Question(number, asked.conditions[number], words, span)


def _disagreement(words: str, span: Span | None) -> Diagnostic:
    return Diagnostic(
        run.SELF_CHECK_FAILED,
        f"the engine and the reference interpreter disagree about {words}",
        span,
        help=("this is a fault of segdsl: please report it with the rules to those who look after segdsl",),
        notes=("nothing was written",),
    )
