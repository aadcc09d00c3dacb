"""Texts that are none: halves of characters (lone surrogates) and bytes that are not UTF-8; says in which column and
rows they stand, and shows nothing of them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from itertools import islice
from typing import Any

import numpy as np
import pyarrow as pa

from segdsl.data.raw import Arrow, RawColumn
from segdsl.data.wording import places
from segdsl.diagnostics.codes import data as codes
from segdsl.diagnostics.model import Diagnostic, Refused

_NAMED = 8
_HELP = "such texts were cut to a length, or read in the wrong encoding: mend them where they are made"


def is_whole(text: str) -> bool:
    """Whether it has no half of a character."""
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True


def refuse_names(names: Sequence[str], label: str) -> None:
    """Raises Refused where the name of a column is no text."""
    broken = [place for place, name in enumerate(names, start=1) if not is_whole(name)]
    if broken:
        said = f"`{label}` has a half of a character in the name of {places(broken, len(broken), 'column')}"
        raise Refused(Diagnostic(codes.BROKEN_TEXT, said, help=(_HELP,), path=label))


def array_of(make: Callable[[], Arrow], values: Iterable[object], first: int, header: str, label: str) -> Arrow:
    """What `make` makes of Python values, the first of which stands in row `first` (from 0).

    Raises:
        Refused: some of them have halves of characters.
    """
    try:
        return make()
    except UnicodeEncodeError:
        broken = (row for row, value in enumerate(values, first) if isinstance(value, str) and not is_whole(value))
        raise _refused(list(islice(broken, _NAMED + 1)), header, label) from None


def require(column: RawColumn, first: int, header: str, label: str) -> None:
    """Raises Refused where the bytes of a text are not UTF-8; the first row of the column is row `first` (from 0)."""
    if isinstance(column, np.ndarray):
        return
    texts = column.dictionary if pa.types.is_dictionary(column.type) else column
    if not _is_text(texts.type) or _is_valid(texts):
        return
    if texts is not column:
        column = column.dictionary_decode()
    binary = pa.binary() if pa.types.is_string(column.type) else pa.large_binary()
    rows = enumerate(column.cast(binary).to_pylist(), first)
    broken = (row for row, value in rows if value is not None and not _is_utf8(value))
    found = list(islice(broken, _NAMED + 1))
    if found:
        raise _refused(found, header, label)


def _is_text(kind: Arrow) -> bool:
    return bool(pa.types.is_string(kind) or pa.types.is_large_string(kind))


def _is_valid(texts: Any) -> bool:
    try:
        texts.validate(full=True)
    except pa.ArrowInvalid:
        return False
    return True


def _is_utf8(value: bytes) -> bool:
    try:
        value.decode()
    except UnicodeDecodeError:
        return False
    return True


def _refused(rows: Sequence[int], header: str, label: str) -> Refused:
    """`rows` (from 0) are all of them, or one more than are named."""
    where = places([row + 1 for row in rows], len(rows))
    if len(rows) > _NAMED:
        where = f"rows {', '.join(str(row + 1) for row in rows[:_NAMED])} and more"
    said = f"`{header}` in `{label}` has texts that are cut within a character ({where})"
    return Refused(Diagnostic(codes.BROKEN_TEXT, said, help=(_HELP,), path=label))
