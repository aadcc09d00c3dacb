"""How single texts stand in a text format: quoted, escaped, and harmless to a spreadsheet; knows no files."""

from __future__ import annotations

import json
import re
from typing import Any, TypeAlias, cast

import pyarrow as pa
import pyarrow.compute as pc

from segdsl.frames import KeyArray

Strings: TypeAlias = "pa.Array[Any]"

DANGEROUS = ("=", "+", "-", "@", "\t", "\r")
"""A text that begins so, unless it is a number, would be run as a formula by a spreadsheet."""

_NUMBER = re.compile(r"[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?", re.ASCII)

_CSV_SPECIAL = r'^[=+\-@\t\r]|[",\n\r]|^$|^ | $'
_JSON_SPECIAL = r'["\\\x00-\x1f]'


def is_dangerous(text: str) -> bool:
    """Whether a spreadsheet would run the text; a number is no formula, whatever sign it begins with."""
    return text.startswith(DANGEROUS) and not _NUMBER.fullmatch(text)


def csv_cell(text: str) -> str:
    """The text as a field of a CSV file: dangerous ones get an apostrophe in front, special ones are quoted."""
    if is_dangerous(text):
        text = "'" + text
    if any(c in text for c in '",\n\r') or text != text.strip(" ") or not text:
        return '"' + text.replace('"', '""') + '"'
    return text


def json_cell(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)


def csv_cells(texts: KeyArray) -> Strings:
    """Many texts at once; only those that need it are taken one by one."""
    array = as_arrow(texts)
    if not pc.any(pc.match_substring_regex(array, _CSV_SPECIAL)).as_py():
        return array
    return pa.array([csv_cell(str(text)) for text in array.to_pylist()], pa.large_string())


def json_cells(texts: KeyArray) -> Strings:
    array = as_arrow(texts)
    if not pc.any(pc.match_substring_regex(array, _JSON_SPECIAL)).as_py():
        return joined('"', array, '"')
    return pa.array([json_cell(str(text)) for text in array.to_pylist()], pa.large_string())


def joined(*parts: str | Strings) -> Strings:
    """The parts one after the other, row by row; a single text stands in every row."""
    join: Any = pc.binary_join_element_wise  # its declared types want all parts to be of one sort
    given = [pa.scalar(part, pa.large_string()) if isinstance(part, str) else part for part in (*parts, "")]
    return cast(Strings, join(*given))


def as_arrow(texts: KeyArray) -> Strings:
    """The texts as one Arrow array of large strings (no 2 GB limit)."""
    if isinstance(texts, pa.Array):
        return cast(Strings, texts.cast(pa.large_string()))
    return pa.array(texts, type=pa.large_string())
