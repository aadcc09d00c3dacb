"""`segdsl init`: makes a folder to start from, and says what to type next."""

from __future__ import annotations

import shlex
import shutil
import sys
from pathlib import Path
from typing import Annotated

import typer

from segdsl import starter
from segdsl.cli.console import Console, Exit
from segdsl.diagnostics.codes import use
from segdsl.diagnostics.model import Diagnostic

Folder = Annotated[
    str, typer.Argument(metavar="[FOLDER]", show_default=False, help="Where to; without it, the current folder.")
]


def init(folder: Folder = ".") -> int:
    """Make a folder with rules, small made-up data and settings for git; files that exist are left as they are."""
    console = Console()
    place = Path(folder)
    try:
        written = starter.write(place)
    except OSError as error:
        return console.report([_failed(folder, error)])
    console.print(_report(folder, written))
    return Exit.FINE


def _report(folder: str, written: starter.Written) -> str:
    lines = [f"made {path}" for path in written.made]
    lines += [f"kept {path} (it was there already)" for path in written.kept]
    lines += ["", "Next, type"]
    if Path(folder).resolve() != Path.cwd():
        lines.append(f"  cd {shlex.quote(folder)}")
    program = _program()
    lines += [f"  {program} apply segments.seg", f"  {program} explain segments.seg at-risk"]
    lines += [f"  {program} explain segments.seg at-risk --customer 00007", f"  {program} test segments.seg"]
    return "\n".join(lines)


def _program() -> str:
    """How this program is called from any folder: its name when it is on the path, else where it stands."""
    called = Path(sys.argv[0])
    if shutil.which("segdsl") or called.stem != "segdsl" or not called.is_file():
        return "segdsl"
    return shlex.quote(str(called.resolve()))


def _failed(folder: str, error: OSError) -> Diagnostic:
    return Diagnostic(
        use.FOLDER_NOT_MADE,
        f"the folder `{folder}` cannot be filled: {(error.strerror or 'the system says no').lower()}",
        path=folder,
        help=("name a folder that can be made or written in, such as `segdsl init my-segments`",),
    )
