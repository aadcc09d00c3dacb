"""The dates that a prediction is learned and tested as of: as written, or the latest that leave its windows whole."""

from __future__ import annotations

import datetime as dt

from segdsl import calendar
from segdsl.check.context import Context
from segdsl.diagnostics.codes import structure
from segdsl.diagnostics.model import Label
from segdsl.record import record
from segdsl.source import Span
from segdsl.syntax import ast
from segdsl.types import Unit


@record
class Dates:
    """In order of time; empty for an outcome without a length, and while there is no as-of date to count from."""

    learn: tuple[dt.date, ...] = ()
    test: tuple[dt.date, ...] = ()


@record
class _Day:
    """A date to learn or test as of, with the place where it is written, if it is."""

    date: dt.date
    span: Span | None = None


def dates(
    cx: Context,
    learn: tuple[ast.DateLit, ...],
    test: tuple[ast.DateLit, ...],
    length: tuple[int, Unit] | None,
    place: Span,
    how_long: str,
) -> Dates | None:
    """None where something about them was said to be wrong.

    Args:
        length: over how long the outcome is asked (None: of the customers as they are).
        place: the outcome, or what else says the length.
        how_long: the help that shows how to say one.
    """
    if length is None:
        return Dates() if _none(cx, learn, test, place, how_long) else None
    if not (_each_once(cx, learn) and _each_once(cx, test)):
        return None
    as_of = cx.rules.as_of
    tested = [_Day(node.value, node.span) for node in test]
    if not tested and as_of is not None:
        tested = _back(cx, as_of, length, place, "test")
    learned = [_Day(node.value, node.span) for node in learn]
    if not learned and tested:
        learned = _back(cx, min(day.date for day in tested), length, place, "learn")
    if as_of is not None and not (learned and tested):
        return None
    whole = [_whole(cx, day, length, place) for day in (*learned, *tested)]
    if not all(whole) or not all(_apart(cx, day, tested, length) for day in learned):
        return None
    return Dates(tuple(sorted(d.date for d in learned)), tuple(sorted(d.date for d in tested)))


def _none(
    cx: Context, learn: tuple[ast.DateLit, ...], test: tuple[ast.DateLit, ...], place: Span, how_long: str
) -> bool:
    given = (*learn, *test)
    if not given:
        return True
    cx.error(
        structure.DATES_WITHOUT_LENGTH,
        f"`{given[0].span.text}` is a date to learn as of, and the outcome does not lie in the days after it",
        given[0].span,
        labels=(Label(place, "asks of the customers as they are"),),
        help=(
            how_long,
            "or leave the dates out: the outcome is then learned from the customers as they are",
        ),
    )
    return False


def _each_once(cx: Context, written: tuple[ast.DateLit, ...]) -> bool:
    first: dict[dt.date, ast.DateLit] = {}
    for node in written:
        before = first.setdefault(node.value, node)
        if before is not node:
            label = Label(before.span, "stands here first")
            message = f"`{node.value.isoformat()}` stands twice"
            cx.error(structure.LISTED_TWICE, message, node.span, labels=(label,), help=("keep one of the two",))
            return False
    return True


def _back(cx: Context, date: dt.date, length: tuple[int, Unit], place: Span, use: str) -> list[_Day]:
    """The day so long before, for a clause that is left out."""
    found = calendar.shift(date, -length[0], length[1])
    if found is None:
        message = f"so long before {date.isoformat()} there is no date to {use} as of"
        cx.error(structure.INCOMPLETE_WINDOW, message, place)
        return []
    return [_Day(found)]


def _whole(cx: Context, day: _Day, length: tuple[int, Unit], place: Span) -> bool:
    """Whether the outcome of the day is known by the as-of date."""
    as_of, end = cx.rules.as_of, calendar.shift(day.date, *length)
    if as_of is None or (end is not None and end <= as_of):
        return True
    latest = calendar.shift(as_of, -length[0], length[1])
    after = "" if end is None else f" {end.isoformat()}"
    cx.error(
        structure.INCOMPLETE_WINDOW,
        f"what happens after {day.date.isoformat()} is known only on{after or ' a later day'}, after the as-of date"
        f" {as_of.isoformat()}",
        day.span or place,
        labels=(Label(place, "the outcome"),) if day.span is not None else (),
        help=(f"the latest date with a whole window is {latest.isoformat()}",) if latest is not None else (),
    )
    return False


def _apart(cx: Context, day: _Day, tested: list[_Day], length: tuple[int, Unit]) -> bool:
    """Whether everything learned from is over when the test begins."""
    end = calendar.shift(day.date, *length)
    for test in tested:
        if end is not None and end <= test.date:
            continue
        latest = calendar.shift(test.date, -length[0], length[1])
        until = "" if end is None else f" until {end.isoformat()}"
        cx.error(
            structure.OVERLAP,
            f"learning as of {day.date.isoformat()} sees what happens{until}, and the test begins on"
            f" {test.date.isoformat()}",
            day.span or test.span,
            labels=(Label(test.span, "the test"),) if day.span is not None and test.span is not None else (),
            help=(f"learn as of {latest.isoformat()} or earlier, or test later",) if latest is not None else (),
        )
        return False
    return True


def length(node: ast.DurationLit) -> tuple[int, Unit]:
    return node.count, node.unit
