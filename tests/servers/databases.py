"""A database of its own for a test, in the tests' server, and tables in it."""

from __future__ import annotations

import itertools
from dataclasses import dataclass

import pytest
from tests.servers.postgres import OWNER, Server

_NUMBERS = itertools.count()


@dataclass(frozen=True)
class Database:
    """A database of a test's own: what is read of it is kept from changes until nobody needs it any more."""

    server: Server
    name: str

    @property
    def port(self) -> int:
        return self.server.port

    @property
    def owners(self) -> str:
        return f"postgresql://{OWNER}@127.0.0.1:{self.port}/{self.name}"

    def execute(self, *statements: str) -> None:
        self.server.execute(*statements, database=self.name)


@pytest.fixture
def database(postgres: Server) -> Database:
    name = f"test_{next(_NUMBERS)}"
    postgres.execute(f"CREATE DATABASE {name}")
    made = Database(postgres, name)
    made.execute("CREATE SCHEMA bank")
    return made


def address(database: Database, table: str) -> str:
    return database.server.url(database.name, table=table)


def made(server: Database, name: str, columns: str, *rows: str) -> str:
    quoted = '"' + name.replace('"', '""') + '"'
    statements = [f"CREATE TABLE bank.{quoted} ({columns})"]
    if rows:
        statements.append(f"INSERT INTO bank.{quoted} VALUES {', '.join(rows)}")
    server.execute(*statements)
    shown = '"' + name.replace('"', '""').replace(";", "%3B").replace(" ", "%20") + '"'
    return address(server, f"bank.{shown}")
