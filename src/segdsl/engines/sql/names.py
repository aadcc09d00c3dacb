"""Names inside a query: readable, safe in every database, each given once; knows no plans."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cache

from sqlglot import Dialect as SqlDialect

_UNSAFE = re.compile(r"[^a-z0-9]+")
_DIALECTS = ("", "duckdb", "postgres", "spark", "databricks", "bigquery", "snowflake", "trino", "clickhouse")
_MORE = (
    "user current_user session_user current_role localtime localtimestamp current_catalog current_schema sysdate "
    "analyse asymmetric authorization binary both collation concurrently deferrable initially lateral leading "
    "placing references similar symmetric trailing variadic verbose sample final prewhere global key value"
)


@cache
def _reserved() -> frozenset[str]:
    """Words that mean something in one database or another."""
    found = set(_MORE.split())
    for name in _DIALECTS:
        dialect = SqlDialect.get_or_raise(name)
        words = {*dialect.tokenizer_class.KEYWORDS, *dialect.generator_class.RESERVED_KEYWORDS}
        found.update(word.lower() for word in words)
    return frozenset(found)


def safe(text: str, otherwise: str, longest: int = 40) -> str:
    """The text as a name of small letters, digits and `_` that begins with a letter."""
    plain = unicodedata.normalize("NFKD", text).lower()
    found = _UNSAFE.sub("_", plain.encode("ascii", "ignore").decode()).strip("_")[:longest].rstrip("_")
    if not found or not found[0].isalpha():
        found = f"{otherwise}_{found}".rstrip("_")[:longest]
    return f"{found}_" if found in _reserved() else found


@dataclass(slots=True)
class Names:
    """Gives no name twice."""

    _given: dict[str, int] = field(default_factory=dict)

    def avoid(self, names: Iterable[str]) -> None:
        """Names that mean something else already."""
        for name in names:
            self._given.setdefault(name.lower(), 1)

    def new(self, text: str, otherwise: str = "column") -> str:
        name = safe(text, otherwise)
        count = self._given.get(name, 0) + 1
        self._given[name] = count
        if count == 1:
            return name
        longer = f"{name.rstrip('_')}_{count}"
        if longer in self._given:
            return self.new(longer)
        self._given[longer] = 1
        return longer
