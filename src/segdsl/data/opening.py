"""Opens all tables of the rules: finds the files, reads and checks them, completes the schema; evaluates no rule."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import pandas as pd
import pyarrow as pa

from segdsl.data import csvfile, duckfile, excel, jsonlines, locate, memory, parquet, sqlitefile, streams
from segdsl.data.content import Content
from segdsl.data.fingerprint import Fingerprints
from segdsl.data.lacking import completed
from segdsl.data.model import Binding, Opened, Options, Quarantined
from segdsl.data.postgres import Databases, InsideReader, is_inside
from segdsl.data.raw import Raw
from segdsl.data.settling import HeldRows
from segdsl.data.table import TableReader
from segdsl.diagnostics.codes import data as codes
from segdsl.diagnostics.model import Collector, Diagnostic, Outcome, Refused, Severity
from segdsl.names import fold
from segdsl.schemas import Role, Schema, Table, link_columns

if TYPE_CHECKING:
    from segdsl.frames import Store


def open_all(
    declared: Schema, bindings: Mapping[str, Binding], wanted: frozenset[str] | None, options: Options
) -> Outcome[Opened]:
    """See `segdsl.data.open_tables`."""
    said = Collector()
    bound, problems = locate.bound(declared, bindings)
    said.extend(problems)
    raws: dict[str, Raw] = {}
    databases = Databases()
    for name, table in declared.tables.items():
        try:
            given = bound.get(name)
            raw = databases.table(table, given) or _raw(table, given, _mentioned(wanted, table), options, said)
        except Refused as refused:
            said.extend(refused.diagnostics)
            continue
        if raw is not None:
            raws[name] = raw
    if said.failed:
        return said.outcome(None)
    return _read_all(declared, raws, wanted, options, said)


def _read_all(
    declared: Schema, raws: Mapping[str, Raw], wanted: frozenset[str] | None, options: Options, said: Collector
) -> Outcome[Opened]:
    tables = dict(declared.tables)
    stores: dict[str, Store] = {}
    quarantine: list[Quarantined] = []
    unused: dict[str, tuple[str, ...]] = {}
    held: dict[str, HeldRows] = {}
    links = link_columns(_with_key(declared, options.key))
    for name, raw in raws.items():
        table = declared.tables[name]
        if table.role is Role.CUSTOMERS:
            raw, note = completed(raw, table, options.lacking)
            said.extend(() if note is None else (note,))
        try:
            reader = (InsideReader if is_inside(raw) else TableReader)(table, raw, links[name], wanted, options)
            found = reader.read()
        except Refused as refused:
            said.extend(refused.diagnostics)
            continue
        said.extend(found.said)
        tables[name] = found.table
        stores[name] = found.store
        quarantine += found.quarantine
        unused[name] = found.unused
        if found.held is not None:
            held[name] = found.held
    if said.failed:
        return said.outcome(None)
    notes = tuple(d for d in said.items if d.severity is not Severity.ERROR)
    fingerprints = Fingerprints(raws)
    return said.outcome(Opened(Schema(tables), stores, notes, fingerprints, tuple(quarantine), unused, held))


def _with_key(declared: Schema, key: str | None) -> Schema:
    """The schema with the key that the command line says."""
    if key is None:
        return declared
    customers = declared.customers
    return Schema({**declared.tables, fold(customers.name): replace(customers, key=key)})


def _mentioned(wanted: frozenset[str] | None, table: Table) -> frozenset[str] | None:
    """Names that tell a header from a row of data."""
    return None if wanted is None else wanted | frozenset(table.columns)


def _raw(
    table: Table, binding: Binding | None, mentioned: frozenset[str] | None, options: Options, said: Collector
) -> Raw | None:
    """The reader of a table; None when it has no data and need not have any."""
    if isinstance(binding, pd.DataFrame):
        return memory.open_frame(binding, f"the data frame for {table.name}")
    if isinstance(binding, pa.Table):
        return memory.open_table(binding, f"the Arrow table for {table.name}")
    if binding is not None and not isinstance(binding, (str, Path)):
        return _handed_over(binding, table, options)
    if binding is None and table.path is None:
        if options.require_all and not any(d.code is codes.UNKNOWN_TABLE for d in said.items):
            said.add(_no_data(table))
        return None
    located = locate.place_of(table, binding)
    note = locate.other_content(located)
    if note is not None:
        said.add(note)
    return open_located(located, mentioned, options, said)


def _handed_over(binding: object, table: Table, options: Options) -> Raw:
    """Rows that a program hands over in some other form. Raises Refused when they are no table."""
    kind = streams.kind_of(binding)
    if kind is None:
        said = f"a `{type(binding).__name__}` is given for the table `{table.name}`, which holds no rows"
        help = ("give a path, or a frame of pandas, Polars, Arrow or DuckDB",)
        raise Refused(Diagnostic(codes.UNREADABLE_FORMAT, said, help=help))
    label = f"the {kind} for {table.name}"
    return memory.open_table(streams.table_of(binding, label, options.memory), label)


def open_located(located: locate.Located, mentioned: frozenset[str] | None, options: Options, said: Collector) -> Raw:
    """The reader for what a file holds. Raises Refused."""
    path, label = located.paths[0], located.label
    try:
        match located.content:
            case Content.PARQUET:
                return parquet.open_parquet(located.paths, label)
            case Content.ARROW:
                return memory.open_arrow(path, label)
            case Content.DUCKDB:
                return duckfile.open_duckdb(path, label, located.wish)
            case Content.SQLITE:
                return sqlitefile.open_sqlite(path, label, located.wish)
            case Content.EXCEL:
                return excel.open_excel(path, label, located.sheet)
            case Content.JSON:
                return jsonlines.open_json_lines(path, label, options.encoding)
            case _:
                file, notes = csvfile.open_csv(path, label, options.encoding, mentioned)
                said.extend(notes)
                return file if options.on_bad_rows == "fail" else csvfile.without_ragged(file)
    except OSError as error:
        reason = error.strerror.lower() if error.strerror else str(error)
        raise Refused(Diagnostic(codes.UNREADABLE_FILE, f"`{label}` cannot be read: {reason}", path=label)) from error


def _no_data(table: Table) -> Diagnostic:
    if table.role is Role.CUSTOMERS:
        help = ("give it with `--data PATH`", f'or name it in the rules: `table {table.name} from "{table.name}.csv"`')
    else:
        help = (f'give it with `--data "{table.name}=PATH"`', f'or name it in the rules: `table {table.name} from "…"`')
    return Diagnostic(codes.NO_DATA, f"no data is given for the table `{table.name}`", table.span, help=help)
