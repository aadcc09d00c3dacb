"""A folder of Parquet files, `name=value/part-0.parquet` on one level or more, that appears whole or not at all:
written beside its place, and exchanged with what was there in one step."""

from __future__ import annotations

import contextlib
import ctypes
import hashlib
import json
import os
import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

import pyarrow as pa

from segdsl import scratch
from segdsl.data.fingerprint import Placed
from segdsl.data.model import Quarantined
from segdsl.diagnostics.codes import run
from segdsl.diagnostics.model import Diagnostic, Refused
from segdsl.output import failures, guard, manifest, parts, quarantine
from segdsl.output.parquet import schema_of, table_of
from segdsl.output.partfile import PartFile
from segdsl.output.rows import Field, Rows, Sheet
from segdsl.output.staging import Staging, failing

_FILE = re.compile(r"([^/]+=[^/]*/)+part-0\.parquet")
_PART = "part-0.parquet"
_AT_CWD, _EXCHANGE = -100, 2


@dataclass(slots=True)
class FolderWriting:
    """`prepare` before the work begins, then `write`, then `release`; leaving without that changes nothing. `by` are
    the names of the columns whose values divide it, one level each; they are written into no file."""

    path: Path
    by: tuple[str, ...]
    _new: Path | None = None
    _held: contextlib.ExitStack = field(default_factory=contextlib.ExitStack)
    _files: dict[str, PartFile] = field(default_factory=dict)

    def __enter__(self) -> FolderWriting:
        return self

    def __exit__(self, *_: object) -> None:
        for file in self._files.values():
            file.abandon()
        self._held.close()

    @property
    def name(self) -> str:
        return self._target.name

    @property
    def format(self) -> str:
        return f"Parquet folder by {', '.join(self.by)}"

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
        parts.places_of(fields, self.by, str(self.path))
        with failing(self.path):
            if not self._target.parent.is_dir():
                raise Refused(failures.no_folder(self.path))
            if self.path.exists() and not self.path.is_dir():
                said = f"`{self.path}` is a file, and an output in parts is a folder"
                raise Refused(Diagnostic(run.NOT_A_FILE, said, path=str(self.path), help=("give it another name",)))
            if not os.access(self._target.parent, os.W_OK | os.X_OK):
                raise Refused(failures.not_allowed(str(self.path)))
            self._refuse_other()
            scratch.sweep_beside(self._target)

    def write(self, sheet: Sheet) -> str:
        """Takes the rows; answers with a SHA-256 over the names and digests of all files. Raises Refused."""
        places = parts.places_of(sheet.fields, self.by, str(self.path))
        kept = [field for number, field in enumerate(sheet.fields) if number not in places]
        with failing(self.path):
            self._make()
            for rows in sheet.batches:
                self._add(rows, places, sheet.fields, kept)
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
        """The folder to write in; after the exchange it is the old one, and goes."""
        self._new = self._held.enter_context(scratch.beside(self._target))

    def _add(self, rows: Rows, places: Sequence[int], fields: Sequence[Field], kept: Sequence[Field]) -> None:
        if not rows.rows:
            return
        columns = rows.columns
        order, groups = parts.divided([columns[place - 1] for place in places])
        table = table_of(rows, schema_of(fields)).select([field.name for field in kept])
        if len(groups) > 1:
            table = table.take(pa.array(order))
        for values, first, end in groups:
            name = "/".join(parts.folder_name(fields[at].name, value) for at, value in zip(places, values, strict=True))
            if name not in self._files:
                self._refuse_more()
                assert self._new is not None
                self._files[name] = PartFile(self._new / name / _PART, kept)
            self._files[name].add(table.slice(first, end - first))

    def _refuse_more(self) -> None:
        if len(self._files) >= parts.MOST:
            told = " and ".join(f"`{name}`" for name in self.by)
            said = f"dividing by {told} would make more than {parts.MOST:,} folders"
            help = ("divide by fewer columns, or by columns with fewer values", "nothing was written")
            raise Refused(Diagnostic(run.TOO_MANY_FOLDERS, said, path=str(self.path), help=help[:1], notes=help[1:]))

    def _finished(self) -> str:
        assert self._new is not None
        digests = [f"{name}/{_PART} {file.finish()}" for name, file in sorted(self._files.items())]
        self._files.clear()
        for folder in (path for path in self._new.rglob("*") if path.is_dir()):
            _sync(folder)
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
        old = scratch.put_aside(new)
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


def _sync(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
