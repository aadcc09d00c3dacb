"""A folder of Parquet files, `name=value/part-0.parquet`, that appears whole or not at all: written beside its place,
and exchanged with what was there in one step."""

from __future__ import annotations

import contextlib
import ctypes
import hashlib
import json
import os
import re
import secrets
import shutil
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import BinaryIO

import pyarrow as pa

from segdsl.data.fingerprint import Placed
from segdsl.data.model import Quarantined
from segdsl.diagnostics.codes import run
from segdsl.diagnostics.model import Diagnostic, Refused
from segdsl.output import failures, guard, manifest, parts, quarantine
from segdsl.output.parquet import GroupWriter, schema_of, table_of
from segdsl.output.rows import Field, Rows, Sheet
from segdsl.output.staging import Staging, failing

_FILE = re.compile(r"[^/]+=[^/]*/part-0\.parquet")
_PART = "part-0.parquet"
_AT_CWD, _EXCHANGE = -100, 2


@dataclass(slots=True)
class FolderWriting:
    """`prepare` before the work begins, then `write`, then `release`; leaving without that changes nothing. `by` is the
    column of the output whose values divide it."""

    path: Path
    by: str
    _new: Path | None = None
    _lock: int | None = None
    _files: dict[str, tuple[BinaryIO, GroupWriter]] = field(default_factory=dict)

    def __enter__(self) -> FolderWriting:
        return self

    def __exit__(self, *_: object) -> None:
        for file, writer in self._files.values():
            writer.abandon()
            with contextlib.suppress(OSError):
                file.close()
        if self._new is not None:
            shutil.rmtree(self._new, ignore_errors=True)
        if self._lock is not None:
            os.close(self._lock)

    @property
    def name(self) -> str:
        return self._target.name

    @property
    def format(self) -> str:
        return f"Parquet folder by {self.by}"

    def places(self, quarantined: bool) -> list[tuple[str, str]]:
        found = [("membership", str(self.path)), ("quarantine", str(quarantine.path_beside(self.path)))]
        return [*found[: 1 + quarantined], ("manifest", str(manifest.path_beside(self.path)))]

    def prepare(self, fields: Sequence[Field], inputs: Sequence[Path] = (), tables: Sequence[Placed] = ()) -> None:
        """Finds out whether the folder could be written. Raises Refused when it could not."""
        inside = next(
            (given for given in inputs if self._target in (real := Path(os.path.realpath(given)), *real.parents)), None
        )
        clash = guard.clash(self.path, inputs)
        if clash is not None or inside is not None:
            raise Refused(clash or guard.read_too(self.path))
        parts.place_of(fields, self.by, str(self.path))
        with failing(self.path):
            if not self._target.parent.is_dir():
                raise Refused(failures.no_folder(self.path))
            if self.path.exists() and not self.path.is_dir():
                said = f"`{self.path}` is a file, and an output in parts is a folder"
                raise Refused(Diagnostic(run.NOT_A_FILE, said, path=str(self.path), help=("give it another name",)))
            if not os.access(self._target.parent, os.W_OK | os.X_OK):
                raise Refused(failures.not_allowed(str(self.path)))
            self._refuse_other()
            _remove_left_over(self._target)

    def write(self, sheet: Sheet) -> str:
        """Takes the rows; answers with a SHA-256 over the names and digests of all files. Raises Refused."""
        place = parts.place_of(sheet.fields, self.by, str(self.path))
        kept = [field for number, field in enumerate(sheet.fields) if number != place]
        with failing(self.path):
            self._make()
            for rows in sheet.batches:
                self._add(rows, place, sheet.fields, kept)
            return self._finished()

    def release(self, note: str, records: Sequence[Quarantined] = ()) -> None:
        """Puts the folder in its place, then the rows left out and the manifest beside it. Raises Refused."""
        assert self._new is not None
        with Staging() as staging, failing(self.path):
            if records:
                beside = quarantine.path_beside(self._target)
                quarantine.write(records, staging.open(beside).file)
            staging.open(manifest.path_beside(self._target)).file.write(note.encode())
            self._refuse_other()
            _exchange(self._new, self._target)
            staging.release()

    @property
    def _target(self) -> Path:
        return Path(os.path.realpath(self.path))

    def _make(self) -> None:
        """The folder to write in. It is locked as long as somebody writes there, so that a later run can tell one that
        was left over when a run was killed."""
        new = self._target.with_name(f".{self._target.name}.{secrets.token_hex(4)}.new")
        new.mkdir()
        self._new = new
        self._lock = os.open(new, os.O_RDONLY)
        _lock(self._lock)

    def _add(self, rows: Rows, place: int, fields: Sequence[Field], kept: Sequence[Field]) -> None:
        table = table_of(rows, schema_of(fields)).remove_column(place)
        for value, where in parts.divided(rows.columns[place - 1]):
            name = parts.folder_name(fields[place].name, value)
            if name not in self._files:
                self._files[name] = self._open(name, kept)
            self._files[name][1].add(table if where.all() else table.filter(pa.array(where)))

    def _open(self, name: str, kept: Sequence[Field]) -> tuple[BinaryIO, GroupWriter]:
        assert self._new is not None
        (self._new / name).mkdir()
        file = (self._new / name / _PART).open("w+b")
        return file, GroupWriter(file, kept)

    def _finished(self) -> str:
        assert self._new is not None
        digests = []
        for name, (file, writer) in sorted(self._files.items()):
            writer.close()
            file.flush()
            os.fsync(file.fileno())
            file.seek(0)
            digests.append(f"{name}/{_PART} {hashlib.file_digest(file, 'sha256').hexdigest()}")  # type: ignore[arg-type]
            file.close()
            _sync(self._new / name)
        self._files.clear()
        _sync(self._new)
        return hashlib.sha256("\n".join(digests).encode()).hexdigest()

    def _refuse_other(self) -> None:
        """Raises Refused when the folder holds anything that no run wrote."""
        if not self._target.is_dir():
            return
        found = [path for path in self._target.rglob("*") if not path.is_dir() or path.is_symlink()]
        if not found:
            return
        ours = all(_FILE.fullmatch(path.relative_to(self._target).as_posix()) for path in found)
        if not ours or not _is_of(manifest.path_beside(self._target), self._target.name):
            said = f"`{self.path}` holds files that segdsl did not write"
            help = ("give `--out` a folder of its own, or remove what is in this one",)
            raise Refused(Diagnostic(run.FOLDER_NOT_OURS, said, path=str(self.path), help=help))


def _is_of(path: Path, name: str) -> bool:
    """Whether this is the manifest of an output of that name."""
    try:
        found = json.loads(path.read_text(encoding="utf-8"))
        return bool(found["manifest"] == 1 and found["output"]["name"] == name)
    except (OSError, ValueError, KeyError, TypeError):
        return False


def _exchange(new: Path, target: Path) -> None:
    """Puts the new folder in its place; what was there is removed afterwards."""
    if not target.is_dir():
        new.rename(target)
    elif not _swapped(new, target):
        # Where the system cannot exchange two folders, there is a moment without one.
        old = new.with_suffix(".old")
        target.rename(old)
        new.rename(target)
        old.rename(new)
    _sync(target.parent)


def _swapped(new: Path, target: Path) -> bool:
    try:
        exchange = ctypes.CDLL(None, use_errno=True).renameat2
    except (OSError, AttributeError):
        return False
    return bool(exchange(_AT_CWD, os.fsencode(new), _AT_CWD, os.fsencode(target), _EXCHANGE) == 0)


def _lock(descriptor: int) -> None:
    """Raises OSError while another run holds it; where there are no such locks, nobody does."""
    with contextlib.suppress(ImportError):
        import fcntl

        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)


def _sync(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _remove_left_over(target: Path) -> None:
    for path in _left_over(target):
        with contextlib.suppress(OSError):
            descriptor = os.open(path, os.O_RDONLY)
            try:
                _lock(descriptor)
                shutil.rmtree(path, ignore_errors=True)
            finally:
                os.close(descriptor)


def _left_over(target: Path) -> Iterator[Path]:
    pattern = re.compile(rf"\.{re.escape(target.name)}\.[0-9a-f]{{8}}\.(new|old)")
    yield from (path for path in target.parent.iterdir() if pattern.fullmatch(path.name))
