"""Where and how the rows of a table lie, for engines that read them themselves; reads nothing.

A store that has no native form is read through its batches. One that has promises that the rows were checked already
and that nothing remains to be done to a column but what its `NativeColumn` says: no row is left out, no text is
anything but NFC, no number is too large.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, TypeAlias

from segdsl.types import Kind, Value


@dataclass(frozen=True, slots=True)
class NativeColumn:
    """A column as it lies there: `name` is its own name, `kind` what it is in the rules.

    Numbers of any width become doubles, of which NaN and infinities are missing; decimals have few enough digits for
    their cast to double to be exact. A whole number that is a key or a text in the rules (`spelled`) is read as its
    decimal digits. Dates lie there as dates, dates with times as timestamps without a zone, in milli- or microseconds.
    After that, values in `missing` are missing: blank texts that occur are among them.
    """

    name: str
    kind: Kind
    missing: tuple[Value, ...] = ()
    spelled: bool = False


@dataclass(frozen=True, slots=True)
class ParquetScan:
    """Files with the same columns of the same types, in the order of the rows; `columns` by folded name.

    No two columns of the files have names that differ only in upper and lower case. What the names of folders say
    (`month=5/`) is no column here, and must not be read as one.
    """

    paths: tuple[Path, ...]
    columns: Mapping[str, NativeColumn]


@dataclass(frozen=True, slots=True)
class DatabaseTable:
    """A table (or view) in a database. `address` names the database without any secret in it; who connects finds the
    rest in the environment. `schema` None: the default one."""

    system: Literal["postgres", "duckdb"]
    address: str
    schema: str | None
    table: str
    columns: Mapping[str, NativeColumn]


Native: TypeAlias = ParquetScan | DatabaseTable
