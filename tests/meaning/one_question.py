"""One question about a table of a few customers, asked of the pandas engine and of the interpreter, who must agree."""

from __future__ import annotations

import datetime as dt

from tests.meaning.random_tables import table
from tests.meaning.tables_in_memory import comparable, stores, told, verdicts

from segdsl import ir
from segdsl.engines import pandas
from segdsl.interpret import Interpreter
from segdsl.lower import lower
from segdsl.schemas import Role
from segdsl.types import Type, Value


def program(columns: dict[str, Type], as_of: dt.date | None = dt.date(2024, 2, 29)) -> ir.Program:
    tables = {"customers": table("customers", Role.CUSTOMERS, columns, {}, key=None)}
    return ir.Program(ir.Meta(), as_of, "UTC", tables, {}, {}, {}, {}, (), (), ())


def both(made: ir.Program, rows: list[dict[str, Value | None]], condition: ir.Cond) -> list[bool | None]:
    """What engine and interpreter say, who must agree."""
    answers = list(pandas.run(lower(made, [condition]), stores(made, {"customers": rows})))
    interpreter = Interpreter(made, {"customers": rows})
    found = verdicts(answers, 0)
    assert found == [interpreter.condition(condition, row) for row in rows]
    return found


def value_of(made: ir.Program, rows: list[dict[str, Value | None]], value: ir.Expr) -> list[Value | None]:
    answers = list(pandas.run(lower(made, [], [value]), stores(made, {"customers": rows})))
    interpreter = Interpreter(made, {"customers": rows})
    found = told(answers, 0)
    assert found == [comparable(interpreter.value(value, row)) for row in rows]
    return found
