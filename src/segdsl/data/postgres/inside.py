"""Reads a table of a database without taking its rows out: types from the catalogue, checks by counting there."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

from segdsl import ir
from segdsl.data.complaints import complain_of, no_customer
from segdsl.data.converted import Reason
from segdsl.data.lacking import Completed
from segdsl.data.model import Options
from segdsl.data.postgres import catalogue
from segdsl.data.postgres.counting import MOST_DECIMALS, Counts, count, repeated, texts_seen
from segdsl.data.postgres.expressions import Sql, sql_of, type_of
from segdsl.data.postgres.held import HeldInside
from segdsl.data.postgres.raw import PostgresTable
from segdsl.data.raw import Raw
from segdsl.data.reading import Tally
from segdsl.data.settling import Judged
from segdsl.data.table import TableRead, TableReader
from segdsl.data.wording import listed
from segdsl.diagnostics.codes import data as codes
from segdsl.diagnostics.model import Diagnostic, Refused
from segdsl.engines.postgres.store import PostgresStore, Stored
from segdsl.schemas import Column, Role, Table
from segdsl.types import Kind


@dataclass(frozen=True, slots=True)
class _Read:
    """A column with what it is in SQL, and the name it has in the table."""

    column: Column
    name: str
    sql: Sql


class InsideReader(TableReader):
    """As `TableReader`; but what a database cannot settle is read out of it after all, which is said."""

    def __init__(
        self, table: Table, raw: Raw, links: frozenset[str], wanted: frozenset[str] | None, options: Options
    ) -> None:
        super().__init__(table, raw, links, wanted, options)
        found = raw.raw if isinstance(raw, Completed) else raw
        assert isinstance(found, PostgresTable)
        self._inside = found

    def read(self) -> TableRead:
        self._refuse([*self._matched.problems, *self._unusable_formats()])
        if self._key is None and self._table.role is Role.CUSTOMERS:
            self._choose_inside()
        asked = {name: self._typed(name) for name in self._asked_for()}
        elsewhere = [column.name for column, sql in asked.values() if sql is None]
        if elsewhere or not self._inside.utf8:
            return self._outside(f"of what {listed([f'`{name}`' for name in elsewhere])} is declared to be")
        reads = {
            name: _Read(column, self._raw.headers[self._matched.places[name]], sql)
            for name, (column, sql) in asked.items()
            if sql is not None
        }
        rows, counts = count(
            self._inside.session,
            self._inside.source,
            {name: read.sql for name, read in reads.items()},
            frozenset(name for name, read in reads.items() if self._is_exact(name, read.column)),
        )
        bad = self._bad(reads, counts)
        if bad and self._table.only_where is not None:
            given = self._given(reads, counts, rows)
            return replace(given, held=self._held(given, reads, bad))
        if bad and self._options.on_bad_rows == "quarantine":
            return self._outside(_BROKEN)
        self._refuse([*self._complaints(reads, bad)])
        return self._given(reads, counts, rows)

    def _outside(self, why: str) -> TableRead:
        """Reads the rows as if they lay in a file."""
        if not self._inside.utf8:
            why = "it does not hold its texts in UTF-8"
        reader = TableReader(self._table, self._raw, self._links, self._wanted, self._options)
        found = reader.read()
        return replace(found, said=(self._read_out(why), *self._said, *found.said))

    def _read_out(self, why: str) -> Diagnostic:
        said = f"the rows of `{self._raw.label}` are read out of the database, because {why}"
        return Diagnostic(codes.READ_OUT, said, help=(_DECLARE,), path=self._raw.label)

    # ---- bad rows of which the rules say whether they matter --------------------------------------------------------

    def _held(self, given: TableRead, reads: Mapping[str, _Read], bad: Mapping[tuple[str, Reason], int]) -> HeldInside:
        wrong = {at: self._condition(reads, *at) for at in bad if at[1] is not Reason.REPEATED}
        assert isinstance(given.store, PostgresStore)
        return HeldInside(
            store=given.store,
            columns={name: (read.column, read.sql) for name, read in reads.items()},
            bad=wrong,
            repeated=self._key if len(wrong) < len(bad) else None,
            complain=lambda counts: self._complaints(reads, counts),
            outside=self._set_aside(given.table) if self._options.on_bad_rows == "quarantine" else None,
        )

    def _condition(self, reads: Mapping[str, _Read], name: str, reason: Reason) -> str:
        sql = reads[name].sql
        return f"{sql.careful} IS NULL" if reason is Reason.NO_KEY else sql.bad[reason]

    def _set_aside(self, table: Table) -> Callable[[ir.Cond | None, ir.Program], Judged]:
        """What is set aside leaves the database; `table` has the types that the rules were checked with."""

        def outside(condition: ir.Cond | None, program: ir.Program) -> Judged:
            found = TableReader(table, self._raw, self._links, self._wanted, self._options).read()
            if found.held is None:
                return found.store, (self._read_out(_BROKEN),), found.quarantine
            store, notes, records = found.held.settled(condition, program, found.store)
            return store, (self._read_out(_BROKEN), *notes), records

        return outside

    # ---- columns -----------------------------------------------------------------------------------------------------

    def _typed(self, name: str) -> tuple[Column, Sql | None]:
        """A column as it was declared, or as the catalogue has it."""
        column, stored = self._column(name), self._stored(name)
        if stored is None:
            return column, Sql("NULL::float8", "NULL::float8")
        found = type_of(stored)
        if found is None:
            raise Refused(*self._said, self._unreadable(stored.name))
        if column.type.kind is Kind.UNKNOWN:
            column = replace(column, type=found)
        return column, sql_of(stored, column, self._options.zone)

    def _unreadable(self, name: str) -> Diagnostic:
        said = f"`{name}` in `{self._raw.label}` holds lists, records, times or raw bytes, not single values"
        help = ("write what the rules need of it into a column of its own, or into a view",)
        return Diagnostic(codes.UNREADABLE_COLUMN, said, help=help, path=self._raw.label)

    def _is_exact(self, name: str, column: Column) -> bool:
        """Whether its decimals are to be found."""
        stored = self._stored(name)
        is_number = column.type.kind is Kind.NUMBER and column.decimals is None
        return is_number and self._table.role is not Role.CUSTOMERS and stored is not None and stored.scale is None

    def _stored(self, name: str) -> catalogue.Stored | None:
        """The column as it lies in the database; None for one that it need not have."""
        place = self._matched.places[name]
        columns = self._inside.relation.columns
        return columns[place] if place < len(columns) else None

    # ---- keys --------------------------------------------------------------------------------------------------------

    def _choose_inside(self) -> None:
        """Without a declared key: a column named like one, if it is one, or the primary key."""
        primary = self._inside.relation.primary
        names = [name for name, place in self._matched.places.items() if self._raw.headers[place] == primary]
        guess = self._guess()
        if guess is not None and guess not in names and self._is_key(guess):
            names = [guess]
        if not names:
            self._said.append(_row_number(self._raw.label))
            return
        self._key = names[0]
        name = self._matched.columns[self._key].name
        said = f"`{name}` tells the customers of `{self._raw.label}` apart and is taken as their key"
        help = (f"to be sure, write `key {name}`",)
        self._said.append(Diagnostic(codes.KEY_FOUND, said, help=help, path=self._raw.label))

    def _is_key(self, name: str) -> bool:
        key, self._key = self._key, name
        _, sql = self._typed(name)
        self._key = key
        if sql is None:
            return False
        session, source = self._inside.session, self._inside.source
        _, counts = count(session, source, {name: sql}, frozenset())
        return not counts[name].missing and not repeated(session, source, sql.careful)

    def _bad(self, reads: Mapping[str, _Read], counts: Mapping[str, Counts]) -> dict[tuple[str, Reason], int]:
        """How many rows are bad, by column and reason."""
        bad = {(name, reason): many for name, found in counts.items() for reason, many in found.bad.items()}
        key = self._key
        if key is None or key not in reads or not self._is_plain_text(key):
            return bad
        if self._table.distinct:
            if counts[key].missing:
                self._said.append(no_customer(counts[key].missing, reads[key].column.name, self._raw.label))
            return bad
        if counts[key].missing and self._table.role is Role.CUSTOMERS:
            bad[key, Reason.NO_KEY] = counts[key].missing
        if not self._stays_unique(key, counts[key].odd):
            more = repeated(self._inside.session, self._inside.source, _settled(reads[key], counts[key]))
            bad |= {(key, Reason.REPEATED): more} if more else {}
        return bad

    def _stays_unique(self, name: str, odd: bool) -> bool:
        """Whether the catalogue promises that no key comes twice."""
        stored = self._stored(name)
        return stored is not None and stored.unique and not odd

    def _complaints(self, reads: Mapping[str, _Read], bad: Mapping[tuple[str, Reason], int]) -> list[Diagnostic]:
        source = self._inside.source
        found = []
        for (name, reason), many in bad.items():
            condition = reads[name].sql.bad.get(reason)
            show = () if condition is None or len(condition) > _SHOWN else (_finding(source, condition),)
            found.append(complain_of(reads[name].column, reason, many, self._raw.label, show))
        return found

    # ---- what is given back ------------------------------------------------------------------------------------------

    def _given(self, reads: Mapping[str, _Read], counts: Mapping[str, Counts], rows: int) -> TableRead:
        plan = self._plan({name: read.column for name, read in reads.items()})
        tallies = {name: self._tally(name, read, counts[name], rows) for name, read in reads.items()}
        table = self._completed(plan, tallies, None)
        stored = {
            name: Stored(read.name, _settled(read, counts[name]), read.column.type.kind) for name, read in reads.items()
        }
        relation = self._inside.relation
        unique = {name for name in reads if self._stays_unique(name, counts[name].odd)}
        if self._key is not None and self._key in reads and not self._table.distinct and self._is_plain_text(self._key):
            unique |= {self._key}
        store = PostgresStore(
            self._inside.session,
            relation.schema,
            relation.name,
            rows,
            stored,
            relation.order,
            relation.lies,
            frozenset(unique),
        )
        return TableRead(table, store, tuple(self._said), (), self._unused(plan), None)

    def _tally(self, name: str, read: _Read, counted: Counts, rows: int) -> Tally:
        decimals, stored = counted.decimals, self._stored(name)
        if stored is not None and stored.scale is not None:
            decimals = stored.scale if 0 <= stored.scale <= MOST_DECIMALS else None
        seen: set[str] | None = None
        if read.column.type.kind in (Kind.TEXT, Kind.ONE_OF) and name != self._key:
            seen = texts_seen(self._inside.session, self._inside.source, _settled(read, counted))
        return Tally(rows, counted.missing, seen, decimals)


_SHOWN = 200
_BROKEN = "some of them break what is declared"
_DECLARE = (
    "a column or a view whose type in the database is what the rules say is read inside it, and its rows stay there"
)


def _settled(read: _Read, counted: Counts) -> str:
    """What is left to be done to a column once it is known what it holds."""
    return read.sql.careful if counted.odd else read.sql.plain


def _finding(source: str, condition: str) -> str:
    return f"these rows are found by `SELECT * FROM {source} AS source WHERE {condition}`"


def _row_number(label: str) -> Diagnostic:
    said = (
        f"the row number is the key of `{label}`, which has no primary key of one column, and none like `customer id`"
    )
    help = ("write `key …` in the table statement, or give `--key NAME`: the numbers change when rows do",)
    return Diagnostic(codes.ROW_NUMBER_KEY, said, help=help, path=label)
