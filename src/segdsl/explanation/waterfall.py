"""What each clause does to the customers: counted from an engine's answers, batch by batch; writes no sentences."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from typing import TypeAlias

from segdsl import ir
from segdsl.explanation import dependencies, written
from segdsl.explanation.model import Branch, Kind, Missing, Part, Partition, Step, Waterfall
from segdsl.explanation.phrases import Context
from segdsl.frames import Answers, Bools, Texts
from segdsl.membership.pieces import Piece, pieces
from segdsl.membership.questions import Numbers
from segdsl.names import fold

Ask: TypeAlias = "Callable[[tuple[ir.Cond, ...], tuple[ir.Expr, ...]], Iterable[Answers]]"
"""The engine: the answers to some conditions and values, batch by batch."""


@dataclass(slots=True)
class _Line:
    """A clause inside a top-level clause, with its counts so far."""

    text: str
    depth: int
    number: int
    meets: int = 0
    undecided: int = 0


@dataclass(slots=True)
class _Clause:
    text: str
    number: int
    lines: list[_Line]
    remaining: int = 0
    meets: int = 0
    alone: int = 0
    undecided: int = 0


@dataclass(slots=True)
class _Rule:
    """One segment or suppression while it is counted."""

    name: str
    kind: Kind
    whole: int
    clauses: list[_Clause]
    pieces: list[tuple[Piece, int, list[int]]]
    customers: int = 0
    members: int = 0
    undecided: int = 0
    missing: dict[str, int] = field(default_factory=dict)

    def add(self, answers: Answers) -> None:
        """Counts one batch."""
        true, possible = answers.true[self.whole], answers.possible[self.whole]
        self.customers += answers.rows
        self.members += _count(true)
        self._add_clauses(answers)
        open_ = possible & ~true
        self.undecided += _count(open_)
        if not open_.any():
            return
        for piece, number, holders in self.pieces:
            blamed = answers.true[number] & open_ & _any_open(answers, holders)
            self.missing[piece.name] = self.missing.get(piece.name, 0) + _count(blamed)

    def _add_clauses(self, answers: Answers) -> None:
        marks = [answers.true[clause.number] for clause in self.clauses]
        after = _running(marks)
        before_end = _running(marks[::-1])[::-1]
        for place, clause in enumerate(self.clauses):
            clause.remaining += _count(after[place])
            clause.meets += _count(marks[place])
            clause.undecided += _count(answers.possible[clause.number] & ~marks[place])
            clause.alone += _count(_others(after, before_end, place, answers.rows, marks[place]) & ~marks[place])
            for line in clause.lines:
                line.meets += _count(answers.true[line.number])
                line.undecided += _count(answers.possible[line.number] & ~answers.true[line.number])

    def result(self) -> Waterfall:
        steps = tuple(
            Step(
                clause.text,
                clause.remaining,
                clause.meets,
                clause.alone,
                clause.undecided,
                tuple(Part(line.text, line.depth, line.meets, line.undecided) for line in clause.lines),
            )
            for clause in self.clauses
        )
        blamed = sorted(((n, name) for name, n in self.missing.items() if n), key=lambda pair: -pair[0])
        missing = tuple(Missing(name, n) for n, name in blamed)
        return Waterfall(self.name, self.kind, self.customers, steps, self.members, self.undecided, missing)


def _count(mask: Bools) -> int:
    return int(mask.sum())


def _running(masks: list[Bools]) -> list[Bools]:
    """Each mask together with all before it."""
    found: list[Bools] = []
    for mask in masks:
        found.append(mask if not found else found[-1] & mask)
    return found


def _others(after: list[Bools], before_end: list[Bools], place: int, rows: int, own: Bools) -> Bools:
    """Where all clauses but one are met; with a single clause, everywhere."""
    if len(after) == 1:
        return own | ~own
    if place == 0:
        return before_end[1]
    if place == len(after) - 1:
        return after[place - 1]
    return after[place - 1] & before_end[place + 1]


def _any_open(answers: Answers, numbers: list[int]) -> Bools:
    """Where at least one of these conditions is undecided."""
    found = answers.possible[numbers[0]] & ~answers.true[numbers[0]]
    for number in numbers[1:]:
        found = found | (answers.possible[number] & ~answers.true[number])
    return found


@dataclass(slots=True)
class _Parts:
    """Tiers or a split while they are counted."""

    name: str
    kind: Kind
    branches: list[tuple[str, str, int | None]]
    value: int
    counts: list[list[int]]
    customers: int = 0
    undecided: int = 0

    def add(self, answers: Answers) -> None:
        self.customers += answers.rows
        if self.kind == "split":
            self._add_values(answers)
            return
        left: Bools | None = None
        passed: Bools | None = None
        for (_, _, number), count in zip(self.branches, self.counts, strict=True):
            if number is None:
                count[1] += answers.rows if left is None else _count(left)
                continue
            true, open_ = answers.true[number], answers.possible[number] & ~answers.true[number]
            reached = open_ if left is None else open_ & left
            count[0] += _count(true)
            count[1] += _count(true if left is None else true & left)
            count[2] += _count(reached)
            passed = reached if passed is None else passed | reached
            left = ~true if left is None else left & ~true
        self.undecided += 0 if passed is None else _count(passed)

    def _add_values(self, answers: Answers) -> None:
        told = answers.values[self.value]
        assert isinstance(told, Texts)
        for (part, _, _), count in zip(self.branches, self.counts, strict=True):
            if part in told.values:
                count[1] += int((told.codes == told.values.index(part)).sum())

    def result(self) -> Partition:
        branches = tuple(
            Branch(part, text, takes if number is None else matches, takes, undecided)
            for (part, text, number), (matches, takes, undecided) in zip(self.branches, self.counts, strict=True)
        )
        return Partition(self.name, self.kind, self.customers, branches, self.undecided)


def count(
    program: ir.Program, names: Iterable[str], suppressions: Iterable[ir.Suppression], ask: Ask
) -> tuple[tuple[Waterfall, ...], tuple[Partition, ...]]:
    """The waterfalls of segments and suppressions, and the parts of tiers and splits, for these folded names."""
    context, questions = Context(program), Numbers()
    chosen = list(names)
    rules = [_segment(context, questions, program.segments[name]) for name in chosen if name in program.segments]
    rules += [_suppression(context, questions, suppression) for suppression in suppressions]
    parts = [p for name in chosen if (p := _partition(context, questions, name)) is not None]
    counted: list[_Rule | _Parts] = [*rules, *parts]
    for answers in ask(tuple(questions.conditions), tuple(questions.values)):
        for each in counted:
            each.add(answers)
    return tuple(rule.result() for rule in rules), tuple(part.result() for part in parts)


def _segment(context: Context, questions: Numbers, segment: ir.Segment) -> _Rule:
    return _rule(context, questions, segment.name, "segment", segment.condition)


def _suppression(context: Context, questions: Numbers, suppression: ir.Suppression) -> _Rule:
    name = dependencies.suppression_name(suppression)
    return _rule(context, questions, name, "suppression", suppression.condition)


def _rule(context: Context, questions: Numbers, name: str, kind: Kind, cond: ir.Cond) -> _Rule:
    tops = written.top_clauses(cond)
    clauses = [
        _Clause(written.condition(context, top), questions.condition(top), list(_lines(context, questions, top, 1)))
        for top in tops
    ]
    blamed: list[tuple[Piece, int, list[int]]] = []
    for piece in pieces(context.program, cond):
        holders = [questions.condition(top) for top in tops if piece in pieces(context.program, top)]
        blamed.append((piece, questions.condition(piece.missing), holders or [questions.condition(cond)]))
    return _Rule(name, kind, questions.condition(cond), clauses, blamed)


def _lines(context: Context, questions: Numbers, cond: ir.Cond, depth: int) -> Iterator[_Line]:
    for part in written.parts(cond)[1]:
        yield _Line(written.condition(context, part), depth, questions.condition(part))
        yield from _lines(context, questions, part, depth + 1)


def _partition(context: Context, questions: Numbers, name: str) -> _Parts | None:
    program = context.program
    if name in program.tiers:
        tiers = program.tiers[name]
        branches: list[tuple[str, str, int | None]] = [
            (part, written.condition(context, test), questions.condition(test)) for test, part in tiers.branches
        ]
        branches.append((tiers.otherwise, "otherwise", None))
        return _Parts(tiers.name, "tiers", branches, 0, [[0, 0, 0] for _ in branches])
    if name in program.splits:
        split = program.splits[name]
        part_of = ir.PartOf(fold(split.name), tuple(part for part, _ in split.shares))
        shares: list[tuple[str, str, int | None]] = [(part, f"{share:.4%}", None) for part, share in split.shares]
        number = questions.value(part_of)
        return _Parts(split.name, "split", shares, number, [[0, 0, 0] for _ in shares])
    return None
