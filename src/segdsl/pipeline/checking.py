"""Text → bundle → schema → data → program; it learns nothing, and asks nothing of customers."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from segdsl import check, ir, lint, load
from segdsl.diagnostics.model import Diagnostic, Outcome
from segdsl.names import fold
from segdsl.schemas import Schema
from segdsl.source import Source

if TYPE_CHECKING:
    from segdsl.data.model import Binding, Opened, Options
    from segdsl.learn.state import LearnedState


@dataclass(frozen=True, slots=True, eq=False)
class Checked:
    """A checked ruleset, with the data it was checked against (None: checked from the text alone), and after the fit
    with what was learned; `program` then has constants in its place."""

    bundle: load.Bundle
    program: ir.Program
    opened: Opened | None = None
    learned: Learned | None = None


@dataclass(frozen=True, slots=True, eq=False)
class Learned:
    """What a program was fitted with: `program` before, the states by key, and the hash of the state folder that they
    are from (None: learned in memory)."""

    program: ir.Program
    states: Mapping[str, LearnedState]
    kept: str | None = None


def check_text(
    source: Source, path: Path | None, as_of: dt.date | None = None, files: load.Files = load.DISK
) -> Outcome[Checked]:
    """Checks rules without data; the headers of `from` files that are at hand tell which names exist.

    Args:
        source: the rule text.
        path: where it lies (None: nowhere; relative paths then start from the working folder).
        as_of: overrides the file's own as-of date.
        files: where the files are that the rules name.
    """
    loaded = load.load(source, path, files)
    if loaded.value is None:
        return Outcome(None, loaded.diagnostics)
    declared = check.declare(loaded.value)
    said = loaded.diagnostics + declared.diagnostics
    if declared.value is None:
        return Outcome(None, said)
    schema = declared.value
    if any(table.path is not None for table in schema.tables.values()):
        from segdsl.data import peek

        schema = peek.headers(schema)
    return _checked(loaded.value, schema, as_of, said, None)


def check_data(
    source: Source,
    path: Path | None,
    bindings: Mapping[str, Binding],
    options: Options,
    as_of: dt.date | None = None,
    files: load.Files = load.DISK,
) -> Outcome[Checked]:
    """Checks rules against data, which is opened and read through as far as its types must be found or checked.

    Args:
        bindings: table name → data; `""` stands for the customers' table.
        options: how to read; the time zone is taken from the rules.
        files: where the files are that the rules name; data always lies on the disk.
    """
    from segdsl import data

    loaded = load.load(source, path, files)
    if loaded.value is None:
        return Outcome(None, loaded.diagnostics)
    declared = check.declare(loaded.value)
    said = loaded.diagnostics + declared.diagnostics
    if not (loaded.ok and declared.ok) or declared.value is None:
        # No data is opened for rules that cannot be read; what the text alone shows is said all the same.
        return Outcome(None, check_text(source, path, as_of, files).diagnostics)
    customers = fold(declared.value.customers.name)
    named = {customers if name == "" else fold(name): binding for name, binding in bindings.items()}
    lacking = load.only_outcomes(loaded.value) if options.learned else {}
    options = replace(options, zone=load.zone(loaded.value), lacking=lacking)
    mentioned = load.mentioned(loaded.value)
    wanted = None if mentioned is None else mentioned.union(map(fold, options.also))
    opened = data.open_tables(declared.value, named, wanted, options)
    said += opened.diagnostics
    if opened.value is None or not opened.ok:
        return Outcome(None, said)
    return _checked(loaded.value, opened.value.schema, as_of, said, opened.value)


def check_schema(
    source: Source,
    path: Path | None,
    complete: Callable[[load.Bundle, Schema], Outcome[Schema]],
    as_of: dt.date | None = None,
) -> Outcome[Checked]:
    """Checks rules against tables of which the columns are known and no row is read.

    Args:
        complete: the tables that the rules declare, with all columns that they have and what these hold.
    """
    loaded = load.load(source, path)
    if loaded.value is None:
        return Outcome(None, loaded.diagnostics)
    declared = check.declare(loaded.value)
    said = loaded.diagnostics + declared.diagnostics
    if not (loaded.ok and declared.ok) or declared.value is None:
        return Outcome(None, check_text(source, path, as_of).diagnostics)
    completed = complete(loaded.value, declared.value)
    said += completed.diagnostics
    if completed.value is None or not completed.ok:
        return Outcome(None, said)
    return _checked(loaded.value, completed.value, as_of, said, None)


def _checked(
    bundle: load.Bundle,
    schema: Schema,
    as_of: dt.date | None,
    said: tuple[Diagnostic, ...],
    opened: Opened | None,
) -> Outcome[Checked]:
    checked = check.check(bundle, schema, as_of)
    said += checked.diagnostics
    # A statement that could not be read may hold what the others seem to lack: lint only what is whole.
    if checked.value is None or any(d.is_error for d in said):
        return Outcome(None, said)
    undated = check.as_of_needed(checked.value) if opened is None else check.no_as_of(checked.value)
    said += () if undated is None else (undated,)
    if any(d.is_error for d in said):
        return Outcome(None, said)
    if opened is not None:
        from segdsl import data

        settled = data.settle(opened, checked.value)
        said += settled.diagnostics
        if settled.value is None:
            return Outcome(None, said)
        opened = settled.value
    found = lint.lint(checked.value, bundle)
    if checked.value.policies:
        from segdsl.policies import usage  # few rules have any

        found += tuple(usage.broken(checked.value))
    said = lint.settle(said + found, checked.value, bundle)
    return Outcome(Checked(bundle, checked.value, opened), said)
