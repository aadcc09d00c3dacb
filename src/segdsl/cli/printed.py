"""Rules as text that an engine or a program understands, for `segdsl explain --as`; prints and runs nothing."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from typing import TYPE_CHECKING, Literal

from segdsl import ir, pipeline
from segdsl.diagnostics.codes import use
from segdsl.diagnostics.model import Diagnostic, Refused
from segdsl.names import similar

if TYPE_CHECKING:
    from segdsl.explanation.explaining import Chosen


class Language(StrEnum):
    PANDAS = "pandas"
    POLARS = "polars"
    SQL = "sql"
    JSON = "json"


def mistake(language: Language | None, dialect: str | None) -> Diagnostic | None:
    """What is wrong with `--as` and `--dialect` together."""
    if dialect is None:
        return None
    if language is not Language.SQL:
        return Diagnostic(use.WRONG_USE, "`--dialect` says which SQL is meant", help=("add `--as sql`",))
    try:
        _require_sqlglot()
    except Refused as refused:
        return refused.diagnostics[0]
    from segdsl.explanation.sql import DIALECTS

    if dialect in DIALECTS:
        return None
    close = tuple(f"a dialect of a similar name: `{name}`" for name in similar(dialect, list(DIALECTS)))
    known = ", ".join(f"`{name}`" for name in DIALECTS)
    return Diagnostic(use.WRONG_USE, f"there is no dialect `{dialect}`", help=(*close, f"there are {known}"))


def text(
    language: Literal[Language.PANDAS, Language.POLARS, Language.SQL],
    dialect: str,
    checked: pipeline.Checked,
    name: str | None,
    data: Mapping[str, object],
) -> str:
    """The rules, or what is called `name` of them.

    Raises:
        Refused: there is no such name, or the rules cannot be said in this language.
    """
    program = checked.program
    match language:
        case Language.SQL:
            _require_sqlglot()
            from segdsl.explanation.sql import sql_script
            from segdsl.explanation.sql_sources import sources

            opened = checked.opened
            return sql_script(program, dialect, name, sources(program, data, opened.stores if opened else None))
        case Language.POLARS:
            return _polars(program, name)
        case Language.PANDAS:
            from segdsl.explanation.pandas_code.printing import python_script
            from segdsl.explanation.pandas_code.shapes import shapes

            return python_script(program, shapes(program, data))


def _require_sqlglot() -> None:
    from segdsl.engines.door import require

    require("to write rules as SQL", ("sqlglot",), "sql")


def _polars(program: ir.Program, name: str | None) -> str:
    from segdsl.engines import polars
    from segdsl.engines.door import find
    from segdsl.explanation import explaining
    from segdsl.explanation.sql_questions import questions
    from segdsl.lower import lower

    find("polars")
    chosen = explaining.choose(program, name)
    if chosen.value is None:
        raise Refused(*chosen.diagnostics)
    _refuse_unlearned(program, chosen.value)
    asked = questions(program, chosen.value)
    conditions = {each.name: each.asked for each in asked if isinstance(each.asked, ir.Cond)}
    values = {each.name: each.asked for each in asked if not isinstance(each.asked, ir.Cond)}
    plan = lower(program, list(conditions.values()), list(values.values()))
    return polars.text(plan, list(conditions), list(values))


def _refuse_unlearned(program: ir.Program, chosen: Chosen) -> None:
    from segdsl.learn.needs import needs

    for key in needs(program, chosen.bodies(program)).learned:
        said = f"`{program.learned[key].name}` is learned from data, and nothing was learned yet"
        help = ("name what `segdsl fit` has learned with `--state DIR`, or the data with `--data PATH`",)
        raise Refused(Diagnostic(use.WRONG_USE, said, help=help))
