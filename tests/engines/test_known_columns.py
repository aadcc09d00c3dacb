"""What engines know of columns before they read them: how far from zero numbers lie, and which texts occur."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from random import Random
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from tests.engines.in_files import OfFiles
from tests.meaning.asking import ask
from tests.meaning.random_tables import World

from segdsl import ir, pipeline
from segdsl.engines import door, few
from segdsl.engines.footers import told
from segdsl.engines.sizes import adds_up
from segdsl.frames.native import NativeColumn, ParquetScan
from segdsl.interpret import Interpreter
from segdsl.lower import lower, nodes
from segdsl.source import Source
from segdsl.types import Kind, Value

RULES = """\
table customers
  key id
  column id: text

table payments
  many per id
  column id: text
  column amount: number, 2 decimals
  column kind: text

define total as sum of amount in payments
define twice as sum of amount + amount * 3 in payments
define mean as average of amount in payments
define part as share of amount in payments where kind is "it's"
define kinds as number of different kind in payments
define large kinds as number of different kind in payments where amount > 5
everybody if total > 0
"""
TEXTS = ("a", "b", "it's", 'x"y', "高價", "back\\slash", "${x}", "%s")


def program() -> ir.Program:
    checked = pipeline.check_text(Source("known.seg", RULES), None)
    assert checked.value is not None, checked.diagnostics
    return checked.value.program


def world(rnd: Random, texts: Sequence[str], largest: float) -> World:
    def amount() -> Value | None:
        return rnd.choice([None, 0.0, -0.0, 1.005, round(rnd.uniform(-largest, largest), 2), rnd.uniform(0, 9)])

    payments: list[dict[str, Value | None]] = [
        {"id": f"c{rnd.randint(0, 12)}", "amount": amount(), "kind": rnd.choice([None, *texts])} for _ in range(300)
    ]
    return World(program(), {"customers": [{"id": f"c{number}"} for number in range(10)], "payments": payments})


@pytest.mark.parametrize("largest", [100.0, 1e15])
@pytest.mark.parametrize("texts", [TEXTS, tuple(f"t{number}" for number in range(70))])
@pytest.mark.parametrize("engine", ["polars", "duckdb"])
def test_what_is_known_changes_no_answer(
    engine: str, texts: tuple[str, ...], largest: float, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(few, "MANY", 0)
    made = world(Random(len(texts)), texts, largest)
    values = [define.value for define in made.program.defines.values()]
    interpreter = Interpreter(made.program, made.data)
    customers = interpreter.rows.customers()
    found = door.find(engine)
    asked = OfFiles(tmp_path, Random(1), found, ordered=found.ordered)
    said = ask(asked, made, [], values, customers)
    assert said.values == [[interpreter.value(value, row) for row in customers] for value in values]


def sums() -> list[nodes.Fold]:
    made = program()
    plan = lower(made, [], [made.defines[name].value for name in ("total", "twice")])
    return [fold for step in plan.passes for fold in step.folds]


def test_sums_are_added_by_doubles_only_where_that_is_exact() -> None:
    plain, twice = (fold.of for fold in sums())
    assert plain is not None
    assert twice is not None
    for value, factor in ((plain, 1), (twice, 4)):
        assert adds_up(value, 2, 10**6, {"payments": {"amount": 1e6 / factor}})
        assert not adds_up(value, 2, 10**6, {"payments": {"amount": 1e8 / factor}})
        assert not adds_up(value, 2, 10**6, {})


def told_of(folder: Path, columns: Mapping[str, Any], *, statistics: bool) -> tuple[int, Mapping[str, float]]:
    path = folder / "x.parquet"
    pq.write_table(pa.table(dict(columns)), path, row_group_size=2, write_statistics=statistics)
    scan = ParquetScan((path,), {name: NativeColumn(name, Kind.NUMBER) for name in columns})
    found = told(scan, frozenset(columns))
    return found.rows, found.farthest


def test_footers_tell_how_far_from_zero_numbers_lie(tmp_path: Path) -> None:
    columns: dict[str, Any] = {
        "a": pa.array([1.5, -7.0, None, 3.0]),
        "whole": pa.array([None, None, 2, 9]),
        "none": pa.array([None] * 4, pa.float64()),
        "endless": pa.array([1.0, float("inf"), 2.0, 3.0]),
    }
    assert told_of(tmp_path, columns, statistics=True) == (4, {"a": 7.0, "whole": 9.0, "none": 0.0})
    assert told_of(tmp_path, columns, statistics=False) == (4, {})
