"""What the functions are given, made ready: rules read and checked, data opened, what was learned put in place."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from os import PathLike
from pathlib import Path
from typing import TYPE_CHECKING, Literal, TypeAlias

from segdsl import pipeline, rulefiles
from segdsl.api.results import RulesError
from segdsl.diagnostics.model import Outcome, Refused
from segdsl.rulefiles import RuleFile
from segdsl.source import Source

if TYPE_CHECKING:
    from segdsl.data.model import Binding, Options
    from segdsl.engines.door import Engine


Rules: TypeAlias = "str | PathLike[str]"
"""The text of rules, or a path: a `Path`, or a text of one line that ends in `.seg`."""

Data: TypeAlias = "Binding | Mapping[str, Binding]"
"""The customers' table (a data frame, an Arrow table, a path), or table names with theirs."""


def checked_of(
    rules: Rules,
    data: Data | None,
    as_of: dt.date | str | None,
    key: str | None,
    on_bad_rows: Literal["fail", "quarantine"] = "fail",
    *,
    learned: bool = False,
    also: tuple[str, ...] = (),
) -> Outcome[pipeline.Checked]:
    read = rule_file(rules)
    if read.value is None:
        return Outcome(None, read.diagnostics)
    return checked_file(read.value, data, as_of, key, on_bad_rows, learned=learned, also=also)


def checked_file(
    file: RuleFile,
    data: Data | None,
    as_of: dt.date | str | None,
    key: str | None,
    on_bad_rows: Literal["fail", "quarantine"] = "fail",
    *,
    learned: bool = False,
    also: tuple[str, ...] = (),
) -> Outcome[pipeline.Checked]:
    day = dt.date.fromisoformat(as_of) if isinstance(as_of, str) else as_of
    source, path = file.source, file.path
    if data is None:
        return pipeline.check_text(source, path, day)
    return pipeline.check_data(source, path, bindings(data), options_of(key, on_bad_rows, learned, also), day)


def learned_by(
    checked: pipeline.Checked,
    state: str | PathLike[str] | None,
    names: Sequence[str] | None = None,
    engine: Engine | str = "auto",
) -> Outcome[pipeline.Checked]:
    """The rules with what they have learned in place; without names, of what `apply` asks."""
    if state is None and (checked.opened is None or not checked.program.learned):
        return Outcome(checked)
    from segdsl.learn import needs

    used = needs.learned(checked.program, needs.applied(checked.program)) if names is None else names
    try:
        return pipeline.learn(
            checked, used, None if state is None else Path(state), shown=names is not None, engine=engine
        )
    except Refused as refused:
        return Outcome(None, refused.diagnostics)


def ready_of(checked: Outcome[pipeline.Checked]) -> pipeline.Checked:
    if checked.value is None or not checked.ok:
        raise RulesError(checked.diagnostics)
    return checked.value


def rule_file(rules: Rules) -> Outcome[RuleFile]:
    if isinstance(rules, str) and ("\n" in rules or not rules.endswith(".seg")):
        return Outcome(RuleFile(Source("<rules>", rules), None))
    return rulefiles.read(str(rules))


def read_path(rules: Rules) -> Path | None:
    read = rule_file(rules)
    return None if read.value is None else read.value.path


def bindings(data: Data | None) -> dict[str, Binding]:
    if data is None:
        return {}
    return dict(data) if isinstance(data, Mapping) else {"": data}


def inputs_of(rules: Rules, data: Data | None, checked: pipeline.Checked) -> tuple[Path, ...]:
    from segdsl.membership.inputs import paths_read

    files = {name: str(each) for name, each in bindings(data).items() if isinstance(each, str | Path)}
    return paths_read(checked.bundle, checked.program, files, read_path(rules))


def options_of(
    key: str | None, on_bad_rows: Literal["fail", "quarantine"], learned: bool, also: tuple[str, ...] = ()
) -> Options:
    from segdsl.data.model import Options

    return Options(key=key, on_bad_rows=on_bad_rows, learned=learned, also=also)


def date_of(day: dt.date | str | None) -> dt.date | None:
    return dt.date.fromisoformat(day) if isinstance(day, str) else day
