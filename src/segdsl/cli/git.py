"""`segdsl git`: tells git how rule files are compared and merged, says what it is told, and merges when git asks."""

from __future__ import annotations

from collections.abc import Sequence
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from segdsl.cli.console import Console, Exit
from segdsl.diagnostics.codes import use
from segdsl.diagnostics.model import Diagnostic, Refused
from segdsl.git import driver
from segdsl.git import install as installing
from segdsl.git.install import Setting


class Action(StrEnum):
    """What is to be done."""

    INSTALL = "install"
    UNINSTALL = "uninstall"
    STATUS = "status"
    MERGE = "merge"


What = Annotated[
    Action,
    typer.Argument(
        metavar="ACTION", show_default=False, help="install, uninstall or status; merge is what git itself calls."
    ),
]
Where = Annotated[
    list[str],
    typer.Argument(
        metavar="[FOLDER]", show_default=False, help="A folder of the repository; without it, the current one."
    ),
]


def git(action: What, where: Where = []) -> int:  # noqa: B006 - typer reads it, nobody changes it
    """Tell git how rule files are compared and merged: statements in hunk headers, word diffs, merges by clause."""
    console = Console()
    if action is Action.MERGE:
        if len(where) not in (3, 4):
            return console.report([_wrong_use("git merges with `segdsl git merge BASE OURS THEIRS [MARKER-SIZE]`")])
        marker = int(where[3]) if len(where) == 4 and where[3].isdecimal() else 7
        return driver.merge_files(Path(where[0]), Path(where[1]), Path(where[2]), marker)
    if len(where) > 1:
        return console.report([_wrong_use("one folder is named, or none")])
    folder = Path(where[0]) if where else Path()
    if not folder.is_dir():
        return console.report([_wrong_use(f"`{folder}` is no folder")])
    try:
        if action is Action.STATUS:
            settings = installing.status(folder)
            console.print("".join(f"{setting.state}: {_shown(setting)}\n" for setting in settings))
            return Exit.FINE if all(setting.state == "set" for setting in settings) else Exit.NO
        change = installing.install if action is Action.INSTALL else installing.uninstall
        console.print(_told(change(folder), action))
    except Refused as refused:
        return console.report(refused.diagnostics)
    return Exit.FINE


def _told(before: Sequence[Setting], action: Action) -> str:
    rows = []
    for setting in before:
        attribute = setting.name.startswith(installing.PATTERN)
        if setting.state == "another":
            rows.append(f"kept {setting.name}: it is {setting.there!r}, which somebody else set")
        elif action is Action.UNINSTALL:
            if setting.state == "set":
                rows.append(f"kept {_shown(setting)} in .gitattributes" if attribute else f"took out {setting.name}")
        elif setting.state == "set":
            rows.append(f"kept {_shown(setting)}")
        else:
            rows.append(f"set {_shown(setting)}{' in .gitattributes' if attribute else ''}")
    return "".join(f"{row}\n" for row in rows) or "nothing was set\n"


def _shown(setting: Setting) -> str:
    return f"{setting.name} = {setting.wanted if setting.there is None else setting.there}"


def _wrong_use(message: str) -> Diagnostic:
    return Diagnostic(use.WRONG_USE, message, help=("`segdsl git install`, `uninstall` or `status`",))
