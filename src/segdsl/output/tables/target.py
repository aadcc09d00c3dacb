"""Which table of which database an output is to be written to, told from the address; connects to nothing."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from segdsl.data import content
from segdsl.data.addresses import asked
from segdsl.data.fingerprint import Placed
from segdsl.diagnostics.codes import run
from segdsl.diagnostics.model import Diagnostic, Refused
from segdsl.engines.postgres import address as postgres

System = Literal["postgres", "duckdb", "sqlite"]
QUARANTINE = "_quarantine"

_BY_CONTENT: dict[content.Content, System] = {content.Content.DUCKDB: "duckdb", content.Content.SQLITE: "sqlite"}
_ENDINGS: dict[str, System] = {".duckdb": "duckdb", ".ddb": "duckdb", ".sqlite": "sqlite", ".sqlite3": "sqlite"}


@dataclass(frozen=True, slots=True)
class Target:
    """A table. `place` is the URL or path of its database, without any secret; `shown` is how messages call the
    database. `schema` None: the default one."""

    system: System
    place: str
    shown: str
    schema: str | None
    table: str

    @property
    def path(self) -> Path | None:
        """The database file, if it is one."""
        return None if self.system == "postgres" else Path(self.place)

    @property
    def label(self) -> str:
        return self.table if self.schema is None else f"{self.schema}.{self.table}"

    @property
    def quarantine(self) -> str:
        """The table beside it that takes the rows that were left out."""
        return self.table + QUARANTINE

    def is_at(self, placed: Placed) -> bool:
        """Whether this is that table; where it is not said in which schema, it may be any."""
        place, schema, table = placed
        here = self.shown if self.path is None else os.path.realpath(self.path)
        same = self.table == table if self.system == "postgres" else self.table.lower() == table.lower()
        return here == place and same and self.schema in (None, schema)


def of(text: str) -> Target | None:
    """`postgresql://host/bank?table=membership`, `results.duckdb?table=membership`, `results.sqlite?table=membership`;
    None for anything that is no database. Raises Refused when the address cannot be used."""
    if postgres.is_address(text):
        found = postgres.parse(text)
        return Target("postgres", found.url, found.shown, found.schema, found.table)
    wanted = asked(text)
    path = Path(wanted.place)
    system = _system(path)
    if system is None:
        if not wanted.suffix:
            return None
        said = f"`{wanted.place}` is no database, so that no table can be written into it"
        raise Refused(_unusable(said, text, "a new database file is called `….duckdb` or `….sqlite`"))
    if wanted.table is None:
        said = f"`{text}` does not say which table to write"
        raise Refused(_unusable(said, text, f"say which one: `{wanted.place}?table=membership`"))
    if wanted.schema is not None and system == "sqlite":
        raise Refused(_unusable("an SQLite file has no schemas", text, f"write `?table={wanted.table}`"))
    return Target(system, wanted.place, wanted.place, wanted.schema, wanted.table)


def _system(path: Path) -> System | None:
    """By what the file holds; a new one by its ending."""
    try:
        if path.is_file() and path.stat().st_size:
            return _BY_CONTENT.get(content.tell(content.head_of(path, 4096)))
    except (OSError, EOFError):
        return None
    return _ENDINGS.get(path.suffix.lower())


def _unusable(said: str, text: str, help: str) -> Diagnostic:
    return Diagnostic(run.UNUSABLE_TABLE_ADDRESS, said, path=text, help=(help,))
