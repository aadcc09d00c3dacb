"""How the data files of a program lie there, for the reading part of printed code; converts nothing."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from pathlib import Path

import pandas as pd
import pyarrow.parquet as pq

from segdsl import ir
from segdsl.data import csvfile, locate
from segdsl.data.content import DATABASES, Content, is_gzip
from segdsl.data.excel import open_excel
from segdsl.data.memory import open_arrow
from segdsl.diagnostics.model import Refused
from segdsl.explanation.mentions import tables_used
from segdsl.explanation.pandas_code.tables import Shape
from segdsl.names import fold


def shapes(program: ir.Program, bindings: Mapping[str, object]) -> dict[str, Shape]:
    """The shape of every table that the rules use and that has a file; paths as seen from the working folder.

    `bindings` are as for `data.open_tables`; a data frame has no file and is left to its reader to load.
    """
    customers = fold(program.customers.name)
    bound = {customers if name in ("", "customers") else fold(name): item for name, item in bindings.items()}
    found: dict[str, Shape] = {}
    for name in tables_used(program):
        located = _located(program.tables[name], bound.get(name))
        if located is not None:
            found[name] = _shape(located)
    return found


def _located(table: ir.Table, binding: object) -> locate.Located | None:
    try:
        if isinstance(binding, str | Path):
            found = locate.locate(str(binding), Path(binding), None)
        elif binding is None and table.path is not None:
            found = locate.locate(table.path, Path(table.base or ".") / table.path, None)
        else:
            return None
    except Refused:
        return None
    return None if found.content in DATABASES else found


def _shape(located: locate.Located) -> Shape:
    path = located.paths[0]
    shown = _from_here(path if len(located.paths) == 1 else path.parent)
    match located.content:
        case Content.PARQUET:
            return Shape(shown, "parquet", headers=_headers(pq.read_schema(path).names))
        case Content.ARROW:
            return Shape(shown, "feather", headers=_headers(open_arrow(path, located.label).headers))
        case Content.EXCEL:
            headers = open_excel(path, located.label, located.sheet).headers
            return Shape(shown, "excel", headers=_headers(headers), sheet=located.sheet)
        case Content.JSON:
            return Shape(shown, "jsonl", headers=_headers(pd.read_json(path, lines=True, nrows=1).columns.tolist()))
        case _:
            return _text_shape(located, shown)


def _text_shape(located: locate.Located, shown: str) -> Shape:
    path = located.paths[0]
    file, _ = csvfile.open_csv(path, located.label, None, None)
    with path.open("rb") as raw:
        packed = is_gzip(raw.read(2)) and path.suffix != ".gz"
    encoding = "utf-8-sig" if _has_mark(path) else file.text.codec
    return Shape(shown, "csv", file.separator, encoding, max(0, file.skip - 1), packed, _headers(file.headers))


def _has_mark(path: Path) -> bool:
    from segdsl.data.content import open_plain

    with open_plain(path) as stream:
        return stream.read(3) == b"\xef\xbb\xbf"


def _headers(headers: Sequence[str]) -> dict[str, str]:
    """By folded name; of two that fold alike the first, as the rules then name neither."""
    found: dict[str, str] = {}
    for header in headers:
        found.setdefault(fold(header), header)
    return found


def _from_here(path: Path) -> str:
    shown = os.path.relpath(path)
    return path.as_posix() if shown.startswith("..") and len(shown) > len(str(path)) else Path(shown).as_posix()
