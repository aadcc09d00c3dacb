"""What rules mean: the exact IR of each form."""

from __future__ import annotations

import datetime as dt

import pytest
from tests.check import rules

from segdsl import check, ir, types
from segdsl.ir import Aggregate, Rel
from segdsl.types import Unit, one_of

TODAY = ir.Today()
AGE = ir.Column("customers", "age", types.WHOLE)
JOINED = ir.Column("customers", "joined", types.DATE)
SEEN = ir.Column("customers", "seen at", types.DATE_TIME)
AMOUNT = ir.Column("transactions", "amount", types.NUMBER)
KIND = ir.Column("transactions", "kind", one_of(("credit", "withdrawal")))


def whole(number: int) -> ir.Literal:
    return ir.Literal(number, types.WHOLE)


def day(text: str) -> ir.Literal:
    return ir.Literal(dt.date.fromisoformat(text), types.DATE)


def back(count: int, unit: Unit = Unit.DAY) -> ir.Expr:
    return ir.Shift(TODAY, -count, unit)


def after(date: ir.Expr) -> ir.Expr:
    return ir.Shift(date, 1, Unit.DAY)


def count(window: ir.Window | None = None, where: ir.Cond | None = None) -> ir.Measure:
    return ir.Measure(Aggregate.COUNT, "transactions", None, window, where, types.WHOLE)


def older(number: int) -> ir.Cond:
    return ir.Compare(Rel.GT, AGE, whole(number))


CONDITIONS = [
    ("age > 3", ir.Compare(Rel.GT, AGE, whole(3))),
    ("age is more than 3", ir.Compare(Rel.GT, AGE, whole(3))),
    ("age is at least 3", ir.Compare(Rel.GE, AGE, whole(3))),
    ("age is at most 3", ir.Compare(Rel.LE, AGE, whole(3))),
    ("age is less than 3", ir.Compare(Rel.LT, AGE, whole(3))),
    ("age is not 3", ir.Compare(Rel.NE, AGE, whole(3))),
    ("AGE = 3", ir.Compare(Rel.EQ, AGE, whole(3))),
    ("age between 1 and 3", ir.Between(AGE, whole(1), whole(3))),
    ("age not between 1 and 3", ir.Not(ir.Between(AGE, whole(1), whole(3)))),
    ("age in [3, 1, 3, 2.5]", ir.Among(AGE, (1, 2.5, 3))),
    ("age not in [3]", ir.Not(ir.Among(AGE, (3,)))),
    ("age is missing", ir.IsMissing(AGE)),
    ("age is known", ir.Not(ir.IsMissing(AGE))),
    ("age is not missing", ir.Not(ir.IsMissing(AGE))),
    (
        'job starts with "a"',
        ir.TextTest(ir.Test.STARTS, ir.Column("customers", "job", types.TEXT), "a"),
    ),
    ("consent", ir.Holds(ir.Column("customers", "consent", types.YES_NO))),
    (
        'consent is "No"',
        ir.Compare(Rel.EQ, ir.Column("customers", "consent", types.YES_NO), ir.Literal(False, types.YES_NO)),
    ),
    ('consent in ["yes", no]', ir.Among(ir.Column("customers", "consent", types.YES_NO), (False, True))),
    ("joined is before 2020-01-02", ir.Compare(Rel.LT, JOINED, day("2020-01-02"))),
    ("seen at is after joined", ir.Compare(Rel.GT, ir.DayOf(SEEN), JOINED)),
    ("seen at is on seen at", ir.Compare(Rel.EQ, ir.DayOf(SEEN), ir.DayOf(SEEN))),
    ("seen at < seen at", ir.Compare(Rel.LT, SEEN, SEEN)),
    ("seen at between joined and seen at", ir.Between(ir.DayOf(SEEN), JOINED, ir.DayOf(SEEN))),
    ("seen at in [2020-01-02]", ir.Among(ir.DayOf(SEEN), (dt.date(2020, 1, 2),))),
    ("joined is within 90 days", ir.Between(JOINED, after(back(90)), TODAY)),
    ("joined is within the last 90 days", ir.Between(JOINED, after(back(90)), TODAY)),
    ("joined is less than 2 months ago", ir.Between(JOINED, after(back(2, Unit.MONTH)), TODAY)),
    ("joined is at least 90 days ago", ir.Compare(Rel.LE, JOINED, back(90))),
    ("joined is more than 2 years ago", ir.Compare(Rel.LT, JOINED, back(2, Unit.YEAR))),
    ("joined is at most 3 weeks ago", ir.Between(JOINED, back(3, Unit.WEEK), TODAY)),
    (
        "joined is within the next 30 days",
        ir.Between(JOINED, after(TODAY), ir.Shift(TODAY, 30, Unit.DAY)),
    ),
    ("any transactions", ir.Compare(Rel.GE, count(), whole(1))),
    ("no transactions over all time", ir.Compare(Rel.EQ, count(), whole(0))),
    (
        "age > 1 and (age > 2 and age > 3) and (age > 4 or (age > 5 or age > 6))",
        ir.And((older(1), older(2), older(3), ir.Or((older(4), older(5), older(6))))),
    ),
    ("not (age > 1)", ir.Not(older(1))),
    (
        "age > 1 and age > 2 except (age > 3)",
        ir.And((older(1), older(2), ir.Not(ir.Surely(older(3))))),
    ),
    ("age > 1 except (age > 3)", ir.And((older(1), ir.Not(ir.Surely(older(3)))))),
    ("yes", ir.Holds(ir.Literal(True, types.YES_NO))),
    (
        "today - seen at > 2 weeks",
        ir.Compare(
            Rel.GT,
            ir.DateDifference(TODAY, ir.DayOf(SEEN)),
            ir.Literal(dt.timedelta(days=14), types.DURATION),
        ),
    ),
]


@pytest.mark.parametrize(("text", "expected"), CONDITIONS, ids=[text for text, _ in CONDITIONS])
def test_condition(text: str, expected: ir.Cond) -> None:
    assert rules.condition(text) == expected


WINDOWS = [
    ("over the last 90 days", ir.Window(after(back(90)), TODAY)),
    ("over the last 1 month", ir.Window(after(back(1, Unit.MONTH)), TODAY)),
    ("over 3 months ending 3 months ago", ir.Window(after(back(6, Unit.MONTH)), back(3, Unit.MONTH))),
    (
        "over 6 months ending 60 days ago",
        ir.Window(after(ir.Shift(back(60), -6, Unit.MONTH)), back(60)),
    ),
    ("since 1998-01-01", ir.Window(day("1998-01-01"), TODAY)),
    ("since (joined)", ir.Window(JOINED, TODAY)),
    ("between 1998-01-01 and 1998-03-31", ir.Window(day("1998-01-01"), day("1998-03-31"))),
    ("over all time", None),
    ("over the 90 days before joined", ir.Window(ir.Shift(JOINED, -90, Unit.DAY), ir.Shift(JOINED, -1, Unit.DAY))),
    (
        "over the 30 days after seen at",
        ir.Window(after(ir.DayOf(SEEN)), ir.Shift(ir.DayOf(SEEN), 30, Unit.DAY)),
    ),
]


@pytest.mark.parametrize(("text", "expected"), WINDOWS, ids=[text for text, _ in WINDOWS])
def test_window(text: str, expected: ir.Window | None) -> None:
    assert rules.value(f"count of transactions {text}") == count(expected)


VALUES = [
    ("50% of balance", types.NUMBER),
    ("age + 1", types.WHOLE),
    ("age / 2", types.NUMBER),
    ("age * balance", types.NUMBER),
    ("round balance", types.WHOLE),
    ("joined + 3 months", types.DATE),
    ("seen at - 1 day", types.DATE_TIME),
    ("today - joined", types.DURATION),
    ("months since joined", types.WHOLE),
    ("larger of age, balance", types.NUMBER),
    ("larger of joined, seen at", types.DATE),
    ("age > 3", types.YES_NO),
    ("sum of amount in transactions", types.NUMBER),
    ("sum of age in transactions", types.WHOLE),
    ("average of age in transactions", types.NUMBER),
    ("latest booked on in transactions", types.DATE),
    ("number of different kind in transactions", types.WHOLE),
    ("most common kind in transactions", one_of(("credit", "withdrawal"))),
    ('share of transactions where kind is "credit"', types.NUMBER),
]


@pytest.mark.parametrize(("text", "expected"), VALUES, ids=[text for text, _ in VALUES])
def test_type(text: str, expected: types.Type) -> None:
    program = rules.program(f"define d as {text}\ndefine e as d")
    assert program.defines["e"].value == ir.Named("d", expected)


def test_inside_a_measure_the_rows_columns_come_first() -> None:
    body = """
define spend as sum of amount in transactions
  where amount > age
  and job is "a"
  and spread > 1
  and city is "Praha"
  and country is "CZ"
  and in old
define spread as age + 1
old if age > 60
"""
    measure = rules.program(body).defines["spend"].value
    assert isinstance(measure, ir.Measure)
    assert isinstance(measure.where, ir.And)
    member = ir.Member("old")
    city = ir.Column("transactions", "city", types.TEXT, (ir.Hop("branch id", "branches"),))
    hops = (ir.Hop("district id", "districts"), ir.Hop("region id", "regions"))
    assert measure.where.items == (
        ir.Compare(Rel.GT, AMOUNT, ir.OfCustomer(AGE)),
        ir.Compare(Rel.EQ, ir.OfCustomer(ir.Column("customers", "job", types.TEXT)), ir.Literal("a", types.TEXT)),
        ir.Compare(Rel.GT, ir.OfCustomer(ir.Named("spread", types.WHOLE)), whole(1)),
        ir.Compare(Rel.EQ, city, ir.Literal("Praha", types.TEXT)),
        ir.Compare(
            Rel.EQ,
            ir.OfCustomer(ir.Column("customers", "country", types.TEXT, hops)),
            ir.Literal("CZ", types.TEXT),
        ),
        ir.Holds(ir.OfCustomer(ir.Truth(member))),
    )


def test_a_measure_inside_a_measure_is_the_customers() -> None:
    found = rules.value("count of transactions where amount > (average of amount in transactions)")
    average = ir.Measure(Aggregate.AVERAGE, "transactions", AMOUNT, None, None, types.NUMBER)
    assert found == count(None, ir.Compare(Rel.GT, AMOUNT, ir.OfCustomer(average)))


def test_cases_are_a_closed_set() -> None:
    program = rules.program('define band as\n  when age < 30 then "young"\n  otherwise "old"\nx if band is "old"')
    band = one_of(("young", "old"))
    assert program.segments["x"].condition == ir.Compare(Rel.EQ, ir.Named("band", band), ir.Literal("old", types.TEXT))


def test_tiers_and_splits_are_texts() -> None:
    body = """
tiers value tier
  when age > 60 then Gold
  when age > 50 then silver
  when age > 40 then gold
  otherwise basic
split test by customer id using "s"
  60% a
  40% b
x if value tier is "Gold" and test is not "a"
"""
    program = rules.program(body)
    tiers = program.tiers["value tier"]
    assert tiers.parts == ("Gold", "silver", "basic")
    assert tiers.branches[2][1] == "Gold"
    assert program.splits["test"].shares == (("a", 0.6), ("b", 0.4))
    assert program.splits["test"].by == ir.Column("customers", "customer id", types.TEXT)
    assert program.segments["x"].condition == ir.And(
        (
            ir.Compare(Rel.EQ, ir.PartOf("value tier", tiers.parts), ir.Literal("Gold", types.TEXT)),
            ir.Compare(Rel.NE, ir.PartOf("test", ("a", "b")), ir.Literal("a", types.TEXT)),
        )
    )


def test_order_has_each_name_after_those_it_needs() -> None:
    body = """
x if in y and d > 1
y if e > 1
define d as e + 1
define e as age + 1
tiers t
  when in x then a
  otherwise b
z if t is "a"
"""
    assert rules.program(body).order == ("e", "y", "d", "x", "t", "z")


def test_used_columns() -> None:
    body = """
x if (sum of amount in transactions where city is "Praha") > 1 and avg salary of regions > 2 and country is known
example "e"
  given balance is 3
  expect not x
"""
    tables = rules.program(body).tables
    assert tables["customers"].used == {"customer id", "district id"}
    assert tables["transactions"].used == {"customer id", "booked on", "amount", "branch id"}
    assert tables["branches"].used == {"branch id", "city"}
    assert tables["districts"].used == {"district id", "region id"}
    assert tables["regions"].used == {"region id", "avg salary", "country"}
    assert tables["notes"].used == frozenset()


def test_given_values() -> None:
    body = """
define spend as sum of amount in transactions
tiers t
  when age > 3 then "Very high"
  otherwise basic
example "e"
  given age is 3, job is missing, consent is "yes", spend is 12, any transactions, no notes, t is "very high"
  given count of transactions over the last 90 days is 4
  expect t is very high, not t is BASIC
"""
    example = rules.program(body).examples[0]
    notes = ir.Measure(Aggregate.COUNT, "notes", None, None, None, types.WHOLE)
    parts = ("Very high", "basic")
    assert [(given.target, given.value) for given in example.given] == [
        (AGE, 3),
        (ir.Column("customers", "job", types.TEXT), None),
        (ir.Column("customers", "consent", types.YES_NO), True),
        (ir.Named("spend", types.NUMBER), 12),
        (count(), 1),
        (notes, 0),
        (ir.PartOf("t", parts), "Very high"),
        (count(ir.Window(after(back(90)), TODAY)), 4),
    ]
    assert example.expect == (ir.Expectation("t", "Very high", False), ir.Expectation("t", "basic", True))


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("x if age > 3 and days since joined > 3", "days since joined"),
        ("x if any transactions", None),
        ("y if joined > today\nx if any transactions over the last 3 days", "today"),
        ("x if any transactions over the last 3 days", "over the last 3 days"),
        ("x if joined is within 3 days", "3 days"),
        ("x if any transactions between 2020-01-01 and 2020-02-01", None),
        ("x if any transactions over the 3 days before joined", None),
    ],
)
def test_the_first_place_that_needs_the_as_of_date(body: str, expected: str | None) -> None:
    program = rules.program(body, rules.HEADER.replace("as of 2026-01-31", ""))
    span = check.needs_as_of(program)
    assert (span.text if span else None) == expected
    error, note = check.no_as_of(program), check.as_of_needed(program)
    assert (error is None) == (note is None) == (expected is None)


def test_an_as_of_date_that_is_given_counts_before_the_files() -> None:
    bundle = rules.bundle("x if age > 3" + rules.HEADER)
    declared = check.declare(bundle).value
    assert declared is not None
    own, other = check.check(bundle, declared).value, check.check(bundle, declared, dt.date(2020, 5, 6)).value
    assert own is not None
    assert other is not None
    assert (own.as_of, other.as_of) == (dt.date(2026, 1, 31), dt.date(2020, 5, 6))
    assert check.no_as_of(own) is None


def test_spans_show_the_words_of_each_clause() -> None:
    condition = rules.condition("age > 3\n  and (age > 4 or job is known)\n  and not consent\n  except (age > 99)")
    assert isinstance(condition, ir.And)
    words = [" ".join(item.span.text.split()) for item in condition.items if item.span]
    assert words == ["age > 3", "(age > 4 or job is known)", "not consent", "except (age > 99)"]
