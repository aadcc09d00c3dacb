"""Guesses which table holds the customers and how the others belong to them, from names and values; writes nothing."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from segdsl.data.keys import candidates
from segdsl.names import fold
from segdsl.schemas import Column, Role
from segdsl.types import is_temporal

_CUSTOMERS = ("customer", "client", "member", "person", "people", "subscriber", "客戶", "客户", "顧客", "會員")
_ID_ENDINGS = ("id", "no", "nr", "number", "code", "key", "編號", "编号", "代號", "代号")
_DATE_WORDS = ("date", "day", "on", "at", "time", "日期", "時間", "时间", "日")


@dataclass(frozen=True, slots=True)
class Facts:
    """One table as it was found. `unique` are the folded names of columns that have a value in every row, and never
    the same one twice; `key` is the one that a customers table would be given."""

    name: str
    columns: Mapping[str, Column]
    unique: frozenset[str]
    rows: int

    @property
    def ids(self) -> tuple[str, ...]:
        """Columns that look like identifiers, in order."""
        return tuple(name for name in self.columns if is_id(name))

    @property
    def key(self) -> str | None:
        own = [name for name in candidates(self.name) if name in self.unique]
        return next(iter(own + [name for name in self.ids if name in self.unique]), None)


@dataclass(frozen=True, slots=True)
class Guess:
    """What a table is taken for. `distinct`: the customers are the distinct values of `key`."""

    role: Role
    key: str | None = None
    distinct: bool = False
    per: str | None = None
    through: str | None = None
    dated: str | None = None


@dataclass(slots=True)
class Links:
    """The guesses by table name; `events` says that the customers are made from the first table, which is measured too;
    `unlinked` are tables that nothing leads to."""

    customers: str
    guesses: dict[str, Guess] = field(default_factory=dict)
    events: bool = False
    unlinked: list[str] = field(default_factory=list)


def guess_links(tables: Sequence[Facts]) -> Links:
    """The tables in the order given."""
    base = _customers(tables)
    key = base.key
    events = _events_key(base) if key is None or (len(tables) == 1 and key not in candidates(base.name)) else None
    links = Links(base.name)
    if events is not None:
        links.events = True
        links.guesses[base.name] = Guess(Role.MANY, per=events, dated=_dated(base))
        key = events
    else:
        links.guesses[base.name] = Guess(Role.CUSTOMERS, key=key)
    waiting = [table for table in tables if table is not base]
    by_name = {table.name: table for table in tables}
    while waiting:
        found = [(table, guess) for table in waiting if (guess := _link(table, base, key, links, by_name, waiting))]
        if not found:
            links.unlinked = [table.name for table in waiting]
            break
        for table, guess in found[:1]:
            links.guesses[table.name] = guess
            waiting.remove(table)
    return links


def _customers(tables: Sequence[Facts]) -> Facts:
    named = [table for table in tables if any(word in fold(table.name) for word in _CUSTOMERS) and table.key]
    keyed = [table for table in tables if any(name in table.unique for name in candidates(table.name)[:-1])]
    return next(iter([*named, *keyed, *tables]))


def _events_key(table: Facts) -> str | None:
    """A column that names the customer in a table of events."""
    return next((name for name in candidates("customers")[:-1] if name in table.columns), None)


def _link(
    table: Facts,
    base: Facts,
    key: str | None,
    links: Links,
    by_name: Mapping[str, Facts],
    waiting: Sequence[Facts],
) -> Guess | None:
    """How a table belongs to those that are linked already."""
    known = {base.name: base.columns, **{n: by_name[n].columns for n, g in links.guesses.items() if g.role is Role.ONE}}
    if key is not None and key in table.columns:
        others = {name for other in waiting if other is not table for name in other.ids}
        bridges = any(name in others and name not in base.columns for name in table.ids if name != key)
        if key in table.unique and not bridges:
            return Guess(Role.ONE, per=key)
        return Guess(Role.MANY, per=key, dated=_dated(table))
    for name in table.ids:
        if name in table.unique and any(name in columns for columns in known.values()):
            return Guess(Role.ONE, per=name)
    for name in table.ids:
        for other, guess in links.guesses.items():
            is_bridge = guess.role is Role.MANY and guess.through is None and other != base.name
            if is_bridge and name in by_name[other].columns:
                return Guess(Role.MANY, per=name, through=other, dated=_dated(table))
    return None


def is_id(name: str) -> bool:
    """Whether a folded name is that of an identifier."""
    return any(name == end or name.endswith(f" {end}" if end.isascii() else end) for end in _ID_ENDINGS)


def _dated(table: Facts) -> str | None:
    """The only date of a table, or the only one that is called so."""
    dates = [name for name, column in table.columns.items() if is_temporal(column.type)]
    if len(dates) > 1:
        dates = [name for name in dates if any(word == name or name.endswith(word) for word in _DATE_WORDS)]
    return dates[0] if len(dates) == 1 else None
