"""What writers are given: named columns, batch by batch; says nothing of formats."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import Enum
from typing import TypeAlias

from segdsl.frames import Bools, KeyArray, Texts
from segdsl.frames.masks import Mask


class Kind(Enum):
    TEXT = "text"
    YES_NO = "yes or no"


@dataclass(frozen=True, slots=True)
class Field:
    """A column of an output: its header and what it holds; `called` is what the rules call it, if that is known."""

    name: str
    kind: Kind
    called: str | None = None


Column: TypeAlias = Bools | Texts
"""A yes/no column, or texts by number; a text that is not there is left empty."""


@dataclass(frozen=True, slots=True, eq=False)
class Rows:
    """Some consecutive rows: the texts of the first column, and the columns after it as they were given, all of
    length `rows`."""

    rows: int
    keys: KeyArray
    given: tuple[Column | Mask, ...]

    @property
    def columns(self) -> tuple[Column, ...]:
        """The columns for those who write text: a byte for each yes or no."""
        return tuple(column.bools if isinstance(column, Mask) else column for column in self.given)


@dataclass(frozen=True, slots=True, eq=False)
class Sheet:
    """A whole output: its fields (the first is the key) and the batches of rows, which are read once.

    `rows` is how many there will be, where that is known before.
    """

    fields: tuple[Field, ...]
    batches: Iterable[Rows]
    rows: int | None = None
