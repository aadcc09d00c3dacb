"""Which character stands between the fields of a text file, and whether its first line is a header; reads no file."""

from __future__ import annotations

import csv
import io
import re
from collections import Counter
from collections.abc import Sequence

from segdsl.names import fold

CANDIDATES = (",", ";", "\t", "|")
SHOWN = {",": "`,`", ";": "`;`", "\t": "a tab", "|": "`|`"}
_LOOKED_AT = 60
_DATUM = re.compile(r"[+-]?\d+([.,]\d+)?|\d{4}-\d\d-\d\d.*|\d{1,2}[./]\d{1,2}[./]\d{2,4}")


def records(text: str, separator: str, limit: int = _LOOKED_AT) -> list[list[str]]:
    """The first records of a text; what is cut off at its end is not among them."""
    found: list[list[str]] = []
    try:
        for record in csv.reader(io.StringIO(text, newline=""), delimiter=separator):
            if record:
                found.append(record)
            if len(found) >= limit:
                break
    except csv.Error:
        pass
    return found


def separator_of(text: str) -> str:
    """The separator under which the first records have as many fields as the first one, and the most; a comma when
    nothing speaks for another."""
    best, best_score = ",", (0.0, 1)
    for candidate in CANDIDATES:
        found = records(text, candidate)
        if not found or len(found[0]) < 2:
            continue
        complete = found[:-1] if len(found) > 2 and len(found) < _LOOKED_AT else found
        width = len(found[0])
        agreeing = Counter(len(record) for record in complete)[width] / len(complete)
        score = (round(agreeing, 2), width)
        if score > best_score:
            best, best_score = candidate, score
    return best


def looks_headless(found: Sequence[Sequence[str]], mentioned: frozenset[str] | None) -> bool:
    """Whether the first record is data: it holds a number or a date, each of its fields is of the kind of its column,
    and none of them is a name that the rules mention."""
    if len(found) < 2:
        return False
    first, rest = found[0], found[1:]
    if mentioned and any(fold(cell) in mentioned for cell in first):
        return False
    if not any(_DATUM.fullmatch(cell.strip()) for cell in first):
        return False
    for place, cell in enumerate(first):
        column = [row[place].strip() for row in rest if place < len(row) and row[place].strip()]
        data = sum(1 for value in column if _DATUM.fullmatch(value))
        if column and bool(_DATUM.fullmatch(cell.strip())) != (data > len(column) / 2):
            return False
    return True
