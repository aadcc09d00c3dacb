"""What an engine said of each customer, kept on disk in parts by the hash of the key; compares nothing."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.ipc as ipc

from segdsl import scratch
from segdsl.diagnostics.codes import engines as codes
from segdsl.diagnostics.model import Diagnostic, Refused
from segdsl.membership.keys import arrow_texts
from segdsl.membership.verify.packed import Bytes

PARTS = 64
"""Of many customers so many parts are compared one after the other, each in memory."""

_ROWS = 16 * 1024


@dataclass(frozen=True, slots=True, eq=False)
class Page:
    """One part: keys, as Arrow texts, and the packed answers beside them."""

    keys: Any
    answers: Bytes


@dataclass(frozen=True, slots=True, eq=False)
class Ledger:
    """The parts of one engine, in a folder; `width` bytes of answers for each customer."""

    folder: Path
    width: int

    def page(self, part: int) -> Page:
        """Raises Refused where the folder cannot be read any more."""
        with _keeping(), pa.OSFile(str(self._path(part)), "rb") as file:
            table = ipc.open_stream(file).read_all()
        answers: Any = table.column(1).combine_chunks()
        data = np.frombuffer(answers.buffers()[1], np.uint8)[answers.offset * self.width :]
        return Page(table.column(0).combine_chunks(), data[: len(answers) * self.width].reshape(-1, self.width))

    @contextmanager
    def writing(self) -> Iterator[Writer]:
        """Raises Refused where the folder cannot be written."""
        fields: Any = [pa.field("key", pa.large_string()), pa.field("answers", pa.binary(self.width))]
        schema = pa.schema(fields)
        with _keeping():
            self.folder.mkdir()
            files = [ipc.new_stream(str(self._path(part)), schema) for part in range(PARTS)]
        writer = Writer(schema, files, [[] for _ in files], [0] * PARTS)
        try:
            yield writer
            writer.finish()
        finally:
            writer.close()

    def _path(self, part: int) -> Path:
        return self.folder / f"{part}.arrow"


@dataclass(slots=True, eq=False)
class Writer:
    """Puts each customer into its part; a few thousand of a part are written together."""

    schema: pa.Schema
    files: list[Any]
    held: list[list[pa.RecordBatch]]
    rows: list[int]

    def add(self, keys: Any, answers: Bytes) -> None:
        texts = arrow_texts(keys)
        hashes = pd.util.hash_array(texts.to_numpy(zero_copy_only=False), categorize=False)
        buffer: Any = np.ascontiguousarray(answers)
        packed: Any = pa.FixedSizeBinaryArray.from_buffers(
            self.schema.field(1).type, len(texts), [None, pa.py_buffer(buffer)]
        )
        order = np.argsort(hashes % PARTS, kind="stable")
        ends = np.searchsorted((hashes % PARTS)[order], np.arange(PARTS + 1))
        batch = pa.record_batch([texts, packed], schema=self.schema).take(order)
        for part in range(PARTS):
            if ends[part] < ends[part + 1]:
                self._put(part, batch.slice(ends[part], ends[part + 1] - ends[part]))

    def _put(self, part: int, batch: pa.RecordBatch) -> None:
        self.held[part].append(batch)
        self.rows[part] += batch.num_rows
        if self.rows[part] >= _ROWS:
            self._write(part)

    def _write(self, part: int) -> None:
        with _keeping():
            for batch in self.held[part]:
                self.files[part].write_batch(batch)
        self.held[part], self.rows[part] = [], 0

    def finish(self) -> None:
        for part in range(PARTS):
            self._write(part)

    def close(self) -> None:
        with _keeping():
            for file in self.files:
                file.close()


@contextmanager
def ledgers(width: int) -> Iterator[Iterator[Ledger]]:
    """New ledgers, one after the other, in a temporary folder that goes when the work is done."""
    with ExitStack() as stack:
        with _keeping():
            folder = stack.enter_context(scratch.temporary("verify"))
        yield (Ledger(folder / str(number), width) for number in count())


@contextmanager
def _keeping() -> Iterator[None]:
    """Turns the operating system's errors inside into a refusal."""
    try:
        yield
    except OSError as error:
        reason = (error.strerror or type(error).__name__).lower()
        said = f"what the engines say cannot be kept in the temporary folder: {reason}"
        help = ("the environment variable TMPDIR names another folder",)
        raise Refused(Diagnostic(codes.NO_TEMPORARY_FILES, said, help=help)) from None
