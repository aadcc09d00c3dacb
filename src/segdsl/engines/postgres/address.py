"""Addresses of tables in PostgreSQL databases: taken apart, and refused when a secret stands in them; connects to
nothing."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final
from urllib.parse import parse_qsl, quote, urlsplit

from segdsl.diagnostics.codes import data as codes
from segdsl.diagnostics.model import Diagnostic, Refused
from segdsl.source import Span

SCHEMES = ("postgresql://", "postgres://")
_SECRETS: Final = frozenset({"password", "sslpassword"})
_PASSED_ON: Final = frozenset(
    {
        "host", "hostaddr", "port", "dbname", "user", "service", "passfile", "connect_timeout", "application_name",
        "sslmode", "sslcert", "sslkey", "sslrootcert", "sslcrl", "gssencmode", "krbsrvname", "channel_binding",
        "target_session_attrs", "keepalives", "keepalives_idle", "keepalives_interval", "keepalives_count",
    }
)  # fmt: skip
"""What libpq understands and may stand in an address: nothing secret, and nothing that changes how queries are read."""

_FORM = "an address is like `postgresql://host:5432/bank?table=customers`, or `…?table=schema.customers`"
_ENVIRONMENT = (
    "give it in the environment (`PGPASSWORD`), or better in a file that only you can read: `~/.pgpass` or `PGPASSFILE`"
)
_PART = re.compile(r'\s*(?:"((?:[^"]|"")+)"|([^".]+))\s*')


@dataclass(frozen=True, slots=True)
class Address:
    """`url` names the database and holds no table and no secret; `shown` is how messages call the database."""

    url: str
    schema: str | None
    table: str
    shown: str

    @property
    def label(self) -> str:
        """How messages call the table."""
        return self.table if self.schema is None else f"{self.schema}.{self.table}"


def is_address(text: str) -> bool:
    return text.lower().startswith(SCHEMES)


def parse(text: str, span: Span | None = None) -> Address:
    """The address of one table. Raises Refused; no message repeats what stands before the host."""
    try:
        parts = urlsplit(text)
        # A sign of a password that is not written as addresses are: what follows must not be taken for a host or path.
        secret = parts.password is not None or "@" in parts.path + parts.fragment
        asked = parse_qsl(parts.query, keep_blank_values=True, strict_parsing=bool(parts.query))
        wrong_port = not secret and parts.port == 0
    except ValueError:
        raise _unusable("it is not written as addresses are", span) from None
    if secret or any(name.lower() in _SECRETS for name, _ in asked):
        said = "a password stands in the address of a database"
        raise Refused(Diagnostic(codes.SECRET_IN_ADDRESS, said, span, help=(_ENVIRONMENT,)))
    if wrong_port or parts.fragment:
        raise _unusable("it is not written as addresses are", span)
    tables = [value for name, value in asked if name == "table"]
    passed = [(name, value) for name, value in asked if name != "table"]
    unknown = [name for name, _ in passed if name not in _PASSED_ON]
    if unknown:
        raise _unusable(f"`{unknown[0]}` means nothing in it", span)
    if len(tables) != 1:
        raise _unusable("it names no table" if not tables else "it names more than one table", span)
    schema, table = _table(tables[0], span)
    place = parts.netloc.rpartition("@")[2]
    query = "&".join(f"{name}={quote(value, safe='')}" for name, value in sorted(passed))
    url = f"postgresql://{parts.netloc}{parts.path}" + (f"?{query}" if query else "")
    return Address(url, schema, table, f"postgresql://{place}{parts.path}")


def _table(text: str, span: Span | None) -> tuple[str | None, str]:
    """`table` or `schema.table`; a name with a point in it stands in double quotes."""
    names: list[str] = []
    at = 0
    while True:
        found = _PART.match(text, at)
        if found is None or len(names) == 2:
            raise _unusable("the table in it is not written as `table` or `schema.table`", span)
        names.append(found[2].strip() if found[1] is None else found[1].replace('""', '"'))
        at = found.end()
        if at == len(text):
            break
        if text[at] != ".":
            raise _unusable("the table in it is not written as `table` or `schema.table`", span)
        at += 1
    return (names[0], names[1]) if len(names) == 2 else (None, names[0])


def _unusable(why: str, span: Span | None) -> Refused:
    return Refused(
        Diagnostic(codes.DATABASE_ADDRESS, f"the address of a database cannot be used: {why}", span, help=(_FORM,))
    )
