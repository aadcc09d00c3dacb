"""Columns of the customers' data that divide an output into folders: which may, and what their values are called;
writes nothing."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from typing import Any

import numpy as np

from segdsl import ir
from segdsl.diagnostics.codes import run
from segdsl.diagnostics.model import Diagnostic, Refused
from segdsl.frames import Answers, Texts, Vector
from segdsl.membership.questions import AskedColumn, Questions
from segdsl.names import fold
from segdsl.output import parts
from segdsl.output.rows import Field
from segdsl.output.rows import Kind as Written
from segdsl.schemas import Column, DataClass
from segdsl.types import Kind

_REFUSED = frozenset({DataClass.IDENTIFIER, DataClass.SENSITIVE, DataClass.PROTECTED})
_WHOLE = 1e15
"""Below this a whole number is written with all its digits."""


def asked_too(asked: Questions, output: Sequence[Field], names: Sequence[str]) -> Questions:
    """The questions, with the columns of the data among the names; those of the output are at hand. Raises Refused."""
    known = {fold(field.name) for field in output}
    values = dict.fromkeys(asked.values)
    found: dict[str, AskedColumn] = {}
    for name in (name for name in names if fold(name) not in known):
        folded = _column(asked.program, name)
        if folded is None:
            continue  # whoever writes says what could divide it
        column = asked.program.customers.columns[folded]
        _refuse(asked.program, folded, column, known)
        if folded in found:
            raise Refused(Diagnostic(run.NO_SUCH_PARTS, f"`{column.name}` is named twice", help=("name it once",)))
        value = ir.Column(fold(asked.program.customers.name), folded, column.type)
        values.setdefault(value)
        found[folded] = AskedColumn(column, value, list(values).index(value))
    if not found:
        return asked
    return replace(asked, program=_used(asked.program, found), values=tuple(values), dividing=tuple(found.values()))


def fields(asked: Questions) -> tuple[Field, ...]:
    """As the data calls them, as with the key."""
    return tuple(Field(_header(each.column), Written.TEXT, each.column.name) for each in asked.dividing)


def texts(asked: Questions, answers: Answers) -> Iterator[Texts]:
    """What each of them holds, each value written in one form."""
    for each in asked.dividing:
        yield _texts(answers.values[each.number], each.column.type.kind)


def warnings(asked: Questions) -> Iterator[Diagnostic]:
    for column in (each.column for each in asked.dividing):
        if column.data_class is DataClass.PERSONAL:
            said = f"the folders are called by what the personal column `{column.name}` holds"
            help = ("names of folders are seen by more people than what is in them: see that these may be",)
            yield Diagnostic(run.PERSONAL_FOLDERS, said, help=help)


def _column(program: ir.Program, name: str) -> str | None:
    """The column called so in the rules, or else in the data."""
    customers = program.customers
    if customers.distinct and fold(name) != fold(customers.key or ""):
        return None  # their rows are no customers, and only the key is theirs
    if fold(name) in customers.columns:
        return fold(name)
    return next((key for key, column in customers.columns.items() if fold(column.physical or "") == fold(name)), None)


def _refuse(program: ir.Program, folded: str, column: Column, known: set[str]) -> None:
    if folded == fold(program.customers.key or ""):
        raise Refused(parts.key_divides(column.name))
    if column.data_class in _REFUSED:
        said = f"`{column.name}` is declared {column.data_class.value}: no folder may be called by what it holds"
        help = ("divide by another column, such as tiers made of this one",)
        raise Refused(Diagnostic(run.COLUMN_NOT_FOR_FOLDERS, said, column.span, help=help))
    if fold(_header(column)) in known:
        said = f"two columns of the output would be called `{_header(column)}`"
        help = ("rename the segment, tiers or split of this name",)
        raise Refused(Diagnostic(run.OUTPUT_COLUMN_CLASH, said, help=help))


def _header(column: Column) -> str:
    return column.physical or column.name


def _used(program: ir.Program, names: Iterable[str]) -> ir.Program:
    """The program in which the columns count as used: the self-check looks at them, the manifest tells of them."""
    customers = program.customers
    table = replace(customers, used=customers.used.union(names))
    return replace(program, tables={**program.tables, fold(customers.name): table})


def _texts(vector: Vector, kind: Kind) -> Texts:
    if isinstance(vector, Texts):
        return vector
    if kind is Kind.YES_NO:
        return Texts(vector.astype(np.int32), parts.YES_NO)
    given: Any = vector
    if kind in (Kind.DATE, Kind.DATE_TIME):
        given = given.astype("datetime64[D]" if kind is Kind.DATE else "datetime64[us]")
        missing = np.isnat(given)
    else:
        given = given.astype(np.float64) + 0.0  # no -0
        missing = np.isnan(given)
    values, places = np.unique(given[~missing], return_inverse=True)
    codes = np.full(len(given), -1, dtype=np.int32)
    codes[~missing] = places
    return Texts(codes, tuple(_text(value) for value in values.tolist()))


def _text(value: Any) -> str:
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() and abs(value) < _WHOLE else repr(value)
    return str(value)  # 2026-05-01, 2026-05-01 10:30:00
