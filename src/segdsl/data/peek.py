"""The names of the columns in files that are at hand, so that checking without data finds misspelt names; reads no
rows, and loads no data library for text files."""

from __future__ import annotations

import csv
import json
from collections.abc import Sequence
from dataclasses import replace
from itertools import islice
from pathlib import Path

from segdsl.data import charset, content, header, locate
from segdsl.data.match import match
from segdsl.diagnostics.model import Refused
from segdsl.schemas import Schema, Table

_LINES = 200


def headers(declared: Schema, base: Path | None = None) -> Schema:
    """The schema with the columns of those `from` files that can be read, their types unknown.

    A file that is not there, or that cannot be understood, leaves its table as declared: that is for the verbs that
    read data to say. `base` stands in for tables that do not know what their path is relative to.
    """
    return Schema({name: _completed(table, base) for name, table in declared.tables.items()})


def _completed(table: Table, base: Path | None) -> Table:
    if table.path is None:
        return table
    try:
        placed = table if table.base is not None or base is None else replace(table, base=str(base))
        located = locate.place_of(placed, None)
        names, closed = _names(located)
    except (Refused, OSError, EOFError, UnicodeError, ValueError, csv.Error):
        return table
    if not names:
        return table
    matched = match(table, names, located.label, None)
    return replace(table, columns=matched.columns, closed=closed, collisions=matched.collisions)


def _names(located: locate.Located) -> tuple[Sequence[str], bool]:
    """The headers, and whether they are all there can be."""
    path = located.paths[0]
    match located.content:
        case content.Content.PARQUET:
            import pyarrow.parquet as pq

            return tuple(pq.read_schema(path).names), len(located.paths) == 1
        case content.Content.ARROW:
            from segdsl.data.memory import open_arrow

            return open_arrow(path, located.label).headers, True
        case content.Content.EXCEL:
            from segdsl.data.excel import open_excel

            return open_excel(path, located.label, located.sheet).headers, True
        case content.Content.DUCKDB:
            from segdsl.data.duckfile import open_duckdb

            return open_duckdb(path, located.label, located.wish).headers, True
        case content.Content.SQLITE:
            from segdsl.data.sqlitefile import open_sqlite

            return open_sqlite(path, located.label, located.wish).headers, True
        case content.Content.JSON:
            return _json_names(path), False
        case _:
            return header.read_header(_text(path), located.label), True


def _text(path: Path) -> str:
    """The beginning of a text file in the encoding that its bytes show."""
    head = content.head_of(path)
    codec = "utf-16" if head[:2] in (b"\xff\xfe", b"\xfe\xff") else content.utf16_without_mark(head) or "utf-8"
    if codec == "utf-8" and not charset.begins_as_utf8(head):
        guess = charset.guess(head)
        if not guess.sure:
            raise ValueError("the encoding is not sure")
        codec = guess.codec
    return head.decode(codec, errors="ignore").removeprefix("\ufeff")


def _json_names(path: Path) -> tuple[str, ...]:
    names: dict[str, None] = {}
    with content.open_plain(path) as stream:
        for line in islice(stream, _LINES):
            found = json.loads(line) if line.strip() else {}
            names.update(dict.fromkeys(found))
    return tuple(names)
