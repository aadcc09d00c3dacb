"""Printed SQL: another parser reads it in every dialect, and DuckDB, who runs it, says what the interpreter says."""

from __future__ import annotations

import datetime as dt
import os
from pathlib import Path
from random import Random
from typing import Any

import pytest
from sqlfluff.core import FluffConfig, Linter
from tests.engines.printed import ruleset
from tests.meaning.random_tables import World
from tests.meaning.tables_in_memory import comparable

from segdsl import ir, pipeline
from segdsl.diagnostics.codes import engines as codes
from segdsl.diagnostics.model import Refused
from segdsl.explanation import explaining
from segdsl.explanation.sql import DIALECTS, sql_script
from segdsl.explanation.sql_questions import questions
from segdsl.interpret import Interpreter, as_key
from segdsl.source import Source
from segdsl.types import Kind, Value

BANK = Path(__file__).parents[2] / "examples" / "bank"
WORLDS = int(os.environ.get("SEGDSL_PROGRAMS", "0")) // 16 or 4
"""So many random rulesets are parsed in each dialect: that parser takes its time."""
RUN = WORLDS * 6
FLUFF = {"spark": "sparksql"}
"""What the parser calls a dialect."""


def printed(program: ir.Program, dialect: str, name: str | None = None) -> str | None:
    """None where the rules cannot be written as SQL, which is said with the code for that."""
    try:
        return sql_script(program, dialect, name)
    except Refused as refused:
        if any(said.code is not codes.NOT_IN_SQL for said in refused.diagnostics):
            raise
        return None


def faults(sql: str, dialect: str) -> list[str]:
    """What a parser that is not ours has to say."""
    asked: dict[str, Any] = {"dialect": FLUFF.get(dialect, dialect), "large_file_skip_byte_limit": 0}
    parsed = Linter(config=FluffConfig(overrides=asked)).parse_string(sql)
    variant = parsed.root_variant()
    assert variant is not None
    assert variant.tree is not None
    return [*map(str, parsed.violations), *(part.raw for part in variant.tree.recursive_crawl("unparsable"))]


def checked(path: Path) -> ir.Program:
    found = pipeline.check_text(Source(path.name, path.read_text(encoding="utf-8")), path)
    assert found.value is not None
    return found.value.program


@pytest.mark.parametrize("dialect", DIALECTS)
def test_the_bank_parses(dialect: str) -> None:
    sql = sql_script(checked(BANK / "bank.seg"), dialect)
    assert "/* at-risk: Valuable customers we may lose" in sql
    assert not faults(sql, dialect)


@pytest.mark.parametrize("dialect", DIALECTS)
def test_random_rules_parse(dialect: str) -> None:
    found = [printed(ruleset(Random(seed)).program, dialect) for seed in range(WORLDS)]
    read = [sql for sql in found if sql is not None]
    assert len(read) > len(found) / 2
    for sql in read:
        assert not faults(sql, dialect), sql


@pytest.mark.parametrize("dialect", DIALECTS)
def test_the_same_text_every_time(dialect: str) -> None:
    first, second = (printed(ruleset(Random(7)).program, dialect) for _ in range(2))
    assert first == second


# ---- run by DuckDB -------------------------------------------------------------------------------------------------

TYPES = {
    Kind.NUMBER: "DOUBLE", Kind.WHOLE: "DOUBLE", Kind.TEXT: "TEXT", Kind.ONE_OF: "TEXT", Kind.YES_NO: "BOOLEAN",
    Kind.DATE: "DATE", Kind.DATE_TIME: "TIMESTAMP",
}  # fmt: skip


def loaded(made: World) -> Any:
    """The data of a world as tables of a database in memory."""
    import duckdb

    connection = duckdb.connect()
    for name, table in made.program.tables.items():
        columns = {column: TYPES[each.type.kind] for column, each in table.columns.items()}
        connection.execute(
            f'CREATE TABLE "{name}" ({", ".join(f"{c!r} {t}".replace(chr(39), chr(34)) for c, t in columns.items())})'
        )
        marks = ", ".join("?" for _ in columns)
        for row in made.data[name]:
            connection.execute(f'INSERT INTO "{name}" VALUES ({marks})', [row.get(column) for column in columns])
    return connection


def answered(
    made: World, data: Any, name: str | None
) -> tuple[dict[str, list[Value | None]], dict[str, list[Value | None]]] | None:
    """What DuckDB says of each customer, and what the interpreter does."""
    sql = printed(made.program, "duckdb", name)
    if sql is None or "may differ in the last digit" in sql:
        return None
    chosen = explaining.choose(made.program, name).value
    assert chosen is not None
    asked = questions(made.program, chosen)
    asked.sort(key=lambda question: not isinstance(question.asked, ir.Cond))
    interpreter = Interpreter(made.program, made.data)
    expected = {
        as_key(row["id"]) or "": [
            interpreter.condition(each.asked, row)
            if isinstance(each.asked, ir.Cond)
            else comparable(interpreter.value(each.asked, row))
            for each in asked
        ]
        for row in interpreter.rows.customers()
    }
    rows = data.execute(sql).fetchall()
    return {key: list(values) for key, *values in rows}, expected


def test_duckdb_runs_what_is_printed() -> None:
    run = 0
    for seed in range(RUN):
        made = ruleset(Random(seed))
        data = loaded(made)
        for name in (None, "value 0", "value 1", "value 2"):
            found = answered(made, data, name)
            if found is None:
                continue
            run += 1
            got, expected = found
            assert {key: [_days(v) for v in values] for key, values in got.items()} == expected, f"seed {seed}, {name}"
    assert run > RUN


def _days(value: Value | None) -> Value | None:
    return value / dt.timedelta(days=1) if isinstance(value, dt.timedelta) else value
