"""The DuckDB engine on files and tables that it reads itself, and when something goes wrong."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from random import Random
from typing import Any

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from tests.meaning.random_programs import world
from tests.meaning.tables_in_memory import Memory, keys, stores, verdicts
from tests.meaning.tables_in_memory import told as values_told
from tests.meaning.test_engine_agrees import questions

from segdsl import ir, schemas
from segdsl.diagnostics.codes.engines import UNKNOWN_ENGINE as UNREADABLE
from segdsl.diagnostics.model import Diagnostic, Refused
from segdsl.engines.door import Run
from segdsl.engines.duckdb import ENGINE
from segdsl.frames import Batch, Store
from segdsl.frames.native import DatabaseTable, Native, NativeColumn, ParquetScan
from segdsl.interpret import Interpreter
from segdsl.lower import lower
from segdsl.schemas import Role
from segdsl.types import NUMBER, TEXT, Kind, Value

KINDS: dict[Kind, Any] = {
    Kind.TEXT: pa.string(),
    Kind.ONE_OF: pa.string(),
    Kind.YES_NO: pa.bool_(),
    Kind.DATE: pa.date32(),
}


@dataclass(frozen=True)
class Lying:
    """A store that is only read where it lies."""

    native: Native
    rows: int | None = None

    def batches(self, columns: frozenset[str]) -> Iterator[Batch]:
        raise AssertionError("read through batches")


def arrow(memory: Memory) -> pa.Table:
    """The rows as they may lie in a file: with NaN and infinities where nothing is known, under odd names."""
    columns = {}
    for name, column in memory.table.columns.items():
        kind: Any = KINDS.get(
            column.type.kind, pa.timestamp("us") if column.type.kind is Kind.DATE_TIME else pa.float64()
        )
        values: list[object] = [row.get(name) for row in memory.data]
        if kind == pa.float64():
            odd = (None, float("nan"), float("inf"), float("-inf"))
            values = [odd[place % 4] if value is None else float(str(value)) for place, value in enumerate(values)]
        columns[called(name)] = pa.array(values, kind)
    return pa.table(columns)


def called(name: str) -> str:
    return f'{name}"; drop table {name}; --'


def columns(memory: Memory) -> dict[str, NativeColumn]:
    return {name: NativeColumn(called(name), column.type.kind) for name, column in memory.table.columns.items()}


def files(memory: Memory, folder: Path, name: str) -> Lying:
    """Two files, the first with the first row only."""
    table = arrow(memory)
    paths = (folder / f"{name} [1]*.parquet", folder / f"{name} [2]?.parquet")
    pq.write_table(table.slice(0, 1), paths[0])
    pq.write_table(table.slice(1), paths[1], row_group_size=2)
    return Lying(ParquetScan(paths, columns(memory)))


def lying(tables: dict[str, Memory], folder: Path, kind: str) -> dict[str, Store]:
    if kind == "files":
        return {name: files(memory, folder, name) for name, memory in tables.items()}
    path = folder / "data.duckdb"
    with duckdb.connect(str(path)) as connection:
        for name, memory in tables.items():
            connection.register("rows", arrow(memory))
            connection.execute(f'CREATE TABLE "{name}" AS SELECT * FROM rows')
    return {n: Lying(DatabaseTable("duckdb", str(path), None, n, columns(m))) for n, m in tables.items()}


@pytest.mark.parametrize("kind", ["files", "database"])
@pytest.mark.parametrize("seed", range(12))
def test_what_lies_there_is_what_is_read(kind: str, seed: int, tmp_path: Path) -> None:
    made = world(Random(seed))
    if made.program.customers.key is None and kind == "database":
        pytest.skip("rows of a database have no numbers")
    conditions, values = questions(Random(seed), made)
    plan = lower(made.program, conditions, values)
    tables = stores(made.program, made.data)
    ours = sorted(map(repr, told(ENGINE.run(plan, tables))))
    theirs = sorted(map(repr, told(ENGINE.run(plan, lying(tables, tmp_path, kind)))))
    assert ours == theirs


def told(run: Run) -> list[tuple[object, ...]]:
    """What is answered, customer by customer."""
    answers = list(run)
    found: list[list[object]] = [list(keys(answers))]
    found += [list(verdicts(answers, number)) for number in range(len(answers[0].true))]
    found += [list(values_told(answers, number)) for number in range(len(answers[0].values))]
    return list(zip(*found, strict=True))


class Failing:
    """A store that turns out to be unusable after its first batch."""

    rows = None
    native = None

    def __init__(self, memory: Memory) -> None:
        self.memory = memory

    def batches(self, columns: frozenset[str]) -> Iterator[Batch]:
        yield from list(self.memory.batches(columns))[:1]
        raise Refused(Diagnostic(UNREADABLE, "the file went away"))


def test_what_a_store_refuses_is_said_as_it_said_it() -> None:
    made = world(Random(5))
    plan = lower(made.program, *questions(Random(5), made))
    tables = stores(made.program, made.data, 1)
    for name in plan.columns:
        with pytest.raises(Refused, match="the file went away"):
            list(ENGINE.run(plan, {**tables, name: Failing(tables[name])}))


def test_too_little_memory_is_said_without_data(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SEGDSL_MEMORY", "1MB")
    made = world(Random(5))
    plan = lower(made.program, *questions(Random(5), made))
    with pytest.raises(Refused) as refused:
        list(ENGINE.run(plan, stores(made.program, made.data)))
    assert refused.value.diagnostics[0].code.id == "SEG735"


def test_nothing_stays_behind(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    made = world(Random(5))
    plan = lower(made.program, *questions(Random(5), made))
    run = ENGINE.run(plan, stores(made.program, made.data))
    next(run)
    assert list(tmp_path.iterdir())
    del run
    assert not list(tmp_path.iterdir())


NUMBERS = (0.1, 1e300, -1e300, 5e-324, 1.0, 2.0**53, -1.0, 1e16, 1.7976931348623157e308, 2.0**-40, 1e-20, 2.0**62)


@pytest.mark.parametrize("decimals", [None, 0, 2])
def test_sums_are_rounded_once(decimals: int | None) -> None:
    rnd = Random(7)
    groups = [[rnd.choice(NUMBERS) for _ in range(rnd.randint(0, 5))] for _ in range(300)]
    groups += [[2.0**53, 1.0], [2.0**53, 3.0], [2.0**53, 1.0, 2.0**-60], [-(2.0**53), -1.0], [1.0, 2.0**-53, 2.0**-62]]
    groups += [[rnd.uniform(-(2.0**e), 2.0**e) for _ in range(9)] for e in range(-8, 62)]
    rows: list[dict[str, Value | None]] = [
        {"id": str(place), "x": number} for place, group in enumerate(groups) for number in group
    ]
    columns = {"id": schemas.Column("id", TEXT), "x": schemas.Column("x", NUMBER, decimals=decimals)}
    link = ir.Link("id", "id")
    tables = {
        "customers": ir.Table("customers", Role.CUSTOMERS, {"id": columns["id"]}, frozenset({"id"}), key="id"),
        "buys": ir.Table("buys", Role.MANY, columns, frozenset(columns), per="id", link=link),
    }
    program = ir.Program(ir.Meta(), None, "UTC", tables, {}, {}, {}, {}, (), (), ())
    data: dict[str, list[dict[str, Value | None]]] = {"buys": rows}
    data["customers"] = [{"id": str(place)} for place in range(len(groups))]
    x = ir.Column("buys", "x", NUMBER)
    asked = [ir.Measure(kind, "buys", x, None, None, NUMBER) for kind in (ir.Aggregate.SUM, ir.Aggregate.AVERAGE)]
    answers = list(ENGINE.run(lower(program, [], asked), stores(program, data)))
    got = dict(zip(keys(answers), zip(*(values_told(answers, n) for n in (0, 1)), strict=True), strict=True))
    interpreter = Interpreter(program, data)
    for row in data["customers"]:
        assert got[str(row["id"])] == tuple(interpreter.value(each, row) for each in asked), row
