"""Windows and ages at month ends and in leap years, against dates counted by hand."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pytest
from tests.meaning.one_question import both, program, value_of
from tests.meaning.random_tables import table
from tests.meaning.tables_in_memory import stores, told

from segdsl import ir, types
from segdsl.calendar import complete, latest_start, shift
from segdsl.diagnostics.model import Refused
from segdsl.engines import pandas
from segdsl.interpret import Interpreter
from segdsl.lower import lower
from segdsl.schemas import Role
from segdsl.types import Unit, Value

D = dt.date.fromisoformat


@pytest.mark.parametrize(
    ("date", "count", "unit", "wanted"),
    [
        ("2024-01-31", 1, Unit.MONTH, "2024-02-29"),
        ("2023-01-31", 1, Unit.MONTH, "2023-02-28"),
        ("2024-03-31", -1, Unit.MONTH, "2024-02-29"),
        ("2024-02-29", 1, Unit.YEAR, "2025-02-28"),
        ("2024-02-29", -4, Unit.YEAR, "2020-02-29"),
        ("2024-02-29", 12, Unit.MONTH, "2025-02-28"),
        ("2023-12-31", 2, Unit.MONTH, "2024-02-29"),
        ("2024-03-01", -1, Unit.DAY, "2024-02-29"),
        ("2024-02-29", 2, Unit.WEEK, "2024-03-14"),
        ("2024-02-29", 8000, Unit.YEAR, None),
        ("2024-02-29", -25000, Unit.MONTH, None),
    ],
)
def test_shift(date: str, count: int, unit: Unit, wanted: str | None) -> None:
    end = None if wanted is None else D(wanted)
    assert shift(D(date), count, unit) == end
    column = ir.Column("customers", "d", types.DATE)
    assert value_of(program({"d": types.DATE}), [{"d": D(date)}, {"d": None}], ir.Shift(column, count, unit)) == [
        end,
        None,
    ]
    at = dt.datetime.combine(D(date), dt.time(23, 59))
    moved = None if end is None else dt.datetime.combine(end, dt.time(23, 59))
    time = ir.Column("customers", "s", types.DATE_TIME)
    assert value_of(program({"s": types.DATE_TIME}), [{"s": at}], ir.Shift(time, count, unit)) == [moved]


@pytest.mark.parametrize(
    ("start", "end", "months"),
    [
        ("2024-01-31", "2024-02-29", 1),
        ("2024-01-31", "2024-02-28", 0),
        ("2023-01-31", "2023-02-28", 1),
        ("2024-01-30", "2024-02-29", 1),
        ("2024-02-29", "2024-03-28", 0),
        ("2024-02-29", "2024-03-29", 1),
        ("2020-02-29", "2024-02-28", 47),
        ("2020-02-29", "2024-02-29", 48),
        ("2020-02-29", "2023-02-28", 36),
        ("2024-03-31", "2024-02-29", -1),
        ("2024-03-30", "2024-02-29", -1),
        ("2024-03-28", "2024-02-29", 0),
        ("2024-02-29", "2024-02-29", 0),
    ],
)
def test_complete_months(start: str, end: str, months: int) -> None:
    """The largest n such that the start shifted by n months is not after the end; backwards its negative."""
    assert complete(Unit.MONTH, D(start), D(end)) == months
    first, last = (D(start), D(end)) if start <= end else (D(end), D(start))
    counted = max(n for n in range(60) if (moved := shift(first, n, Unit.MONTH)) is not None and moved <= last)
    assert abs(months) == counted
    rows: list[dict[str, Value | None]] = [{"d": D(start)}]
    made, column = program({"d": types.DATE}, D(end)), ir.Column("customers", "d", types.DATE)
    assert value_of(made, rows, ir.Since(Unit.MONTH, column)) == [months]
    assert value_of(made, rows, ir.Since(Unit.YEAR, column)) == [int(months / 12)]


@pytest.mark.parametrize("unit", Unit, ids=lambda unit: unit.name)
@pytest.mark.parametrize("end", ["2024-02-29", "2023-02-28", "2024-03-31"])
def test_questions_about_an_age_are_questions_about_the_date(unit: Unit, end: str) -> None:
    """`months since d < 6` is asked of d; every day for five years round the as-of date must agree."""
    today = D(end)
    days = [today + dt.timedelta(days=n) for n in range(-900, 900)]
    rows: list[dict[str, Value | None]] = [{"d": day} for day in days]
    made, column = program({"d": types.DATE}, today), ir.Column("customers", "d", types.DATE)
    for count in (-2, -1, 0, 1, 2, 0.5):
        for rel in ir.Rel:
            both(made, rows, ir.Compare(rel, ir.Since(unit, column), ir.Literal(count, types.NUMBER)))
    for count in (-1, 0, 1, 2):
        latest = latest_start(unit, today, count)
        assert latest is not None
        assert complete(unit, latest, today) >= count > complete(unit, latest + dt.timedelta(days=1), today)


def test_no_date_is_old_enough() -> None:
    assert latest_start(Unit.YEAR, dt.date(2024, 2, 29), 3000) is None
    assert latest_start(Unit.YEAR, dt.date(2024, 2, 29), -9000) == dt.date.max


# ---- windows ---------------------------------------------------------------------------------------------------------

BUYS = [D("2023-11-30"), D("2023-12-01"), D("2023-12-31"), D("2024-01-31"), D("2024-02-28"), D("2024-02-29")]


def counted(window: ir.Window | None, as_of: str, dates: list[dt.date | None], joined: dt.date | None = None) -> object:
    """How many of the rows the window sees; engine and interpreter must agree, for dates and for dates with times."""
    found = []
    for kind in (types.DATE, types.DATE_TIME):
        tables = {
            "customers": table("customers", Role.CUSTOMERS, {"id": types.TEXT, "joined": types.DATE}, {}, key="id"),
            "buys": table(
                "buys", Role.MANY, {"id": types.TEXT, "at": kind}, {}, per="id", dated="at", link=ir.Link("id", "id")
            ),
        }
        made = ir.Program(ir.Meta(), D(as_of), "UTC", tables, {}, {}, {}, {}, (), (), ())
        late = dt.time(23, 59, 59, 999_999)
        rows: list[Value | None] = list(dates)
        if kind is types.DATE_TIME:
            rows = [None if day is None else dt.datetime.combine(day, late) for day in dates]
        data: dict[str, list[dict[str, Value | None]]] = {
            "customers": [{"id": "1", "joined": joined}],
            "buys": [{"id": "1", "at": at} for at in rows],
        }
        measure = ir.Measure(ir.Aggregate.COUNT, "buys", None, window, None, types.WHOLE)
        told_ = told(list(pandas.run(lower(made, [], [measure]), stores(made, data))), 0)
        assert told_ == [Interpreter(made, data).value(measure, data["customers"][0])]
        found.append(told_[0])
    assert found[0] == found[1]
    return found[0]


def last(count: int, unit: Unit) -> ir.Window:
    return ir.Window(ir.Shift(ir.Shift(ir.Today(), -count, unit), 1, Unit.DAY), ir.Today())


def since(day: str) -> ir.Window:
    return ir.Window(ir.Literal(D(day), types.DATE), None)


@pytest.mark.parametrize(
    ("window", "as_of", "first", "seen"),
    [
        (last(1, Unit.DAY), "2024-02-29", 5, 1),
        (last(3, Unit.MONTH), "2024-02-29", 0, 6),
        (last(2, Unit.MONTH), "2024-02-29", 2, 4),
        (last(1, Unit.MONTH), "2024-03-31", 6, 0),
        (last(1, Unit.MONTH), "2024-02-28", 3, 2),
        (last(91, Unit.DAY), "2024-02-29", 1, 5),
        (last(92, Unit.DAY), "2024-02-29", 0, 6),
        (None, "2024-01-31", 0, 4),
        (ir.Window(None, None), "2024-02-28", 0, 5),
        (since("2023-12-31"), "2024-02-28", 2, 3),
        (ir.Window(None, ir.Literal(D("2023-12-01"), types.DATE)), "2024-02-28", 0, 2),
    ],
)
def test_windows(window: ir.Window | None, as_of: str, first: int, seen: int) -> None:
    """Of the purchases, in order of date, those from the first on, so many, are in the window."""
    assert counted(window, as_of, [*BUYS, None]) == seen
    for place, day in enumerate(BUYS):
        assert counted(window, as_of, [day]) == (first <= place < first + seen), day


def test_windows_from_the_customers_own_date() -> None:
    joined = ir.Column("customers", "joined", types.DATE)
    before = ir.Window(ir.Shift(joined, -90, Unit.DAY), ir.Shift(joined, -1, Unit.DAY))
    after = ir.Window(ir.Shift(joined, 1, Unit.DAY), ir.Shift(joined, 30, Unit.DAY))
    assert counted(before, "2024-02-29", list(BUYS), D("2024-02-28")) == 4
    assert counted(after, "2024-02-29", list(BUYS), D("2024-01-31")) == 2
    assert counted(before, "2024-02-29", list(BUYS), None) is None
    assert counted(after, "2024-02-28", list(BUYS), D("2024-01-31")) == 1


def test_without_an_as_of_date_all_rows_are_seen_and_today_cannot_be_asked() -> None:
    made = replace(program({"d": types.DATE}), as_of=None)
    asked = ir.Compare(ir.Rel.LT, ir.Column("customers", "d", types.DATE), ir.Today())
    with pytest.raises(Refused) as refused:
        lower(made, [asked])
    assert [d.code.slug for d in refused.value.diagnostics] == ["no-as-of"]
    assert Interpreter(made).condition(asked, {"d": D("2024-02-29")}) is None
