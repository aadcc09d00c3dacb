"""A Spark data frame with the answers → answers, some rows at a time; asks nothing."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import pyarrow as pa

from segdsl.engines.spark.arrow import to_vector
from segdsl.engines.sql import Compiled
from segdsl.frames import Answers
from segdsl.frames.masks import Masks, two_masks

if TYPE_CHECKING:
    from pyspark.sql import DataFrame

ROWS = 256 * 1024

AT_ONCE = 2_000_000
"""The answers of so many customers are fetched in one go; those of more are kept on Spark's disks and come part by
part."""


def answers(frame: DataFrame, compiled: Compiled, rows: int | None) -> Iterator[Answers]:
    """The answers; `rows` is how many customers there are at most, where that is known."""
    tables = _at_once(frame) if rows is not None and rows <= AT_ONCE else _in_parts(frame)
    for table in tables:
        for start in range(0, table.num_rows, ROWS):
            yield _answers(table.slice(start, ROWS), compiled)


def _answers(table: Any, compiled: Compiled) -> Answers:
    def column(name: str) -> Any:
        combined = table.column(name).combine_chunks()
        return combined.chunk(0) if isinstance(combined, pa.ChunkedArray) else combined

    masks = [two_masks(column(condition.column)) for condition in compiled.conditions]
    return Answers(
        rows=table.num_rows,
        make_keys=column(compiled.key),
        true=Masks(true for true, _ in masks),
        possible=Masks(possible for _, possible in masks),
        values=tuple(to_vector(column(value.column), value.sort) for value in compiled.values),
    )


def _at_once(frame: DataFrame) -> Iterator[Any]:
    yield frame.toArrow()


def _in_parts(frame: DataFrame) -> Iterator[Any]:
    """Each batch as one value of a row: Spark gives rows one by one, and would otherwise take all apart."""
    from pyspark import StorageLevel

    packed = frame.mapInArrow(_pack, "batch binary").persist(StorageLevel.DISK_ONLY)
    try:
        packed.write.format("noop").mode("overwrite").save()
        for (batch,) in packed.toLocalIterator(prefetchPartitions=True):
            yield pa.ipc.open_stream(bytes(batch)).read_all()
    finally:
        packed.unpersist()


def _pack(batches: Any) -> Iterator[Any]:
    for batch in batches:
        sink = pa.BufferOutputStream()
        with pa.ipc.new_stream(sink, batch.schema) as writer:
            writer.write_batch(batch)
        yield pa.record_batch([pa.array([sink.getvalue().to_pybytes()], pa.binary())], ["batch"])
