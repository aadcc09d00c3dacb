"""Every operator with every kind of value, known and missing: questions about small tables, with answers by hand.

Each question has columns of its own side by side in one table of customers, so that an engine answers all of them in
one run. What a cell expects is written out or computed in plain Python here; nothing is taken from the interpreter.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from tests.meaning.random_tables import World, table

from segdsl import ir, types
from segdsl.schemas import Role
from segdsl.types import Type, Value

Row = tuple[Value | None, ...]
Answer = bool | Value | None

AS_OF = dt.date(2024, 2, 29)
SEX = types.one_of(("F", "M"))
ORDERED: dict[Type, tuple[Value, Value]] = {
    types.NUMBER: (1.5, 2.0),
    types.WHOLE: (-1, 3),
    types.DATE: (dt.date(2024, 2, 28), dt.date(2024, 2, 29)),
    types.DATE_TIME: (dt.datetime(2024, 2, 29, 0, 0), dt.datetime(2024, 2, 29, 0, 0, 0, 1)),
}
UNORDERED: dict[Type, tuple[Value, Value]] = {
    types.TEXT: ("B", "a"),
    SEX: ("F", "M"),
    types.YES_NO: (False, True),
}
PAIRS = {**ORDERED, **UNORDERED}
LANDS: dict[str, Type] = {"land": types.TEXT} | {f"of {kind.kind.value}": kind for kind in PAIRS}
LAND_ROWS: list[Row] = [
    ("a", *(low for low, _ in PAIRS.values())),
    ("b", *[None] * len(PAIRS)),
    ("a", *(high for _, high in PAIRS.values())),
    (None, *(high for _, high in PAIRS.values())),
]
"""A look-up table: of two rows with the same key the first is taken, and nobody finds a row without a key."""
TRUE_FOR = {
    ir.Rel.LT: {"less"},
    ir.Rel.LE: {"less", "equal"},
    ir.Rel.GT: {"more"},
    ir.Rel.GE: {"more", "equal"},
    ir.Rel.EQ: {"equal"},
    ir.Rel.NE: {"less", "more"},
}


@dataclass(frozen=True)
class Sheet:
    """Some columns and rows; `many` holds the rows of the customer beside it, when the question is about them."""

    name: str
    columns: dict[str, Type]
    rows: Sequence[Row]
    many: Sequence[Sequence[Row]] | None = None

    def column(self, name: str) -> ir.Column:
        at = "customers" if self.many is None else self.table
        return ir.Column(at, self.called(name), self.columns[name])

    def called(self, name: str) -> str:
        return f"{self.name} {name}" if self.many is None else name

    @property
    def table(self) -> str:
        return f"rows {self.name}"


@dataclass(frozen=True)
class Cell:
    """A question about the rows of a sheet, and what is to be answered; `close`: but for the last bits."""

    operator: str
    kind: str
    sheet: Sheet
    question: ir.Cond | ir.Expr
    expected: Sequence[Answer]
    close: bool = False
    split: ir.Split | None = None

    @property
    def missing(self) -> frozenset[str]:
        """What is answered where something is missing, in words."""
        known = [None not in row for row in self.sheet.rows]
        if self.sheet.many is not None:
            known = [bool(rows) and all(None not in row for row in rows) for rows in self.sheet.many]
        condition = isinstance(self.question, ir.Cond)
        gaps = (answer for complete, answer in zip(known, self.expected, strict=True) if not complete)
        return frozenset(_word(answer, condition) for answer in gaps)


def _word(answer: Answer, condition: bool) -> str:
    if answer is None:
        return "undecided" if condition else "missing"
    return {True: "yes", False: "no"}[answer] if isinstance(answer, bool) else "a value"


def literal(value: Value, kind: Type) -> ir.Literal:
    return ir.Literal(value, kind)


def name(kind: Type) -> str:
    return str(kind.kind.value)


def opposite(answers: Sequence[Answer]) -> list[Answer]:
    return [None if answer is None else not answer for answer in answers]


def related(rel: ir.Rel, left: Value | None, right: Value | None) -> bool | None:
    if left is None or right is None:
        return None
    order = "equal" if left == right else "less" if left < right else "more"  # type: ignore[operator]
    return order in TRUE_FOR[rel]


def world(cells: Sequence[Cell]) -> World:
    """One table of customers with the columns of every sheet, and the tables of many rows."""
    sheets = {cell.sheet.name: cell.sheet for cell in cells}
    plain = [sheet for sheet in sheets.values() if sheet.many is None]
    count = max(len(sheet.rows if sheet.many is None else sheet.many) for sheet in sheets.values())
    columns = {"id": types.TEXT} | {s.called(c): kind for s in plain for c, kind in s.columns.items()}
    data: dict[str, list[dict[str, Value | None]]] = {"customers": [{"id": f"c{row}"} for row in range(count)]}
    for sheet in plain:
        for row, values in zip(data["customers"], sheet.rows, strict=False):
            row.update(zip(map(sheet.called, sheet.columns), values, strict=True))
    tables = {"customers": table("customers", Role.CUSTOMERS, columns, {}, key="id")}
    tables["lands"] = table("lands", Role.ONE, LANDS, {}, per="land")
    data["lands"] = [dict(zip(LANDS, row, strict=True)) for row in LAND_ROWS]
    for sheet in sheets.values():
        if sheet.many is None:
            continue
        link, dated = ir.Link("id", "id"), "at" if "at" in sheet.columns else None
        kinds = {"id": types.TEXT, **sheet.columns}
        tables[sheet.table] = table(sheet.table, Role.MANY, kinds, {}, per="id", link=link, dated=dated)
        data[sheet.table] = [
            {"id": f"c{customer}", **dict(zip(sheet.columns, row, strict=True))}
            for customer, rows in enumerate(sheet.many)
            for row in rows
        ]
    splits = {cell.split.name: cell.split for cell in cells if cell.split is not None}
    return World(ir.Program(ir.Meta(), AS_OF, "UTC", tables, {}, {}, {}, splits, (), (), tuple(splits)), data)
