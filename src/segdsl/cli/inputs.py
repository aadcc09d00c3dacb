"""What the common options and the configuration say together: which data, which day, which key; reads no data."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from segdsl import config, rulefiles
from segdsl.config import Config
from segdsl.diagnostics.model import Outcome
from segdsl.record import record

if TYPE_CHECKING:
    from segdsl.cli.options import BadRows
    from segdsl.data.model import Options


@record
class Inputs:
    """`data` is table name → path, with "" for the customers' table. `as_of` overrides what the rules say."""

    data: Mapping[str, str]
    as_of: dt.date | None
    key: str | None
    config: Config


def gather(rules: Path | None, data: Sequence[str], as_of: dt.date | None, key: str | None) -> Outcome[Inputs]:
    """The command line first, the configuration nearest to the rules (to the working folder for stdin) second."""
    found = config.load(Path.cwd() if rules is None else rules.resolve().parent)
    settings = found.value
    if settings is None:
        return Outcome(None, found.diagnostics)
    bound = {**settings.data, **dict(binding(text) for text in data)}
    return Outcome(Inputs(bound, as_of or settings.as_of, key or settings.key, settings), found.diagnostics)


def read(
    file: str, data: Sequence[str], as_of: dt.date | None, key: str | None
) -> Outcome[tuple[rulefiles.RuleFile, Inputs]]:
    """The rule file, and what goes with it."""
    rules = rulefiles.read(file)
    if rules.value is None:
        return Outcome(None, rules.diagnostics)
    inputs = gather(rules.value.path, data, as_of, key)
    said = rules.diagnostics + inputs.diagnostics
    return Outcome(None if inputs.value is None else (rules.value, inputs.value), said)


def reading(
    inputs: Inputs,
    on_bad_rows: BadRows | None,
    encoding: str | None,
    require_all: bool = True,
    learned: bool = False,
    also: Sequence[str] = (),
) -> Options:
    """How the data is read; `learned` where there is a state, `also` as in `Options`."""
    from segdsl.data.model import Options

    bad_rows = inputs.config.on_bad_rows if on_bad_rows is None else on_bad_rows.value
    return Options(bad_rows, encoding, inputs.key, require_all=require_all, learned=learned, also=tuple(also))


def binding(text: str) -> tuple[str, str]:
    """`NAME=PATH` as a table and its data; a path alone, also one with `=` in it, is the customers' table."""
    name, sign, path = text.partition("=")
    if not sign or not name.strip() or any(mark in name for mark in "/\\:.?") or Path(text).exists():
        return "", text
    return name.strip(), path
