"""How data is called that is not simply a path: a URL, or a table in a database file; opens nothing."""

from __future__ import annotations

import re
from dataclasses import dataclass
from urllib.parse import unquote

_URL = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*://")
_ASKED = re.compile(r"\?table=([^/?]*)$")
_NAME = r'"(?:[^"]|"")+"|[^".]+'
_TABLE = re.compile(rf"(?:({_NAME})\.)?({_NAME})")


def is_url(text: str) -> bool:
    """Whether this is an address such as `postgresql://host/bank`, and no path."""
    return _URL.match(text) is not None


@dataclass(frozen=True, slots=True)
class Asked:
    """A path and the table in it that is asked for (None: not said); `suffix` is what stood behind the path."""

    place: str
    suffix: str = ""
    table: str | None = None
    schema: str | None = None


def asked(text: str) -> Asked:
    """`bank.duckdb?table=customers`, `bank.duckdb?table=sales.customers`. A name with a point in it stands in double
    quotes; `%` codes stand for odd characters."""
    found = _ASKED.search(text)
    if found is None:
        return Asked(text)
    names = _TABLE.fullmatch(unquote(found[1]))
    schema, table = (None, unquote(found[1]) or None) if names is None else (_plain(names[1]), _plain(names[2]))
    return Asked(text[: found.start()], found[0], table, schema)


def _plain(name: str | None) -> str | None:
    quoted = name is not None and len(name) > 2 and name[0] == name[-1] == '"'
    return name[1:-1].replace('""', '"') if quoted and name is not None else name
