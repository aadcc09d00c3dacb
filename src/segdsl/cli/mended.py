"""`segdsl validate --fix`: the safe fixes of each file, written back or shown as a diff; it finds nothing itself."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from segdsl.cli import rewriting
from segdsl.cli.console import Console, Exit
from segdsl.diagnostics.model import Diagnostic
from segdsl.mending import mend

if TYPE_CHECKING:
    from segdsl.rulefiles import RuleFile

Find = Callable[["RuleFile"], Sequence[Diagnostic]]


def show(files: Sequence[RuleFile], find: Find, console: Console) -> Exit:
    """What would be changed, as a diff; NO when there is anything."""
    fixes = changed = 0
    for file in files:
        done = mend(file.source, lambda source, file=file: find(replace(file, source=source)))  # type: ignore[misc]
        console.print(rewriting.shown(file.source.name, file.source.text, done.source.text))
        fixes += len(done.applied)
        changed += bool(done.applied)
    console.say(f"{_fixes(fixes)} would be made in {_files(changed)}" if fixes else "nothing can be fixed safely")
    return Exit.NO if fixes else Exit.FINE


def write(files: Sequence[RuleFile], find: Find, console: Console) -> tuple[list[RuleFile], list[Diagnostic]]:
    """The files as they are after their fixes, and what went wrong; rules from stdin go, mended, to stdout."""
    after: list[RuleFile] = []
    failed: list[Diagnostic] = []
    for file in files:
        done = mend(file.source, lambda source, file=file: find(replace(file, source=source)))  # type: ignore[misc]
        if file.path is None:
            console.print(done.source.text)
        elif done.applied:
            wrong = rewriting.write(file, done.source.text)
            failed += wrong
            if wrong:
                after.append(file)
                continue
            console.say(f"{_fixes(len(done.applied))} made in {file.source.name}")
        after.append(replace(file, source=done.source))
    return after, failed


def _fixes(number: int) -> str:
    return "1 fix" if number == 1 else f"{number} fixes"


def _files(number: int) -> str:
    return "1 file" if number == 1 else f"{number} files"
