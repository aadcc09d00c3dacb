"""Writes the clauses of a `table` statement, each on one line."""

from __future__ import annotations

from typing import assert_never

from segdsl.syntax import ast
from segdsl.syntax.print_names import name, text
from segdsl.syntax.print_values import print_cond, print_expr


def print_clause(clause: ast.TableClause) -> str:
    """`key customer id`, `column age: whole number 0 to 120`."""
    match clause:
        case ast.KeyClause():
            return f"key {name(clause.column, 'table')}" + (", one per distinct value" if clause.distinct else "")
        case ast.ManyClause():
            dated = f", dated {name(clause.dated, 'table')}" if clause.dated else ""
            through = f", through {name(clause.through, 'table')}" if clause.through else ""
            where = f" where {print_cond(clause.through_where)}" if clause.through_where else ""
            return f"many per {name(clause.per, 'table')}{dated}{through}{where}"
        case ast.OneClause():
            return f"one per {name(clause.per, 'table')}"
        case ast.OnlyWhere():
            return f"only where {print_cond(clause.condition)}"
        case ast.ColumnClause():
            return _column(clause)
        case _:
            assert_never(clause)


def _column(clause: ast.ColumnClause) -> str:
    head = f"column {name(clause.name, 'as')}"
    if clause.physical is not None:
        head += f" as {text(clause.physical)}"
    items = [f"missing when {print_expr(code)}" for code in clause.missing_when]
    if clause.decimal_mark is not None:
        items.insert(0, "decimal comma" if clause.decimal_mark == "," else "decimal point")
    if clause.data_class is not None:
        items.append(clause.data_class.text)
    if clause.type is None:
        return ", ".join([head, *items])
    return ", ".join([f"{head}: {column_type(clause.type)}", *items])


def column_type(written: ast.ColumnType) -> str:
    """`whole number 0 to 120`, `one of "F", "M"`, `number, 2 decimals`."""
    parts = [written.word if written.pattern is None else f"{written.word} {text(written.pattern)}"]
    if written.word == "one of":
        parts.append(", ".join(text(value) for value in written.values))
    low, high = written.low, written.high
    if low is not None and high is not None:
        parts.append(f"{print_expr(low)} to {print_expr(high)}")
    elif low is not None:
        parts.append(f"{print_expr(low)} or {'later' if isinstance(low, ast.DateLit) else 'more'}")
    elif high is not None:
        parts.append(f"up to {print_expr(high)}")
    if written.decimals is None:
        return " ".join(parts)
    return " ".join(parts) + f", {written.decimals} decimal{'' if written.decimals == 1 else 's'}"
