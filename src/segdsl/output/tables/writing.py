"""One output on its way into a table: first in a temporary file, so that the database is not kept waiting while the
rows are computed, then in one transaction in its place."""

from __future__ import annotations

import hashlib
import json
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, BinaryIO, cast

import pyarrow as pa
import pyarrow.parquet as pq

from segdsl import scratch
from segdsl.data.fingerprint import Placed
from segdsl.data.model import Quarantined
from segdsl.diagnostics.codes import run
from segdsl.diagnostics.model import Diagnostic, Refused
from segdsl.output import failures
from segdsl.output.parquet import write_parquet
from segdsl.output.rows import Field, Sheet
from segdsl.output.staging import failing
from segdsl.output.tables.database import Transaction, begun, refuse_names
from segdsl.output.tables.target import Target

_RECORDS = ("table", "row", "key", "column", "reason", "fields")


@dataclass(slots=True)
class TableWriting:
    """`prepare` before the work begins, then `write`, then `release`; leaving without that changes nothing.

    `replace` says that a table that no run of segdsl wrote may be replaced.
    """

    target: Target
    replace: bool = False
    _file: BinaryIO = field(init=False)

    def __enter__(self) -> TableWriting:
        with failing(Path(scratch.place())):
            self._file = cast(BinaryIO, tempfile.TemporaryFile())
        return self

    def __exit__(self, *_: object) -> None:
        self._file.close()

    @property
    def name(self) -> str:
        place = self.target.shown if self.target.path is None else self.target.path.name
        return f"{place}?table={self.target.label}"

    @property
    def format(self) -> str:
        return f"{self.target.system} table"

    @property
    def by(self) -> tuple[str, ...]:
        """A table is not divided."""
        return ()

    def places(self, quarantined: bool) -> list[tuple[str, str]]:
        """The manifest is part of the table."""
        tables = [("membership", self.target.label), ("quarantine", self.target.quarantine)][: 1 + quarantined]
        return [(what, f"{self.target.shown}?table={table}") for what, table in tables]

    def prepare(self, fields: Sequence[Field], inputs: Sequence[Path] = (), tables: Sequence[Placed] = ()) -> None:
        """Finds out whether the table could be written. Raises Refused when it could not.

        A database may be read and written in one run, but for the tables read: nothing is written before all was read.
        """
        if any(self.target.is_at(table) for table in tables):
            said = f"`{self.target.label}` in `{self.target.shown}` is also read by this run"
            help = ("write to a table of another name",)
            raise Refused(Diagnostic(run.OUTPUT_IS_INPUT, said, path=self.target.shown, help=help))
        refuse_names(self.target, [field.name for field in fields])
        path = self.target.path
        if path is not None and not path.parent.is_dir():
            raise Refused(failures.no_folder(path))
        with begun(self.target, writing=False) as transaction:
            if transaction is not None:
                self._refuse_other(transaction)

    def write(self, sheet: Sheet) -> str:
        """Takes the rows; answers with the SHA-256 of them as a Parquet file. Raises Refused."""
        with failing(Path(scratch.place())):
            write_parquet(sheet, self._file)
            self._file.flush()
            self._file.seek(0)
            return hashlib.file_digest(cast(Any, self._file), "sha256").hexdigest()

    def release(self, note: str, quarantine: Sequence[Quarantined] = ()) -> None:
        """Puts everything in its place at once; `note` is the manifest. Raises Refused."""
        self._file.seek(0)
        with begun(self.target, writing=True) as transaction:
            assert transaction is not None
            self._refuse_other(transaction)
            file = pq.ParquetFile(self._file)
            rows = pa.RecordBatchReader.from_batches(file.schema_arrow, file.iter_batches())
            transaction.put(self.target.table, rows, note)
            if quarantine:
                transaction.put(self.target.quarantine, _records(quarantine), note)
            elif transaction.there(self.target.quarantine) is not None:
                transaction.drop(self.target.quarantine)
            transaction.commit()

    def _refuse_other(self, transaction: Transaction) -> None:
        """Raises Refused when something is there that no run wrote."""
        for table in (self.target.table, self.target.quarantine):
            there = transaction.there(table)
            if there is None or there.ours:
                continue
            if there.view or not self.replace:
                raise Refused(self._occupied(table, there.view))

    def _occupied(self, table: str, view: bool) -> Diagnostic:
        what = "a view" if view else "a table"
        said = f"`{self.target.shown}` has {what} `{table}` that segdsl did not write"
        help = ["write to a table of another name"]
        if not view:
            help.append("or say that it may be replaced: `--replace`")
        return Diagnostic(run.TABLE_NOT_OURS, said, path=self.target.shown, help=tuple(help))


def _records(records: Sequence[Quarantined]) -> pa.RecordBatchReader:
    """A row for each reason; all the fields of a row stand together as JSON."""
    columns: list[list[str | None]] = [
        [record.table for record in records],
        [str(record.row) for record in records],
        [record.key for record in records],
        [record.column for record in records],
        [record.reason for record in records],
        [json.dumps(dict(record.raw), ensure_ascii=False) for record in records],
    ]
    arrays = [pa.array(column, pa.string()) for column in columns]
    return pa.table(arrays, names=list(_RECORDS)).to_reader()
