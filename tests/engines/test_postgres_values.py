"""What PostgreSQL computes in its own way is held against Python, on a real server."""

from __future__ import annotations

import math
from collections.abc import Callable
from decimal import Decimal
from fractions import Fraction
from random import Random

import pytest
from sqlglot import exp
from tests.servers.postgres import OWNER, Server, postgres

from segdsl import ir, patterns
from segdsl.engines.postgres.dialect import Postgres
from segdsl.engines.postgres.guarded import LARGEST, calculated, double
from segdsl.engines.postgres.patterns import to_advanced
from segdsl.engines.postgres.session import Session, literal
from segdsl.engines.postgres.sums import EXACT, written
from segdsl.engines.sql.sorts import Sort
from segdsl.interpret import as_key

__all__ = ["postgres"]

EDGES = (
    0.0, 5e-324, 1e-323, 2.2250738585072014e-308, 1e-300, 1e-160, 1e-150, 9.99e-151, 0.1, 1 / 3, 1.0, 2.0, 3.0, 7.5,
    1e15, 1e17, 1e150, 1.0000001e150, 1e158, 1e300, 8e307, 8.1e307, LARGEST / 2, LARGEST * 0.9999, LARGEST,
)  # fmt: skip


@pytest.fixture(scope="module")
def session(postgres: Server) -> Session:
    return Session(f"postgresql://{OWNER}@127.0.0.1:{postgres.port}/postgres", "the server")


def numbers(seed: int) -> list[float]:
    rnd = Random(seed)
    found = [*EDGES, *(math.ldexp(rnd.random() + 0.5, rnd.randint(-1073, 1023)) for _ in range(20))]
    return [*found, *(-number for number in found)]


def listed(values: list[float]) -> str:
    return "VALUES " + ", ".join(f"('{value!r}'::float8)" for value in values)


def python(op: ir.Op, a: float, b: float) -> float | None:
    ways: dict[ir.Op, Callable[[], float]] = {
        ir.Op.ADD: lambda: a + b,
        ir.Op.SUBTRACT: lambda: a - b,
        ir.Op.MULTIPLY: lambda: a * b,
        ir.Op.DIVIDE: lambda: a / b,
    }
    try:
        result = ways[op]()
    except ZeroDivisionError:
        return None
    return result if math.isfinite(result) else None


@pytest.mark.parametrize("op", list(ir.Op))
def test_arithmetic_never_fails_and_is_exact(session: Session, op: ir.Op) -> None:
    values = numbers(1)
    found = calculated(op, exp.column("a"), exp.column("b")).sql("postgres")
    pairs = f"SELECT x.v AS a, y.v AS b FROM ({listed(values)}) AS x(v), ({listed(values)}) AS y(v) OFFSET 0"
    for a, b, result in session.rows(f"SELECT a, b, {found} AS r FROM ({pairs}) AS pairs"):
        assert result == python(op, a, b), (a, b)


@pytest.mark.parametrize("op", list(ir.Op))
def test_arithmetic_with_a_constant(session: Session, op: ir.Op) -> None:
    values = numbers(2)
    for constant in values[::6]:
        left = calculated(op, exp.column("a"), double(constant)).sql("postgres")
        right = calculated(op, double(constant), exp.column("a")).sql("postgres")
        asked = (
            f"SELECT a, {left} AS l, {right} AS r FROM (SELECT v AS a FROM ({listed(values)}) AS x(v) OFFSET 0) AS s"
        )
        for a, over, under in session.rows(asked):
            assert over == python(op, a, constant), (a, constant)
            assert under == python(op, constant, a), (constant, a)


@pytest.mark.parametrize("op", list(ir.Op))
def test_what_is_missing_stays_so(session: Session, op: ir.Op) -> None:
    found = calculated(op, exp.column("a"), exp.column("b")).sql("postgres")
    for a, b in (("NULL", "0"), ("0", "NULL"), ("1", "NULL"), ("NULL", "NULL")):
        asked = f"SELECT {found} AS r FROM (SELECT {a}::float8 AS a, {b}::float8 AS b OFFSET 0) AS s"
        assert session.rows(asked) == [(None,)]


def test_every_double_is_an_exact_decimal(session: Session) -> None:
    exact = written(EXACT, v=exp.column("v")).sql("postgres")
    for value, text in session.rows(f"SELECT v, ({exact})::text AS t FROM ({listed(numbers(3))}) AS x(v)"):
        assert Fraction(Decimal(text)) == Fraction(value)


def test_numbers_are_spelled_as_keys_are(session: Session) -> None:
    spelled = Postgres().as_key(exp.column("v"), Sort.NUMBER, lambda value, name="": value).sql("postgres")
    values = [value for value in numbers(4) if abs(value) < 1e290] + [0.5, -3.0, 1234567890123456.5, 1e-5, 123456.789]
    for value, text in session.rows(f"SELECT v, {spelled} AS t FROM ({listed(values)}) AS x(v)"):
        assert text == as_key(value), value


@pytest.mark.parametrize(
    "pattern",
    [
        "a",
        "^a",
        "b$",
        "a|B",
        "[a-z]+",
        "^$",
        ".b",
        "價|価",
        r"\.",
        "(a|b)*",
        "a{2,3}",
        "(ab){0,200}c",
        r"[^a]",
        r"\d+\s",
        "()",
    ],
)
def test_patterns(session: Session, pattern: str) -> None:
    read = patterns.read(pattern)
    assert isinstance(read, patterns.Pattern)
    texts = ["", "a", "b", "ab", "B", "高價", "a.b", "1", "aa\n", "aaa", "12 x", "ababc", "^a", "\n"]
    listed_texts = ", ".join(f"({literal(text)})" for text in texts)
    asked = f"SELECT t, t ~ {literal(to_advanced(read.node))} AS found FROM (VALUES {listed_texts}) AS x(t)"
    for text, found in session.rows(asked):
        assert found is read.found(text), text
