"""Reads one sheet of an Excel workbook (also .xls and .ods); every cell becomes the text that a user would write."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import pyarrow as pa
import python_calamine

from segdsl.data.header import refuse_repeats
from segdsl.data.raw import Arrow, Chunk, Misshapen, none_misshapen
from segdsl.data.wording import quoted
from segdsl.diagnostics.codes import data as codes
from segdsl.diagnostics.model import Diagnostic, Refused
from segdsl.names import similar


@dataclass(frozen=True, slots=True, eq=False)
class Sheet:
    """A sheet in memory: spreadsheets are small."""

    label: str
    paths: tuple[Path, ...]
    headers: Sequence[str]
    columns: Sequence[Arrow]
    rows: int
    spelled: bool = True
    misshapen: Misshapen = field(default_factory=none_misshapen)

    def chunks(self, places: Sequence[int], plain: frozenset[int] = frozenset()) -> Iterator[Chunk]:
        yield Chunk(0, self.rows, {place: self.columns[place] for place in places})


def open_excel(path: Path, label: str, sheet: str | None) -> Sheet:
    """Raises Refused when the workbook is damaged, or when it is not clear which sheet is meant."""
    try:
        with python_calamine.CalamineWorkbook.from_path(path) as book:
            rows = book.get_sheet_by_name(_choose(book, label, sheet)).to_python()
    except (python_calamine.CalamineError, OSError, ValueError) as error:
        said = f"`{label}` is damaged or protected, or not an Excel workbook"
        raise Refused(Diagnostic(codes.UNREADABLE_FILE, said, path=label)) from error
    if not rows or not any(_text(cell) for cell in rows[0]):
        raise Refused(Diagnostic(codes.EMPTY_FILE, f"`{label}` holds no header and no rows", path=label))
    headers = tuple((_text(cell) or "").strip() for cell in rows[0])
    refuse_repeats(headers, label)
    body = [row for row in rows[1:] if any(cell != "" for cell in row)]
    columns = [
        pa.array([_text(row[place]) if place < len(row) else None for row in body], pa.string())
        for place in range(len(headers))
    ]
    return Sheet(label, (path,), headers, columns, len(body))


def _choose(book: python_calamine.CalamineWorkbook, label: str, sheet: str | None) -> str:
    names = book.sheet_names
    if sheet is not None and sheet in names:
        return sheet
    if sheet is None and len(names) == 1:
        return names[0]
    if sheet is None:
        said = f"`{label}` has several sheets: {quoted(names)}"
        help = (f"say which one after a `#`: `{label}#{names[0]}`",)
    else:
        said = f"`{label.split('#')[0]}` has no sheet called `{sheet}`"
        close = similar(sheet, names) or names
        help = (
            f"its sheets are {quoted(close)}" if close is names else f"a sheet with a similar name: {quoted(close)}",
        )
    raise Refused(Diagnostic(codes.UNKNOWN_SHEET, said, help=help, path=label))


def _text(cell: object) -> str | None:
    """Numbers without a needless point; a number of 16 digits or more has lost its last ones, and is written so that
    it can be no key."""
    match cell:
        case bool():
            return "yes" if cell else "no"
        case int():
            return str(cell)
        case float():
            if cell.is_integer() and abs(cell) < 1e15:
                return str(int(cell))
            return repr(cell) if abs(cell) < 1e15 else f"{cell:E}"
        case dt.datetime():
            return cell.isoformat(sep=" ")
        case dt.date() | dt.time():
            return cell.isoformat()
        case dt.timedelta():
            return str(cell)
        case str():
            return cell or None
        case _:
            return None
