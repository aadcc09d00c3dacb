"""Rows that a program hands over (Polars frames, DuckDB relations, Arrow readers), as one Arrow table; what can be read
only once, or would be computed anew each time, is kept: in memory, or in a file without a name where it is large."""

from __future__ import annotations

import mmap
import tempfile
from collections.abc import Iterator
from itertools import chain
from typing import Any, cast

import pyarrow as pa
import pyarrow.ipc as ipc

from segdsl.data.duckfile import BEYOND, quoted_name
from segdsl.data.temporary import room
from segdsl.diagnostics.codes import data as codes
from segdsl.diagnostics.model import Diagnostic, Refused

ROWS = 128 * 1024


def kind_of(binding: object) -> str | None:
    """What messages call a binding of these kinds; None for any other (nothing is imported to find out)."""
    module, name = type(binding).__module__.partition(".")[0], type(binding).__name__
    if module == "polars" and name in ("DataFrame", "LazyFrame"):
        return "Polars frame"
    if module == "pyspark" and name == "DataFrame":
        return "Spark frame"
    if isinstance(binding, pa.RecordBatchReader):
        return "Arrow reader"
    if name == "DuckDBPyRelation":
        return "DuckDB relation"
    return "Arrow data" if hasattr(binding, "__arrow_c_stream__") else None


def table_of(binding: Any, label: str, memory: int) -> pa.Table:
    """The rows; at most `memory` bytes of what can be read only once stay in memory. Raises Refused."""
    try:
        if kind_of(binding) == "Polars frame":
            binding = _polars_digits(binding)
            if type(binding).__name__ == "LazyFrame":
                return _kept((batch.to_arrow() for batch in binding.collect_batches(maintain_order=True)), memory)
            eager: pa.Table = binding.to_arrow()
            return eager
        if kind_of(binding) == "DuckDB relation":
            return _kept(_tables(_duckdb_digits(binding).to_arrow_reader(ROWS)), memory)
        return _kept(_tables(pa.RecordBatchReader.from_stream(binding)), memory)
    except Exception as error:
        # Whatever computes these rows may fail in its own way, and its words may quote a value.
        said = f"{label} cannot be read: it ended with {type(error).__name__}"
        raise Refused(Diagnostic(codes.UNREADABLE_FILE, said)) from error


def _polars_digits(frame: Any) -> Any:
    """Whole numbers of 128 bits, for which Arrow has no type, as their digits."""
    schema = frame.collect_schema()
    beyond = {name: str for name, kind in schema.items() if str(kind) in ("Int128", "UInt128")}
    return frame.cast(beyond) if beyond else frame


def _duckdb_digits(relation: Any) -> Any:
    """The same for DuckDB."""
    kinds = [str(kind) for kind in relation.types]
    if not BEYOND & set(kinds):
        return relation
    asked = [
        f"CAST({quoted_name(name)} AS VARCHAR) AS {quoted_name(name)}" if kind in BEYOND else quoted_name(name)
        for name, kind in zip(relation.columns, kinds, strict=True)
    ]
    return relation.project(", ".join(asked))


def _tables(reader: pa.RecordBatchReader) -> Iterator[pa.Table]:
    yield pa.Table.from_batches([], reader.schema)
    for batch in reader:
        yield pa.Table.from_batches([batch])


def _kept(tables: Iterator[pa.Table], memory: int) -> pa.Table:
    held: list[pa.Table] = []
    size = 0
    for table in tables:
        held.append(table)
        size += table.nbytes
        if size > memory:
            return _spooled(chain(held, tables))
    return pa.concat_tables(held)


def _spooled(tables: Iterator[pa.Table]) -> pa.Table:
    """The rows in a temporary file, mapped into memory; the file goes when nobody looks at the rows any more."""
    with room("large tables are kept"), tempfile.TemporaryFile() as file:
        writer: Any = None
        for table in tables:
            writer = writer or ipc.new_stream(cast(Any, file), table.schema)
            writer.write_table(table)
        writer.close()
        file.flush()
        mapped = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
    return ipc.open_stream(pa.py_buffer(mapped)).read_all()
