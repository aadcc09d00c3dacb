"""Runs lazy frames by the streaming engine; what Polars says of a failure quotes data and is not passed on."""

from __future__ import annotations

import errno
import os
from collections.abc import Iterator
from contextlib import contextmanager

import polars as pl

from segdsl.diagnostics.codes import engines as codes
from segdsl.diagnostics.model import Diagnostic, Refused

ROWS = 131_072
"""Rows of a batch that Polars hands over; smaller ones take longer together."""

# Polars reads the next 128 row groups of a Parquet file ahead; two keep it busy and leave memory alone.
os.environ.setdefault("POLARS_ROW_GROUP_PREFETCH_SIZE", "2")
# With as many rows at a time it holds a quarter less memory than with its usual number, and is as quick.
os.environ.setdefault("POLARS_IDEAL_MORSEL_SIZE", "32768")
pl.Config.reload_env_vars()

MANY_ROWS = 20_000_000
_ALL_GROUPS = {"POLARS_HOT_TABLE_SIZE": "1048576", "POLARS_MAX_HOT_TABLE_SIZE": "1048576"}

OPTIMIZATIONS = pl.QueryOptFlags(comm_subexpr_elim=False)
"""What is needed twice is a column already; to look for more takes long where there are many conditions."""


def collected(frame: pl.LazyFrame) -> pl.DataFrame:
    """Raises NotExact where a number does not fit in what is to add it."""
    try:
        return frame.collect(engine="streaming", optimizations=OPTIMIZATIONS)
    except pl.exceptions.InvalidOperationError as error:
        raise NotExact from error


@contextmanager
def sparing(rows: int | None) -> Iterator[None]:
    """Polars groups at once as many customers as fit the processor's cache, and keeps the rows of the others for later.
    Of very many rows that would be too much: it then groups a million at once, which takes a quarter longer."""
    if rows is not None and rows < MANY_ROWS:
        yield
        return
    before = {name: os.environ.get(name) for name in _ALL_GROUPS}
    os.environ.update(_ALL_GROUPS)
    pl.Config.reload_env_vars()
    try:
        yield
    finally:
        for name, value in before.items():
            if value is None:
                del os.environ[name]
            else:
                os.environ[name] = value
        pl.Config.reload_env_vars()


def explained(frame: pl.LazyFrame) -> str:
    """What will run, in the words of Polars."""
    return frame.explain(engine="streaming", optimizations=OPTIMIZATIONS)


def batches(frame: pl.LazyFrame) -> Iterator[pl.DataFrame]:
    """The rows in their order."""
    yield from frame.collect_batches(
        chunk_size=ROWS, maintain_order=True, lazy=True, engine="streaming", optimizations=OPTIMIZATIONS
    )


class NotExact(Exception):
    """A number did not fit where it is added quickly and exactly."""


@contextmanager
def reported() -> Iterator[None]:
    """Raises Refused where Polars fails."""
    try:
        yield
    except (NotExact, pl.exceptions.PolarsError, pl.exceptions.PanicException, MemoryError, OSError) as error:
        raise Refused(_failed(error)) from error


def _failed(error: BaseException) -> Diagnostic:
    cause = error.__cause__ or error
    full = isinstance(cause, MemoryError) or (isinstance(cause, OSError) and cause.errno == errno.ENOMEM)
    reason = "memory is full" if full else type(cause).__name__
    return Diagnostic(
        codes.POLARS_FAILED,
        f"Polars could not finish ({reason})",
        help=("use another engine, such as `--engine pandas`, and please report it",),
    )
