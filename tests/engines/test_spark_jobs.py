"""Rules in Spark jobs: the same members as `segdsl.apply` finds, lazily, and errors before anything runs."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

import pytest
from tests.servers.spark import spark as spark  # the fixture

from segdsl import RulesError, api
from segdsl import spark as jobs

SHOP = """
as of 2026-06-30

table customers
  key customer id
  column age: whole number 0 to 120, missing when 99
  column gender: one of "F", "M"

table buys
  many per customer id, dated at

table products
  one per product

define spend as sum of amount in buys over the last 12 months
define last seen as latest at in buys
define favourite as most common family in buys
define usual as median of amount in buys

adults if age >= 18
women if gender is "F"
spenders if spend > 30
regulars if usual between 5 and 15
readers if favourite is "books"
late if joined is after 2026-06-30
named if nickname matches "^[A-Z]" and nickname is not "Zoé"

tiers level
  when spend > 20 then gold
  when spend > 5 then silver
  otherwise basic

split test by customer id using "x"
  50% a
  50% b

suppress if consent is no
"""


@pytest.fixture
def shop(spark: Any) -> dict[str, Any]:
    customers = spark.createDataFrame(
        [
            (1, 30, "F", dt.date(2020, 1, 1), "Ann", True, 0.5),
            (2, 17, "M", dt.date(2026, 7, 1), "bob", None, float("nan")),
            (3, 99, None, None, " ", False, float("inf")),
            (4, None, "F", dt.date(2026, 6, 30), "Zoé", True, None),
        ],
        "`Customer ID` bigint, age int, gender string, joined date, nickname string, consent boolean, spare double",
    )
    buys = spark.sql(
        """
        SELECT * FROM VALUES
          ('1', date'2026-01-01', 10.10BD, 'p1'), ('1', date'2026-02-01', 20.20BD, 'p2'),
          ('1', date'2026-02-02', 0.10BD, 'p1'), ('2', date'2026-07-01', 99.00BD, 'p2'),
          ('2', date'2026-03-01', 5.50BD, 'p3'), ('9', date'2026-03-01', 1.00BD, 'p1')
        AS t(`customer id`, at, amount, product)
        """
    )
    products = spark.sql("SELECT * FROM VALUES ('p1', 'books'), ('p2', 'toys') AS t(product, family)")
    return {"customers": customers, "buys": buys, "products": products}


def rows(frame: Any) -> list[dict[str, Any]]:
    return sorted(frame.toArrow().to_pylist(), key=lambda row: str(row["Customer ID"]))


def test_a_job_finds_the_same_members(shop: dict[str, Any]) -> None:
    found = rows(jobs.apply(SHOP, shop))
    tables = {name: frame.toArrow() for name, frame in shop.items()}
    expected = api.apply(SHOP, tables, engine="pandas")
    assert expected.ok, str(expected)
    wanted = expected.membership.sort_values("Customer ID").to_dict("records")
    told = [
        {name: value is True if isinstance(value, bool | None) else value for name, value in row.items()}
        for row in found
    ]
    assert told == wanted
    assert found[1]["named"] is False
    assert found[2]["adults"] is None


def test_settings_of_the_session_do_not_matter_and_stay(spark: Any, shop: dict[str, Any]) -> None:
    first = rows(jobs.apply(SHOP, shop))
    others = {"spark.sql.ansi.enabled": "false", "spark.sql.session.timeZone": "America/New_York"}
    before = {name: spark.conf.get(name) for name in others}
    views = [view.name for view in spark.catalog.listTables()]
    try:
        for name, value in others.items():
            spark.conf.set(name, value)
        assert rows(jobs.apply(SHOP, shop)) == first
        assert {name: spark.conf.get(name) for name in others} == others
    finally:
        for name, value in before.items():
            spark.conf.set(name, value)
    assert [view.name for view in spark.catalog.listTables()] == views


def test_clocks_are_those_of_the_rules(spark: Any) -> None:
    rules = 'as of 2026-06-30 in "Asia/Taipei"\n\ntable customers\n  key id\n\nlate if at is after 2026-06-30\n'
    moments = "('a', timestamp'2026-06-30 15:59:59 UTC'), ('b', timestamp'2026-06-30 16:00:00 UTC')"
    stamps = f"SELECT * FROM VALUES {moments} AS t(id, at)"
    found = jobs.apply(rules, spark.sql(stamps)).orderBy("id").toArrow().to_pylist()
    assert [row["late"] for row in found] == [False, True]


@pytest.mark.parametrize(
    ("columns", "code"),
    [
        ("`customer id` string, age string", "SEG531"),
        ("`customer id` string", "SEG521"),
        ("`customer id` string, age int, Age int", "SEG522"),
        ("`customer id` double, age int", "SEG531"),
        ("`customer id` string, age array<int>", "SEG523"),
    ],
)
def test_columns_are_checked_before_anything_runs(spark: Any, columns: str, code: str) -> None:
    spark.conf.set("spark.sql.caseSensitive", "true")
    rules = "table customers\n  key customer id\n  column age: whole number 0 to 120\n\nadults if age >= 18\n"
    with pytest.raises(RulesError) as caught:
        jobs.apply(rules, spark.createDataFrame([], columns))
    assert [d.code.id for d in caught.value.diagnostics if d.is_error] == [code]


def test_values_are_checked_where_they_are_read(spark: Any) -> None:
    rules = "table customers\n  key id\n  column age: whole number 0 to 120\n\nadults if age >= 18\n"
    made = jobs.apply(rules, spark.createDataFrame([("a", 30), ("b", 777)], "id string, age int"))
    with pytest.raises(Exception, match="SEG532 a value of `age` in `customers`") as caught:
        made.toArrow()
    assert "777" not in str(caught.value).split("JVM stacktrace")[0]


def test_what_is_learned_comes_from_a_state(spark: Any, tmp_path: Path) -> None:
    rules = (
        "as of 2026-06-30\n\ntable customers\n  key id\n\nscore rank\n  money from spend\n\nbest if rank score is 5\n"
    )
    plain = [(str(number), float(number * 7 % 101)) for number in range(100)]
    frame = spark.createDataFrame(plain, "id string, spend double")
    with pytest.raises(RulesError) as caught:
        jobs.apply(rules, frame)
    assert [d.code.id for d in caught.value.diagnostics if d.is_error] == ["SEG720"]
    assert api.fit(rules, frame.toArrow(), state=tmp_path / "state").ok
    expected = api.apply(rules, frame.toArrow(), state=tmp_path / "state", engine="pandas")
    found = jobs.apply(rules, frame, state=tmp_path / "state").toArrow().to_pylist()
    assert expected.members("best")
    assert sorted(row["id"] for row in found if row["best"]) == sorted(expected.members("best"))
