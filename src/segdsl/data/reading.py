"""How the chunks of one table become vectors, once its types are known; keeps count of what is bad in them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np
import numpy.typing as npt

from segdsl.data.convert import convert, is_missing
from segdsl.data.converted import Bad, Converted, Reason
from segdsl.data.numbers import decimals_of
from segdsl.data.raw import Arrow, Chunk, RawColumn
from segdsl.data.texts import key_texts
from segdsl.frames import Bools, LateTexts, LazyTexts, Texts, Vector
from segdsl.schemas import Column
from segdsl.types import Kind

SEEN = 200
NAMED = 8


@dataclass(frozen=True, slots=True, eq=False)
class Plan:
    """What is read of a table: columns by folded name with their places; `links` are compared as they are written,
    and `unique` ones are known to have no value twice in a chunk."""

    columns: Mapping[str, Column]
    places: Mapping[str, int]
    links: frozenset[str]
    unique: frozenset[str]
    zone: str
    spelled: bool

    def is_link(self, name: str) -> bool:
        """Whether the column is read as keys are: as it is written."""
        column = self.columns[name]
        return name in self.links and column.type.kind is Kind.TEXT and not column.missing_codes

    def link_places(self) -> frozenset[int]:
        """The places of those columns: their texts need no numbers in reading."""
        return frozenset(self.places[name] for name in self.columns if self.is_link(name))


@dataclass(slots=True)
class Tally:
    """What was found in one column: rows, how many have no value, distinct texts (None: too many), decimals; `plain`
    and `blank` as in `Converted`."""

    rows: int = 0
    missing: int = 0
    seen: set[str] | None = field(default_factory=set)
    decimals: int | None = 0
    plain: bool = True
    blank: frozenset[str] = frozenset()

    def add(self, found: Converted, exact: bool) -> None:
        """Counts a chunk; `exact` asks for decimals too."""
        vector: Any = found.vector
        self.plain = self.plain and found.plain
        self.blank |= found.blank
        if isinstance(vector, LateTexts):
            self._add_late(vector)
            return
        gone = is_missing(vector)
        self.rows += len(gone)
        self.missing += int(np.count_nonzero(gone))
        if isinstance(vector, Texts):
            self._see(vector)
        elif exact and self.decimals is not None and vector.dtype.kind == "f":
            needed = decimals_of(vector)
            self.decimals = None if needed is None else max(needed, self.decimals)

    def _add_late(self, texts: LateTexts) -> None:
        """Texts are only numbered when the first of them leave hope that there are few."""
        self.rows += len(texts.array)
        self.missing += texts.array.null_count
        if self.seen is not None:
            few = len(set(texts.array[: 2 * SEEN].to_pylist())) <= SEEN + 1
            self.seen = self.seen if few else None
            self._see(texts)

    def _see(self, texts: Texts) -> None:
        if self.seen is None:
            return
        used = np.flatnonzero(np.bincount(texts.codes + 1, minlength=1)[1:])
        if len(used) <= SEEN:
            self.seen.update(texts.values[place] for place in used.tolist())
        if len(used) > SEEN or len(self.seen) > SEEN:
            self.seen = None


@dataclass(slots=True)
class BadRows:
    """Rows (from 0) that are bad, by column and reason."""

    rows: dict[tuple[str, Reason], list[int]] = field(default_factory=dict)

    def add_misshapen(self, rows: Sequence[int]) -> None:
        """Rows that are none, whatever else they lack."""
        if rows:
            self.rows["", Reason.SHAPE] = sorted(rows)

    def add(self, name: str, bad: Bad, first: int) -> None:
        for reason, mask in bad.items():
            found = np.flatnonzero(mask) + first
            if len(found):
                self.rows.setdefault((name, reason), []).extend(found.tolist())

    def all_rows(self) -> Sequence[int]:
        return sorted({row for rows in self.rows.values() for row in rows})

    def among(self, kept: npt.NDArray[np.int64]) -> BadRows:
        """Those that are among these rows."""
        wanted = frozenset(kept.tolist())
        found = {at: [row for row in rows if row in wanted] for at, rows in self.rows.items()}
        return BadRows({at: rows for at, rows in found.items() if rows})


def read_column(raw: RawColumn, name: str, plan: Plan) -> Converted:
    """One column of a chunk, with what is bad in it."""
    column = plan.columns[name]
    if plan.is_link(name):
        keys = key_texts(raw, plan.spelled)
        found = link_texts(keys.array, keys.bad, unique=name in plan.unique)
        return replace(found, plain=keys.plain, blank=keys.blank)
    found = convert(raw, column, plan.zone)
    return _check_decimals(found, column) if column.declared else found


def vectors_of(chunk: Chunk, plan: Plan, names: Sequence[str]) -> dict[str, Vector]:
    """Columns whose rows were checked before."""
    return {name: read_column(chunk.columns[plan.places[name]], name, plan).vector for name in names}


def link_texts(array: Arrow, bad: Bad, unique: bool) -> Converted:
    """Keys: unique ones are numbered as they come, others when somebody asks for it."""
    if unique and array.null_count == 0:
        return Converted(Texts(np.arange(len(array), dtype=np.int32), LazyTexts(array)), bad)
    return Converted(LateTexts(array), bad)


def _check_decimals(found: Converted, column: Column) -> Converted:
    """`number, 2 decimals` is a promise on which exact sums are built."""
    vector: Any = found.vector
    if column.type.kind is not Kind.NUMBER or column.decimals is None or isinstance(vector, Texts):
        return found
    scale = 10.0**column.decimals
    with np.errstate(invalid="ignore", over="ignore"):
        finer: Bools = (np.rint(vector * scale) / scale != vector) & ~np.isnan(vector)
    if not finer.any():
        return found
    return replace(found, vector=np.where(finer, np.nan, vector), bad={**found.bad, Reason.DECIMALS: finer})
