"""Files and tables that DuckDB reads itself, with what the rules ask of their columns; reads no rows."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

import pyarrow.parquet as pq
from sqlglot import exp

from segdsl.engines import footers
from segdsl.engines.duckdb.dialect import DuckDB
from segdsl.engines.sql import Relation, Sort
from segdsl.engines.sql.constants import literal
from segdsl.engines.sql.sorts import sort_of
from segdsl.engines.sql.trees import when
from segdsl.frames import ROW_NUMBER
from segdsl.frames.native import DatabaseTable, NativeColumn, ParquetScan
from segdsl.types import Type

E = exp.Expression

_VIRTUAL = frozenset({"file_row_number", "file_index", "filename"})
_WHOLE = re.compile(r"U?(TINYINT|SMALLINT|INTEGER|BIGINT)$")
_DECIMAL = re.compile(r"DECIMAL\((\d+),(\d+)\)")
_SURE_DIGITS = 15


def of_files(connection: Any, scan: ParquetScan, wanted: frozenset[str]) -> Relation | None:
    """None where the files have columns that are called as DuckDB calls what it adds."""
    paths = [exp.Literal.string(_literally(str(path))) for path in scan.paths]
    options = exp.PropertyEQ(this=exp.Identifier(this="hive_partitioning"), expression=exp.Boolean(this=False))
    read = exp.Anonymous(this="READ_PARQUET", expressions=[exp.Array(expressions=paths), options])
    source = exp.Table(this=read)
    stored = _stored(connection, source)
    if _VIRTUAL & {name.lower() for name in stored}:
        return None
    told = footers.told(scan, wanted)
    return Relation(
        source=source,
        columns=_columns(scan.columns, wanted, stored),
        row_number=_row_number(scan),
        rows=told.rows,
        farthest=told.farthest,
        numbered=_numbered(scan.columns, wanted, stored),
        sorts=_sorts(scan.columns, wanted),
    )


def of_database(connection: Any, table: DatabaseTable, wanted: frozenset[str], name: str) -> Relation:
    path = table.address.removeprefix("duckdb://")
    attached = re.sub(r"\W", "_", name)
    quoted = path.replace("'", "''")
    connection.execute(f"ATTACH '{quoted}' AS \"{attached}\" (READ_ONLY)")
    source = exp.Table(
        this=exp.Identifier(this=table.table, quoted=True),
        db=exp.Identifier(this=table.schema or "main", quoted=True),
        catalog=exp.Identifier(this=attached, quoted=True),
    )
    stored = _stored(connection, source)
    row = exp.Add(this=exp.Column(this=exp.Identifier(this="rowid")), expression=exp.Literal.number(1))
    return Relation(
        source=source,
        columns=_columns(table.columns, wanted, stored),
        row_number=None if "rowid" in stored else row,
        numbered=_numbered(table.columns, wanted, stored),
        sorts=_sorts(table.columns, wanted),
    )


def _literally(path: str) -> str:
    """The path, where `*`, `?` and `[` are no patterns."""
    return re.sub(r"([*?\[])", r"[\1]", path)


def _stored(connection: Any, source: E) -> dict[str, str]:
    """The columns by their own names, with DuckDB's names of their types."""
    query = exp.Select(expressions=[exp.Star()], from_=exp.From(this=source.copy())).sql("duckdb")
    return {row[0]: str(row[1]) for row in connection.execute(f"DESCRIBE {query}").fetchall()}


def _row_number(scan: ParquetScan) -> E:
    """Rows are counted on from file to file."""
    here = exp.Add(this=exp.Column(this=exp.Identifier(this="file_row_number")), expression=exp.Literal.number(1))
    if len(scan.paths) == 1:
        return here
    first, branches = 0, []
    for place, path in enumerate(scan.paths):
        file = exp.EQ(this=exp.Column(this=exp.Identifier(this="file_index")), expression=exp.Literal.number(place))
        branches.append((file, exp.Literal.number(first)))
        first += pq.read_metadata(path).num_rows
    return exp.Add(this=here, expression=when(branches))


def _raw(column: NativeColumn) -> E:
    return exp.Column(this=exp.Identifier(this=column.name, quoted=True))


def _columns(columns: Mapping[str, NativeColumn], wanted: frozenset[str], stored: Mapping[str, str]) -> dict[str, E]:
    return {name: _cleaned(columns[name], stored[columns[name].name]) for name in wanted - {ROW_NUMBER}}


def _numbered(columns: Mapping[str, NativeColumn], wanted: frozenset[str], stored: Mapping[str, str]) -> dict[str, E]:
    """Keys that are whole numbers in the data, of which none is called missing."""
    return {
        name: exp.Cast(this=_raw(columns[name]), to=exp.DataType.build("bigint"))
        for name in wanted - {ROW_NUMBER}
        if columns[name].spelled and not columns[name].missing and _is_whole(stored[columns[name].name])
    }


def _is_whole(stored: str) -> bool:
    return bool(_WHOLE.match(stored)) and stored != "UBIGINT"


def _sorts(columns: Mapping[str, NativeColumn], wanted: frozenset[str]) -> dict[str, Sort]:
    return {name: _sort(columns[name]) for name in wanted - {ROW_NUMBER}}


def _sort(column: NativeColumn) -> Sort:
    return Sort.TEXT if column.spelled else sort_of(Type(column.kind))


def _cleaned(column: NativeColumn, stored: str) -> E:
    """A column in the form of its sort; what the data calls missing is NULL."""
    dialect = DuckDB()
    sort = _sort(column)
    found = _as_sort(_raw(column), stored, sort)
    gone = [literal(dialect, value, sort) for value in column.missing]
    if not gone:
        return found
    among = exp.In(this=found.copy(), expressions=gone)
    return when([(exp.Not(this=exp.Paren(this=among)), found)])


def _as_sort(raw: E, stored: str, sort: Sort) -> E:
    dialect = DuckDB()
    if sort is Sort.NUMBER:
        return _number(dialect, raw, stored)
    wanted = {Sort.TEXT: "VARCHAR", Sort.FLAG: "BOOLEAN", Sort.DATE: "DATE", Sort.TIME: "TIMESTAMP"}[sort]
    return raw if stored == wanted else exp.Cast(this=raw, to=dialect.type_of(sort))


def _number(dialect: DuckDB, raw: E, stored: str) -> E:
    """Decimals of many digits become the nearest double only by way of their text."""
    if stored in ("DOUBLE", "FLOAT"):
        wide = raw if stored == "DOUBLE" else dialect.as_double(raw)
        return dialect.settled(wide, lambda value, name="": value)
    decimal = _DECIMAL.match(stored)
    if decimal is not None and int(decimal.group(1)) > _SURE_DIGITS:
        raw = exp.Cast(this=raw, to=dialect.type_of(Sort.TEXT))
    return dialect.as_double(raw)
