"""Reads one table: matches headers, reads and checks the rows, settles the key, completes the schema; looks at no
other table."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

import numpy as np

from segdsl.data.complaints import no_customer
from segdsl.data.converted import Reason
from segdsl.data.datepatterns import is_usable
from segdsl.data.keys import candidates, key_note
from segdsl.data.keywatch import NO_REPEATS, KeyWatch, Repeats
from segdsl.data.match import Matched, match
from segdsl.data.model import Options, Quarantined
from segdsl.data.native import Found, native_of
from segdsl.data.raw import Raw
from segdsl.data.reading import BadRows, Plan, Tally, link_texts
from segdsl.data.scan import Scan, merge, scan
from segdsl.data.settling import Held, HeldRows
from segdsl.data.stores import MemoryStore, Part, Rows, StreamStore, keep, kept_rows, with_shared_texts
from segdsl.diagnostics.codes import data as codes
from segdsl.diagnostics.model import Diagnostic, Refused
from segdsl.frames import Store
from segdsl.names import fold
from segdsl.schemas import Column, Role, Table
from segdsl.types import TEXT, Kind


@dataclass(frozen=True, slots=True, eq=False)
class TableRead:
    """One table, completed, with its rows and what is to be said; `held` as in `Opened`."""

    table: Table
    store: Store
    said: tuple[Diagnostic, ...]
    quarantine: tuple[Quarantined, ...]
    unused: tuple[str, ...]
    held: HeldRows | None


class TableReader:
    """The reading of one table, step by step; `read` is the only way in.

    `links` are the folded names of columns that hold keys, `wanted` those that the rules mention (None: all).
    """

    def __init__(
        self, table: Table, raw: Raw, links: frozenset[str], wanted: frozenset[str] | None, options: Options
    ) -> None:
        self._table, self._raw, self._options = table, raw, options
        self._links, self._wanted = links, None if wanted is None else _with_owners(wanted)
        self._said: list[Diagnostic] = []
        self._matched: Matched = match(table, raw.headers, raw.label, options.key)
        self._key = self._declared_key()

    def read(self) -> TableRead:
        """Raises Refused with everything that is wrong with the table."""
        self._refuse([*self._matched.problems, *self._unusable_formats()])
        guess = self._guess()
        watched = guess or (self._key if self._key and self._is_plain_text(self._key) else None)
        columns = {name: self._column(name) for name in self._asked_for() if name != watched}
        found = self._scan(columns, watched)
        watch = found.keys.get(watched) if watched else None
        if self._key is None and self._table.role is Role.CUSTOMERS:
            self._choose_key(guess, watch)
        again = {name: found.columns[name] for name in found.unsettled}
        if guess is not None and guess != self._key and guess in self._asked_for():
            again[guess] = self._column(guess)
        if again:
            self._read_again(found, again)
        return self._finish(found, watch if watched == self._key else None)

    # ---- which columns ---------------------------------------------------------------------------------------------

    def _declared_key(self) -> str | None:
        if self._table.role is Role.CUSTOMERS:
            name = self._options.key or self._table.key
        else:
            name = self._table.per if self._table.role is Role.ONE else None
        return None if name is None else fold(name)

    def _guess(self) -> str | None:
        """A column named like a key, where none is declared."""
        if self._key is not None or self._table.role is not Role.CUSTOMERS:
            return None
        found = (name for name in candidates(self._table.name) if name in self._matched.places)
        return next((name for name in found if not self._matched.columns[name].missing_codes), None)

    def _asked_for(self) -> list[str]:
        """Columns that must be read, in order of place."""
        always = {self._key, fold(self._table.dated or ""), *self._links}
        wanted = self._wanted
        names = (
            name
            for name in self._matched.places
            if wanted is None or name in wanted or name in always or self._matched.columns[name].declared
        )
        return sorted(names, key=self._matched.places.__getitem__)

    def _column(self, name: str) -> Column:
        """A key or a link is text, or a closed set of texts; anything else is as it was declared."""
        column = self._matched.columns[name]
        is_link = name in self._links or name == self._key
        return replace(column, type=TEXT) if is_link and column.type.kind is not Kind.ONE_OF else column

    def _is_plain_text(self, name: str) -> bool:
        column = self._column(name)
        return column.type.kind is Kind.TEXT and not column.missing_codes

    def _unusable_formats(self) -> Iterator[Diagnostic]:
        for column in self._matched.columns.values():
            if column.date_pattern is not None and not is_usable(column.date_pattern):
                said = f"the date format `{column.date_pattern}` of `{column.name}` does not say year, month and day"
                help = ("formats are like `dd.mm.yyyy`, `m/d/yy`, `dd MMM yyyy` or `yyyy-mm-dd HH:MM:SS`",)
                yield Diagnostic(codes.UNREADABLE_DATE_FORMAT, said, column.span, help=help)

    # ---- the rows --------------------------------------------------------------------------------------------------

    def _plan(self, columns: Mapping[str, Column], unique: bool = False) -> Plan:
        links = frozenset(name for name in columns if name in self._links or name == self._key)
        one = frozenset({self._key}) if unique and self._key else frozenset[str]()
        return Plan(columns, self._matched.places, links, one, self._options.zone, self._raw.spelled)

    def _scan(self, columns: Mapping[str, Column], key: str | None = None) -> Scan:
        """A pass over all rows. A key, or what may turn out to be one, is only watched."""
        unknown = [name for name, column in columns.items() if column.type.kind is Kind.UNKNOWN]
        exact = self._table.role is not Role.CUSTOMERS
        keys = [key] if key is not None else []
        return scan(self._raw, self._plan(columns), unknown, keys, exact, self._options.memory)

    def _choose_key(self, guess: str | None, watch: KeyWatch | None) -> None:
        """Without a declared key: a column named like one, if it is one; otherwise the row number."""
        if watch is not None and watch.is_key():
            self._key = guess
        name = self._matched.columns[guess].name if guess is not None else ""
        self._said.append(key_note(self._raw.label, name, watch))

    def _read_again(self, found: Scan, columns: Mapping[str, Column]) -> None:
        """Reads once more what turned out to be something else, or no key."""
        more = self._scan(columns)
        if more.unsettled:
            more = self._scan(more.columns)
        merge(found, more)

    def _finish(self, found: Scan, watch: KeyWatch | None) -> TableRead:
        columns = dict(found.columns)
        if watch is not None and self._key is not None:
            columns[self._key] = self._column(self._key)
        plan = self._plan(columns, unique=watch is not None and watch.is_key())
        repeats = self._check_key(found.bad, watch)
        found.bad.add_misshapen(list(self._raw.misshapen))
        dropped, records, held = self._handle_bad(found.bad, repeats, plan)
        all_kept = held is None and not len(dropped)
        native = native_of(self._raw, plan.columns, plan.places, self._found(found, watch)) if all_kept else None
        parts = with_shared_texts(self._parts(found, watch, plan))
        if found.parts is not None and not found.unread:
            left = [keep(part, kept_rows(part.first, part.rows, dropped)) for part in parts]
            store: Store = MemoryStore(left, native)
        else:
            rows = found.rows - len(dropped)
            store = StreamStore(self._raw, plan, rows, dropped, native, [part.vectors for part in parts])
        table = self._completed(plan, found.tallies, watch)
        return TableRead(table, store, tuple(self._said), records, self._unused(plan), held)

    def _found(self, found: Scan, watch: KeyWatch | None) -> dict[str, Found]:
        """What the pass found in each column."""
        return {**found.tallies, **({self._key: watch} if watch is not None and self._key is not None else {})}

    def _parts(self, found: Scan, watch: KeyWatch | None, plan: Plan) -> list[Part]:
        """What was read, where it is kept."""
        parts: list[Part] = []
        if found.parts is None:
            return parts
        for number, ((first, rows), vectors) in enumerate(zip(found.sizes, found.parts, strict=True)):
            if watch is not None and self._key is not None:
                assert watch.arrays is not None
                array, bad = watch.arrays[number], watch.bad[number]
                vectors[self._key] = link_texts(array, bad, unique=self._key in plan.unique).vector
            parts.append(Part(first, rows, vectors))
        return parts

    def _check_key(self, bad: BadRows, watch: KeyWatch | None) -> Repeats:
        """Missing and mangled keys are bad; repeated ones are given back."""
        if watch is None or self._key is None:
            return NO_REPEATS
        name, label = self._matched.columns[self._key].name, self._raw.label
        first = 0
        for rows, found in zip(watch.sizes, watch.bad, strict=True):
            bad.add(self._key, found, first)
            first += rows
        if self._table.distinct:
            if watch.missing:
                self._said.append(no_customer(watch.missing, name, label))
            return NO_REPEATS
        if watch.missing and self._table.role is Role.CUSTOMERS:
            bad.rows[self._key, Reason.NO_KEY] = watch.missing_rows().tolist()
        return watch.repeats(bad.all_rows())

    def _handle_bad(
        self, bad: BadRows, repeats: Repeats, plan: Plan
    ) -> tuple[Rows, tuple[Quarantined, ...], Held | None]:
        """Bad rows stop the run, or are dropped and kept with their reasons, or are held."""
        quarantine = self._options.on_bad_rows == "quarantine"
        held = Held(self._table, self._raw, plan, self._key, bad, repeats, quarantine)
        if self._table.only_where is not None:
            some = bool(bad.rows) or len(repeats.rows) > 0
            return np.array(bad.all_rows(), dtype=np.int64), (), held if some else None
        try:
            dropped, notes, records = held.judged()
        except Refused as refused:
            raise Refused(*refused.diagnostics, *self._said) from None
        self._said += notes
        return dropped, records, None

    # ---- what is given back ----------------------------------------------------------------------------------------

    def _completed(self, plan: Plan, tallies: Mapping[str, Tally], watch: KeyWatch | None) -> Table:
        columns: dict[str, Column] = {}
        for name, column in self._matched.columns.items():
            if name not in plan.columns:
                columns[name] = column
                continue
            column = replace(plan.columns[name], physical=self._raw.headers[plan.places[name]])
            if name in tallies:
                column = _with_found(column, tallies[name], self._table.role)
            elif watch is not None:
                column = replace(column, missing_share=watch.missing / watch.rows if watch.rows else 0.0)
            columns[name] = column
        key = self._table.key
        if self._table.role is Role.CUSTOMERS and self._key is not None:
            key = self._matched.columns[self._key].name
        return replace(self._table, columns=columns, closed=True, key=key, collisions=self._matched.collisions)

    def _unused(self, plan: Plan) -> tuple[str, ...]:
        used = {plan.places[name] for name in plan.columns}
        return tuple(header for place, header in enumerate(self._raw.headers) if place not in used)

    def _refuse(self, problems: list[Diagnostic]) -> None:
        if problems:
            raise Refused(*problems, *self._said)


def _with_owners(wanted: frozenset[str]) -> frozenset[str]:
    """`avg salary of districts` mentions `avg salary` too."""
    return wanted | {name.rsplit(" of ", 1)[0] for name in wanted if " of " in name}


def _with_found(column: Column, tally: Tally, role: Role) -> Column:
    """The column with what its values showed."""
    decimals = column.decimals
    if column.type.kind is Kind.WHOLE:
        decimals = 0
    elif column.type.kind is Kind.NUMBER and decimals is None and role is not Role.CUSTOMERS:
        decimals = tally.decimals
    seen = (
        tuple(sorted(tally.seen)) if tally.seen is not None and column.type.kind in (Kind.TEXT, Kind.ONE_OF) else None
    )
    share = tally.missing / tally.rows if tally.rows else 0.0
    return replace(column, decimals=decimals, values_seen=seen, missing_share=share)
