"""A table of a database as other readers give theirs: its rows in chunks, for what cannot be settled in the database;
settles nothing itself."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

import pyarrow as pa

from segdsl.data.header import refuse_repeats
from segdsl.data.memory import numbered
from segdsl.data.postgres import catalogue
from segdsl.data.postgres.catalogue import Relation, Stored
from segdsl.data.raw import Arrow, Chunk, Misshapen, none_misshapen, plain_array
from segdsl.engines.postgres.address import Address, parse
from segdsl.engines.postgres.session import Session, identifier, needs_driver
from segdsl.source import Span

_AS_TEXT: Final = frozenset({"name", "uuid", "citext", "enum", "bpchar", "varchar"})
_ALIKE: Final = frozenset({"int2", "int4", "int8", "float4", "float8", "bool", "date", "timestamp", "timestamptz"})


@dataclass(frozen=True, slots=True, eq=False)
class PostgresTable:
    """A table or view, and the session that reads it."""

    label: str
    address: Address
    session: Session
    relation: Relation
    utf8: bool
    spelled: bool = False
    misshapen: Misshapen = field(default_factory=none_misshapen)

    @property
    def paths(self) -> tuple[Path, ...]:
        return ()

    @property
    def place(self) -> tuple[str, str | None, str]:
        return self.address.shown, self.relation.schema, self.relation.name

    @property
    def headers(self) -> Sequence[str]:
        return tuple(column.name for column in self.relation.columns)

    @property
    def source(self) -> str:
        """The table as it stands in a statement."""
        return f"{identifier(self.relation.schema)}.{identifier(self.relation.name)}"

    def chunks(self, places: Sequence[int], plain: frozenset[int] = frozenset()) -> Iterator[Chunk]:
        items = [f"{_sent(self.relation.columns[place])} AS c{place}" for place in places]
        order = "" if self.relation.lies else f" ORDER BY {self.relation.order}"
        statement = f"SELECT {', '.join(items) or 'true AS none'} FROM {self.source} AS source{order}"
        first = 0
        for batch in self.session.stream(statement, plain=self.relation.lies):
            columns = {
                place: numbered(_stored(self.relation.columns[place], column), place in plain)
                for place, column in zip(places, batch.columns, strict=False)
            }
            yield Chunk(first, batch.num_rows, columns)
            first += batch.num_rows

    def digest(self) -> str:
        """A hash of all that this user may read of the rows, whatever their order, made in the database: sums over
        pieces of the rows' own hashes."""
        pieces = ", ".join(
            f"coalesce(sum(('x' || substr(hash, {1 + 8 * piece}, 8))::bit(32)::int8), 0)::text AS p{piece}"
            for piece in range(8)
        )
        text = f"convert_to({self.relation.text}, 'UTF8')"
        rows = f"SELECT encode(sha256({text}), 'hex') AS hash FROM {self.source} AS source"
        found = self.session.rows(f"SELECT count(*)::text AS rows, {pieces} FROM ({rows}) AS hashed")
        return hashlib.sha256(" ".join(found[0]).encode()).hexdigest()


def open_table(text: str, span: Span | None, sessions: dict[str, Session]) -> PostgresTable:
    """The table that an address means. All of one database are read by one session. Raises Refused."""
    needs_driver()
    address = parse(text, span)
    session = sessions.get(address.url)
    if session is None:
        session = sessions[address.url] = Session(address.url, address.shown)
    relation = catalogue.find(session, address, span)
    refuse_repeats([column.name for column in relation.columns], address.label)
    return PostgresTable(address.label, address, session, relation, catalogue.is_utf8(session))


def _sent(column: Stored) -> str:
    """A column in a form that the driver hands over as a value of its own kind."""
    name = f"source.{identifier(column.name)}"
    if column.type in _AS_TEXT:
        return f"{name}::text"
    if column.type in ("date", "timestamp", "timestamptz"):
        return f"(CASE WHEN isfinite({name}) THEN {name} END)"
    if column.type == "numeric" and column.scale is None:
        return f"(CASE WHEN abs({name}) <= 1.7976931348623157e308 THEN {name}::text END)"
    if column.type == "numeric":
        return f"NULLIF({name}, 'NaN')::text"
    if column.type in _ALIKE or column.type == "text":
        return name
    # Lists, records and raw bytes: that they are such is all that is asked of them.
    return "NULL::bytea" if column.type not in _ALIKE else name


def _stored(column: Stored, array: Arrow) -> Arrow:
    """Decimals come as their digits."""
    if column.type != "numeric":
        return plain_array(array)
    if column.scale is None or (column.digits or 0) > 38:
        return array.cast(pa.float64())
    return array.cast(pa.decimal128(max(column.digits or 38, 1), column.scale))
