"""How rows of many tables find their customers."""

from __future__ import annotations

import pytest
from tests.check import rules

from segdsl import ir
from segdsl.ir import Hop, Link

ACCOUNTS = "table accounts\n  one per account id\n  column customer id: text\n"
CASES = [
    ("by the key", "table customers\n  key id\ntable t\n  many per id\n  column v: number\n", Link("id", "id")),
    (
        "by another column of the customers",
        "table customers\n  key id\n  column card: text\ntable t\n  many per card\n  column v: number\n",
        Link("card", "card"),
    ),
    (
        "by a look-up that knows the customer",
        f"table customers\n  key customer id\n  column age: number\ntable t\n  many per account id\n{ACCOUNTS}",
        Link("customer id", "customer id", (Hop("account id", "accounts"),)),
    ),
    (
        "by a look-up of a column of its own",
        "table customers\n  key customer id\ntable t\n  many per customer id\n  column account id: text\n" + ACCOUNTS,
        Link("customer id", "customer id", (Hop("account id", "accounts"),)),
    ),
    (
        "by a look-up that is named as the way",
        "table customers\n  key customer id\n  column account id: text\ntable t\n"
        f"  many per account id, through accounts\n  column v: number\n{ACCOUNTS}",
        Link("customer id", "customer id", (Hop("account id", "accounts"),)),
    ),
    (
        "through another table",
        "table customers\n  key id\ntable t\n  many per acc, through d\ntable d\n  many per id\n  column acc: text\n",
        Link("acc", through="d", through_column="acc"),
    ),
    ("nothing is known", "t2 if any t\ntable t\n  many per customer id\n", Link("customer id", "customer id")),
    (
        "open customers with another key",
        'table customers from "c.csv"\n  key id\ntable t from "t.csv"\n  many per card\n',
        Link("card", "card"),
    ),
    (
        "distinct customers",
        'table customers from "c.csv"\n  key id, one per distinct value\ntable t from "c.csv"\n  many per id\n',
        Link("id", "id"),
    ),
]


@pytest.mark.parametrize(("text", "expected"), [case[1:] for case in CASES], ids=[case[0] for case in CASES])
def test_link(text: str, expected: Link) -> None:
    assert rules.program(text, header="").tables["t"].link == expected


def test_the_conditions_of_a_link_are_about_the_link_table() -> None:
    text = """table customers
  key id
table t
  many per acc, through d where role is "OWNER"
table d
  many per id
  column acc: text
  column role: one of "OWNER", "USER"
x if any t
"""
    program = rules.program(text, header="")
    link = program.tables["t"].link
    assert link is not None
    assert isinstance(link.where, ir.Compare)
    assert isinstance(link.where.left, ir.Column)
    assert link.where.left.table == "d"
    assert program.tables["d"].used == {"id", "acc", "role"}
    assert program.tables["customers"].used == {"id"}


def test_a_table_may_be_open_until_the_data_is_seen() -> None:
    program = rules.program('table c from "c.csv"\n  key id\nx if RFM score > 12 and rfm_score < 15', header="")
    condition = program.segments["x"].condition
    assert isinstance(condition, ir.And)
    left = [item.left for item in condition.items if isinstance(item, ir.Compare)]
    assert left[0] == left[1]
    assert program.customers.columns["rfm score"].name == "RFM score"
    assert program.customers.used == {"id", "rfm score"}
