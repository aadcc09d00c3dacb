"""What reading is asked for and what it gives back, as values; reads nothing and imports no data library."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Literal, TypeAlias

from segdsl import schemas
from segdsl.diagnostics.model import Diagnostic

if TYPE_CHECKING:
    import duckdb
    import pandas as pd
    import polars as pl
    import pyarrow as pa

    from segdsl.data.fingerprint import Fingerprints
    from segdsl.data.settling import HeldRows
    from segdsl.frames import Store

Binding: TypeAlias = (
    "str | Path | pd.DataFrame | pa.Table | pa.RecordBatchReader | pl.DataFrame | pl.LazyFrame"
    " | duckdb.DuckDBPyRelation"
)
"""A path (of a file, a folder, a glob, `book.xlsx#Sheet`, `bank.duckdb?table=customers`), or a table in memory."""

MEMORY = 256 * 1024 * 1024
"""Bytes of one table that are kept in memory after reading; a larger table is read again, part by part, when asked."""


@dataclass(frozen=True, slots=True)
class Options:
    """How to read.

    `encoding` of text files (None: found), `key` the customers' key instead of the declared one, `zone` the time zone
    that dates with times are brought into, `on_bad_rows` whether a bad row is an error or is left out with a reason,
    `require_all` whether a table without data is an error (otherwise it stays as declared), `memory` as in MEMORY.
    `learned` says that what the rules learn is learned already; `lacking` are then the columns (folded name → name)
    that the customers' table need not have: they are missing for everybody. `also` are names of columns that are read
    though no rule mentions them.
    """

    on_bad_rows: Literal["fail", "quarantine"] = "fail"
    encoding: str | None = None
    key: str | None = None
    zone: str = "UTC"
    require_all: bool = True
    memory: int = MEMORY
    learned: bool = False
    lacking: Mapping[str, str] = field(default_factory=dict)
    also: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Quarantined:
    """One reason why one row was left out. `row` counts from 1 after the header; `raw` has every field as text."""

    table: str
    row: int
    key: str | None
    column: str
    reason: str
    raw: Mapping[str, str | None]


@dataclass(frozen=True, slots=True, eq=False)
class Opened:
    """The completed schema, the rows of each table by folded table name, and what is to be said about the reading.

    `unused` are the headers of each table's data that no rule mentions and nothing was read of. `fingerprints` maps
    folded table names to SHA-256 digests; they are computed when asked for. `held` are bad rows of which only the
    checked rules say whether they matter, by folded table name; no store has them.
    """

    schema: schemas.Schema
    stores: Mapping[str, Store]
    notes: tuple[Diagnostic, ...]
    fingerprints: Fingerprints
    quarantine: tuple[Quarantined, ...] = ()
    unused: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    held: Mapping[str, HeldRows] = field(default_factory=dict)
