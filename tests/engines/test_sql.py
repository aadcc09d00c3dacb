"""Plans as SQL: one query, each table of many rows read once, names that are safe anywhere, shared work done once."""

from __future__ import annotations

from random import Random

import pytest
import sqlglot
from sqlglot import exp
from tests.meaning.random_programs import world
from tests.meaning.test_engine_agrees import questions

from segdsl import ir
from segdsl.engines.duckdb.dialect import DuckDB
from segdsl.engines.sql import Compiled, Relation, compiled
from segdsl.engines.sql.names import Names, safe
from segdsl.frames import ROW_NUMBER
from segdsl.lower import Plan, lower


def relations(plan: Plan) -> dict[str, Relation]:
    """Tables that are called as they are in the rules, in a database."""
    return {
        table: Relation(
            exp.to_table(f"bank.{table}"),
            {name: exp.column(name, quoted=True) for name in columns - {ROW_NUMBER}},
            exp.column("place", quoted=True),
        )
        for table, columns in plan.columns.items()
    }


def made(seed: int) -> tuple[Plan, Compiled]:
    rnd = Random(seed)
    program = world(rnd)
    conditions, values = questions(rnd, program)
    plan = lower(program.program, conditions, values)
    return plan, compiled(plan, relations(plan), DuckDB())


@pytest.mark.parametrize("seed", range(20))
def test_the_text_has_the_steps_and_columns_that_were_meant(seed: int) -> None:
    plan, found = made(seed)
    read = sqlglot.parse_one(found.query.sql("duckdb"), read="duckdb")
    assert isinstance(read, exp.Select)
    assert [cte.alias for cte in read.ctes] == [cte.alias for cte in found.query.ctes]
    assert [each.alias for each in read.expressions] == [each.alias for each in found.query.expressions]
    columns = [found.key, *(c.column for c in found.conditions), *(v.column for v in found.values)]
    assert [each.alias for each in found.query.expressions] == columns
    assert len(set(columns)) == 1 + len(plan.conditions) + len(plan.values)


@pytest.mark.parametrize("seed", range(20))
def test_no_step_is_called_like_another_or_like_a_word_of_sql(seed: int) -> None:
    _, found = made(seed)
    names = [cte.alias for cte in found.query.ctes]
    assert len(set(names)) == len(names)
    assert all(safe(name, "step") in (name, f"{name}_") for name in names)


def test_a_table_of_many_rows_is_read_once_however_many_measures_it_has() -> None:
    program = world(Random(1)).program
    x = ir.Column("buys", "x", program.tables["buys"].columns["x"].type)
    kinds = (ir.Aggregate.SUM, ir.Aggregate.AVERAGE, ir.Aggregate.LARGEST, ir.Aggregate.MEDIAN)
    measures = [ir.Measure(kind, "buys", x, None, None, x.type) for kind in kinds]
    plan = lower(program, [], measures)
    found = compiled(plan, relations(plan), DuckDB())
    assert found.readings["buys"] == 1
    assert found.query.sql("duckdb").count("GROUP BY") == 1


def test_what_two_conditions_share_is_asked_once() -> None:
    program = world(Random(1)).program
    column = ir.Column("customers", "t", program.tables["customers"].columns["t"].type)
    part = ir.TextTest(ir.Test.CONTAINS, column, "100%")
    other = ir.IsMissing(ir.Column("customers", "n", program.tables["customers"].columns["n"].type))
    plan = lower(program, [ir.And((part, other)), ir.Or((part, other))])
    assert compiled(plan, relations(plan), DuckDB()).query.sql("duckdb").count("CONTAINS(") == 1


def test_names() -> None:
    assert safe("Total Spend", "column") == "total_spend"
    assert safe("select", "column") == "select_"
    assert safe('1"; drop table t; --', "column") == "column_1_drop_table_t"
    assert safe("高價", "measure") == "measure"
    names = Names()
    assert [names.new("spend") for _ in range(3)] == ["spend", "spend_2", "spend_3"]
    assert [names.new("spend 2"), names.new("spend_2_2")] == ["spend_2_2", "spend_2_2_2"]
