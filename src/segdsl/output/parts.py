"""How the rows of an output fall into the folders of a partitioned one, and what the folders are called; writes
nothing."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
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


def place_of(fields: Sequence[Field], name: str, path: str) -> int:
    """Which of the fields has this name, in any spelling. Raises Refused: the key has too many values, and what is not
    written divides nothing."""
    for place, field in enumerate(fields):
        if place and fold(field.name) == fold(name):
            return place
    could = [field.name for field in fields[1:] if not field.name.endswith(" why")]
    texts = [field.name for field in fields[1:] if field.kind is Kind.TEXT and field.name in could]
    shown = ", ".join(f"`{each}`" for each in (texts or could)[:_SHOWN])
    is_key = fold(fields[0].name) == fold(name)
    said = (
        f"`{name}` is the key, and would make a folder for each customer"
        if is_key
        else f"the output has no column `{name}`"
    )
    help = (f"it can be divided by {shown}",) if shown else ("write it into one file instead",)
    raise Refused(Diagnostic(run.NO_SUCH_PARTS, said, path=path, help=help))


def folder_name(name: str, value: str | None) -> str:
    """`name=value`, with `%` codes for what a path cannot hold."""
    return f"{_escaped(name)}={NOTHING if value is None else _escaped(value)}"


def _escaped(text: str) -> str:
    return "".join(c if c.isalnum() or c in _PLAIN else "".join(f"%{b:02X}" for b in c.encode()) for c in text)


def divided(column: Column) -> Iterator[tuple[str | None, Any]]:
    """Each value that occurs, with where it does."""
    if not isinstance(column, Texts):
        for word, where in (("no", ~column), ("yes", column)):
            if where.any():
                yield word, where
        return
    for code in np.unique(column.codes).tolist():
        yield None if code < 0 else column.values[code], column.codes == code
