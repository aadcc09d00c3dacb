"""Spark data frames as the tables of rules: which column is which, of what type, and how it is read; runs nothing."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from segdsl import load, schemas
from segdsl.data import locate
from segdsl.data.match import match
from segdsl.data.wording import listed
from segdsl.diagnostics.codes import data as codes
from segdsl.diagnostics.model import Collector, Diagnostic, Outcome
from segdsl.frames import ROW_NUMBER
from segdsl.names import fold
from segdsl.schemas import Column, Role, Schema, Table, link_columns
from segdsl.spark.columns import cleaned, decimals_of, fits, misfit, required, type_of
from segdsl.types import TEXT, Kind

if TYPE_CHECKING:
    from pyspark.sql import DataFrame


@dataclass(slots=True, eq=False)
class Frames:
    """The data frames by table, and the tables once they are completed. `key` is the customers' key instead of the
    rules' own, `lacking` says whether the data may lack what only a prediction was learned from."""

    given: Mapping[str, DataFrame]
    key: str | None
    lacking: bool
    zone: str = "UTC"
    frames: dict[str, DataFrame] = field(default_factory=dict)
    places: dict[str, Mapping[str, int]] = field(default_factory=dict)
    tables: dict[str, Table] = field(default_factory=dict)

    def complete(self, bundle: load.Bundle, declared: Schema) -> Outcome[Schema]:
        """The schema with the columns of the data frames, or all that stands in the way."""
        said = Collector()
        self.zone = load.zone(bundle)
        bound, problems = locate.bound(declared, self.given)  # type: ignore[arg-type]
        said.extend(problems)
        customers = declared.customers
        if self.key is not None:
            customers = replace(customers, key=self.key)
        declared = Schema({**declared.tables, fold(customers.name): customers})
        links, wanted = link_columns(declared), load.mentioned(bundle)
        lacking = load.only_outcomes(bundle) if self.lacking else {}
        for name, table in declared.tables.items():
            frame = bound.get(name)
            if frame is None:
                said.add(_no_frame(table))
            elif table.role is Role.CUSTOMERS:
                said.extend([_no_key(table)] if table.key is None else [])
                self._complete(name, table, _with(frame, lacking), links[name], wanted, said)  # type: ignore[arg-type]
            else:
                self._complete(name, table, frame, links[name], wanted, said)  # type: ignore[arg-type]
        return said.outcome(None if said.failed else Schema(dict(self.tables)))

    def _complete(
        self,
        name: str,
        table: Table,
        frame: DataFrame,
        links: frozenset[str],
        wanted: frozenset[str] | None,
        said: Collector,
    ) -> None:
        matched = match(table, frame.columns, f"the data frame for {table.name}", self.key)
        said.extend(matched.problems)
        always = links | {fold(each) for each in (table.key, table.dated) if each}
        columns: dict[str, Column] = {}
        for folded, column in matched.columns.items():
            place = matched.places.get(folded)
            if place is None:
                columns[folded] = column
                continue
            used = column.declared or wanted is None or folded in wanted or folded in always
            found = self._column(table, column, frame, place, folded in links, said if used else None)
            if found is not None:
                columns[folded] = found
        self.frames[name], self.places[name] = frame, matched.places
        key = table.key
        if table.role is Role.CUSTOMERS and key is not None and fold(key) in matched.columns:
            key = matched.columns[fold(key)].name
        self.tables[name] = replace(table, columns=columns, closed=True, key=key, collisions=matched.collisions)

    def _column(
        self, table: Table, column: Column, frame: DataFrame, place: int, is_link: bool, said: Collector | None
    ) -> Column | None:
        """The column with its type; None where it can be none, which is said if anybody asks for it."""
        stored = frame.schema.fields[place].dataType
        if is_link and column.type.kind is not Kind.ONE_OF:
            column = replace(column, type=TEXT)
        found = type_of(stored)
        if found is None:
            if said is not None:
                said.add(_no_value(table, column))
            return None
        if not fits(column.type, stored) and said is not None:
            said.add(misfit(table, column, stored))
        if column.type.kind is Kind.UNKNOWN:
            column = replace(column, type=found)
        decimals = column.decimals
        if column.type.kind is Kind.WHOLE:
            decimals = 0
        elif column.type.kind is Kind.NUMBER and decimals is None and table.role is not Role.CUSTOMERS:
            decimals = decimals_of(stored)
        return replace(column, physical=frame.columns[place], decimals=decimals)

    def cleaned(self, name: str, wanted: frozenset[str]) -> tuple[DataFrame, Mapping[str, str]]:
        """The columns of a table (folded names) as the rules mean them, under names of their own; the numbers of the
        rows among them if they are asked for: Spark's own order, which is that of files."""
        from pyspark.sql import functions

        table, frame, places = self.tables[name], self.frames[name], self.places[name]
        plain = frame.toDF(*(f"c{place}" for place in range(len(frame.columns))))
        found, names = [], {}
        for number, folded in enumerate(sorted(wanted)):
            names[folded] = f"v{number}"
            if folded == ROW_NUMBER:
                found.append(functions.monotonically_increasing_id().alias(names[folded]))
                continue
            column, place = table.columns[folded], places[folded]
            made = cleaned(plain[f"c{place}"], frame.schema.fields[place].dataType, column, table, self.zone)
            if table.role is Role.CUSTOMERS and folded == fold(table.key or "") and not table.distinct:
                made = required(made, column, table)
            found.append(made.alias(names[folded]))
        return plain.select(*found), names


def _with(frame: DataFrame, lacking: Mapping[str, str]) -> DataFrame:
    """The frame with columns without values for those that it may lack."""
    from pyspark.sql import functions

    there = {fold(name) for name in frame.columns}
    return frame.select("*", *(functions.lit(None).alias(name) for each, name in lacking.items() if each not in there))


def _no_frame(table: schemas.Table) -> Diagnostic:
    said = f"no data frame is given for the table `{table.name}`"
    return Diagnostic(codes.NO_DATA, said, table.span, help=(f'give it by its name: `{{"{table.name}": frame}}`',))


def _no_key(table: schemas.Table) -> Diagnostic:
    said = f"nothing says which column of `{table.name}` tells the customers apart"
    help = (f"write it in `table {table.name}`, as in `key customer id`, or give it as `key=`",)
    return Diagnostic(codes.MISSING_KEY, said, table.span, help=help)


def _no_value(table: schemas.Table, column: Column) -> Diagnostic:
    said = (
        f"`{column.name}` of `{table.name}` holds {listed(['lists', 'records', 'raw bytes'], 'or')}, not single values"
    )
    return Diagnostic(codes.UNREADABLE_COLUMN, said, column.span, help=("make a column of what the rules need of it",))
