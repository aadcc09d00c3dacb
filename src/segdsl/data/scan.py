"""One pass over the rows of a table: types are found and values converted and checked at the same time."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import pyarrow as pa

from segdsl.data import wellformed
from segdsl.data.converted import Converted
from segdsl.data.footers import Footed, Told, told
from segdsl.data.infer import Inference, readable
from segdsl.data.keywatch import TEXT_BYTES, KeyWatch
from segdsl.data.raw import Chunk, Raw, RawColumn
from segdsl.data.reading import BadRows, Plan, Tally, read_column
from segdsl.diagnostics.codes import data as codes
from segdsl.diagnostics.model import Diagnostic, Refused
from segdsl.frames import LateTexts, Texts, Vector
from segdsl.schemas import Column
from segdsl.types import UNKNOWN, Kind, Type, is_numeric

MANY = 250_000
"""The values of so many rows are not read where the footers of their files prove what they are."""


@dataclass(slots=True)
class Scan:
    """What a pass found. `columns` have their types now; `parts` are the vectors of each chunk, without keys (None:
    too large to be kept); `unsettled` columns were something else in earlier chunks and must be read again, and the
    `unread` ones were proved without being read."""

    columns: dict[str, Column]
    keys: dict[str, KeyWatch]
    tallies: dict[str, Tally]
    bad: BadRows = field(default_factory=BadRows)
    parts: list[dict[str, Vector]] | None = field(default_factory=list)
    sizes: list[tuple[int, int]] = field(default_factory=list)
    unsettled: set[str] = field(default_factory=set)
    unread: frozenset[str] = frozenset()
    bytes: int = 0

    @property
    def rows(self) -> int:
        return sum(rows for _, rows in self.sizes)


def scan(raw: Raw, plan: Plan, inferred: Sequence[str], keys: Sequence[str], exact: bool, memory: int) -> Scan:
    """Reads the columns of the plan. Raises Refused.

    Args:
        inferred: columns of unknown type.
        keys: columns to be watched as keys; they are not converted.
        exact: whether to count decimals.
        memory: bytes that may be kept.
    """
    asked = (raw, plan, inferred, keys, exact, memory)
    places = sorted({plan.places[name] for name in (*plan.columns, *keys)})
    plain = plan.link_places() | {plan.places[key] for key in keys}
    scanner = _Scanner(*asked)
    if isinstance(raw, Footed) and raw.rows > MANY:
        beginning = next(raw.glimpses(places, plain), None)
        if beginning is not None:
            first = _Scanner(*asked)
            first.take(beginning)
            scanner.believe(first.proved(raw, beginning))
    # What the footers prove is not read: whoever needs it reads it then.
    for chunk in raw.chunks([place for place in places if place not in scanner.told], plain):
        scanner.take(chunk)
    return scanner.finished()


class _Scanner:
    def __init__(
        self, raw: Raw, plan: Plan, inferred: Sequence[str], keys: Sequence[str], exact: bool, memory: int
    ) -> None:
        self._raw, self._plan, self._exact, self._memory = raw, plan, exact, memory
        self._inferences = {name: Inference(plan.columns[name], raw.spelled, plan.zone) for name in inferred}
        self._used: dict[str, set[Type]] = {name: set() for name in inferred}
        watches = {key: self._watch(key) for key in keys}
        self._scan = Scan(dict(plan.columns), watches, {name: Tally() for name in plan.columns})
        self.told: frozenset[int] = frozenset()

    def proved(self, raw: Footed, beginning: Chunk) -> dict[str, tuple[Column, Told]]:
        """After the beginning of the data: those columns, with their types, of which the footers prove that they hold
        everywhere what they hold there."""
        scan, plan = self._scan, self._plan
        columns = told(raw, [plan.places[name] for name in plan.columns])
        found: dict[str, tuple[Column, Told]] = {}
        for name, tally in scan.tallies.items():
            inference = self._inferences.get(name)
            column = plan.columns[name] if inference is None else replace(plan.columns[name], type=inference.type)
            counted = self._exact and column.type.kind is Kind.NUMBER and tally.decimals is not None
            spoilt = any(at == name for at, _ in scan.bad.rows)
            # A number that is none is missing, and no footer counts those.
            there: Any = beginning.columns[plan.places[name]]
            unlike = tally.missing > there.null_count
            tells = columns.get(plan.places[name])
            if tells is not None and tells.proves(column) and not (counted or spoilt or unlike or plan.is_link(name)):
                found[name] = column, tells
        return found

    def believe(self, proved: Mapping[str, tuple[Column, Told]]) -> None:
        """Takes these columns as they were told, and will not look at them."""
        for name, (column, tells) in proved.items():
            self._inferences.pop(name, None)
            self._scan.columns[name] = column
            self._scan.tallies[name] = Tally(tells.rows, tells.missing or 0)
        self._scan.unread = frozenset(proved)
        self.told = frozenset(self._plan.places[name] for name in proved)

    def _watch(self, key: str) -> KeyWatch:
        raw, place = self._raw, self._plan.places[key]

        def again() -> Iterator[RawColumn]:
            return (chunk.columns[place] for chunk in raw.chunks([place], frozenset({place})))

        return KeyWatch(raw.spelled, again, frozenset(raw.misshapen))

    def take(self, chunk: Chunk) -> None:
        """Converts one chunk and takes in what it shows."""
        scan = self._scan
        vectors: dict[str, Vector] = {}
        for key, watch in scan.keys.items():
            watch.watch(self._column(chunk, key))
            scan.bytes += watch.bytes_of_last()
        for name in self._plan.columns:
            if name in scan.unread:
                continue
            found = self._convert(chunk, name)
            scan.bad.add(name, found.bad, chunk.first)
            scan.tallies[name].add(found, self._exact)
            scan.bytes += _size(found.vector)
            vectors[name] = found.vector
        scan.sizes.append((chunk.first, chunk.rows))
        if scan.bytes > self._memory:
            scan.parts = None
        if scan.parts is not None:
            scan.parts.append(vectors)
            return
        for watch in scan.keys.values():
            if watch.arrays is not None:
                watch.let_go()

    def finished(self) -> Scan:
        """The pass with the types that all chunks agree on."""
        for name, inference in self._inferences.items():
            final = inference.type
            self._scan.columns[name] = replace(self._scan.columns[name], type=final)
            numbers = is_numeric(final)
            if not all(used == final or (numbers and _is_numbers(used)) for used in self._used[name]):
                self._scan.unsettled.add(name)
        return self._scan

    def _convert(self, chunk: Chunk, name: str) -> Converted:
        raw = self._column(chunk, name)
        inference = self._inferences.get(name)
        if inference is None:
            return read_column(raw, name, self._plan)
        found = inference.watch(raw)
        self._used[name].add(inference.given)
        return found

    def _column(self, chunk: Chunk, name: str) -> RawColumn:
        place = self._plan.places[name]
        raw = chunk.columns[place]
        if isinstance(raw, pa.Array) and not readable(raw.type):
            label, header = self._raw.label, self._raw.headers[place]
            said = f"`{header}` in `{label}` holds lists, records, times or raw bytes, not single values"
            help = ("write what the rules need of it into a column of its own",)
            raise Refused(Diagnostic(codes.UNREADABLE_COLUMN, said, help=help, path=label))
        if not self._raw.spelled:
            wellformed.require(raw, chunk.first, self._raw.headers[place], self._raw.label)
        return raw


def _is_numbers(kind: Type) -> bool:
    """Whether a chunk of this type was given as numbers; one with nothing in it was."""
    return is_numeric(kind) or kind is UNKNOWN


def merge(first: Scan, again: Scan) -> None:
    """Puts what was read again, of some columns, in the place of what the first pass had of them."""
    first.columns |= again.columns
    first.tallies |= again.tallies
    first.unread = (first.unread - again.columns.keys()) | again.unread
    kept = {at: rows for at, rows in first.bad.rows.items() if at[0] not in again.columns}
    first.bad.rows = kept | again.bad.rows
    if first.parts is None or again.parts is None:
        first.parts = None
        return
    for part, new in zip(first.parts, again.parts, strict=True):
        part.update(new)


def _size(vector: Vector) -> int:
    if isinstance(vector, LateTexts):
        return int(vector.array.nbytes)
    if isinstance(vector, Texts):
        return int(vector.codes.nbytes) + TEXT_BYTES * len(vector.values)
    return int(vector.nbytes)
