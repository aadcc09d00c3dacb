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
from segdsl.membership.keys import key_of, places
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
    """Watches answers go by; `checked` counts the customers who were asked about twice. `ordered` answers come in the
    order of the data: whoever stands at a place must have the key of the customer there. Others are found by key.

    Raises Refused where the engine and the interpreter differ. No value of the customer is told.
    """

    asked: Questions
    sample: Sample
    ordered: bool = True
    checked: int = 0
    _interpreter: Interpreter = field(init=False)
    _by_key: Mapping[str, Row] = field(init=False)
    _met: set[str] = field(default_factory=set)
    _first: int = 0

    def __post_init__(self) -> None:
        program = self.asked.program
        self._interpreter = Interpreter(program, self.sample.tables)
        self._by_key = {key_of(program, row): row for row in self.sample.customers.values()}

    def watch(self, answers: Iterable[Answers]) -> Iterator[Answers]:
        questions = list(_questions(self.asked))
        for some in answers:
            for place, row in self._drawn(some):
                self._compare(questions, some, place, row)
                self.checked += 1
            self._first += some.rows
            yield some
        if self.checked < len(self.sample.customers):
            raise Refused(_strangers())

    def _drawn(self, answers: Answers) -> Iterator[tuple[int, Row]]:
        """Where in these answers the customers of the sample stand."""
        if not self.ordered:
            for place, key in places(answers.key_array, self._by_key):
                if key in self._met:
                    raise Refused(_strangers())
                self._met.add(key)
                yield place, self._by_key[key]
            return
        last = self._first + answers.rows
        found = {p - self._first: row for p, row in self.sample.customers.items() if self._first <= p < last}
        keys = answers.key_array if found else ()
        for place, row in found.items():
            if str(keys[place]) != key_of(self.asked.program, row):
                raise Refused(_strangers())
            yield place, row

    def _compare(self, questions: list[_Question], answers: Answers, place: int, row: Row) -> None:
        for question in questions:
            true, possible = answers.true[question.number][place], answers.possible[question.number][place]
            said = True if true else None if possible else False
            if self._interpreter.condition(question.condition, row) is not said:
                raise Refused(_disagreement(question.words, question.span))
        for split in self.asked.splits:
            if self._interpreter.part(fold(split.split.name), row) != cell(answers.values[split.number], place):
                raise Refused(_disagreement(f"the split `{split.split.name}`", split.split.span))
        for each in self.asked.dividing:
            if self._interpreter.value(each.value, row) != cell(answers.values[each.number], place):
                raise Refused(_disagreement(f"the column `{each.column.name}`", None))


def self_check(asked: Questions, stores: Mapping[str, Store], *, ordered: bool = True) -> SelfCheck:
    """A check of the customers that the data gives for these rules; `ordered` as in `SelfCheck`."""
    sample = draw(asked.program, stores)
    return SelfCheck(asked, sample, ordered and sample.placed)


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


def _strangers() -> Diagnostic:
    return _disagreement("who is a customer", None)


def _disagreement(words: str, span: Span | None) -> Diagnostic:
    return Diagnostic(
        run.SELF_CHECK_FAILED,
        f"the engine and the reference interpreter disagree about {words}",
        span,
        help=("this is a fault of segdsl: please report it with the rules to those who look after segdsl",),
        notes=("nothing was written",),
    )
