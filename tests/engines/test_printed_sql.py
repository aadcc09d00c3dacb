"""Printed SQL: another parser reads it in every dialect; databases that run here say what the interpreter says."""

from __future__ import annotations

import os
from pathlib import Path
from random import Random
from typing import Any

import pytest
from sqlfluff.core import FluffConfig, Linter
from tests.engines import each
from tests.engines.printed import ruleset
from tests.engines.printed_runs import RUN_BY, plain, runner
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
from segdsl.types import Value

BANK = Path(__file__).parents[2] / "examples" / "bank"
WORLDS = int(os.environ.get("SEGDSL_PROGRAMS", "0")) // 16 or 4
"""So many random rulesets are parsed in each dialect: that parser takes its time."""
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


# ---- run by those who can be run without a network -------------------------------------------------------------------

OFTEN = {"duckdb": 24, "clickhouse": 24, "postgres": 6, "spark": 1, "databricks": 1}
"""So many random rulesets are run; `SEGDSL_PROGRAMS` says how many for all."""


def expected(made: World, name: str | None) -> dict[str, list[Value | None]]:
    """What the interpreter says of each customer, in the order of the columns."""
    chosen = explaining.choose(made.program, name).value
    assert chosen is not None
    asked = questions(made.program, chosen)
    asked.sort(key=lambda question: not isinstance(question.asked, ir.Cond))
    interpreter = Interpreter(made.program, made.data)
    return {
        as_key(row["id"]) or "": [
            interpreter.condition(each.asked, row)
            if isinstance(each.asked, ir.Cond)
            else comparable(interpreter.value(each.asked, row))
            for each in asked
        ]
        for row in interpreter.rows.customers()
    }


@pytest.mark.parametrize("dialect", RUN_BY)
def test_what_is_printed_says_what_the_rules_mean(dialect: str, tmp_path_factory: pytest.TempPathFactory) -> None:
    database = runner(dialect, tmp_path_factory.getbasetemp())
    rulesets, run = WORLDS * 6 if each.ASKED else OFTEN[dialect], 0
    for seed in range(rulesets):
        made = ruleset(Random(seed))
        database.load(made)
        for name in (None, "value 0", "value 1", "value 2"):
            sql = printed(made.program, dialect, name)
            if sql is None or "may differ in the last digit" in sql:
                continue
            run += 1
            got = {key: [plain(value) for value in values] for key, *values in database.rows(sql)}
            assert got == expected(made, name), f"seed {seed}, {name}"
    assert run > rulesets
