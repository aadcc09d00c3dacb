"""Outputs that are not one file: a table in a database, or a folder of files; tells which of them is meant."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from types import TracebackType
from typing import Protocol

from segdsl.data.fingerprint import Placed
from segdsl.data.model import Quarantined
from segdsl.diagnostics.codes import run
from segdsl.diagnostics.model import Diagnostic, Refused
from segdsl.output.folder import FolderWriting
from segdsl.output.rows import Field, Sheet
from segdsl.output.tables import target
from segdsl.output.tables.writing import TableWriting


class Elsewhere(Protocol):
    """`prepare`, `write`, `release`, inside a `with`; leaving without `release` changes nothing. Every error is a
    `Refused`."""

    @property
    def name(self) -> str:
        """What the manifest calls the output; no folder and no secret is in it."""

    @property
    def format(self) -> str: ...
    @property
    def by(self) -> tuple[str, ...]:
        """The names of the columns that divide it; some may be columns of the data that are not written otherwise."""

    def places(self, quarantined: bool) -> Sequence[tuple[str, str]]:
        """What is written, and where, as messages say it: the membership first."""

    def prepare(self, fields: Sequence[Field], inputs: Sequence[Path], tables: Sequence[Placed]) -> None:
        """Finds out early whether it could be written; `inputs` and `tables` are what the run reads."""

    def write(self, sheet: Sheet) -> str: ...
    def release(self, note: str, quarantine: Sequence[Quarantined] = ()) -> None: ...
    def __enter__(self) -> Elsewhere: ...
    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None, /
    ) -> None: ...


def of(out: str, partition_by: Sequence[str] = (), *, replace: bool = False) -> Elsewhere | None:
    """What `--out` means with `--partition-by` (the columns that divide a folder) and `--replace` (a table that segdsl
    did not write may be replaced); None when it is one file, or the standard output. Raises Refused."""
    found = target.of(out)
    if found is not None:
        if partition_by:
            raise Refused(_no_folder(out, "is a table, and only a folder of Parquet files is divided"))
        return TableWriting(found, replace)
    if not partition_by:
        return None
    if out == "-" or Path(out).suffix.lower() in (".csv", ".gz", ".parquet", ".xlsx", ".jsonl"):
        raise Refused(_no_folder(out, "is one file, and only a folder of Parquet files is divided"))
    return FolderWriting(Path(out), tuple(partition_by))


def _no_folder(out: str, why: str) -> Diagnostic:
    help = ("give `--out` a folder, or leave out `--partition-by`",)
    return Diagnostic(run.NO_SUCH_PARTS, f"`{out}` {why}", path=out, help=help)
