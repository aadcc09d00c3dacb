"""What each database offers for writing one table: all of it in one transaction; decides nothing."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from contextlib import AbstractContextManager, ExitStack, contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Protocol

import pyarrow as pa

from segdsl import scratch
from segdsl.data.filetables import in_use
from segdsl.diagnostics.codes import run
from segdsl.diagnostics.model import Diagnostic, Refused
from segdsl.output.staging import failing
from segdsl.output.tables.target import Target

LONGEST_POSTGRES_NAME = 63


@dataclass(frozen=True, slots=True)
class There:
    """A table (or view) that is there already, and what was noted of it."""

    note: str | None
    view: bool = False

    @property
    def ours(self) -> bool:
        """Whether an earlier run wrote it: the note is a manifest."""
        try:
            found = json.loads(self.note or "")
        except ValueError:
            return False
        return not self.view and isinstance(found, dict) and found.get("manifest") == 1


class Transaction(Protocol):
    """An open transaction; leaving it without `commit` changes nothing."""

    def there(self, table: str) -> There | None: ...
    def put(self, table: str, rows: pa.RecordBatchReader, note: str) -> None:
        """Makes the table, or replaces all of its rows, and notes something of it."""

    def drop(self, table: str) -> None: ...
    def commit(self) -> None: ...


@contextmanager
def begun(target: Target, *, writing: bool) -> Iterator[Transaction | None]:
    """A transaction in the database of the target; None where the database file is still to be made, and nothing is to
    be written yet. Raises Refused."""
    if target.path is None or target.path.exists():
        with _opened(target, writing) as transaction:
            yield transaction
    elif writing:
        with _in_a_new_file(target, target.path) as transaction:
            yield transaction
    else:
        yield None


@contextmanager
def _in_a_new_file(target: Target, path: Path) -> Iterator[Transaction]:
    """A database file that is still to be made is made beside its place, so that a run that is killed leaves none
    without its table."""
    place = Path(os.path.realpath(path))
    with ExitStack() as stack:
        with failing(path):
            folder = stack.enter_context(scratch.beside(place))
        made = replace(target, place=str(folder / place.name))
        with _opened(made, writing=True) as transaction:
            yield transaction
        with failing(path):
            _put(folder / place.name, place, target)


def _put(made: Path, place: Path, target: Target) -> None:
    """Raises Refused where another run has made the file by now, OSError where the disk refuses."""
    for path in (made, made.parent):
        descriptor = os.open(path, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
    try:
        os.link(made, place)
    except FileExistsError:
        raise Refused(in_use(target.shown)) from None
    except OSError:  # a disk that knows no links
        made.rename(place)


def _opened(target: Target, writing: bool) -> AbstractContextManager[Transaction]:
    match target.system:
        case "duckdb":
            from segdsl.output.tables.duckfile import opened as duckdb

            return duckdb(target, writing)
        case "sqlite":
            from segdsl.output.tables.sqlitefile import opened as sqlite

            return sqlite(target, writing)
        case "postgres":
            from segdsl.output.tables.server import opened as server

            return server(target)


def refuse_names(target: Target, names: list[str]) -> None:
    """Raises Refused when the database could not tell the columns apart, or would cut their names."""
    folded = [name.lower() for name in names]
    alike = next((name for name, low in zip(names, folded, strict=True) if folded.count(low) > 1), None)
    if alike is not None and target.system != "postgres":
        said = f"two columns of the output differ from `{alike}` only in upper and lower case, or not at all"
        raise Refused(_not_written(target, said))
    if target.system == "postgres":
        long = [name for name in (*names, target.quarantine) if len(name.encode()) > LONGEST_POSTGRES_NAME]
        if long:
            said = f"`{long[0]}` is longer than the {LONGEST_POSTGRES_NAME} bytes that PostgreSQL keeps of a name"
            raise Refused(_not_written(target, said))


def _not_written(target: Target, why: str) -> Diagnostic:
    said = f"the table `{target.label}` cannot be written: {why}"
    return Diagnostic(run.TABLE_NOT_WRITTEN, said, path=target.shown, help=("give one of them another name",))


def failed(target: Target, why: str, help: str) -> Refused:
    """The database did not take the rows."""
    said = f"`{target.shown}` did not take the table `{target.label}`: {why}"
    kept = "nothing was changed: what was there before is still there"
    return Refused(Diagnostic(run.TABLE_NOT_WRITTEN, said, path=target.shown, help=(help,), notes=(kept,)))
