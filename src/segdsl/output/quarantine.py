"""The rows that were left out, beside the output, each with its reason; decides nothing about them."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import BinaryIO

from segdsl.data.model import Quarantined
from segdsl.output.cells import csv_cell

_OWN = ("table", "row", "key", "column", "reason")


def path_beside(output: Path) -> Path:
    """`members.csv.quarantine.csv` beside `members.csv`."""
    return output.with_name(output.name + ".quarantine.csv")


def write(records: Sequence[Quarantined], file: BinaryIO) -> None:
    """A line for each reason; a row with two reasons has two. After the reason come all fields as they were read."""
    headers = list(dict.fromkeys(name for record in records for name in record.raw))
    _line(file, [*_OWN, *headers])
    for record in records:
        own = [record.table, str(record.row), record.key or "", record.column, record.reason]
        _line(file, [*own, *(record.raw.get(name) or "" for name in headers)])


def _line(file: BinaryIO, cells: Sequence[str]) -> None:
    text = ",".join(csv_cell(cell) if cell else "" for cell in cells) + "\n"
    # What could not be decoded may hold lone surrogates; they come out as the bytes they stood for.
    file.write(text.encode("utf-8", "surrogateescape"))
