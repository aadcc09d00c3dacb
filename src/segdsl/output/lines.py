"""CSV and JSON lines: a row is the key's text and the rest of the line; compresses when the name ends in `.gz`.

Yes/no columns and texts by number take few combinations, so the rest of a line is made once for each combination that
occurs; a million rows then cost about as much as joining two texts a million times.
"""

from __future__ import annotations

import gzip
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, BinaryIO, cast

import numpy as np
import numpy.typing as npt
import pandas as pd
import pyarrow as pa

from segdsl.frames import Texts
from segdsl.output import cells
from segdsl.output.rows import Column, Field, Kind, Rows, Sheet

_CODE_LIMIT = 2**62


@dataclass(frozen=True, slots=True)
class Dialect:
    """How a row is spelled: what stands before and after the key, and what each column's cell is."""

    opening: str
    keys: Callable[[npt.NDArray[Any]], cells.Strings]
    cell: Callable[[Field, bool | str | None], str]
    closing: str


def _csv_field(field: Field, value: bool | str | None) -> str:
    if field.kind is Kind.YES_NO:
        return ",yes" if value else ",no"
    return "," if value is None else "," + cells.csv_cell(str(value))


def _json_field(field: Field, value: bool | str | None) -> str:
    name = f", {cells.json_cell(field.name)}: "
    if field.kind is Kind.YES_NO:
        return name + ("true" if value else "false")
    return name + ("null" if value is None else cells.json_cell(str(value)))


def write_csv(sheet: Sheet, file: BinaryIO, *, bom: bool, compress: bool) -> None:
    header = ",".join(cells.csv_cell(field.name) for field in sheet.fields) + "\n"
    start = header.encode("utf-8-sig" if bom else "utf-8")
    _write(sheet, file, start, Dialect("", cells.csv_cells, _csv_field, "\n"), compress)


def write_json_lines(sheet: Sheet, file: BinaryIO, *, compress: bool) -> None:
    opening = "{" + cells.json_cell(sheet.fields[0].name) + ": "
    _write(sheet, file, b"", Dialect(opening, cells.json_cells, _json_field, "}\n"), compress)


def _write(sheet: Sheet, file: BinaryIO, start: bytes, dialect: Dialect, compress: bool) -> None:
    # Neither a name nor a time goes into the gzip header: the same rows give the same bytes.
    sink = gzip.GzipFile(filename="", mode="wb", compresslevel=6, fileobj=file, mtime=0) if compress else file
    sink.write(start)
    for rows in sheet.batches:
        if rows.rows:
            sink.write(text_of(rows, sheet.fields, dialect))
    if compress:
        sink.close()


def text_of(rows: Rows, fields: Sequence[Field], dialect: Dialect) -> memoryview:
    """The lines of a batch as UTF-8."""
    codes, tails = _tails(rows, fields[1:], dialect)
    endings = pa.array(tails, pa.large_string()).take(pa.array(codes, pa.int64()))
    parts = [dialect.opening] if dialect.opening else []
    return _bytes(cells.joined(*parts, dialect.keys(rows.keys), endings))


def _bytes(lines: cells.Strings) -> memoryview:
    """The texts of a fresh Arrow array lie one after the other: joined lines are the file."""
    _, offsets, texts = lines.buffers()
    if offsets is None or texts is None:
        return memoryview(b"")
    ends = np.frombuffer(memoryview(offsets), dtype=np.int64)
    return memoryview(texts)[int(ends[0]) : int(ends[len(lines)])]


def _tails(rows: Rows, fields: Sequence[Field], dialect: Dialect) -> tuple[npt.NDArray[np.int64], list[str]]:
    """For each row the number of its ending, and the endings: columns are taken up as long as their combinations fit
    into one whole number, then the combinations found so far are numbered anew."""
    codes = np.zeros(rows.rows, np.int64)
    endings, size = [""], 1
    pending: list[tuple[Field, tuple[bool | str | None, ...]]] = []
    for column, field in zip(rows.columns, fields, strict=True):
        values, numbers = _numbered(column)
        if size * len(values) > _CODE_LIMIT:
            codes, endings = _resolve(codes, endings, pending, dialect)
            pending, size = [], len(endings)
        codes *= len(values)
        codes += numbers
        pending.append((field, values))
        size *= len(values)
    codes, endings = _resolve(codes, endings, pending, dialect)
    return codes, [ending + dialect.closing for ending in endings]


def _numbered(column: Column) -> tuple[tuple[bool | str | None, ...], npt.NDArray[Any]]:
    if isinstance(column, Texts):
        return (None, *column.values), column.codes + 1
    return (False, True), column


def _resolve(
    codes: npt.NDArray[np.int64],
    endings: Sequence[str],
    pending: Sequence[tuple[Field, tuple[bool | str | None, ...]]],
    dialect: Dialect,
) -> tuple[npt.NDArray[np.int64], list[str]]:
    """Numbers the combinations that occur, and spells each once."""
    numbers, found = pd.factorize(codes)
    spelled = [[dialect.cell(field, value) for value in values] for field, values in pending]
    made: list[str] = []
    for code in found.tolist():
        parts: list[str] = []
        for texts in reversed(spelled):
            code, index = divmod(code, len(texts))
            parts.append(texts[index])
        made.append(endings[code] + "".join(reversed(parts)))
    return cast("npt.NDArray[np.int64]", numbers.astype(np.int64)), made
