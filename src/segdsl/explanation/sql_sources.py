"""What the tables of a program are called where their data lies, for printed SQL; reads headers and no rows."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from segdsl import ir
from segdsl.engines.sql.printed.sources import Source, spoken
from segdsl.explanation.pandas_code.shapes import shapes
from segdsl.explanation.pandas_code.tables import Shape
from segdsl.frames import Store
from segdsl.frames.native import DatabaseTable, ParquetScan


def sources(
    program: ir.Program, bindings: Mapping[str, object] | None = None, stores: Mapping[str, Store] | None = None
) -> dict[str, Source]:
    """By folded name: the table in a database, the file, or, where only its headers are known, those.

    Args:
        program: checked.
        bindings: the data that was given beside the rules (as for `data.open_tables`).
        stores: the opened data, if it was opened.
    """
    found = {name: _of_file(program.tables[name], shape) for name, shape in shapes(program, bindings or {}).items()}
    for name, store in (stores or {}).items():
        native = store.native
        if isinstance(native, DatabaseTable):
            headers = {column: each.name for column, each in native.columns.items()}
            where = (native.table,) if native.schema is None else (native.schema, native.table)
            found[name] = Source(where, headers=headers)
        elif isinstance(native, ParquetScan) and name in found:
            headers = {column: each.name for column, each in native.columns.items()}
            found[name] = Source(found[name].names, found[name].path, "parquet", headers)
    return found


def _of_file(table: ir.Table, shape: Shape) -> Source:
    """Parquet is read where it lies by databases that can; what is in any other file will have been loaded."""
    headers = dict(shape.headers or {})
    if shape.reader == "parquet":
        path = shape.path if Path(shape.path).suffix else f"{shape.path}/**/*.parquet"
        return Source((spoken(table.name),), path, "parquet", headers)
    return Source((spoken(table.name),), headers=headers)
