"""Single changes of a customer's values, and which ones bring a value across a threshold; tries nothing out."""

from __future__ import annotations

import datetime as dt
import math
from dataclasses import dataclass
from typing import TypeAlias

from segdsl import calendar, ir, schemas
from segdsl.decimals import decimals
from segdsl.explanation import percentages, shown
from segdsl.explanation.walk import Atom
from segdsl.names import fold
from segdsl.types import Kind, Unit, Value, is_numeric, is_textual


@dataclass(frozen=True, slots=True)
class Goal:
    """What a value should become: something in this relation to a threshold, which may be read as a percentage."""

    rel: ir.Rel
    threshold: Value
    percent: bool = False

    def mirrored(self, threshold: Value) -> Goal:
        """The same demand seen from the other side: `<` becomes `>`."""
        return Goal(self.rel.mirrored, threshold)

    def moved(self, threshold: Value) -> Goal:
        return Goal(self.rel, threshold)


_WORDS = {
    ir.Rel.LT: "less than ",
    ir.Rel.LE: "at most ",
    ir.Rel.GT: "more than ",
    ir.Rel.GE: "at least ",
    ir.Rel.EQ: "",
    ir.Rel.NE: "other than ",
}
_DATE_WORDS = {
    ir.Rel.LT: "before ",
    ir.Rel.LE: "on or before ",
    ir.Rel.GT: "after ",
    ir.Rel.GE: "on or after ",
    ir.Rel.EQ: "",
    ir.Rel.NE: "other than ",
}


Target: TypeAlias = Atom | ir.Named
"""What may be given another value; a define where it stands for itself, as in examples."""


@dataclass(frozen=True, slots=True)
class Move:
    """`target` becomes `value`; `words` say what is asked of it (`more than 100,000`)."""

    target: Target
    value: Value | None
    words: str
    percent: bool = False


Way: TypeAlias = tuple[Move, ...]
"""Changes made together; empty when nothing has to change."""


def words(goal: Goal, beside: Value | None = None) -> str:
    """`more than 100,000`, `on or before 1998-10-02`; a percentage so that it differs from the value `beside` it."""
    if isinstance(goal.threshold, bool):
        return shown.value(goal.threshold is (goal.rel is ir.Rel.EQ))
    table = _DATE_WORDS if isinstance(goal.threshold, dt.date) else _WORDS
    if goal.percent and isinstance(goal.threshold, int | float):
        return table[goal.rel] + percentages.percent(goal.threshold, beside, percentages.OF_A_LIMIT)
    return table[goal.rel] + shown.value(goal.threshold)


def opposite(goal: Goal) -> Goal:
    return Goal(goal.rel.opposite, goal.threshold, goal.percent)


def of_atom(program: ir.Program, atom: Target, goal: Goal, plain: bool = False) -> Move | None:
    """The smallest change of a piece itself that meets the goal; None when nothing that it may hold does.

    `plain` prefers a whole number beside a whole threshold where nothing is known of decimals.
    """
    value = _nearest(program, atom, goal, plain)
    if value is None or not allowed(program, atom, value):
        return None
    return Move(atom, value, words(goal), goal.percent)


def _nearest(program: ir.Program, atom: Target, goal: Goal, plain: bool) -> Value | None:
    threshold = goal.threshold
    if isinstance(threshold, bool):
        return threshold if goal.rel is ir.Rel.EQ else not threshold
    if isinstance(threshold, str):
        return threshold if goal.rel is ir.Rel.EQ else other_text(program, atom, (threshold,))
    if isinstance(threshold, int | float):
        places = decimals(atom, program)
        whole = plain and float(threshold).is_integer() and abs(threshold) >= 2
        return _nearest_number(0 if places is None and whole else places, goal.rel, float(threshold))
    if isinstance(threshold, dt.date):
        return _nearest_date(atom, goal.rel, threshold)
    return threshold


def _nearest_number(places: int | None, rel: ir.Rel, threshold: float) -> float | None:
    """The number next to the threshold that has so many decimals (None: a hair beside it)."""
    if places is None:
        hair = 0.01 if abs(threshold) >= 1 else 0.0001
        if rel in (ir.Rel.LE, ir.Rel.GE, ir.Rel.EQ):
            return threshold
        return threshold - hair if rel is ir.Rel.LT else threshold + hair
    scale = 10**places
    if not math.isfinite(threshold * scale):
        return None
    scaled = round(threshold * scale, 6)
    match rel:
        case ir.Rel.LT:
            found = math.ceil(scaled) - 1
        case ir.Rel.LE:
            found = math.floor(scaled)
        case ir.Rel.GE:
            found = math.ceil(scaled)
        case ir.Rel.EQ:
            if not scaled.is_integer():
                return None
            found = int(scaled)
        case ir.Rel.GT | ir.Rel.NE:
            found = math.floor(scaled) + 1
    return found / scale if places else float(found)


def _nearest_date(atom: Target, rel: ir.Rel, threshold: dt.date) -> dt.date | None:
    steps = {ir.Rel.LT: -1, ir.Rel.GT: 1, ir.Rel.NE: 1}
    day = calendar.shift(threshold, steps.get(rel, 0), Unit.DAY)
    if day is not None and atom.type.kind is Kind.DATE_TIME and not isinstance(day, dt.datetime):
        return dt.datetime.combine(day, dt.time())
    return day


def other_text(program: ir.Program, atom: Target, texts: tuple[str, ...]) -> str | None:
    """A text the piece may hold that is none of these."""
    known = atom.type.values
    if not known and isinstance(atom, ir.Column):
        column = _column(program, atom)
        known = (column.values_seen or ()) if column is not None else ()
    if atom.type.values:
        return next((text for text in known if text not in texts), None)
    return next((text for text in (*known, "…", "… …") if text not in texts), None)


def _column(program: ir.Program, atom: ir.Column) -> schemas.Column | None:
    home = fold(atom.hops[-1].table if atom.hops else atom.table)
    table = program.tables.get(home)
    return None if table is None else table.columns.get(fold(atom.name))


def allowed(program: ir.Program, atom: Target, value: Value) -> bool:
    """Whether the piece may hold the value, by its declaration; a customer's key never changes."""
    if isinstance(atom, ir.Measure):
        counts = atom.aggregate in (ir.Aggregate.COUNT, ir.Aggregate.DIFFERENT)
        shares = atom.aggregate is ir.Aggregate.SHARE
        if isinstance(value, bool) or not isinstance(value, int | float):
            return True
        return not (counts and value < 0) and not (shares and atom.of is None and not 0 <= value <= 1)
    column = _column(program, atom) if isinstance(atom, ir.Column) else None
    if column is None or isinstance(atom, ir.Named):
        return True
    key = program.customers.key
    if key is not None and not atom.hops and fold(atom.name) == fold(key):
        return False
    if column.type.values and isinstance(value, str) and value not in column.type.values:
        return False
    return not (_beyond(value, column.low, -1) or _beyond(value, column.high, 1))


def _beyond(value: Value, bound: Value | None, side: int) -> bool:
    if isinstance(value, int | float) and isinstance(bound, int | float):
        return (value - bound) * side > 0
    if isinstance(value, dt.date) and isinstance(bound, dt.date):
        return (calendar.day(value) - calendar.day(bound)).days * side > 0
    return False


def sample(program: ir.Program, atom: Target) -> Value | None:
    """Some value that the piece may hold."""
    if is_numeric(atom.type):
        tried: list[Value] = [0.0, 1.0]
        column = _column(program, atom) if isinstance(atom, ir.Column) else None
        tried += [bound for bound in ((column.low, column.high) if column else ()) if bound is not None]
        return next((value for value in tried if allowed(program, atom, value)), None)
    if is_textual(atom.type) or atom.type.kind is Kind.UNKNOWN:
        return other_text(program, atom, ())
    if atom.type.kind is Kind.YES_NO:
        return True
    if atom.type.kind in (Kind.DATE, Kind.DATE_TIME):
        today = program.as_of
        return _nearest_date(atom, ir.Rel.EQ, today if isinstance(today, dt.date) else dt.date(2000, 1, 1))
    return dt.timedelta(days=1)


def distance(before: Value | None, after: Value | None) -> float:
    """How large a change is, from 0 to 2: numbers by their ratio, dates by years, anything else is whole. To learn what
    was missing changes nothing about the customer."""
    if before is None:
        return 0.0
    if after is None or isinstance(before, bool | str) or isinstance(after, bool | str):
        return 1.0
    if isinstance(before, dt.date) and isinstance(after, dt.date):
        return min(abs((calendar.day(after) - calendar.day(before)).days) / 365, 2.0)
    if isinstance(before, int | float) and isinstance(after, int | float):
        largest = max(abs(before), abs(after))
        return abs(after - before) / largest if largest else 0.0
    return 1.0
