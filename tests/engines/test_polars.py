"""The Polars engine where it differs from the others: files that it scans itself, order, size, exact numbers."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Sequence
from decimal import Decimal
from pathlib import Path
from random import Random

import numpy as np
import polars as pl
import pytest
from tests.engines.in_files import OfFiles, Scanned
from tests.meaning.one_question import program
from tests.meaning.random_tables import table
from tests.meaning.tables_in_memory import comparable, keys, stores, told, verdicts
from tests.meaning.test_engine_agrees import disagreements

from segdsl import ir
from segdsl.diagnostics.model import Refused
from segdsl.engines import pandas
from segdsl.engines.polars import ENGINE, text
from segdsl.engines.polars.running import collected, sparing
from segdsl.frames.masks import two_masks
from segdsl.frames.native import NativeColumn, ParquetScan
from segdsl.interpret import Interpreter, Row
from segdsl.lower import lower
from segdsl.schemas import Role
from segdsl.types import NUMBER, TEXT, Kind, Value

N, M = ir.Column("customers", "n", NUMBER), ir.Column("customers", "m", NUMBER)
T = ir.Column("customers", "t", TEXT)
MADE = program({"n": NUMBER, "m": NUMBER, "t": TEXT})


def number(value: float) -> ir.Literal:
    return ir.Literal(value, NUMBER)


def of_rows(values: Sequence[ir.Expr], rows: Sequence[Row], made: ir.Program = MADE) -> list[list[Value | None]]:
    answers = list(ENGINE.run(lower(made, [], values), stores(made, {"customers": rows})))
    return [told(answers, place) for place in range(len(values))]


def test_random_programs_over_files(tmp_path: Path) -> None:
    first = Random().randrange(2**32)
    for seed in range(first, first + 60):
        found = disagreements(Random(seed), OfFiles(tmp_path, Random(seed)))
        assert not found, f"seed {seed}: " + "\n".join(found)


def test_polars_is_loaded_when_it_is_used() -> None:
    code = "import sys, segdsl.engines.door as d; d.find('polars'); sys.exit('polars' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


def test_dividing_by_a_constant_is_not_multiplying_by_its_reciprocal() -> None:
    rnd = Random(1)
    rows: list[Row] = [{"n": rnd.uniform(-1000, 1000), "m": float(rnd.randint(1, 9))} for _ in range(500)]
    by = [3.0, 7.0, 0.1, 1e-3, 49.0]
    exprs: list[ir.Expr] = [ir.Arithmetic(ir.Op.DIVIDE, N, number(each), NUMBER) for each in by]
    largest = ir.Extreme(True, (number(3.0), number(2.0)), NUMBER)
    exprs.append(ir.Arithmetic(ir.Op.DIVIDE, N, largest, NUMBER))
    wanted = [[row["n"] / each for row in rows] for each in [*by, 3.0]]  # type: ignore[operator]
    assert of_rows(exprs, rows) == wanted


MONEY = {"id": TEXT, "x": NUMBER}


def sums(numbers: Sequence[float], decimals: int | None) -> None:
    """Engine and interpreter agree on sum, average and share of these numbers."""
    tables = {
        "customers": table("customers", Role.CUSTOMERS, {"id": TEXT}, {}, key="id"),
        "buys": table("buys", Role.MANY, MONEY, {} if decimals is None else {"x": decimals}, link=ir.Link("id", "id")),
    }
    made = ir.Program(ir.Meta(), None, "UTC", tables, {}, {}, {}, {}, (), (), ())
    x = ir.Column("buys", "x", NUMBER)
    some = ir.Compare(ir.Rel.GT, x, number(0.5))
    kinds = ((ir.Aggregate.SUM, None), (ir.Aggregate.AVERAGE, None), (ir.Aggregate.SHARE, some))
    values: list[ir.Expr] = [ir.Measure(kind, "buys", x, None, where, NUMBER) for kind, where in kinds]
    data: dict[str, list[Row]] = {
        "customers": [{"id": "a"}, {"id": "b"}, {"id": "c"}],
        "buys": [{"id": "ab"[place % 2], "x": each} for place, each in enumerate(numbers)],
    }
    answers = list(ENGINE.run(lower(made, [], values), stores(made, data, 7)))
    interpreter = Interpreter(made, data)
    for place, value in enumerate(values):
        wanted = [comparable(interpreter.value(value, row)) for row in data["customers"]]
        assert told(answers, place) == wanted, (value, decimals)


@pytest.mark.parametrize("decimals", [None, 0, 2])
@pytest.mark.parametrize(
    "kind",
    ["small", "cents", "beyond doubles", "beyond 63 bits", "overflowing", "fine", "cancelling"],
)
def test_sums_are_exact_whatever_the_numbers_are(kind: str, decimals: int | None) -> None:
    rnd = Random(kind)
    makers = {
        "small": lambda: float(rnd.randint(-9, 9)),
        "cents": lambda: rnd.randint(-(10**7), 10**7) / 100,
        "beyond doubles": lambda: float(rnd.randint(0, 2**53)),
        "beyond 63 bits": lambda: rnd.uniform(-1, 1) * 1e25,
        "overflowing": lambda: rnd.choice([1e308, 1.5e308, -1e308]),
        "fine": lambda: rnd.choice([5e-324, 1e-200, 1 / 3, 1e-40]),
        "cancelling": lambda: rnd.choice([1e17, -1e17, 0.1, 1 / 3]),
    }
    sums([makers[kind]() for _ in range(60)], decimals)


def test_answers_come_in_the_order_of_the_rows(tmp_path: Path) -> None:
    size = 400_000
    rnd = np.random.default_rng(3)
    n = rnd.random(size)
    frame = pl.DataFrame({"id": [f"c{i}" for i in range(size)], "n": n, "m": rnd.integers(0, 9, size)})
    paths = (tmp_path / "1.parquet", tmp_path / "2.parquet")
    frame[:150_001].write_parquet(paths[0], row_group_size=10_000)
    frame[150_001:].write_parquet(paths[1])
    columns = {name: NativeColumn(name, kind) for name, kind in (("id", Kind.TEXT), ("n", Kind.NUMBER))}
    tables = {"customers": table("customers", Role.CUSTOMERS, {"id": TEXT, "n": NUMBER}, {}, key="id")}
    made = ir.Program(ir.Meta(), None, "UTC", tables, {}, {}, {}, {}, (), (), ())
    told_rows: list[int] = []
    plan = lower(made, [ir.Compare(ir.Rel.GT, N, number(0.5))], [N])
    answers = list(ENGINE.run(plan, {"customers": Scanned(ParquetScan(paths, columns), size)}, told_rows.append))
    assert keys(answers) == frame["id"].to_list()
    assert np.array_equal(np.concatenate([each.values[0] for each in answers]), n)
    assert np.array_equal(np.concatenate([each.true[0] for each in answers]), n > 0.5)
    assert all(each.true[0] is each.possible[0] for each in answers)
    assert sum(told_rows) == size


def test_columns_of_files_as_the_rules_know_them(tmp_path: Path) -> None:
    """Whole numbers that are keys, decimals, declared codes for missing, NaN and infinities."""
    path = tmp_path / "c.parquet"
    pl.DataFrame(
        {
            "id": pl.Series([12345678901234567890, 2, 3, 4], dtype=pl.UInt64),
            "n": [float("nan"), float("inf"), 99.0, 1.5],
            "m": pl.Series([Decimal("0.01"), Decimal("1.10"), None, Decimal("99")], dtype=pl.Decimal(10, 2)),
            "t": ["", "x", None, "?"],
        }
    ).write_parquet(path)
    columns = {
        "id": NativeColumn("id", Kind.TEXT, spelled=True),
        "n": NativeColumn("n", Kind.NUMBER, (99.0,)),
        "m": NativeColumn("m", Kind.NUMBER, (99,)),
        "t": NativeColumn("t", Kind.TEXT, ("?", "")),
    }
    tables = {"customers": table("customers", Role.CUSTOMERS, {"id": TEXT, "n": NUMBER, "m": NUMBER, "t": TEXT}, {})}
    made = ir.Program(ir.Meta(), None, "UTC", tables, {}, {}, {}, {}, (), (), ())
    id_ = ir.Column("customers", "id", TEXT)
    answers = list(
        ENGINE.run(lower(made, [], [N, M, T, id_]), {"customers": Scanned(ParquetScan((path,), columns), 4)})
    )
    assert told(answers, 0) == [None, None, None, 1.5]
    assert told(answers, 1) == [0.01, 1.1, None, None]
    assert told(answers, 2) == [None, "x", None, None]
    assert told(answers, 3) == ["12345678901234567890", "2", "3", "4"]
    assert keys(answers) == ["1", "2", "3", "4"]


def many_conditions(count: int) -> list[ir.Cond]:
    rnd = Random(2)

    def leaf() -> ir.Cond:
        rel = rnd.choice(list(ir.Rel))
        return ir.Compare(rel, rnd.choice([N, M]), number(float(rnd.randint(-3, 3))))

    return [ir.And((leaf(), ir.Or((leaf(), ir.Not(leaf()))))) for _ in range(count)]


@pytest.mark.parametrize("shape", ["thousand", "long chain", "deep"])
def test_large_rulesets(shape: str) -> None:
    rnd = Random(5)
    rows: list[Row] = [{"n": rnd.choice([None, -2.0, 0.0, 1.0]), "m": rnd.choice([None, 3.0, 1.0])} for _ in range(50)]
    if shape == "thousand":
        asked = many_conditions(1000)
    elif shape == "long chain":
        chain = tuple(ir.Compare(ir.Rel.EQ, N, number(float(value))) for value in range(-1, 4999))
        asked = [ir.Or(chain), ir.Not(ir.Or(chain)), ir.And(tuple(many_conditions(5000)))]
    else:
        inner: ir.Expr = N
        for step in range(95):
            inner = ir.Arithmetic(ir.Op.DIVIDE if step % 7 == 0 else ir.Op.ADD, inner, M, NUMBER)
        asked = [ir.Compare(ir.Rel.GT, inner, number(3.0))]
    plan = lower(MADE, asked)
    one, other = (list(engine.run(plan, stores(MADE, {"customers": rows}, 20))) for engine in (ENGINE, pandas.ENGINE))
    assert all(verdicts(one, place) == verdicts(other, place) for place in range(len(asked)))


def test_half_a_character_is_refused() -> None:
    with pytest.raises(Refused) as refused:
        of_rows([T], [{"t": "\ud83d"}])
    assert [each.code.id for each in refused.value.diagnostics] == ["SEG741"]


def test_what_polars_says_of_a_failure_is_not_passed_on(tmp_path: Path) -> None:
    path = tmp_path / "secret.parquet"
    pl.DataFrame({"n": [1.0] * 1000}).write_parquet(path)
    path.write_bytes(path.read_bytes()[:-20])
    scan = ParquetScan((path,), {"n": NativeColumn("n", Kind.NUMBER)})
    with pytest.raises(Refused) as refused:
        list(ENGINE.run(lower(MADE, [], [N]), {"customers": Scanned(scan, 1000)}))
    (said,) = refused.value.diagnostics
    assert said.code.id == "SEG740"
    assert "secret" not in said.message


def test_text_shows_every_query_under_the_names_of_the_segments() -> None:
    asked = ir.Compare(ir.Rel.GT, ir.Arithmetic(ir.Op.DIVIDE, N, M, NUMBER), number(3.0))
    printed = text(lower(MADE, [asked, asked], [T]), ["wealthy", "wealthy"], ["region"])
    for expected in ("# the customers", '"wealthy"', '"wealthy (2)"', '"region"', "PYTHON[customers] SCAN"):
        assert expected in printed


def test_grouping_sparingly_leaves_the_environment_as_it_was(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("POLARS_HOT_TABLE_SIZE", "4096")
    monkeypatch.delenv("POLARS_MAX_HOT_TABLE_SIZE", raising=False)
    before = dict(os.environ)
    rows = pl.LazyFrame({"g": [f"g{i % 5000}" for i in range(20_000)]}).group_by("g").agg(pl.len())
    with sparing(None):
        assert dict(os.environ) != before
        assert collected(rows)["len"].to_list() == [4] * 5000
    assert dict(os.environ) == before
    with sparing(10):
        assert dict(os.environ) == before


def test_masks_from_packed_bits() -> None:
    column = pl.Series([True, None, False, True, False, None, True] * 9)[3:60]
    for start, rows in ((0, 57), (8, 20), (48, 9), (3, 5), (57, 0)):
        some = column[start : start + rows]
        true, possible = two_masks(some.to_arrow())
        assert true.bools.tolist() == [each is True for each in some]
        assert possible.bools.tolist() == [each is not False for each in some]
