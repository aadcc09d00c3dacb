"""Which changes of a customer's values bring a computed value across a threshold: arithmetic undone, cases chosen."""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from segdsl import calendar, ir
from segdsl.explanation import moves, reaching_learned, walk
from segdsl.explanation.moves import Goal, Move, Target, Way
from segdsl.interpret import Interpreter, Row
from segdsl.interpret.scalars import compare
from segdsl.types import TEXT, Unit, Value

MANY = 60
"""Of more clauses, or branches of a choice, not each is gone into: it would be held against all others."""
NEAREST = 6


@dataclass(frozen=True, slots=True)
class Reach:
    """Finds ways for one customer. `ways_to(cond, want)` is the search for conditions, which needs this in turn.

    `names` makes a define a piece of its own, as examples do, instead of what it is computed from.
    """

    program: ir.Program
    interpreter: Interpreter
    row: Row
    ways_to: Callable[[ir.Cond, bool], list[Way]]
    names: bool = False

    def now(self, expr: ir.Expr) -> Value | None:
        return self.interpreter.value(expr, self.row)

    def reach(self, expr: ir.Expr, goal: Goal) -> Iterator[Way]:
        """Ways that may bring the value to the goal; each still has to be tried."""
        if isinstance(expr, ir.Fitted):
            yield from reaching_learned.ways(expr, goal, self.now, self.reach)
            return
        match expr:
            case ir.Named(name) if not self.names and not self._is_told(expr):
                yield from self.reach(self.program.defines[name].value, goal)
            case ir.Named(name) if not self.names:
                move = moves.of_atom(self.program, expr, goal)
                if move is not None and reaching_learned.possible(self.program, name, move.value):
                    yield (move,)
            case ir.Column() | ir.Measure() | ir.Named():
                move = moves.of_atom(self.program, expr, goal, plain=self.names)
                if move is not None:
                    yield (move,)
            case ir.OfCustomer(value) | ir.DayOf(value) | ir.Default(value):
                yield from self.reach(value, goal)
            case ir.Arithmetic() if reaching_learned.of_bands(expr):
                yield from reaching_learned.sum_of(expr, goal, self.now, self.reach)
            case ir.Arithmetic():
                yield from self._arithmetic(expr, goal)
            case ir.Negate() | ir.Absolute() | ir.Round():
                yield from self._number(expr, goal)
            case ir.DateDifference() | ir.Shift() | ir.Since():
                yield from self._date(expr, goal)
            case ir.Extreme(_, values):
                for value in values:
                    yield from self.reach(value, goal)
            case ir.Truth(condition):
                if isinstance(goal.threshold, bool):
                    yield from self.ways_to(condition, goal.threshold is (goal.rel is ir.Rel.EQ))
            case ir.Choose(branches, otherwise):
                yield from self._branches(branches, otherwise, goal)
            case ir.PartOf(name) if name in self.program.tiers:
                tiers = self.program.tiers[name]
                parts = tuple((test, _text(part)) for test, part in tiers.branches)
                yield from self._branches(parts, _text(tiers.otherwise), goal)
            case ir.PartOf() | ir.Literal() | ir.Today() | ir.Learned():
                return

    def _is_told(self, expr: ir.Named) -> bool:
        """Whether the value itself is what would have to be another one: a model's answer, where it has one."""
        return reaching_learned.is_model(self.program, expr.name) and self.now(expr) is not None

    def _branches(
        self, branches: tuple[tuple[ir.Cond, ir.Expr], ...], otherwise: ir.Expr | None, goal: Goal
    ) -> Iterator[Way]:
        """Makes a branch the first that is true whose result meets the goal."""
        yield from self._inside(branches, otherwise, goal)
        passed = [test for test, _ in branches]
        for place in self._meeting(branches, goal):
            yield from self.ways_to(_and([*(ir.Not(ir.Surely(c)) for c in passed[:place]), passed[place]]), True)
        if otherwise is not None and passed and compare(goal.rel, self.now(otherwise), goal.threshold):
            yield from self.ways_to(_and([ir.Not(ir.Surely(c)) for c in passed]), True)

    def _meeting(self, branches: tuple[tuple[ir.Cond, ir.Expr], ...], goal: Goal) -> list[int]:
        """The branches whose result meets the goal; of very many those near the one that the customer is in."""
        found = [place for place, (_, x) in enumerate(branches) if compare(goal.rel, self.now(x), goal.threshold)]
        if len(branches) <= MANY:
            return found
        taken = (place for place, (test, _) in enumerate(branches) if self.interpreter.condition(test, self.row))
        own = next(taken, len(branches))
        return sorted(found, key=lambda place: abs(place - own))[:NEAREST]

    def _inside(
        self, branches: tuple[tuple[ir.Cond, ir.Expr], ...], otherwise: ir.Expr | None, goal: Goal
    ) -> Iterator[Way]:
        """Leaves the customer in its branch and changes the result there."""
        taken = (result for test, result in branches if self.interpreter.condition(test, self.row))
        result = next(taken, otherwise)
        if result is not None:
            yield from self.reach(result, goal)

    def _arithmetic(self, expr: ir.Arithmetic, goal: Goal) -> Iterator[Way]:
        left, right, threshold = self.now(expr.left), self.now(expr.right), goal.threshold
        if not isinstance(threshold, int | float):
            return
        if isinstance(right, int | float):
            undone = _undo_left(expr.op, goal, threshold, float(right))
            if undone is not None:
                yield from self.reach(expr.left, undone)
        if isinstance(left, int | float):
            for other in _undo_right(expr.op, goal, threshold, float(left)):
                yield from self.reach(expr.right, other)

    def _number(self, expr: ir.Negate | ir.Absolute | ir.Round, goal: Goal) -> Iterator[Way]:
        threshold = goal.threshold
        if isinstance(threshold, bool | str | dt.date):
            return
        match expr:
            case ir.Negate(value):
                yield from self.reach(value, goal.mirrored(-threshold))
            case ir.Absolute(value):
                yield from self.reach(value, goal)
                yield from self.reach(value, goal.mirrored(-threshold))
            case ir.Round(value) if isinstance(threshold, int | float):
                half = {ir.Rel.LT: -0.5, ir.Rel.GT: 0.5}.get(goal.rel, 0.0)
                rel = {ir.Rel.GT: ir.Rel.GE}.get(goal.rel, goal.rel)
                yield from self.reach(value, Goal(rel, threshold + half))
            case ir.Round():
                return

    def _date(self, expr: ir.DateDifference | ir.Shift | ir.Since, goal: Goal) -> Iterator[Way]:
        match expr:
            case ir.DateDifference(later, earlier):
                if isinstance(goal.threshold, dt.timedelta):
                    days = goal.threshold.days
                    yield from self._shifted(later, goal, self.now(earlier), days)
                    yield from self._shifted(earlier, goal.mirrored(goal.threshold), self.now(later), -days)
            case ir.Shift(date, count, unit):
                back = calendar.shift(goal.threshold, -count, unit) if isinstance(goal.threshold, dt.date) else None
                if back is not None:
                    yield from self.reach(date, goal.moved(back))
            case ir.Since(unit, date):
                turned = since(self.program.as_of, unit, goal)
                if turned is not None:
                    yield from self.reach(date, turned)

    def _shifted(self, expr: ir.Expr, goal: Goal, start: Value | None, days: int) -> Iterator[Way]:
        if isinstance(start, dt.date):
            day = calendar.shift(calendar.day(start), days, Unit.DAY)
            if day is not None:
                yield from self.reach(expr, goal.moved(day))

    def known(self, expr: ir.Expr) -> Iterator[Way]:
        """Ways that give a missing value some value."""
        if self.now(expr) is not None:
            yield ()
            return
        atoms = [atom for atom in self._missing(expr) if moves.sample(self.program, atom) is not None]
        if atoms:
            yield tuple(Move(atom, moves.sample(self.program, atom), "any value") for atom in atoms)

    def _missing(self, expr: ir.Expr) -> list[Target]:
        pieces: tuple[Target, ...] = walk.atoms(self.program, expr)
        if self.names:
            inside = [n for n in walk.all_nodes(expr) if isinstance(n, ir.Named)]
            pieces = (*walk.own_atoms(expr), *inside)
        return [piece for piece in pieces if self.now(piece) is None]


def _text(part: str) -> ir.Literal:
    return ir.Literal(part, TEXT)


def _and(conditions: list[ir.Cond]) -> ir.Cond:
    return conditions[0] if len(conditions) == 1 else ir.And(tuple(conditions))


def _undo_left(op: ir.Op, goal: Goal, threshold: float, right: float) -> Goal | None:
    """What `left` must be so that `left op right` meets the goal."""
    match op:
        case ir.Op.ADD:
            return goal.moved(threshold - right)
        case ir.Op.SUBTRACT:
            return goal.moved(threshold + right)
        case ir.Op.MULTIPLY | ir.Op.DIVIDE if right == 0:
            return None
        case ir.Op.MULTIPLY:
            needed = threshold / right
        case ir.Op.DIVIDE:
            needed = threshold * right
    return goal.moved(needed) if right > 0 else goal.mirrored(needed)


def _undo_right(op: ir.Op, goal: Goal, threshold: float, left: float) -> list[Goal]:
    """What `right` must be; for a quotient both directions are worth trying."""
    match op:
        case ir.Op.ADD | ir.Op.MULTIPLY:
            undone = _undo_left(op, goal, threshold, left)
            return [] if undone is None else [undone]
        case ir.Op.SUBTRACT:
            return [goal.mirrored(left - threshold)]
        case ir.Op.DIVIDE:
            if threshold == 0:
                return []
            needed = left / threshold
            return [goal.mirrored(needed), goal.moved(needed)]


def since(as_of: Value | None, unit: Unit, goal: Goal) -> Goal | None:
    """A demand on complete units since a date, as a demand on the date: the more units, the earlier."""
    if not isinstance(as_of, dt.date) or not isinstance(goal.threshold, int | float):
        return None
    rel, n = goal.rel, goal.threshold
    if rel is ir.Rel.EQ:
        units, turned = math.ceil(n), ir.Rel.EQ
    elif rel in (ir.Rel.GE, ir.Rel.LT):
        units, turned = math.ceil(n), ir.Rel.LE if rel is ir.Rel.GE else ir.Rel.GT
    else:
        units, turned = math.floor(n) + 1, ir.Rel.GT if rel is ir.Rel.LE else ir.Rel.LE
    day = calendar.shift(calendar.day(as_of), -units, unit)
    return None if day is None else Goal(turned, day)
