"""Rules as one SQL query for a database, with comments that say what is what; runs nothing.

`sql_script` is what `segdsl explain FILE [NAME] --as sql --dialect NAME` prints.
"""

from __future__ import annotations

import re
import textwrap
from collections.abc import Mapping, Sequence

from segdsl import ir
from segdsl.diagnostics.codes import engines as codes
from segdsl.diagnostics.model import Diagnostic, Refused
from segdsl.engines.sql import Compiled, Relation, batches, compiled
from segdsl.engines.sql.printed import dialects
from segdsl.engines.sql.printed.plain import Plain, beyond
from segdsl.engines.sql.printed.sources import Source, relation, spoken
from segdsl.explanation import explaining
from segdsl.explanation.days import as_day
from segdsl.explanation.sql_questions import Question, questions
from segdsl.explanation.sql_types import typed
from segdsl.frames import ROW_NUMBER
from segdsl.learn import needs
from segdsl.lower import Plan, lower, nodes, walking
from segdsl.names import fold

DIALECTS = dialects.NAMES
WIDTH = 110


def sql_script(
    program: ir.Program, dialect: str, name: str | None = None, sources: Mapping[str, Source] | None = None
) -> str:
    """One query with a row for each customer and a column for each segment, tiers and split, or for one name.

    Args:
        program: checked, with what is learned replaced by constants.
        dialect: one of `DIALECTS`.
        name: the one thing to print (as for `explain`); None: all of them.
        sources: what the tables are called where they lie (`sql_sources.sources`), by folded name; without it, as in
            the rules.

    Raises:
        Refused: no such name; or the rules cannot be written in this dialect.
    """
    chosen = explaining.choose(program, name)
    if chosen.value is None:
        raise Refused(*chosen.diagnostics)
    _refuse_unlearned(program, chosen.value)
    program = typed(program)
    asked = questions(program, chosen.value)
    conditions = [each for each in asked if isinstance(each.asked, ir.Cond)]
    values = [each for each in asked if not isinstance(each.asked, ir.Cond)]
    plan = lower(
        program,
        [each.asked for each in conditions if isinstance(each.asked, ir.Cond)],
        [each.asked for each in values if not isinstance(each.asked, ir.Cond)],
    )
    plain = dialects.dialect(dialect)
    _refuse(program, plan, plain)
    found = {table: _relation(program, plan, table, plain, (sources or {}).get(table)) for table in plan.columns}
    made = compiled(plan, found, plain, ([each.name for each in conditions], [each.name for each in values]))
    _say(made, [*conditions, *values])
    query = made.query.sql(plain.name, pretty=True, max_text_width=WIDTH)
    return "\n".join([*_heading(program, plan, plain), query]) + plain.trailer + "\n"


# ---- what cannot be printed ----------------------------------------------------------------------------------------


def _refuse_unlearned(program: ir.Program, chosen: explaining.Chosen) -> None:
    lacking = needs.needs(program, [*chosen.bodies(program), *_outputs(program, chosen)]).learned
    for key in program.learned:
        if key in lacking:
            said = f"`{program.learned[key].name}` is learned from data, and nothing was learned yet"
            help = ("name what `segdsl fit` has learned with `--state DIR`, or the data with `--data PATH`",)
            raise Refused(Diagnostic(codes.NOT_IN_SQL, said, help=help))


def _outputs(program: ir.Program, chosen: explaining.Chosen) -> list[ir.Expr]:
    names = [fold(name) for key in chosen.learned for name in program.learned[key].outputs.values()]
    return [program.defines[name].value for name in names if name in program.defines]


def _refuse(program: ir.Program, plan: Plan, dialect: Plain) -> None:
    large = batches.needed(plan)
    if any(isinstance(node, nodes.History) for node in large):
        raise beyond("what customers can be expected to buy is an infinite series, and", dialect.title)
    if large:
        raise beyond("a model of so many trees, or so long a list,", dialect.title)
    if plan.customers.key == ROW_NUMBER:
        said = f"the table `{program.customers.name}` has no key, and rows have no number in a database"
        raise Refused(Diagnostic(codes.NOT_IN_SQL, said, help=("say in the rules which column is its key",)))


# ---- tables --------------------------------------------------------------------------------------------------------


def _relation(program: ir.Program, plan: Plan, name: str, dialect: Plain, source: Source | None) -> Relation:
    table = program.tables[name]
    columns = {each: table.columns[each] for each in sorted(plan.columns[name])}
    key = table.key if table is program.customers else table.per if table.link is None else None
    unique = frozenset() if key is None or table.distinct else frozenset({fold(key)})
    source = source or Source((spoken(table.name),))
    return relation(source, columns, unique & columns.keys(), dialect)


# ---- comments ------------------------------------------------------------------------------------------------------


def _say(made: Compiled, asked: Sequence[Question]) -> None:
    columns = [*(each.column for each in made.conditions), *(each.column for each in made.values)]
    by_column = {column: question.said for column, question in zip(columns, asked, strict=True)}
    for column in made.query.expressions:
        if column.alias in by_column:
            column.comments = [f" {_in_comment(by_column[column.alias])} "]
    for step in made.query.ctes:
        query = step.this
        if not query.comments:
            words = _STEPS.get(_STEP.sub("", step.alias).rpartition("_")[2], "a step on the way")
            query.comments = [f" {words} "]


_STEP = re.compile(r"_\d+$")
_STEPS = {
    "asked": "what decides which rows count",
    "common": "the value that comes most often",
    "keyed": "with the key that they are found by",
    "linked": "with the key that rows are found by",
    "links": "with the key that look-ups are found by",
    "numbered": "the rows of each key, numbered",
    "ranked": "the values, those that come most often first, and of those the smallest",
    "ways": "with the key that leads on",
}
"""What the steps do that say nothing of it themselves, by the last word of their names."""


def _in_comment(text: str) -> str:
    """On one line, and without the end of a comment; `--` would be one in some databases."""
    plain = "".join(character if character.isprintable() else " " for character in " ".join(text.split()))
    return plain.replace("*/", "* /").replace("/*", "/ *")


def _heading(program: ir.Program, plan: Plan, dialect: Plain) -> list[str]:
    title = _in_comment(program.meta.title or "These rules")
    said = [f"{title}, as SQL for {dialect.title}, printed by segdsl."]
    as_of = as_day(program.as_of)
    if as_of is not None:
        said.append(f"As of {as_of}.")
    said.append("A row for each customer. TRUE: in the segment; FALSE: not in it; NULL: not known, so not in it.")
    if any(isinstance(node, nodes.Fold) and node.decimals is None and node.aggregate in _SUMS for node in _nodes(plan)):
        said.append(
            "Numbers whose decimals are not declared are added in whatever order the database reads them: "
            "their sums may differ in the last digit."
        )
    wrapped = (line for text in said for line in textwrap.wrap(text, WIDTH - 3))
    return [f"-- {line}" for line in wrapped]


_SUMS = frozenset({ir.Aggregate.SUM, ir.Aggregate.AVERAGE, ir.Aggregate.SHARE})


def _nodes(plan: Plan) -> list[nodes.Node]:
    return walking.below([fold_ for step in plan.passes for fold_ in step.folds])
