"""Engines behind the door: which one is taken, answers in any order, and an engine that is wrong."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from tests.apply.engines_made import BACKWARDS, WRONG, Made, backwards, errs
from tests.explain.worlds import full_world
from tests.fences import run_here
from tests.meaning.tables_in_memory import stores

import segdsl
from segdsl.diagnostics.codes import engines as codes
from segdsl.diagnostics.model import Code, Diagnostic, Refused, Severity
from segdsl.engines import auto, door
from segdsl.engines.auto import choose
from segdsl.frames import Answers, Store
from segdsl.frames.native import DatabaseTable, Native, ParquetScan
from segdsl.lower import Customers, Plan, lower
from segdsl.lower.nodes import Known
from segdsl.membership.questions import questions
from segdsl.membership.selfcheck import self_check


@dataclass(frozen=True)
class Lying:
    """A store that nobody reads: so many rows, lying there."""

    rows: int | None
    native: Native | None = None

    def batches(self, columns: frozenset[str]) -> Any:
        raise AssertionError("nothing is read to choose an engine")


PLAN = Plan((), (), Customers("customers", "id", False, Known(True, 0)), {}, {}, (), {
    "customers": frozenset({"id", "age"}),
    "visits": frozenset({"id", "day", "amount"}),
})  # fmt: skip
FILES = ParquetScan((Path("a.parquet"),), {})
BANK = DatabaseTable("postgres", "host/bank", None, "c", {})
OTHER = DatabaseTable("postgres", "host/other", None, "c", {})
DUCK = DatabaseTable("duckdb", "bank.duckdb", None, "c", {})
LARGE = auto.MANY_CELLS
NOTHING: Any = None


@pytest.fixture
def known(monkeypatch: pytest.MonkeyPatch) -> dict[str, door.Engine]:
    """Engines by name, in the place of those that are installed."""
    found: dict[str, door.Engine] = {
        name: Made(name=name) for name in ("pandas", "polars", "duckdb", "postgres", "spark")
    }

    def find(name: str) -> door.Engine:
        if name not in found:
            raise Refused(Diagnostic(codes.ENGINE_NOT_INSTALLED, f"the engine `{name}` needs `{name}`"))
        return found[name]

    monkeypatch.setattr(door, "find", find)
    return found


@pytest.mark.parametrize(
    ("customers", "visits", "chosen"),
    [
        (Lying(10), Lying(10), "pandas"),
        (Lying(10, FILES), Lying(10, FILES), "pandas"),
        (Lying(None), Lying(None), "pandas"),
        (Lying(LARGE), Lying(10), "pandas"),
        (Lying(LARGE, FILES), Lying(10), "polars"),
        (Lying(10), Lying(LARGE, FILES), "pandas"),
        (Lying(10, BANK), Lying(10, BANK), "postgres"),
        (Lying(LARGE, BANK), Lying(LARGE, BANK), "postgres"),
        (Lying(10, BANK), Lying(10, OTHER), "pandas"),
        (Lying(10, BANK), Lying(10), "pandas"),
        (Lying(10, DUCK), Lying(10, DUCK), "duckdb"),
        (Lying(10, DUCK), Lying(10), "duckdb"),
    ],
)
def test_the_size_and_place_of_the_data_decide(
    known: Mapping[str, door.Engine], customers: Store, visits: Store, chosen: str
) -> None:
    found = choose("auto", PLAN, {"customers": customers, "visits": visits})
    assert found.engine.name == chosen
    assert found.said == f"engine: {chosen}, because {found.why}"
    assert choose(None, PLAN, {"customers": customers, "visits": visits}).said == found.said


@pytest.mark.parametrize(
    ("customers", "chosen"), [(auto.MANY_CUSTOMERS, "pandas"), (auto.MANY_CUSTOMERS + 1, "duckdb")]
)
def test_the_measures_of_very_many_customers_are_put_aside(
    known: Mapping[str, door.Engine], customers: int, chosen: str
) -> None:
    measured = replace(PLAN, passes=(NOTHING,))
    found = choose(None, measured, {"customers": Lying(customers, FILES), "visits": Lying(LARGE, FILES)})
    assert found.engine.name == chosen


HUGE = auto.MANY_FOR_ONE


@pytest.mark.parametrize(
    ("settings", "customers", "visits", "chosen"),
    [
        ({}, Lying(HUGE, FILES), Lying(10, FILES), "polars"),
        ({"SPARK_MASTER": "spark://host:7077"}, Lying(HUGE, FILES), Lying(10, FILES), "spark"),
        ({"SEGDSL_SPARK_MASTER": "yarn"}, Lying(HUGE, FILES), Lying(10, FILES), "spark"),
        ({"SPARK_MASTER": "local[8]"}, Lying(HUGE, FILES), Lying(10, FILES), "polars"),
        ({"SEGDSL_SPARK_MASTER": "local", "SPARK_MASTER": "yarn"}, Lying(HUGE, FILES), Lying(10, FILES), "polars"),
        ({"SPARK_MASTER": "yarn"}, Lying(HUGE // 4, FILES), Lying(10, FILES), "polars"),
        ({"SPARK_MASTER": "yarn"}, Lying(HUGE, FILES), Lying(10), "polars"),
        ({"SPARK_MASTER": "yarn"}, Lying(10), Lying(10), "pandas"),
        ({"SPARK_MASTER": "yarn"}, Lying(HUGE, BANK), Lying(HUGE, BANK), "postgres"),
    ],
)
def test_spark_is_taken_for_huge_files_where_a_cluster_is_named(
    known: Mapping[str, door.Engine],
    monkeypatch: pytest.MonkeyPatch,
    settings: Mapping[str, str],
    customers: Store,
    visits: Store,
    chosen: str,
) -> None:
    for name in auto.SPARK_MASTER:
        monkeypatch.delenv(name, raising=False)
    for name, value in settings.items():
        monkeypatch.setenv(name, value)
    found = choose("auto", PLAN, {"customers": customers, "visits": visits})
    assert found.engine.name == chosen
    if chosen == "spark":
        assert found.why == f"the data is very large, and `{next(iter(settings))}` names a cluster"


def test_what_cannot_be_taken_is_passed_over_with_the_reason(known: dict[str, door.Engine]) -> None:
    large = {"customers": Lying(LARGE, FILES), "visits": Lying(10, FILES)}
    del known["polars"]
    assert choose(None, PLAN, large).said == (
        "engine: duckdb, because it streams large Parquet files; "
        "`polars` is passed over: the engine `polars` needs `polars`"
    )
    known["duckdb"] = Made(refused=(Diagnostic(codes.UNKNOWN_ENGINE, "it cannot do splits"),))
    found = choose(None, PLAN, large)
    assert found.engine.name == "pandas"
    assert found.passed_over[1] == "`duckdb` is passed over: it cannot do splits"


def test_an_engine_that_is_asked_for_is_taken_or_refused(known: dict[str, door.Engine]) -> None:
    small = {"customers": Lying(10), "visits": Lying(10)}
    assert choose("spark", PLAN, small).engine.name == "spark"
    assert choose("spark", PLAN, small).said is None
    known["spark"] = Made(refused=(Diagnostic(codes.UNKNOWN_ENGINE, "it cannot do splits"),))
    with pytest.raises(Refused):
        choose("spark", PLAN, small)


def test_what_an_engine_notes_does_not_stop_it() -> None:
    note = Diagnostic(Code("SEG999", "a-note", Severity.NOTE, "A note"), "some of it is computed here")
    found = choose(Made(refused=(note,)), PLAN, {"customers": Lying(10), "visits": Lying(10)})
    assert found.notes == (note,)


def watched(seed: int, change: Callable[[Answers], Answers], *, ordered: bool) -> int:
    """How many customers of a random world the self-check finds in the answers."""
    program, data = full_world(seed)
    asked = questions(program, reasons=True)
    tables = stores(program, data, [1, 2, 1000][seed % 3])
    check = self_check(asked, tables, ordered=ordered)
    plan = lower(program, asked.conditions, asked.values)
    for _ in check.watch(Made(change).run(plan, tables)):
        pass
    assert check.checked == len(check.sample.customers)
    return check.checked


@pytest.mark.parametrize("seed", range(40))
def test_the_sample_is_found_in_any_order(seed: int) -> None:
    assert watched(seed, backwards, ordered=False) == watched(seed, lambda answers: answers, ordered=True)


@pytest.mark.parametrize("seed", [0, 2, 5])
@pytest.mark.parametrize("ordered", [True, False])
def test_a_wrong_engine_is_caught_in_any_order(seed: int, ordered: bool) -> None:
    def change(answers: Answers) -> Answers:
        return errs(answers) if ordered else backwards(errs(answers))

    with pytest.raises(Refused, match="SEG712"):
        watched(seed, change, ordered=ordered)


def twice(answers: Answers) -> Answers:
    return backwards(replace(answers, make_keys=np.repeat(answers.keys[:1], answers.rows)))


@pytest.mark.parametrize("ordered", [True, False])
def test_keys_of_others_are_caught(ordered: bool) -> None:
    def change(answers: Answers) -> Answers:
        return twice(answers) if answers.rows > 1 else answers

    with pytest.raises(Refused, match="SEG712"):
        watched(2, change, ordered=ordered)


def test_order_that_is_not_what_the_engine_says_is_caught() -> None:
    with pytest.raises(Refused, match="SEG712"):
        watched(2, backwards, ordered=True)


RULES = 'as of 2026-03-31\ntable customers from "c.csv"\n  key id\n  column day: date\nold if age > 50\n'


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "r.seg").write_text(RULES, encoding="utf-8")
    rows = [f"{number:03},{number % 90},2026-01-{number % 28 + 1:02}" for number in range(200)]
    (tmp_path / "c.csv").write_text("\n".join(["id,age,day", *rows]) + "\n", encoding="utf-8")
    return tmp_path


def test_sorted_outputs_are_equal_in_any_order(folder: Path) -> None:
    outs = [folder / "a.csv", folder / "b.csv"]
    engines: tuple[door.Engine | str, ...] = ("pandas", BACKWARDS)
    for out, engine in zip(outs, engines, strict=True):
        done = segdsl.apply(folder / "r.seg", data=folder / "c.csv", engine=engine, out=out)
        assert done.ok, str(done)
    one, other = (out.read_bytes().splitlines() for out in outs)
    assert one != other
    assert sorted(one) == sorted(other)


def test_a_wrong_engine_writes_nothing(folder: Path) -> None:
    out = folder / "out.csv"
    for engine in (WRONG, Made(lambda answers: backwards(errs(answers)), ordered=False)):
        done = segdsl.apply(folder / "r.seg", data=folder / "c.csv", engine=engine, out=out)
        assert [d.code.slug for d in done.diagnostics if d.is_error] == ["self-check-failed"]
        assert not out.exists()


def test_the_engine_is_said_and_recorded(folder: Path) -> None:
    printed, code = run_here(["apply", "r.seg", "--data", "c.csv", "--engine", "auto", "--out", "o.csv"], folder)
    assert code == 0
    assert printed.startswith("engine: pandas, because the data is small\n")
    assert run_here(["apply", "r.seg", "--data", "c.csv", "--engine", "auto", "--out", "o.csv", "--quiet"], folder) == (
        "",
        0,
    )
    manifest = json.loads((folder / "o.csv.manifest.json").read_text())
    assert (manifest["engine"], manifest["engine_because"]) == ("pandas", "the data is small")
    assert not run_here(["apply", "r.seg", "--data", "c.csv"], folder)[0].startswith("engine")
