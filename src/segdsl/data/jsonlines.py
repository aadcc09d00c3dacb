"""Reads JSON lines: one object a line, its members are the columns; a member that is not there is missing."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pyarrow as pa

from segdsl.data import wellformed
from segdsl.data.decoding import decoded
from segdsl.data.raw import Arrow, Chunk, Misshapen, none_misshapen
from segdsl.data.textbytes import TextBytes
from segdsl.diagnostics.codes import data as codes
from segdsl.diagnostics.model import Diagnostic, Refused

_ROWS = 50_000


class _Number(str):
    """A number as it is spelled in the file."""

    __slots__ = ()


class _Nested(str):
    """A list or an object inside a line."""

    __slots__ = ()


@dataclass(frozen=True, slots=True, eq=False)
class JsonLines:
    """A file whose members have been listed. A column is numbers when every value is one, otherwise texts."""

    label: str
    paths: tuple[Path, ...]
    headers: Sequence[str]
    text: TextBytes
    numeric: frozenset[str]
    nested: frozenset[str]
    spelled: bool = False
    misshapen: Misshapen = field(default_factory=none_misshapen)

    def chunks(self, places: Sequence[int], plain: frozenset[int] = frozenset()) -> Iterator[Chunk]:
        first = 0
        for objects in _batches(self.text, self.label):
            columns = {place: self._column(objects, first, self.headers[place]) for place in places}
            yield Chunk(first, len(objects), columns)
            first += len(objects)

    def _column(self, objects: list[dict[str, Any]], first: int, name: str) -> Arrow:
        values = [found.get(name) for found in objects]
        if name in self.nested:
            return pa.array([None if value is None else [] for value in values], pa.list_(pa.string()))
        known = [value for value in values if value is not None]
        if known and all(isinstance(value, bool) for value in known):
            return pa.array(values, pa.bool_())
        words = [("yes" if v else "no") if isinstance(v, bool) else v for v in values]
        texts = wellformed.array_of(lambda: pa.array(words, pa.string()), words, first, name, self.label)
        return _numbers(texts) if name in self.numeric else texts


def open_json_lines(path: Path, label: str, encoding: str | None) -> JsonLines:
    """Lists the members of every line. Raises Refused at the first line that is not an object."""
    text = decoded(path, label, encoding)
    headers: dict[str, None] = {}
    words: set[str] = set()
    nested: set[str] = set()
    for objects in _batches(text, label):
        for found in objects:
            for name, value in found.items():
                headers.setdefault(name)
                if isinstance(value, _Nested):
                    nested.add(name)
                elif value is not None and not isinstance(value, _Number):
                    words.add(name)
    if not headers:
        raise Refused(Diagnostic(codes.EMPTY_FILE, f"`{label}` holds no header and no rows", path=label))
    wellformed.refuse_names(tuple(headers), label)
    numeric = frozenset(headers) - words - nested
    return JsonLines(label, (path,), tuple(headers), text, numeric, frozenset(nested))


def _batches(text: TextBytes, label: str) -> Iterator[list[dict[str, Any]]]:
    rows: list[dict[str, Any]] = []
    try:
        for number, line in enumerate(text.lines(), start=1):
            if not line.strip():
                continue
            rows.append(_read(line, number, label))
            if len(rows) >= _ROWS:
                yield rows
                rows = []
    except UnicodeDecodeError:
        said = f"`{label}` is not UTF-8"
        raise Refused(
            Diagnostic(codes.WRONG_ENCODING, said, help=("say its encoding with `--encoding`",), path=label)
        ) from None
    if rows:
        yield rows


def _read(line: str, number: int, label: str) -> dict[str, Any]:
    try:
        found = json.loads(line, parse_int=_Number, parse_float=_Number, parse_constant=lambda _: None)
    except (ValueError, RecursionError):
        found = None
    if not isinstance(found, dict):
        raise Refused(
            Diagnostic(
                codes.BAD_JSON_LINE,
                f"line {number} of `{label}` is not one JSON object",
                help=("write one object a line, without a list around them and without commas between them",),
                path=label,
            )
        )
    return {name: _Nested() if isinstance(value, (list, dict)) else value for name, value in found.items()}


def _numbers(texts: Arrow) -> Arrow:
    """Whole numbers, or numbers when one has a fraction; beyond 64 bits they stay texts, so that nothing is lost."""
    for kind in (pa.int64(), pa.float64()):
        try:
            if kind == pa.float64() and any(
                len(text.lstrip("-")) > 18 and text.lstrip("-").isdigit() for text in texts.drop_null().to_pylist()
            ):
                return texts
            return texts.cast(kind)
        except pa.ArrowInvalid:
            continue
    return texts
