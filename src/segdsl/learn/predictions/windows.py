"""Days to learn from → the programs to ask: customers as of a day, and what they did after it; asks nothing itself."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace

from segdsl import ir
from segdsl.calendar import day, shift
from segdsl.diagnostics.codes import learn as codes
from segdsl.diagnostics.model import Diagnostic
from segdsl.learn.substitute import rebuilt
from segdsl.source import Span
from segdsl.types import DATE, Unit, Value


@dataclass(frozen=True, slots=True)
class Window:
    """What is known up to and on `as_of`, and what happened from the next day to the `last`."""

    as_of: dt.date
    last: dt.date


def windows(dates: tuple[Value, ...], length: tuple[int, Unit]) -> tuple[Window, ...]:
    """One for each date, in order of time."""
    made = []
    for date in sorted({day(date) for date in dates if isinstance(date, dt.date)}):
        last = shift(date, *length)
        assert last is not None, "checking lets no window end beyond the calendar"
        made.append(Window(date, last))
    return tuple(made)


def in_order(learn: tuple[Window, ...], test: tuple[Window, ...], as_of: dt.date) -> None:
    """Checking has seen to it that no window for learning reaches beyond a day of the test, or beyond today."""
    assert learn, "there is a day to learn from"
    assert test, "there is a day to test on"
    assert max(window.last for window in learn) <= min(window.as_of for window in test), "learning overlaps the test"
    assert max(window.last for window in test) <= as_of, "the test is not over"


def incomplete(
    what: str, outcome: ir.Outcome, found: tuple[Window, ...], ends: Callable[[str], dt.date | None], names: ir.Program
) -> Iterator[Diagnostic]:
    """An outcome is known only when the tables that it is seen in reach the end of the window."""
    assert outcome.length is not None
    for table in outcome.tables:
        end, shown = ends(table), names.tables[table].name
        late = [window for window in found if end is None or window.last > end]
        if late:
            yield _incomplete(what, shown, end, late[-1], outcome.length, outcome.condition.span)


def _incomplete(
    what: str, table: str, end: dt.date | None, window: Window, length: tuple[int, Unit], span: Span | None
) -> Diagnostic:
    if end is None:
        return Diagnostic(
            codes.WINDOW_NOT_COMPLETE,
            f"`{table}` has no rows with a date, so that nobody's outcome is known for {what}",
            span,
        )
    return Diagnostic(
        codes.WINDOW_NOT_COMPLETE,
        f"`{table}` ends on {end}, and what happened as of {window.as_of} is known only on {window.last}",
        span,
        notes=(f"an outcome for {what} is seen in complete windows only: {length[0]} {length[1].value} after a day",),
        help=(f"learn and test as of {latest(end, length)} or earlier, or take data that reaches {window.last}",),
    )


def latest(end: dt.date, length: tuple[int, Unit]) -> dt.date:
    """The last day whose window is over on the day `end`."""
    found = shift(end, -length[0], length[1]) or end
    # The steps of a calendar are of different lengths: the 28th of February plus a month is the 28th of March.
    while (over := shift(found, *length)) is not None and over > end:
        found -= dt.timedelta(days=1)
    while (over := shift(found + dt.timedelta(days=1), *length)) is not None and over <= end:
        found += dt.timedelta(days=1)
    return found


def before(program: ir.Program, window: Window) -> ir.Program:
    """The program as of the window's day."""
    return replace(program, as_of=window.as_of)


def after(program: ir.Program, outcome: ir.Outcome, window: Window) -> tuple[ir.Program, ir.Cond]:
    """The program as of the window's last day, and the outcome for it, in which today is still the day learned from.
    Checking has put into the outcome what names stand for."""
    then = ir.Literal(window.as_of, DATE)
    condition = rebuilt(outcome.condition, lambda part: then if isinstance(part, ir.Today) else None)
    return replace(program, as_of=window.last), condition
