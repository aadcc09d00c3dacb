"""Looks over the bytes of a text file before it is read: encoding, zero bytes, quotes; names the lines at fault."""

from __future__ import annotations

import codecs
import csv
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

import numpy as np

_BLOCK = 4 * 1024 * 1024
_NAMED = 8
QUOTE, NEWLINE, RETURN = 34, 10, 13


@dataclass(slots=True)
class Look:
    """What a quick look showed. `suspicious` quotes want a slow look; `several_lines`: a field goes over a line end."""

    several_lines: bool = False
    suspicious: bool = False
    zero_bytes: bool = False
    utf8: bool = True


@dataclass(slots=True)
class Faults:
    """Lines (from 1) at fault: a quote never closed, text after a closing quote, and lines of another width."""

    unclosed: int | None = None
    stray: int | None = None
    ragged: int = 0
    lines: list[int] = field(default_factory=list)
    widths: set[int] = field(default_factory=set)


def blocks_of(stream: Iterable[bytes]) -> Iterator[bytes]:
    """The bytes again, cut at line ends."""
    rest = b""
    for block in stream:
        cut = block.rfind(b"\n") + 1
        if cut == 0:
            rest += block
            continue
        yield rest + block[:cut]
        rest = block[cut:]
    if rest:
        yield rest


def look(stream: Iterable[bytes], separator: str) -> Look:
    """One quick look over UTF-8 bytes. A well-formed file opens quotes only where a field begins and closes them only
    where one ends, so that every second quote has a separator or a line end before it, and the others one after it."""
    found = Look()
    decoder = codecs.getincrementaldecoder("utf-8")(errors="strict")
    inside = False
    edge = np.zeros(256, dtype=bool)
    edge[[ord(separator), NEWLINE, RETURN, QUOTE]] = True
    for block in blocks_of(stream):
        if found.utf8:
            try:
                decoder.decode(block)
            except UnicodeDecodeError:
                found.utf8 = False
        found.zero_bytes = found.zero_bytes or b"\0" in block
        if b'"' in block:
            inside = _look_at_quotes(np.frombuffer(block, np.uint8), edge, inside, found)
        elif inside:
            found.several_lines = True
    try:
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        found.utf8 = False
    found.suspicious = found.suspicious or inside
    return found


def _look_at_quotes(
    data: np.ndarray[tuple[int], np.dtype[np.uint8]],
    edge: np.ndarray[tuple[int], np.dtype[np.bool_]],
    inside: bool,
    found: Look,
) -> bool:
    """Adds what one block shows; gives back whether it ends inside quotes."""
    places = np.flatnonzero(data == QUOTE)
    start = int(inside)
    opening, closing = places[start::2], places[1 - start :: 2]
    before = data[np.maximum(opening - 1, 0)]
    after = data[np.minimum(closing + 1, len(data) - 1)]
    good_before = edge[before] | (opening == 0)
    good_after = edge[after] | (closing == len(data) - 1)
    if not (good_before.all() and good_after.all()):
        found.suspicious = True
    if not found.several_lines:
        ends = np.flatnonzero(data == NEWLINE)
        found.several_lines = bool(((np.searchsorted(places, ends) + start) & 1).any())
    return bool((len(places) + start) & 1)


def find_faults(lines: Iterable[str], separator: str, width: int) -> Faults:
    """A slow, careful look, only taken when something is wrong."""
    faults = Faults()
    csv.field_size_limit(1 << 20)
    reader = csv.reader(lines, delimiter=separator, strict=True)
    before = 0
    while True:
        try:
            record = next(reader)
        except StopIteration:
            return faults
        except csv.Error as error:
            if "expected after" in str(error):
                faults.stray = reader.line_num
            else:
                faults.unclosed = before + 1
            return faults
        if record and len(record) != width:
            faults.ragged += 1
            faults.widths.add(len(record))
            if len(faults.lines) < _NAMED:
                faults.lines.append(before + 1)
        before = reader.line_num
