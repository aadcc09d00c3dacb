"""Rules in Spark jobs: data frames in, a data frame out that nobody has computed yet; collects nothing."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from os import PathLike
from pathlib import Path
from typing import TYPE_CHECKING, TypeAlias

from segdsl import pipeline, rulefiles
from segdsl.api import Rules, RulesError
from segdsl.diagnostics.model import Outcome, Refused
from segdsl.rulefiles import RuleFile
from segdsl.source import Source

if TYPE_CHECKING:
    from pyspark.sql import DataFrame

    from segdsl.spark.tables import Frames

__all__ = ["Frame", "apply"]

Frame: TypeAlias = "DataFrame | Mapping[str, DataFrame]"
"""The customers, or all tables by their names."""


def apply(
    rules: Rules,
    data: Frame,
    *,
    as_of: dt.date | str | None = None,
    key: str | None = None,
    state: str | PathLike[str] | None = None,
    any_numbers: bool = False,
) -> DataFrame:
    """Who is in which segment, as a data frame that is computed when it is used.

    It has a row for each customer: the key, a boolean for each segment (null where it is undecided), the part of each
    tiers and split, and whether the customer is suppressed.

    Args:
        rules: the text or the path of the rules.
        data: the customers, or all tables by name.
        as_of: the as-of date (a date or ISO text) instead of the rules' own.
        key: the customers' key column instead of the rules' own.
        state: the folder that holds what was learned; rules that learn something need it.
        any_numbers: sums are exact for numbers of any size, which takes more time. Without it the job fails, and says
            so, where numbers are so large or so small that the quick way would not be exact.

    Raises:
        RulesError: the rules have errors, or do not fit the columns of the data frames.
    """
    from segdsl.spark.tables import Frames

    frames = Frames(data if isinstance(data, Mapping) else {"": data}, key, lacking=state is not None)
    try:
        checked = _learned(_checked(rules, frames, as_of), state)
        if checked.value is None or not checked.ok:
            raise RulesError(checked.diagnostics)
        return _asked(checked.value, frames, any_numbers)
    except Refused as refused:
        raise RulesError(refused.diagnostics) from None


def _checked(rules: Rules, frames: Frames, as_of: dt.date | str | None) -> Outcome[pipeline.Checked]:
    read = _read(rules)
    if read.value is None:
        return Outcome(None, read.diagnostics)
    day = dt.date.fromisoformat(as_of) if isinstance(as_of, str) else as_of
    return pipeline.check_schema(read.value.source, read.value.path, frames.complete, day)


def _read(rules: Rules) -> Outcome[RuleFile]:
    if isinstance(rules, str) and ("\n" in rules or not rules.endswith(".seg")):
        return Outcome(RuleFile(Source("<rules>", rules), None))
    return rulefiles.read(str(rules))


def _learned(checked: Outcome[pipeline.Checked], state: str | PathLike[str] | None) -> Outcome[pipeline.Checked]:
    if checked.value is None or not checked.ok or not checked.value.program.learned:
        return checked
    from segdsl.diagnostics.codes.learn import NO_STATE
    from segdsl.diagnostics.model import Diagnostic
    from segdsl.learn import needs

    program = checked.value.program
    used = needs.learned(program, needs.applied(program))
    if state is None:
        help = ("learn first, with `segdsl fit --state DIR`, and give the folder as `state=`",)
        said = "the rules use what has to be learned, and a data frame of Spark is not learned from"
        return Outcome(None, (Diagnostic(NO_STATE, said, help=help),)) if used else checked
    return pipeline.learn(checked.value, used, Path(state))


def _asked(checked: pipeline.Checked, frames: Frames, any_numbers: bool) -> DataFrame:
    from segdsl.engines.spark.inputs import Views
    from segdsl.engines.spark.run import Asked, wrapped
    from segdsl.engines.spark.session import settled
    from segdsl.frames import ROW_NUMBER
    from segdsl.lower import lower
    from segdsl.membership.layout import Layout, fields
    from segdsl.membership.questions import questions
    from segdsl.spark.answers import membership

    asked = questions(checked.program)
    columns = fields(asked, Layout())
    if columns.value is None:
        raise Refused(*columns.diagnostics)
    plan = lower(checked.program, asked.conditions, asked.values)
    spark = next(iter(frames.frames.values())).sparkSession
    views = Views(spark)
    with wrapped(), settled(spark):
        try:
            relations = {}
            for table, wanted in plan.columns.items():
                ordered = table in plan.look_ups or (table == plan.customers.table and plan.customers.distinct)
                relations[table] = views.relation(*frames.cleaned(table, wanted | ({ROW_NUMBER} if ordered else set())))
            found = Asked.of(spark, plan, relations, views.prefix, any_numbers=any_numbers)
            return membership(found.frame(spark), found.compiled, asked, columns.value)
        finally:
            views.drop()
