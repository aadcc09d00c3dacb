"""Parquet: yes/no as booleans, texts as texts, in row groups of one size whatever the batches were."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, BinaryIO

import pyarrow as pa
import pyarrow.parquet as pq

from segdsl.frames import Texts
from segdsl.frames.masks import Mask
from segdsl.output import cells
from segdsl.output.rows import Column, Field, Kind, Rows, Sheet

ROW_GROUP = 131_072


def write_parquet(sheet: Sheet, file: BinaryIO) -> None:
    writer = GroupWriter(file, sheet.fields)
    try:
        for table in tables(sheet):
            writer.add(table)
    except BaseException:
        writer.abandon()
        raise
    writer.close()


class GroupWriter:
    """One file: takes rows in tables of any size, and writes them in row groups of `ROW_GROUP`, the last one shorter:
    the bytes do not depend on the sizes."""

    def __init__(self, file: BinaryIO, fields: Sequence[Field]) -> None:
        schema = schema_of(fields)
        texts: Any = [field.name for field in fields[1:] if field.kind is Kind.TEXT]
        # Only the key is ever looked for by its range.
        key: Any = [fields[0].name]
        # Booleans are small already: packing them harder takes longer than it saves.
        packed: Any = {f.name: "snappy" if f.kind is Kind.YES_NO else "zstd" for f in fields}
        self._writer = pq.ParquetWriter(file, schema, compression=packed, use_dictionary=texts, write_statistics=key)
        self._waiting: list[pa.Table] = []
        self._rows = 0

    def add(self, table: pa.Table) -> None:
        self._waiting.append(table)
        self._rows += table.num_rows
        if self._rows < ROW_GROUP:
            return
        joined = pa.concat_tables(self._waiting)
        while joined.num_rows >= ROW_GROUP:
            self._write(joined.slice(0, ROW_GROUP))
            joined = joined.slice(ROW_GROUP)
        self._waiting, self._rows = [joined], joined.num_rows

    def close(self) -> None:
        try:
            if self._rows:
                self._write(pa.concat_tables(self._waiting))
        except BaseException:
            self.abandon()
            raise
        self._writer.close()

    def abandon(self) -> None:
        """Closing writes the footer; after a failed write that would only fail again and hide what happened."""
        self._writer.is_open = False

    def _write(self, table: pa.Table) -> None:
        self._writer.write_table(table.combine_chunks(), row_group_size=ROW_GROUP)


def schema_of(fields: Sequence[Field]) -> pa.Schema:
    """A yes or no is always there, which takes a quarter less time to write than one that might not be."""
    return pa.schema([_field(field) for field in fields])


def _field(field: Field) -> pa.Field[Any]:
    if field.kind is Kind.YES_NO:
        return pa.field(field.name, pa.bool_(), nullable=False)
    return pa.field(field.name, pa.string())


def tables(sheet: Sheet) -> Iterator[pa.Table]:
    """The rows as Arrow tables, one a batch."""
    schema = schema_of(sheet.fields)
    for rows in sheet.batches:
        yield table_of(rows, schema)


def table_of(rows: Rows, schema: pa.Schema) -> pa.Table:
    arrays = [cells.as_arrow(rows.keys).cast(pa.string())]
    arrays.extend(_array(column) for column in rows.given)
    return pa.table(arrays, schema=schema)


def _array(column: Column | Mask) -> cells.Strings:
    if isinstance(column, Mask):
        bits: Any = pa.py_buffer(column.octets.data)
        return pa.Array.from_buffers(pa.bool_(), column.rows, [None, bits], null_count=0)
    if not isinstance(column, Texts):
        return pa.array(column)
    values = pa.array(list(column.values), pa.string())
    return values.take(pa.array(column.codes, pa.int32(), mask=column.codes < 0))
