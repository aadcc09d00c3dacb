"""Stores whose rows lie in Parquet files, which an engine reads itself: of random worlds, under odd names."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from random import Random
from typing import Any

import polars as pl
from tests.meaning.tables_in_memory import Memory

from segdsl.engines.door import Engine, Run
from segdsl.engines.polars import ENGINE
from segdsl.frames import Batch, Store
from segdsl.frames.native import Native, NativeColumn, ParquetScan
from segdsl.lower import Plan
from segdsl.types import Kind

ODD = ["select", "*", "^.*$", 'a"; drop table t; --', "a'b", "", " ", "_key", "_customer", "高價", "A", "a", "{}", "%s"]
_DTYPES: dict[Kind, Any] = {
    Kind.DATE: pl.Date,
    Kind.DATE_TIME: pl.Datetime("us"),
    Kind.YES_NO: pl.Boolean,
    Kind.TEXT: pl.String,
    Kind.ONE_OF: pl.String,
}


@dataclass(frozen=True)
class Scanned:
    """A store whose rows lie in Parquet files, and which hands over no batches."""

    native: Native
    rows: int | None

    def batches(self, columns: frozenset[str]) -> Iterator[Batch]:
        raise AssertionError("the engine reads the files itself")


def written(store: Memory, folder: Path, table: str, rnd: Random) -> Scanned:
    """The rows of a store in one to three files, under names that mean something to Polars or to SQL."""
    columns = {name: column.type.kind for name, column in store.table.columns.items()}
    names = dict(zip(columns, rnd.sample(ODD, len(ODD)) + [f"c{n}" for n in range(20)], strict=False))
    frame = pl.DataFrame(
        {
            names[name]: pl.Series([row.get(name) for row in store.data], dtype=_DTYPES.get(kind, pl.Float64))
            for name, kind in columns.items()
        }
    )
    cuts = sorted([0, *(rnd.randint(0, len(frame)) for _ in range(rnd.randint(0, 2))), len(frame)])
    paths = []
    for number, (start, stop) in enumerate(pairwise(cuts)):
        paths.append(folder / f"{table} [{number}]*.parquet")
        frame[start:stop].write_parquet(paths[-1], row_group_size=rnd.choice([1, 2, 1000]))
    native = ParquetScan(tuple(paths), {name: NativeColumn(names[name], kind) for name, kind in columns.items()})
    return Scanned(native, len(frame))


@dataclass(frozen=True)
class OfFiles:
    """An engine, which finds the rows of every store in files."""

    folder: Path
    rnd: Random
    engine: Engine = ENGINE
    name: str = "polars"
    needs: tuple[str, ...] = ()
    extra: str | None = None
    ordered: bool = True

    def refusals(self, plan: Plan, tables: Mapping[str, Store]) -> Sequence[Any]:
        return ()

    def run(self, plan: Plan, tables: Mapping[str, Store], progress: Callable[[int], None] | None = None) -> Run:
        files: dict[str, Store] = {}
        for name, store in tables.items():
            assert isinstance(store, Memory)
            files[name] = written(store, self.folder, name, self.rnd)
        return self.engine.run(plan, files, progress)
