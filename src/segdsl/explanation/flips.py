"""The nearest change of a customer's values that gives a condition the other answer, tried out on the interpreter."""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import assert_never

from segdsl import ir
from segdsl.explanation import moves, percentages, shown, walk, written
from segdsl.explanation.model import Answer, Change, Flip
from segdsl.explanation.moves import Goal, Move, Way
from segdsl.explanation.phrases import Context
from segdsl.explanation.reaching import MANY, Reach
from segdsl.interpret import Interpreter, Row
from segdsl.interpret.scalars import tested
from segdsl.names import fold
from segdsl.types import Kind, Value, is_textual

BREADTH = 12
"""How many of the nearest ways are followed at each clause."""
TRIES = 400
"""How many ways are run through the interpreter before the search gives up."""


@dataclass(slots=True)
class Flips:
    """Searches for one customer; `interpreter` knows its rows, or what an example gives (then `names` is set)."""

    program: ir.Program
    interpreter: Interpreter
    row: Row
    names: bool = False
    _reach: Reach = field(init=False)

    def __post_init__(self) -> None:
        self._reach = Reach(self.program, self.interpreter, self.row, self.ways, self.names)

    def nearest(self, cond: ir.Cond, want: bool) -> Flip | None:
        """The way of fewest pieces, then of the smallest relative change, after which the answer is `want`."""
        if self.interpreter.condition(cond, self.row) is want:
            return None
        actual = {**self._known(cond), **(self.interpreter.given or {})}
        for way in itertools.islice(self._ordered(self.ways(cond, want)), TRIES):
            given = dict(actual)
            given.update({move.target: move.value for move in way})
            if way and Interpreter(self.program, {}, given).condition(cond, dict(self.row)) is want:
                return Flip(tuple(self._change(move) for move in way), Answer.of(want))
        return None

    def _now(self, expr: ir.Expr) -> Value | None:
        return self.interpreter.value(expr, self.row)

    def _change(self, move: Move) -> Change:
        name = written.value(Context(self.program), move.target)
        before = self._now(move.target)
        share = move.percent and isinstance(before, int | float)
        told = percentages.percent(float(before), move.value) if share else ""  # type: ignore[arg-type]
        return Change(name, before, move.words, move.value, told)

    def _ordered(self, ways: Iterable[Way]) -> list[Way]:
        return sorted(dict.fromkeys(ways), key=self._cost)

    def _cost(self, way: Way) -> tuple[int, float]:
        return len(way), sum(moves.distance(self._now(move.target), move.value) for move in way)

    def _best(self, ways: Iterable[Way]) -> list[Way]:
        return self._ordered(ways)[:BREADTH]

    # ---- conditions ---------------------------------------------------------------------------------------------

    def ways(self, cond: ir.Cond, want: bool) -> list[Way]:
        """Ways that may give the condition this answer; the empty way when it has it already."""
        answer = self.interpreter.condition(cond, self.row)
        if answer is want:
            return [(), *self._best(self._towards(cond, want))[: BREADTH // 3]]
        return self._best(self._towards(cond, want))

    def _towards(self, cond: ir.Cond, want: bool) -> Iterator[Way]:
        match cond:
            case ir.Not(condition):
                yield from self.ways(condition, not want)
            case ir.Surely(condition):
                yield from self._surely(condition, want)
            case ir.Member(name):
                yield from self._surely(self.program.segments[name].condition, want)
            case ir.And(items) | ir.Or(items):
                if isinstance(cond, ir.And) is want:
                    yield from self._together([self.ways(item, want) for item in self._to_change(items, want)])
                else:
                    for item in items:
                        yield from (way for way in self.ways(item, want) if way)
            case ir.Ranked():
                yield from self._ranked(cond, want)
            case ir.Compare():
                yield from self._compare(cond, want)
            case ir.Between():
                yield from self._between(cond, want)
            case ir.Among() | ir.TextTest():
                yield from self._test(cond, want)
            case ir.IsMissing(value):
                yield from self._presence(value, want)
            case ir.Holds(value):
                yield from self._reach.reach(value, Goal(ir.Rel.EQ, want))
            case _:
                assert_never(cond)

    def _surely(self, condition: ir.Cond, want: bool) -> Iterator[Way]:
        """A two-valued answer is no as soon as the condition is not true."""
        if not want and self.interpreter.condition(condition, self.row) is not True:
            yield ()
            return
        yield from self.ways(condition, want)

    def _to_change(self, items: Sequence[ir.Cond], want: bool) -> Sequence[ir.Cond]:
        """All clauses; of very many only those that do not have the answer yet."""
        if len(items) <= MANY:
            return items
        return [item for item in items if self.interpreter.condition(item, self.row) is not want]

    def _together(self, choices: list[list[Way]]) -> list[Way]:
        """One way for each clause, made at once; a piece asked for twice takes one of the two values."""
        found: list[Way] = [()]
        for ways in choices:
            merged = (way for a, b in itertools.product(found, ways) for way in _merged(a, b))
            found = self._best(merged)
        return found

    def _compare(self, cond: ir.Compare, want: bool) -> Iterator[Way]:
        left, right = self._now(cond.left), self._now(cond.right)
        for near, far, other, mirror in (
            (cond.left, cond.right, right, False),
            (cond.right, cond.left, left, True),
        ):
            helped: Way = ()
            if other is None:
                helped = next(self._reach.known(far), ())
                if not helped:
                    continue
                other = Interpreter(self.program, {}, self._with(far, helped)).value(far, dict(self.row))
            if other is None:
                continue
            percent = percentages.compared(self.program, near, far)
            goal = Goal(cond.rel.mirrored if mirror else cond.rel, other, percent)
            goal = goal if want else moves.opposite(goal)
            for way in self._reach.reach(near, goal):
                yield from _merged(helped, way)

    def _ranked(self, cond: ir.Ranked, want: bool) -> Iterator[Way]:
        """The value against the limit of the customer's own group: nobody is moved into another group."""
        limit = self._now(cond.limit)
        if limit is not None:
            goal = Goal(cond.place.rel, limit, percentages.is_share(self.program, cond.value))
            yield from self._reach.reach(cond.value, goal if want else moves.opposite(goal))

    def _with(self, expr: ir.Expr, way: Way) -> dict[ir.Expr, Value | None]:
        given = {**self._known(expr), **(self.interpreter.given or {})}
        given.update({move.target: move.value for move in way})
        return given

    def _known(self, node: walk.Node) -> dict[ir.Expr, Value | None]:
        """The customer's own values of every piece; what an example does not give may follow from what it gives."""
        if self.interpreter.given is not None:
            return {}
        return {atom: self._now(atom) for atom in walk.atoms(self.program, node)}

    def _between(self, cond: ir.Between, want: bool) -> Iterator[Way]:
        low, high = ir.Compare(ir.Rel.GE, cond.value, cond.low), ir.Compare(ir.Rel.LE, cond.value, cond.high)
        a, b = self._now(cond.low), self._now(cond.high)
        percent = percentages.compared(self.program, cond.value, cond.low)
        ends = [percentages.percent(x) if percent and isinstance(x, int | float) else shown.value(x) for x in (a, b)]
        within = None if a is None or b is None else f"between {' and '.join(ends)}"
        for part in (low, high):
            for way in self._compare(part, want):
                yield tuple(
                    Move(m.target, m.value, within, m.percent) if want and within and m.target == cond.value else m
                    for m in way
                )

    def _test(self, cond: ir.Among | ir.TextTest, want: bool) -> Iterator[Way]:
        if isinstance(cond, ir.TextTest):
            yield from self._text(cond, want)
            return
        if want:
            for item in cond.items[:BREADTH]:
                yield from self._reach.reach(cond.value, Goal(ir.Rel.EQ, item))
            return
        for item in cond.items[:1]:
            yield from self._reach.reach(cond.value, Goal(ir.Rel.NE, item))
            texts = tuple(item for item in cond.items if isinstance(item, str))
            if texts and isinstance(cond.value, ir.Column):
                other = moves.other_text(self.program, cond.value, texts)
                if other is not None:
                    yield (Move(cond.value, other, f"none of {shown.listed([shown.value(t) for t in texts], 'or')}"),)

    def _text(self, cond: ir.TextTest, want: bool) -> Iterator[Way]:
        asked = f"a text that {_verb(cond.test, want)} {shown.value(cond.pattern)}"
        for answer in cond.value.type.values:
            if tested(cond.test, answer, cond.pattern) is want:
                yield from self._reach.reach(cond.value, Goal(ir.Rel.EQ, answer))
        for atom in walk.atoms(self.program, cond.value):
            if not is_textual(atom.type) and atom.type.kind is not Kind.UNKNOWN:
                continue
            known = atom.type.values or ((cond.pattern,) if want else ("…",))
            for text in known:
                yield (Move(atom, text, shown.value(text) if atom.type.values else asked),)

    def _presence(self, value: ir.Expr, want: bool) -> Iterator[Way]:
        if not want:
            yield from self._reach.known(value)
            return
        for atom in walk.atoms(self.program, value):
            if not _is_key(self.program, atom):
                yield (Move(atom, None, "missing"),)


def _verb(test: ir.Test, want: bool) -> str:
    if want:
        return {ir.Test.MATCHES: "matches"}.get(test, test.value)
    stem = {ir.Test.CONTAINS: "contain", ir.Test.STARTS: "start with", ir.Test.ENDS: "end with"}
    return f"does not {stem.get(test, 'match')}"


def _is_key(program: ir.Program, atom: walk.Atom) -> bool:
    key = program.customers.key
    return isinstance(atom, ir.Column) and not atom.hops and key is not None and fold(atom.name) == fold(key)


def _merged(a: Way, b: Way) -> Iterator[Way]:
    """Both ways at once; where they disagree on a piece, once with the value of each."""
    first = {move.target: move for move in a}
    second = {move.target: move for move in b}
    yield tuple({**first, **second}.values())
    if any(first[target].value != second[target].value for target in first.keys() & second.keys()):
        yield tuple({**second, **first}.values())
