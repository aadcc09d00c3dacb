"""The rows of tables as Spark's views: read by Spark where they lie, or handed over; evaluates nothing."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote, urlsplit
from uuid import uuid4

import pyarrow as pa
import pyarrow.parquet as pq
from sqlglot import exp

from segdsl.engines.spark.arrow import KINDS, to_arrow
from segdsl.engines.spark.session import FEW_ROWS
from segdsl.engines.sql import Relation, Sort
from segdsl.frames import ROW_NUMBER, Batch, Store
from segdsl.frames.native import NativeColumn, ParquetScan
from segdsl.types import Kind

if TYPE_CHECKING:
    from pyspark.sql import Column, DataFrame, SparkSession

ROW = "r"
"""The column with the numbers of the rows."""


@dataclass(slots=True, eq=False)
class Views:
    """Makes views of tables, under names of their own, and drops them at the end."""

    spark: SparkSession
    prefix: str = field(default_factory=lambda: f"segdsl_{uuid4().hex[:12]}")
    _made: list[str] = field(default_factory=list)

    def relation(self, frame: DataFrame, names: Mapping[str, str], unique: frozenset[str] = frozenset()) -> Relation:
        """`names` are the frame's columns by folded name; ROW_NUMBER among them if the rows have an order."""
        view = f"{self.prefix}_{len(self._made)}"
        frame.createOrReplaceTempView(view)
        self._made.append(view)
        columns: dict[str, exp.Expression] = {folded: exp.column(name) for folded, name in names.items()}
        number = columns.get(ROW_NUMBER)
        return Relation(exp.to_table(view), columns, None if number is None else number.copy(), unique)

    def drop(self) -> None:
        for view in self._made:
            self.spark.catalog.dropTempView(view)


@dataclass(frozen=True, slots=True, eq=False)
class Inputs:
    """What one run reads. `folder` is where rows are written that Spark cannot read from where they lie; `sorts` has
    what the columns of each table are, by folded names."""

    spark: SparkSession
    views: Views
    folder: Path
    progress: Callable[[int], None] | None

    def relation(self, store: Store, columns: Mapping[str, Sort], ordered: bool) -> Relation:
        """The rows of one table; `ordered` with their numbers."""
        names = {folded: ROW if folded == ROW_NUMBER else f"c{place}" for place, folded in enumerate(sorted(columns))}
        if ordered:
            names[ROW_NUMBER] = ROW
        if isinstance(store.native, ParquetScan):
            frame = scanned(self.spark, store.native, names)
            if self.progress is not None and store.rows is not None:
                self.progress(store.rows)
        else:
            frame = self._handed_over(store, columns, names)
        return self.views.relation(frame, names)

    def _handed_over(self, store: Store, columns: Mapping[str, Sort], names: Mapping[str, str]) -> DataFrame:
        """Few rows go with the query, many through a file."""
        kinds = {folded: KINDS[sort] for folded, sort in columns.items()} | {ROW_NUMBER: pa.int64()}
        schema = pa.schema([(name, kinds[folded]) for folded, name in names.items()])
        batches = (_record_batch(batch, names, columns, schema) for batch in self._told(store, names))
        if store.rows is not None and store.rows < FEW_ROWS:
            return self.spark.createDataFrame(pa.Table.from_batches(batches, schema))
        path = self.folder / f"{len(list(self.folder.iterdir()))}.parquet"
        with pq.ParquetWriter(path, schema, compression="zstd") as writer:
            for batch in batches:
                writer.write_batch(batch)
        return self.spark.read.parquet(_address(path))

    def _told(self, store: Store, names: Mapping[str, str]) -> Iterator[Batch]:
        for batch in store.batches(frozenset(names)):
            if self.progress is not None:
                self.progress(batch.rows)
            yield batch


@contextmanager
def staging(place: str | None) -> Iterator[Path]:
    """A folder for rows that are handed over, gone afterwards; `place` is where the cluster can read."""
    with TemporaryDirectory(prefix="segdsl-spark-", dir=place) as folder:
        yield Path(folder)


def scanned(spark: SparkSession, scan: ParquetScan, names: Mapping[str, str]) -> DataFrame:
    """The columns of Parquet files under other names, with what `NativeColumn` says done to them."""
    paths = [_address(path) for path in scan.paths]
    reader = spark.read.option("recursiveFileLookup", "true").option("__globPaths__", "false")
    frame = reader.parquet(*paths)
    found: list[Column] = []
    for folded, name in names.items():
        column = _row_number(frame, scan.paths) if folded == ROW_NUMBER else _cleaned(frame, scan.columns[folded])
        found.append(column.alias(name))
    return frame.select(*found)


def _cleaned(frame: DataFrame, native: NativeColumn) -> Column:
    from pyspark.sql import functions, types

    column = frame[_quoted(native.name)]
    stored = frame.schema[native.name].dataType
    if native.kind in (Kind.TEXT, Kind.ONE_OF):
        column = column.cast("string")
    elif native.kind not in (Kind.YES_NO, Kind.DATE, Kind.DATE_TIME):
        column = column.cast("double")
        if isinstance(stored, types.FloatType | types.DoubleType):
            finite = ~functions.isnan(column) & (functions.abs(column) < functions.lit(float("inf")))
            column = functions.when(finite, column)
    return functions.when(~column.isin(list(native.missing)), column) if native.missing else column


def _row_number(frame: DataFrame, paths: Sequence[Path]) -> Column:
    """Spark reads parts of files in any order, but knows of each row where it stands in its file."""
    from pyspark.sql import functions

    number = functions.col("_metadata.row_index") + functions.lit(1)
    if len(paths) > 1:
        starts: dict[str, int] = {}
        total = 0
        for path in paths:
            starts[str(path.absolute())] = total
            total += int(pq.read_metadata(path).num_rows)
        pairs = [(functions.lit(uri), functions.lit(starts[_path_of(uri)])) for uri in frame.inputFiles()]
        start = functions.create_map(*(each for pair in pairs for each in pair))[functions.col("_metadata.file_path")]
        number = number + start
    return number.cast("bigint")


def _path_of(uri: str) -> str:
    return unquote(urlsplit(uri).path)


def _address(path: Path) -> str:
    return f"file://{path.absolute()}"


def _quoted(name: str) -> str:
    return "`" + name.replace("`", "``") + "`"


def _record_batch(batch: Batch, names: Mapping[str, str], sorts: Mapping[str, Sort], schema: Any) -> Any:
    arrays = [
        to_arrow(batch.columns[folded], sorts.get(folded, Sort.NUMBER)).cast(schema.field(name).type)
        for folded, name in names.items()
    ]
    return pa.record_batch(arrays, schema=schema)
