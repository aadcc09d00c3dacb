"""Digests of the data that was read, for the manifest; computed only when somebody asks."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol, TypeAlias, runtime_checkable

import pyarrow as pa
import pyarrow.ipc as ipc

from segdsl.data.memory import ArrowTable, Frame
from segdsl.data.raw import Raw
from segdsl.diagnostics.codes import data as codes
from segdsl.diagnostics.model import Diagnostic, Refused

if TYPE_CHECKING:
    import pandas as pd

_ROWS = 64 * 1024


@runtime_checkable
class Digested(Protocol):
    """A table that lies in no file, and makes its own digest."""

    @property
    def label(self) -> str: ...
    def digest(self) -> str: ...


Placed: TypeAlias = tuple[str, str | None, str]
"""A table by its database (the path of a file, or a URL without user and secret), its schema and its name."""


@runtime_checkable
class InDatabase(Protocol):
    """A table of a database."""

    @property
    def place(self) -> Placed: ...


class Fingerprints(Mapping[str, str]):
    """Folded table name → SHA-256 (hexadecimal) of the bytes of its file, or of the content of its frame.

    Asking raises Refused when a file has changed since it was opened.
    """

    def __init__(self, tables: Mapping[str, Raw]) -> None:
        self._tables = dict(tables)
        self._states = {path: _state(path) for raw in self._tables.values() for path in raw.paths}
        self._known: dict[str, str] = {}

    def __getitem__(self, name: str) -> str:
        if name not in self._known:
            self._known[name] = self._digest(self._tables[name])
        return self._known[name]

    def source(self, name: str) -> str:
        """The file that the table was read from, without its folder; empty for a table in memory."""
        raw = self._tables[name]
        if isinstance(raw, Digested):
            return raw.label
        first, *others = [path.name for path in self._tables[name].paths] or [""]
        return f"{first} and {len(others)} more" if others else first

    def database_tables(self) -> tuple[Placed, ...]:
        """Where the tables lie that are read from databases."""
        return tuple(raw.place for raw in self._tables.values() if isinstance(raw, InDatabase))

    def __iter__(self) -> Iterator[str]:
        return iter(self._tables)

    def __len__(self) -> int:
        return len(self._tables)

    def _digest(self, raw: Raw) -> str:
        if isinstance(raw, Digested):
            return raw.digest()
        if isinstance(raw, Frame):
            return _of_table(_of_frame(raw.frame))
        if isinstance(raw, ArrowTable) and not raw.paths:
            return _of_table(raw.table)
        digests = [_of_file(path) for path in raw.paths]
        if any(_state(path) != self._states[path] for path in raw.paths):
            said = f"`{raw.label}` was changed while it was read"
            raise Refused(
                Diagnostic(codes.UNREADABLE_FILE, said, help=("run again when it is complete",), path=raw.label)
            )
        return digests[0] if len(digests) == 1 else hashlib.sha256("\n".join(digests).encode()).hexdigest()


def _of_frame(frame: pd.DataFrame) -> pa.Table:
    """Python objects that Arrow has no type for, which nobody may have asked for, as the bytes of their texts."""
    try:
        return pa.Table.from_pandas(frame, preserve_index=False)
    except (pa.ArrowException, ValueError, OverflowError, TypeError):
        names = [str(name) for name in frame.columns]
        return pa.Table.from_arrays([_of_series(frame.iloc[:, place]) for place in range(len(names))], names=names)


def _of_series(series: pd.Series[Any]) -> Any:
    try:
        return pa.array(series, from_pandas=True)
    except (pa.ArrowException, ValueError, OverflowError, TypeError):
        octets = [None if gone else _octets(value) for value, gone in zip(series, series.isna(), strict=True)]
        return pa.array(octets, pa.binary())


def _octets(value: object) -> bytes:
    """Python does not write whole numbers of thousands of digits."""
    text = hex(value) if isinstance(value, int) else str(value)
    return f"{type(value).__name__} {text}".encode("utf-8", "surrogatepass")


def _state(path: Path) -> tuple[int, int] | None:
    try:
        state = path.stat()
    except OSError:
        return None
    return state.st_size, state.st_mtime_ns


def _of_file(path: Path) -> str:
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


class _Digest:
    """A file to write to that keeps only the digest of what was written."""

    def __init__(self) -> None:
        self.hash = hashlib.sha256()
        self.closed = False

    def write(self, block: bytes) -> int:
        self.hash.update(block)
        return len(block)

    def flush(self) -> None:
        """Nothing is held back."""


def _of_table(table: pa.Table) -> str:
    """The content only: not how it is cut into chunks or how its texts are numbered, nor what was noted beside it."""
    plain = pa.schema([(field.name, _decoded(field.type)) for field in table.schema])
    digest: Any = _Digest()
    sink = pa.PythonFile(digest, mode="w")
    with ipc.new_stream(sink, plain) as writer:
        for first in range(0, table.num_rows, _ROWS):
            writer.write_table(table.slice(first, _ROWS).cast(plain).combine_chunks())
    return str(digest.hash.hexdigest())


def _decoded(kind: pa.DataType) -> pa.DataType:
    return kind.value_type if isinstance(kind, pa.DictionaryType) else kind
