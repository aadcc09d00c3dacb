"""Says how many rows of dated tables no rule sees: dated after the as-of date, or not at all."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Protocol

from segdsl import ir
from segdsl.diagnostics.codes import run
from segdsl.diagnostics.model import Diagnostic


class UnseenRows(Protocol):
    """Rows of one table, as an engine has counted them."""

    @property
    def after(self) -> int: ...

    @property
    def undated(self) -> int: ...


def notes(program: ir.Program, unseen: Mapping[str, UnseenRows]) -> Iterator[Diagnostic]:
    """For each table (by folded name) that has such rows."""
    for name, rows in unseen.items():
        table = program.tables[name].name
        if rows.after:
            message = f"{_counted(rows.after)} of `{table}` after the as-of date {program.as_of}, not seen by any rule"
            fix = "`--as-of DATE` moves the day that the rules call today"
            yield Diagnostic(run.ROWS_TO_COME, message, help=(fix,))
        if rows.undated:
            message = f"{_counted(rows.undated)} of `{table}` without a date, not seen by any rule"
            yield Diagnostic(run.ROWS_WITHOUT_DATE, message)


def _counted(rows: int) -> str:
    return f"{rows:,} row" if rows == 1 else f"{rows:,} rows"
