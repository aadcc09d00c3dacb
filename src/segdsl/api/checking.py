"""Rules by themselves: what is wrong with them, mended, in their layout, and what is proved of them."""

from __future__ import annotations

import datetime as dt
from os import PathLike
from pathlib import Path

from segdsl import pipeline
from segdsl.api.given import Data, Rules, checked_file, checked_of, rule_file
from segdsl.api.results import Fixes, Proof, Report, RulesError
from segdsl.diagnostics.model import Outcome
from segdsl.source import Source


def validate(
    rules: Rules,
    data: Data | None = None,
    *,
    as_of: dt.date | str | None = None,
    key: str | None = None,
    baseline: str | PathLike[str] | None = None,
) -> Report:
    """Everything that is wrong or suspicious with rules; with data also what does not fit the data.

    Args:
        rules: the text or the path of the rules.
        data: the customers, or all tables by name.
        as_of: the as-of date (a date or ISO text) instead of the rules' own.
        key: the customers' key column instead of the rules' own.
        baseline: a list of known findings, as `segdsl validate --write-baseline` writes it, which are not told again.
    """
    checked = checked_of(rules, data, as_of, key)
    if checked.value is not None and checked.value.program.policies:
        from segdsl.policies import proving

        checked = Outcome(checked.value, (*checked.diagnostics, *proving.findings(checked.value.program)))
    if checked.value is not None:
        found = pipeline.proved(checked.value, checked.diagnostics)
        checked = Outcome(checked.value, (*checked.diagnostics, *found))
    if baseline is None:
        return Report(checked.diagnostics)
    from segdsl import baseline as list_of_known

    known = list_of_known.read(Path(baseline))
    if known.value is None:
        return Report(checked.diagnostics + known.diagnostics)
    read = rule_file(rules).value
    judged = () if read is None or checked.value is None else (read.source.name,)
    told = list_of_known.without_known(
        checked.diagnostics, known.value, Path(baseline), judged, with_data=data is not None
    )
    return Report(told)


def fix(rules: Rules, data: Data | None = None, *, key: str | None = None) -> Fixes:
    """The rules with every fix made that leaves no choice, such as the spelling of a name; all else stays as it is.

    No file is changed; to look for more, give the text to `validate`.

    Raises:
        RulesError: the file cannot be read.
    """
    from dataclasses import replace

    from segdsl.mending import mend

    read = rule_file(rules)
    if read.value is None:
        raise RulesError(read.diagnostics)
    file = read.value
    done = mend(file.source, lambda source: checked_file(replace(file, source=source), data, None, key).diagnostics)
    return Fixes(done.source.text, done.applied)


def format(rules: str) -> str:
    """The rules in their canonical layout.

    Raises:
        RulesError: the text has a syntax error, and no layout.
    """
    from segdsl.syntax import parse, printer

    parsed = parse.parse(Source("<rules>", rules))
    if parsed.value is None or not parsed.ok:
        raise RulesError(parsed.diagnostics)
    return printer.print_file(parsed.value)


def prove(rules: Rules, *questions: str, as_of: dt.date | str | None = None) -> Proof:
    """Answers questions about rules for every customer there can be; without any, how the segments lie to each other.

    Args:
        rules: the text or the path of the rules.
        questions: such as `vip is inside affluent`, `no overlap between a and b`, `nobody with age < 18 is in vip`.
        as_of: the as-of date (a date or ISO text) instead of the rules' own.
    """
    read = rule_file(rules)
    if read.value is None:
        return Proof(read.diagnostics)
    day = dt.date.fromisoformat(as_of) if isinstance(as_of, str) else as_of
    done = pipeline.prove(read.value.source, read.value.path, questions, day)
    return Proof(read.diagnostics + done.diagnostics, done.value)
