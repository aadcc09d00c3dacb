"""What the catalogue of a database says of a table: its columns, their types, what is unique; reads no rows."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from segdsl.data.wording import quoted
from segdsl.diagnostics.codes import data as codes
from segdsl.diagnostics.model import Diagnostic, Refused
from segdsl.engines.postgres.address import Address
from segdsl.engines.postgres.session import Session, identifier, literal
from segdsl.names import similar
from segdsl.source import Span

_LIES = frozenset({"r", "m"})
"""Kinds of relations whose rows have a place: tables and materialised views."""


@dataclass(frozen=True, slots=True)
class Stored:
    """A column as it lies there. `type` is the name of its base type, without domains; `digits` and `scale` are those
    of a NUMERIC (None: any), `filled` says that it is never NULL, `unique` that no value comes twice, `readable` that
    this user may read it."""

    name: str
    type: str
    digits: int | None
    scale: int | None
    filled: bool
    unique: bool
    readable: bool


@dataclass(frozen=True, slots=True)
class Relation:
    """A table or view. `order` sorts its rows, in SQL, and `lies` says that they lie so; `primary` is the column of a
    primary key of one column; `text` is in SQL all that this user may read of a row."""

    schema: str
    name: str
    columns: Sequence[Stored]
    order: str
    lies: bool
    primary: str | None
    text: str


def find(session: Session, address: Address, span: Span | None) -> Relation:
    """Raises Refused when there is no such table."""
    schemas = session.search_path() if address.schema is None else (address.schema,)
    among = ", ".join(literal(name) for name in schemas) or "NULL"
    found: Mapping[str, tuple[int, str]] = {
        schema: (oid, kind)
        for oid, schema, kind in session.rows(
            "SELECT c.oid::int8 AS oid, n.nspname::text AS schema, "
            "CASE WHEN c.relkind = 'r' AND c.relhassubclass THEN 'p' ELSE c.relkind::text END AS kind "
            "FROM pg_class AS c JOIN pg_namespace AS n ON n.oid = c.relnamespace "
            f"WHERE c.relname = {literal(address.table)} AND n.nspname IN ({among}) "
            "AND c.relkind IN ('r', 'v', 'm', 'f', 'p')"
        )
    }
    schema = next((name for name in schemas if name in found), None)
    if schema is None:
        raise Refused(_not_there(session, address, among, span))
    oid, kind = found[schema]
    columns = _columns(session, oid)
    text = _as_text(columns)
    order = "source.ctid" if kind in _LIES else "source.tableoid, source.ctid" if kind == "p" else f'{text} COLLATE "C"'
    primary = [name for name, is_primary in _unique(session, oid).items() if is_primary]
    return Relation(schema, address.table, columns, order, kind in _LIES, primary[0] if primary else None, text)


def _as_text(columns: Sequence[Stored]) -> str:
    """Rows that have no place are ordered by all that they hold."""
    if all(column.readable for column in columns):
        return "source::text"
    return f"ROW({', '.join(f'source.{identifier(column.name)}' for column in columns if column.readable)})::text"


def _columns(session: Session, oid: int) -> tuple[Stored, ...]:
    unique = _unique(session, oid)
    rows = session.rows(
        "WITH RECURSIVE typed AS ("
        "SELECT a.attnum, a.attname, a.atttypid AS type, a.atttypmod AS modifier, a.attnotnull AS filled "
        f"FROM pg_attribute AS a WHERE a.attrelid = {oid} AND a.attnum > 0 AND NOT a.attisdropped "
        "UNION ALL SELECT d.attnum, d.attname, t.typbasetype, t.typtypmod, d.filled OR t.typnotnull "
        "FROM typed AS d JOIN pg_type AS t ON t.oid = d.type WHERE t.typtype = 'd') "
        "SELECT d.attnum::int8 AS number, d.attname::text AS name, "
        "CASE WHEN t.typtype = 'e' THEN 'enum' ELSE t.typname::text END AS type, d.modifier::int8 AS modifier, "
        f"d.filled, has_column_privilege({oid}, d.attnum, 'SELECT') AS readable "
        "FROM typed AS d JOIN pg_type AS t ON t.oid = d.type WHERE t.typtype <> 'd' ORDER BY 1"
    )
    return tuple(
        Stored(name, kind, *_digits(kind, modifier), filled, name in unique, readable)
        for _, name, kind, modifier, filled, readable in rows
    )


def _digits(kind: str, modifier: int) -> tuple[int | None, int | None]:
    """Precision and scale, as NUMERIC packs them into one number."""
    if kind != "numeric" or modifier < 4:
        return None, None
    packed = modifier - 4
    return packed >> 16 & 0xFFFF, ((packed & 0x7FF) ^ 1024) - 1024


def _unique(session: Session, oid: int) -> dict[str, bool]:
    """Columns that are unique by themselves; True for the primary key."""
    rows = session.rows(
        "SELECT a.attname::text AS name, i.indisprimary AS is_primary FROM pg_index AS i "
        "JOIN pg_attribute AS a ON a.attrelid = i.indrelid AND a.attnum = i.indkey[0] "
        f"WHERE i.indrelid = {oid} AND i.indisunique AND i.indisvalid AND i.indimmediate AND i.indnkeyatts = 1 "
        "AND i.indpred IS NULL AND i.indexprs IS NULL"
    )
    found: dict[str, bool] = {}
    for name, is_primary in rows:
        found[name] = found.get(name, False) or is_primary
    return found


def _not_there(session: Session, address: Address, among: str, span: Span | None) -> Diagnostic:
    rows = session.rows(
        "SELECT c.relname::text AS name FROM pg_class AS c JOIN pg_namespace AS n ON n.oid = c.relnamespace "
        f"WHERE n.nspname IN ({among}) AND c.relkind IN ('r', 'v', 'm', 'f', 'p') ORDER BY 1 LIMIT 1000"
    )
    close = similar(address.table, [str(name) for (name,) in rows])
    where = f"the schema `{address.schema}`" if address.schema is not None else "the search path of this user"
    help = f"tables with a similar name: {quoted(close)}" if close else f"it is looked for in {where}"
    said = f"`{address.shown}` has no table `{address.label}`"
    return Diagnostic(codes.NO_DATABASE_TABLE, said, span, help=(help,))


def is_utf8(session: Session) -> bool:
    """Whether texts are stored in UTF-8, so that the database can bring them to NFC."""
    return bool(session.rows("SELECT current_setting('server_encoding') AS name")[0][0] == "UTF8")
