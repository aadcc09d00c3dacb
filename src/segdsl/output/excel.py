"""Excel workbooks: one sheet of texts, never a formula, a link or a number; refuses what Excel cannot hold."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import BinaryIO

import xlsxwriter

from segdsl.diagnostics.codes import run
from segdsl.diagnostics.model import Diagnostic, Refused
from segdsl.frames import Texts
from segdsl.output.cells import DANGEROUS
from segdsl.output.rows import Column, Sheet

MOST_ROWS = 1_048_576
MOST_COLUMNS = 16_384
LONGEST_TEXT = 32_767

_OPTIONS = {
    "constant_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
}


def write_excel(sheet: Sheet, file: BinaryIO, path: str) -> None:
    """Writes the workbook; `path` is what a refusal calls it."""
    _fits(len(sheet.fields), MOST_COLUMNS, "columns", path)
    if sheet.rows is not None:
        _fits(sheet.rows + 1, MOST_ROWS, "rows", path)
    book = xlsxwriter.Workbook(file, _OPTIONS)
    # A fixed time of making: the same rows give the same bytes.
    book.set_properties({"created": dt.datetime(2000, 1, 1)})
    page = book.add_worksheet("membership")
    page.freeze_panes(1, 1)
    plain = book.add_format({"num_format": "@"})
    # A dangerous text is marked as text by Excel's own apostrophe, which is not part of the value.
    marked = book.add_format({"num_format": "@", "quote_prefix": True})
    bold = book.add_format({"bold": True, "num_format": "@"})
    for number, field in enumerate(sheet.fields):
        page.write_string(0, number, field.name, bold)
    try:
        for row, line in enumerate(_lines(sheet), 1):
            if row >= MOST_ROWS:
                _fits(row + 1, MOST_ROWS, "rows", path)
            for number, text in enumerate(line):
                if text:
                    _fits(len(text), LONGEST_TEXT, "characters in a cell", path)
                    page.write_string(row, number, text, marked if text.startswith(DANGEROUS) else plain)
    except BaseException:
        book.fileclosed = 1  # nothing is to be put together any more
        raise
    book.close()


def _lines(sheet: Sheet) -> Iterator[tuple[str | None, ...]]:
    for rows in sheet.batches:
        yield from zip(rows.keys.tolist(), *(_texts(column) for column in rows.columns), strict=True)


def _texts(column: Column) -> list[str | None]:
    if isinstance(column, Texts):
        values: tuple[str | None, ...] = (*column.values, None)
        return [values[code] for code in column.codes.tolist()]
    return ["yes" if member else "no" for member in column.tolist()]


def _fits(count: int, most: int, what: str, path: str) -> None:
    if count > most:
        raise Refused(
            Diagnostic(
                run.TOO_LARGE_FOR_EXCEL,
                f"`{path}` would need more than {most:,} {what}, which is the most that Excel can hold",
                path=path,
                help=("write `.csv` or `.parquet`, or only the members of one segment with `--members NAME`",),
            )
        )
