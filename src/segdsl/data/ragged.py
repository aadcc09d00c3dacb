"""Lines with more or fewer fields than the header, for a run that leaves bad rows out: found, and emptied in the text
that is read on, so that they keep their row numbers; decides nothing about them."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from segdsl.data.raw import Misshapen

MOST = 10_000
"""A file with more such lines is not one with a few bad rows."""


@dataclass(frozen=True, slots=True)
class Ragged:
    """The lines by row (from 0) with their fields, and where they stand in the bytes of the text."""

    rows: Misshapen
    spans: Sequence[tuple[int, int]]
    instead: bytes

    def emptied(self, blocks: Iterable[bytes]) -> Iterator[bytes]:
        """The bytes of the text with empty fields where the lines stood."""
        start = 0
        waiting = list(reversed(self.spans))
        for block in blocks:
            at, end = 0, start + len(block)
            while waiting and waiting[-1][0] < end:
                first, last = waiting[-1]
                if first >= start:
                    yield block[at : first - start] + self.instead
                if last > end:
                    at = len(block)
                    break
                at = last - start
                waiting.pop()
            yield block[at:]
            start = end


def find(lines: Iterable[str], separator: str, headers: Sequence[str], skip: int) -> Ragged | None:
    """A slow, careful look; None when there are too many of them, or quotes are at fault too. `skip` records come
    before the first row."""
    rows: dict[int, dict[str, str | None]] = {}
    spans: list[tuple[int, int]] = []
    counted = _Counted(lines)
    csv.field_size_limit(1 << 20)
    row = 0
    try:
        for number, record in enumerate(csv.reader(counted, delimiter=separator, strict=True)):
            if number >= skip and record:
                if len(record) != len(headers):
                    rows[row] = _fields(record, separator, headers)
                    spans.append((counted.before, counted.end))
                    if len(spans) > MOST:
                        return None
                row += 1
            counted.before = counted.end
    except csv.Error:
        return None
    return Ragged(rows, spans, ('""' + separator * (len(headers) - 1) + "\n").encode())


def _fields(record: Sequence[str], separator: str, headers: Sequence[str]) -> dict[str, str | None]:
    """As well as can be told: what is too much stands in the last field."""
    last = len(headers) - 1
    known = [*record[:last], separator.join(record[last:])] if len(record) > last else [*record]
    return {header: known[place] if place < len(known) else None for place, header in enumerate(headers)}


class _Counted:
    """Lines, with the place of the byte after the last one; `before` is where the record at hand begins."""

    def __init__(self, lines: Iterable[str]) -> None:
        self._lines = lines
        self.before = self.end = 0

    def __iter__(self) -> Iterator[str]:
        for line in self._lines:
            self.end += len(line.encode())
            yield line
