"""A table with columns that its data does not have, and need not have: they are missing in every row; reads nothing."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import pyarrow as pa

from segdsl.data.raw import Chunk, Misshapen, Raw
from segdsl.diagnostics.codes import data as codes
from segdsl.diagnostics.model import Diagnostic
from segdsl.names import fold
from segdsl.schemas import Table


@dataclass(frozen=True, slots=True, eq=False)
class Completed:
    """`added` columns follow those that are there."""

    raw: Raw
    added: tuple[str, ...]

    @property
    def label(self) -> str:
        return self.raw.label

    @property
    def paths(self) -> tuple[Path, ...]:
        return self.raw.paths

    @property
    def headers(self) -> Sequence[str]:
        return (*self.raw.headers, *self.added)

    @property
    def spelled(self) -> bool:
        return self.raw.spelled

    @property
    def misshapen(self) -> Misshapen:
        return self.raw.misshapen

    def chunks(self, places: Sequence[int], plain: frozenset[int] = frozenset()) -> Iterator[Chunk]:
        size = len(self.raw.headers)
        blank = [place for place in places if place >= size]
        there = [place for place in places if place < size] or [0]  # something that has as many rows
        for chunk in self.raw.chunks(there, plain):
            nulls = dict.fromkeys(blank, pa.nulls(chunk.rows, pa.string()))
            yield Chunk(chunk.first, chunk.rows, {**chunk.columns, **nulls})


def completed(raw: Raw, table: Table, lacking: Mapping[str, str]) -> tuple[Raw, Diagnostic | None]:
    """The table with those of these columns (folded name → name) that its data lacks, and what is to be said of it."""
    there = {fold(header) for header in raw.headers}
    headers = []
    for folded, name in lacking.items():
        declared = table.columns.get(folded)
        header = name if declared is None else declared.physical or declared.name
        if fold(header) not in there:
            headers.append(header)
    if not headers:
        return raw, None
    listed = ", ".join(f"`{header}`" for header in headers)
    is_are, it = ("is", "it") if len(headers) == 1 else ("are", "them")
    note = Diagnostic(
        codes.OUTCOME_NOT_IN_DATA,
        f"{listed} {is_are} not in `{raw.label}`; nothing asks for {it} but a prediction that is learned already",
    )
    return Completed(raw, tuple(headers)), note
