"""Keys of a PostgreSQL table that are numbers of any length: every digit stays, or they are refused."""

from __future__ import annotations

import pytest
from tests.servers.postgres import Server, postgres

import segdsl

__all__ = ["postgres"]

RULES = "table customers\n  key customer id\n\neverybody if age >= 18\n"
KEYS = ("18446744073709551617", "18446744073709551618", "1" + "0" * 60, "7")


def _table(server: Server, kind: str, *keys: str) -> str:
    rows = ", ".join(f"({key}, 20)" for key in keys)
    server.execute(
        "DROP TABLE IF EXISTS number_keys",
        f'CREATE TABLE number_keys ("customer id" {kind}, age int)',
        f"INSERT INTO number_keys VALUES {rows}",
    )
    return f"postgresql://owner@127.0.0.1:{server.port}/postgres?table=number_keys"


@pytest.mark.parametrize("engine", ["postgres", "pandas", "duckdb"])
@pytest.mark.parametrize("kind", ["numeric(70)", "numeric(70,0)"])
def test_every_digit_is_kept(postgres: Server, kind: str, engine: str) -> None:
    found = segdsl.apply(RULES, _table(postgres, kind, *KEYS), engine=engine)
    assert sorted(found.members("everybody")) == sorted(KEYS)


@pytest.mark.parametrize("engine", ["postgres", "pandas", "duckdb"])
@pytest.mark.parametrize("kind", ["numeric", "float8", "float4"])
def test_digits_that_may_be_lost_are_refused(postgres: Server, kind: str, engine: str) -> None:
    found = segdsl.apply(RULES, _table(postgres, kind, KEYS[0], KEYS[1], KEYS[3]), engine=engine)
    assert [d.code.id for d in found.diagnostics if d.is_error] == ["SEG543"]
