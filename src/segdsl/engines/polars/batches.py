"""Rows that stores hand over batch by batch, as a lazy frame that Polars pulls them through; reads no files itself."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field

import numpy as np
import polars as pl
from polars.io.plugins import register_io_source

from segdsl.diagnostics.codes import engines as codes
from segdsl.diagnostics.model import Diagnostic, Refused
from segdsl.engines.polars.sorts import DTYPES, Sort, sort_of_dtype
from segdsl.frames import Batch, LateTexts, LazyTexts, Store, Texts, Vector

MOST_HELD = 256_000_000
"""So many bytes of a table that is read more than once are held; a larger one is read again."""


@dataclass(slots=True)
class Converter:
    """Vectors → series. The list of texts that batches share is converted once."""

    values: Sequence[str] | None = None
    texts: pl.Series | None = None
    _lists: dict[int, tuple[Sequence[str], pl.Series]] = field(default_factory=dict)

    def series(self, vector: Vector) -> pl.Series:
        if isinstance(vector, LateTexts):
            return pl.Series(pl.from_arrow(vector.array)).cast(pl.String)
        if isinstance(vector, Texts):
            return self._of_texts(vector)
        match vector.dtype.kind:
            case "M":
                return pl.Series(vector)
            case "i":
                flags = pl.Series(vector)
                return flags.to_frame("x").select(pl.when(pl.col("x") >= 0).then(pl.col("x") == 1))["x"]
            case _:
                return pl.Series(vector.astype(np.float64, copy=False), nan_to_null=True)

    def _of_texts(self, vector: Texts) -> pl.Series:
        known = self._lists.get(id(vector.values))
        if known is None or known[0] is not vector.values:
            if len(self._lists) > 100:
                self._lists.clear()
            known = self._lists[id(vector.values)] = vector.values, _texts(vector.values)
        codes, texts = vector.codes, known[1]
        first = int(codes[0]) if len(codes) else 0
        if first >= 0 and np.array_equal(codes, np.arange(first, first + len(codes), dtype=codes.dtype)):
            return texts.slice(first, len(codes))
        return texts.gather(np.where(codes < 0, len(texts) - 1, codes))


def _texts(values: Sequence[str]) -> pl.Series:
    """The texts, and one more that is missing."""
    try:
        if isinstance(values, LazyTexts):
            found = pl.Series(pl.from_arrow(values.array)).cast(pl.String)
        else:
            found = pl.Series(list(values), dtype=pl.String)
    except (UnicodeError, pl.exceptions.PolarsError) as error:
        raise Refused(
            Diagnostic(
                codes.POLARS_HALF_CHARACTER,
                "a text in the data holds half a character, which Polars cannot hold",
                help=("repair the texts, or use `--engine pandas`",),
            )
        ) from error
    return found.append(pl.Series([None], dtype=pl.String))


@dataclass(slots=True)
class BatchSource:
    """The rows of one store. `hold` keeps what was read for the next reading, if it is not too large."""

    table: str
    store: Store
    columns: dict[str, str]
    hold: bool
    progress: Callable[[int], None] | None
    _schema: dict[str, pl.DataType] | None = None
    _held: list[pl.DataFrame] | None = None

    def frame(self) -> tuple[pl.LazyFrame, dict[str, Sort]]:
        schema = self._types()
        frame = register_io_source(self._read, schema=dict(schema), is_pure=True, explain_name=self.table)
        return frame, {name: sort_of_dtype(dtype) for name, dtype in schema.items()}

    def _types(self) -> dict[str, pl.DataType]:
        """What the first batch shows; without any, nothing will be looked at."""
        if self._schema is None:
            first = next(iter(self.store.batches(frozenset(self.columns))), None)
            if first is None:
                self._schema = dict.fromkeys(self.columns.values(), DTYPES[Sort.TEXT])
            else:
                self._schema = {name: _dtype(first.columns[column]) for column, name in self.columns.items()}
        return self._schema

    def _read(
        self, wanted: list[str] | None, predicate: pl.Expr | None, rows: int | None, size: int | None
    ) -> Iterator[pl.DataFrame]:
        for batch in self._batches():
            some = batch if wanted is None else batch.select(wanted)
            yield some if predicate is None else some.filter(predicate)

    def _batches(self) -> Iterator[pl.DataFrame]:
        if self._held is not None:
            yield from self._held
            return
        held: list[pl.DataFrame] | None = [] if self.hold else None
        size, converter = 0, Converter()
        for batch in self.store.batches(frozenset(self.columns)):
            frame = self._converted(batch, converter)
            if held is not None:
                size += int(frame.estimated_size())
                held = [*held, frame] if size <= MOST_HELD else None
            yield frame
            if self.progress is not None:
                self.progress(batch.rows)
        self._held = held

    def _converted(self, batch: Batch, converter: Converter) -> pl.DataFrame:
        schema = self._types()
        return pl.DataFrame(
            {
                name: _of_type(converter.series(batch.columns[column]), schema[name])
                for column, name in self.columns.items()
            },
            schema=schema,
        )


def _of_type(column: pl.Series, dtype: pl.DataType) -> pl.Series:
    """A batch that has another type than the first is missing there: readers do not make such."""
    return column if column.dtype == dtype else pl.Series([None], dtype=dtype).new_from_index(0, len(column))


def _dtype(vector: Vector) -> pl.DataType:
    if isinstance(vector, Texts):
        return DTYPES[Sort.TEXT]
    match vector.dtype.kind:
        case "M":
            return DTYPES[Sort.DATE if vector.dtype == np.dtype("M8[D]") else Sort.TIME]
        case "i":
            return DTYPES[Sort.FLAG]
        case _:
            return DTYPES[Sort.NUMBER]
