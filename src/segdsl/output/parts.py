"""How the rows of an output fall into the folders of a partitioned one, and what the folders are called; writes
nothing."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from segdsl.diagnostics.codes import run
from segdsl.diagnostics.model import Diagnostic, Refused
from segdsl.frames import Texts
from segdsl.names import fold
from segdsl.output.rows import Column, Field, Kind

NOTHING = "__HIVE_DEFAULT_PARTITION__"
"""What stands for a value that is not there, in every tool that knows such folders."""

_PLAIN = frozenset(" !&'()+,-.;@_~")
_SHOWN = 8

YES_NO = ("no", "yes")
"""What a yes or no is called, by its number."""

MOST = 1000
"""So many folders may be made: other tools read more of them slowly, or, as Hive does, not at all."""


def places_of(fields: Sequence[Field], names: Sequence[str], path: str) -> tuple[int, ...]:
    """Which of the fields have these names, in any spelling. Raises Refused: the key has too many values, what is not
    there divides nothing, and nothing divides twice."""
    places: list[int] = []
    for name in names:
        place = _place_of(fields, name, path)
        if place in places:
            raise Refused(_not_so(f"the folder would be divided by `{name}` twice", "name it once", path))
        places.append(place)
    return tuple(places)


def _place_of(fields: Sequence[Field], name: str, path: str) -> int:
    for place, field in enumerate(fields):
        if place and fold(name) in (fold(field.name), fold(field.called or field.name)):
            return place
    if fold(fields[0].name) == fold(name):
        raise Refused(key_divides(name, path, _help(fields)))
    raise Refused(_not_so(f"neither the output nor the customers' data has a column `{name}`", _help(fields), path))


def key_divides(name: str, path: str = "", help: str = "divide by something with few values") -> Diagnostic:
    return _not_so(f"`{name}` is the key, and would make a folder for each customer", help, path)


def _help(fields: Sequence[Field]) -> str:
    could = [field.name for field in fields[1:] if not field.name.endswith(" why")]
    texts = [field.name for field in fields[1:] if field.kind is Kind.TEXT and field.name in could]
    shown = ", ".join(f"`{each}`" for each in (texts or could)[:_SHOWN])
    return f"it can be divided by {shown}" if shown else "write it into one file instead"


def _not_so(said: str, help: str, path: str) -> Diagnostic:
    return Diagnostic(run.NO_SUCH_PARTS, said, path=path or None, help=(help,))


def folder_name(name: str, value: str | None) -> str:
    """`name=value`, with `%` codes for what a path cannot hold. A text that looks like nothing is made to differ."""
    if not value:
        return f"{_escaped(name)}={NOTHING}"
    return f"{_escaped(name)}={'%5F' + value[1:] if value == NOTHING else _escaped(value)}"


def _escaped(text: str) -> str:
    return "".join(c if c.isalnum() or c in _PLAIN else "".join(f"%{b:02X}" for b in c.encode()) for c in text)


def divided(columns: Sequence[Column]) -> tuple[Any, list[tuple[tuple[str | None, ...], int, int]]]:
    """The rows in an order in which those with the same values in all columns stand together and keep their order, and
    for each such group its values, the first row, and the one behind the last. At least one row is given."""
    texts = [column if isinstance(column, Texts) else Texts(column.astype(np.int32), YES_NO) for column in columns]
    groups: Any = np.zeros(len(texts[0].codes), dtype=np.int64)
    for column in texts:
        # Numbered anew after each column, so that the numbers stay small however many columns there are.
        _, groups = np.unique(groups * (len(column.values) + 1) + column.codes + 1, return_inverse=True)
    order = np.argsort(groups, kind="stable")
    firsts = np.flatnonzero(np.diff(groups[order], prepend=-1))
    ends = [*firsts[1:].tolist(), len(order)]
    found = []
    for first, end in zip(firsts.tolist(), ends, strict=True):
        row = order[first]
        found.append((tuple(_value(column, int(column.codes[row])) for column in texts), first, end))
    return order, found


def _value(column: Texts, code: int) -> str | None:
    return None if code < 0 else column.values[code]
