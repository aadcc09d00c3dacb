"""The arguments and options that several verbs share, as typer types; they are read the same way everywhere."""

from __future__ import annotations

import datetime as dt
from typing import Annotated

import typer

from segdsl.cli.console import Format
from segdsl.cli.options import BadRows


def read_date(text: str) -> dt.date:
    """`2026-11-23`."""
    try:
        return dt.date.fromisoformat(text)
    except ValueError:
        raise typer.BadParameter(f"`{text}` is not a date like 2026-11-23") from None


def read_folder(text: str) -> str:
    """Not an empty text, which would mean the working folder: a variable of a shell that was never set."""
    if not text.strip():
        raise typer.BadParameter("no folder is named")
    return text


Files = Annotated[
    list[str],
    typer.Argument(metavar="FILE...", show_default=False, help="Rule files, folders of them, or - for stdin."),
]
File = Annotated[str, typer.Argument(metavar="FILE", show_default=False, help="A rule file, or - for stdin.")]
Data = Annotated[
    list[str],
    typer.Option(
        "--data",
        metavar="[NAME=]PATH",
        show_default=False,
        help="The customers table, or with NAME= another one; may be given several times.",
    ),
]
AsOf = Annotated[
    dt.date | None,
    typer.Option(
        "--as-of", metavar="DATE", parser=read_date, show_default=False, help="The day that the rules call today."
    ),
]
Key = Annotated[
    str | None,
    typer.Option("--key", metavar="NAME", show_default=False, help="The column that tells the customers apart."),
]
OnBadRows = Annotated[
    BadRows | None,
    typer.Option(
        "--on-bad-rows",
        show_default=False,
        help="Stop at rows that break a declaration, or leave them out and say so.  [default: fail]",
    ),
]
State = Annotated[
    str | None,
    typer.Option(
        "--state",
        metavar="DIR",
        parser=read_folder,
        show_default=False,
        help="The folder that holds what was learned.",
    ),
]
Engine = Annotated[
    str | None,
    typer.Option(
        "--engine",
        metavar="NAME",
        show_default=False,
        help="What computes the answers: auto, pandas, polars, duckdb, postgres, spark.  [default: auto]",
    ),
]
Encoding = Annotated[
    str | None,
    typer.Option("--encoding", metavar="NAME", show_default=False, help="The encoding of text data, such as big5."),
]
OutputFormat = Annotated[Format, typer.Option("--format", help="How the findings are printed.")]
Quiet = Annotated[bool, typer.Option("--quiet", "-q", help="Print errors and results, nothing else.")]
NoColor = Annotated[bool, typer.Option("--no-color", help="Print without colours.")]
NoProgress = Annotated[bool, typer.Option("--no-progress", help="Show no progress bar.")]
Check = Annotated[bool, typer.Option("--check", help="Write nothing; exit with 1 if a file would change.")]
Diff = Annotated[bool, typer.Option("--diff", help="Write nothing; show what would change, and exit with 1 if any.")]
Fix = Annotated[bool, typer.Option("--fix", help="Make the safe fixes in the files, then say what is left.")]
FixDiff = Annotated[
    bool, typer.Option("--diff", help="Write nothing; show what --fix would change, and exit with 1 if any.")
]
DryRun = Annotated[bool, typer.Option("--dry-run", help="The same as --diff.")]
Baseline = Annotated[
    str | None,
    typer.Option(
        "--baseline",
        metavar="FILE",
        parser=read_folder,
        show_default=False,
        help="A list of known findings, which are not told again.",
    ),
]
WriteBaseline = Annotated[
    bool, typer.Option("--write-baseline", help="Put all findings but errors on the list of --baseline.")
]
