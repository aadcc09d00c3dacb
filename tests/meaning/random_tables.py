"""Random tables with gaps, and the small pools that their values and the literals of random programs come from."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from random import Random

from tests.meaning.tables_in_memory import column

from segdsl import ir
from segdsl.schemas import Role
from segdsl.types import DATE, DATE_TIME, NUMBER, TEXT, WHOLE, YES_NO, Kind, Type, Value, one_of

Rows = list[dict[str, Value | None]]

NUMBERS = (-2.0, -1.0, 0.0, 0.5, 1.0, 1.1, 2.0, 2.2, 2.5, 3.0, 3.3, 100.0)
FRACTIONS = (0.1, 0.2, 0.30000000000000004, 1e-9, 1 / 3, 2.5, -0.7, 1e17, 1e300, -1e300, 5e-324)
MONEY = (0.1, 0.2, 0.29, 1.15, -0.1, 10.0, 99.99, 90071992547409.93)
WHOLES = (-1, 0, 1, 2, 3, 12)
TEXTS = ("a", "b", "ab", "B", "", "高價", "a.b", "1")
CLOSED = ("F", "M", "X")
CLOSED_TYPE = one_of(CLOSED)
DATES = tuple(
    dt.date.fromisoformat(text)
    for text in (
        "2023-02-28", "2023-03-01", "2023-08-31", "2023-11-30", "2023-12-01", "2023-12-31", "2024-01-29", "2024-01-31",
        "2024-02-01", "2024-02-28", "2024-02-29", "2024-03-01", "2024-03-30", "2024-03-31", "2024-04-01", "2020-02-29",
    )
)  # fmt: skip
TIMES = tuple(dt.datetime.combine(day, dt.time(*clock)) for day in DATES[3:13] for clock in ((0, 0), (23, 59, 59)))
AS_OF = tuple(dt.date.fromisoformat(text) for text in ("2024-02-29", "2024-03-31", "2023-02-28", "2024-03-01"))
IDS = ("1", "01", "2", "3", "4", "x")
GROUPS = ("g", "h", "G")
PATTERNS = ("a", "^a", "b$", "a|B", "[a-z]+", "^$", ".b", "価|價", r"\.", "(a|b)*")


def table(name: str, role: Role, columns: Mapping[str, Type], decimals: Mapping[str, int], **more: object) -> ir.Table:
    found = {key: column(key, kind, decimals.get(key)) for key, kind in columns.items()}
    return ir.Table(name, role, found, frozenset(columns), **more)  # type: ignore[arg-type]


CUSTOMERS: dict[str, Type] = {
    "id": TEXT, "n": NUMBER, "m": NUMBER, "w": WHOLE, "t": TEXT, "u": TEXT, "c": CLOSED_TYPE, "y": YES_NO, "z": YES_NO,
    "d": DATE, "e": DATE, "s": DATE_TIME, "g": TEXT, "home": TEXT,
}  # fmt: skip
BUYS: dict[str, Type] = {
    "id": TEXT, "x": NUMBER, "f": NUMBER, "k": WHOLE, "t": TEXT, "c": CLOSED_TYPE, "y": YES_NO, "at": DATE,
    "s": DATE_TIME, "g": TEXT,
}  # fmt: skip
DECIMALS = {"x": 2, "m": 1}


def tables(rnd: Random) -> dict[str, ir.Table]:
    dated = rnd.choice(["at", "at", "s", None])
    only = ir.Compare(ir.Rel.GT, ir.Column("buys", "k", WHOLE), ir.Literal(0, WHOLE)) if rnd.random() < 0.3 else None
    owner = (
        ir.Compare(ir.Rel.EQ, ir.Column("uses", "role", TEXT), ir.Literal("a", TEXT)) if rnd.random() < 0.7 else None
    )
    known = ir.Not(ir.IsMissing(ir.Column("customers", "w", WHOLE))) if rnd.random() < 0.1 else None
    areas = {"region": TEXT, "salary": NUMBER, "name": TEXT, "land": TEXT}
    return {
        "customers": table(
            "customers", Role.CUSTOMERS, CUSTOMERS, DECIMALS, key=rnd.choice(["id", "id", "id", None]),
            distinct=rnd.random() < 0.1, only_where=known,
        ),
        "buys": table(
            "buys", Role.MANY, BUYS, DECIMALS, per="id", dated=dated, only_where=only,
            link=ir.Link("id", rnd.choice(["id", "id", "home"])),
        ),
        "uses": table(
            "uses", Role.MANY, {"id": TEXT, "account": TEXT, "role": TEXT}, {}, per="id", link=ir.Link("id", "id"),
        ),
        "orders": table(
            "orders", Role.MANY, BUYS | {"account": TEXT}, DECIMALS, per="account", dated=rnd.choice(["s", None]),
            link=ir.Link("account", through="uses", through_column="account", where=owner),
        ),
        "visits": table(
            "visits", Role.MANY, {"card": TEXT, "at": DATE, "x": NUMBER}, DECIMALS, per="id", dated="at",
            link=ir.Link("id", "id", (ir.Hop("card", "cards"),)),
        ),
        "cards": table("cards", Role.ONE, {"card": TEXT, "id": TEXT, "c": CLOSED_TYPE}, {}, per="card"),
        "areas": table(
            "areas", Role.ONE, areas, {}, per="region",
            only_where=ir.Not(ir.IsMissing(ir.Column("areas", "salary", NUMBER))) if rnd.random() < 0.2 else None,
        ),
        "lands": table("lands", Role.ONE, {"land": TEXT, "size": NUMBER, "eu": YES_NO, "since": DATE}, {}, per="land"),
    }  # fmt: skip


def pool(name: str, kind: Type) -> Sequence[Value]:
    """What values a column has."""
    if name == "account":
        return IDS[:2]  # few, so that more than one way leads from a row to a customer
    if name in ("id", "home", "card"):
        return IDS
    if name in ("g", "region", "land"):
        return GROUPS
    special: dict[str, Sequence[Value]] = {"x": MONEY, "f": FRACTIONS, "m": (0.1, 0.2, 0.3, 1.0, -0.1)}
    by_kind: dict[Kind, Sequence[Value]] = {
        Kind.NUMBER: NUMBERS, Kind.WHOLE: WHOLES, Kind.TEXT: TEXTS, Kind.ONE_OF: CLOSED, Kind.YES_NO: (True, False),
        Kind.DATE: DATES, Kind.DATE_TIME: TIMES, Kind.DURATION: (dt.timedelta(0), dt.timedelta(1), dt.timedelta(30)),
    }  # fmt: skip
    return special.get(name) or by_kind[kind.kind]


def rows(rnd: Random, of: ir.Table, count: int, gaps: float) -> Rows:
    made: Rows = []
    for _ in range(count):
        made.append(
            {
                name: None if rnd.random() < gaps else rnd.choice(pool(name, col.type))
                for name, col in of.columns.items()
            }
        )
    return made


@dataclass
class World:
    """A program, without questions yet, and its data."""

    program: ir.Program
    data: dict[str, Rows]
