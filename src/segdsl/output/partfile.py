"""One file of a folder of Parquet files: opened when there is a row group to write, so that many can be on their way at
once; knows nothing of what divides the folder."""

from __future__ import annotations

import contextlib
import hashlib
import os
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import BinaryIO

import pyarrow as pa

from segdsl.output.parquet import ROW_GROUP, GroupWriter
from segdsl.output.rows import Field


@dataclass(slots=True)
class PartFile:
    """`add` rows, then `finish`; `abandon` leaves a file that is of no use. Its folder is made with it."""

    path: Path
    fields: Sequence[Field]
    _waiting: list[pa.Table] = field(default_factory=list)
    _rows: int = 0
    _open: tuple[BinaryIO, GroupWriter] | None = None

    def add(self, table: pa.Table) -> None:
        if self._open is not None:
            self._open[1].add(table)
            return
        self._waiting.append(table)
        self._rows += table.num_rows
        if self._rows >= ROW_GROUP:
            self._write()

    def finish(self) -> str:
        """Makes the file safe on the disk; answers with its SHA-256."""
        file, writer = self._open or self._write()
        writer.close()
        file.flush()
        os.fsync(file.fileno())
        file.seek(0)
        digest = hashlib.file_digest(file, "sha256").hexdigest()  # type: ignore[arg-type]
        file.close()
        self._open = None
        return digest

    def abandon(self) -> None:
        if self._open is not None:
            self._open[1].abandon()
            with contextlib.suppress(OSError):
                self._open[0].close()

    def _write(self) -> tuple[BinaryIO, GroupWriter]:
        self.path.parent.mkdir(parents=True, exist_ok=True)
        # Where a disk takes `North` for `north`, the second fails, and writes over nothing.
        file = self.path.open("x+b")
        self._open = file, GroupWriter(file, self.fields)
        waiting, self._waiting = self._waiting, []
        for table in waiting:
            self._open[1].add(table)
        return self._open
