"""The rows of tables as Spark's views: read by Spark where they lie, or handed over; evaluates nothing."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote, urlsplit
from uuid import uuid4

import pyarrow as pa
import pyarrow.parquet as pq
from sqlglot import exp

from segdsl import scratch
from segdsl.engines import few, footers
from segdsl.engines.spark.arrow import KINDS, to_arrow
from segdsl.engines.spark.session import FEW_ROWS
from segdsl.engines.sql import Relation, Sort, fewtexts
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

    def few(self, relation: Relation, wanted: Sequence[str]) -> dict[str, tuple[str, ...]]:
        """All texts of these columns, where they have few."""
        found: dict[str, tuple[str, ...]] = {}
        for name in wanted:
            for sample in (True, False):
                query = fewtexts.query(relation, name, sample=sample).sql("spark")
                texts = [row[0] for row in self.spark.sql(query).collect()]
                if not few.usable(texts):
                    break
            else:
                found[name] = tuple(sorted(texts))
        return found

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

    def relation(
        self, store: Store, columns: Mapping[str, Sort], ordered: bool, counted: Sequence[str] = ()
    ) -> Relation:
        """The rows of one table; `ordered` with their numbers. `counted` are columns of which the different texts are
        counted."""
        names = {folded: ROW if folded == ROW_NUMBER else f"c{place}" for place, folded in enumerate(sorted(columns))}
        if ordered:
            names[ROW_NUMBER] = ROW
        if not isinstance(store.native, ParquetScan):
            return self.views.relation(self._handed_over(store, columns, names), names)
        found = self.views.relation(scanned(self.spark, store.native, names), names)
        if self.progress is not None and store.rows is not None:
            self.progress(store.rows)
        told = footers.told(store.native, frozenset(columns))
        found = replace(found, rows=told.rows, farthest=told.farthest)
        return replace(found, few=self.views.few(found, counted) if told.rows > few.MANY else {})

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
    with scratch.temporary("spark", None if place is None else Path(place)) as folder:
        yield folder


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
        pairs = [(functions.lit(_short(uri)), functions.lit(starts[_path_of(uri)])) for uri in frame.inputFiles()]
        # Spark writes the same address with one slash here and with three there.
        here = functions.regexp_replace(functions.col("_metadata.file_path"), "^file:/+", "file:/")
        start = functions.create_map(*(each for pair in pairs for each in pair))[here]
        unknown = functions.raise_error(functions.lit("segdsl: a file that was not there before")).cast("int")
        number = number + functions.coalesce(start, unknown)
    return number.cast("bigint")


def _short(uri: str) -> str:
    return re.sub("^file:/+", "file:/", uri)


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
