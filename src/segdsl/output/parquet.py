"""Parquet: yes/no as booleans, texts as texts, in row groups of one size whatever the batches were."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, BinaryIO

import pyarrow as pa
import pyarrow.parquet as pq

from segdsl.frames import Texts
from segdsl.output import cells
from segdsl.output.rows import Column, Kind, Sheet

ROW_GROUP = 131_072


def write_parquet(sheet: Sheet, file: BinaryIO) -> None:
    kinds = [pa.bool_() if field.kind is Kind.YES_NO else pa.string() for field in sheet.fields]
    schema = pa.schema([pa.field(f.name, kind) for f, kind in zip(sheet.fields, kinds, strict=True)])
    texts: Any = [field.name for field in sheet.fields[1:] if field.kind is Kind.TEXT]
    # Only the key is ever looked for by its range.
    key: Any = [sheet.fields[0].name]
    # Booleans are small already: packing them harder takes longer than it saves.
    packed: Any = {f.name: "snappy" if f.kind is Kind.YES_NO else "zstd" for f in sheet.fields}
    writer = pq.ParquetWriter(file, schema, compression=packed, use_dictionary=texts, write_statistics=key)
    try:
        for table in _groups(_tables(sheet, schema)):
            writer.write_table(table, row_group_size=ROW_GROUP)
    except BaseException:
        # Closing writes the footer; after a failed write that would only fail again and hide what happened.
        writer.is_open = False
        raise
    writer.close()


def _tables(sheet: Sheet, schema: pa.Schema) -> Iterator[pa.Table]:
    for rows in sheet.batches:
        arrays = [cells.as_arrow(rows.keys).cast(pa.string())]
        arrays.extend(_array(column) for column in rows.columns)
        yield pa.table(arrays, schema=schema)


def _array(column: Column) -> cells.Strings:
    if not isinstance(column, Texts):
        return pa.array(column)
    values = pa.array(list(column.values), pa.string())
    return values.take(pa.array(column.codes, pa.int32(), mask=column.codes < 0))


def _groups(tables: Iterator[pa.Table]) -> Iterator[pa.Table]:
    """The same rows in tables of `ROW_GROUP` rows, the last one shorter: the bytes do not depend on the batches."""
    waiting: list[pa.Table] = []
    rows = 0
    for table in tables:
        waiting.append(table)
        rows += table.num_rows
        if rows < ROW_GROUP:
            continue
        joined = pa.concat_tables(waiting)
        while joined.num_rows >= ROW_GROUP:
            yield joined.slice(0, ROW_GROUP).combine_chunks()
            joined = joined.slice(ROW_GROUP)
        waiting, rows = [joined], joined.num_rows
    if rows:
        yield pa.concat_tables(waiting).combine_chunks()
