"""`segdsl codes`: lists the diagnostics, or shows the page of one."""

from __future__ import annotations

import sys
from typing import Annotated

import typer

from segdsl.cli import options
from segdsl.cli.console import Console, Exit, Format
from segdsl.diagnostics import catalogue
from segdsl.diagnostics.codes import use
from segdsl.diagnostics.model import Code, Diagnostic
from segdsl.diagnostics.page import page
from segdsl.names import similar

# Running text wider than this is hard to read, however wide the terminal is.
READABLE = 100


def codes(
    code: Annotated[
        str | None,
        typer.Argument(metavar="[CODE]", show_default=False, help="A number or name: SEG201 or unknown-name."),
    ] = None,
    schema: Annotated[bool, typer.Option("--schema", help="Print the JSON schema of --format json.")] = False,
    format: options.OutputFormat = Format.TEXT,
    no_color: options.NoColor = False,
) -> int:
    """Show what a diagnostic means: an example, the fix, and why. Without CODE, list them all."""
    console = Console(format=format, no_color=no_color)
    if schema:
        from segdsl.diagnostics.report import Report

        console.print_json(Report.model_json_schema())
        return Exit.FINE
    if code is None:
        return _list(console)
    found = catalogue.find(code)
    if found is None:
        return console.report([_unknown(code)])
    return _show(console, found)


def _list(console: Console) -> int:
    everything = catalogue.codes().values()
    if console.format is Format.JSON:
        console.print_json([_entry(code) for code in everything])
        return Exit.FINE
    slugs = max(len(code.slug) for code in everything)
    for code in everything:
        console.print(f"{code.id}  {code.severity.value:7}  {code.slug:{slugs}}  {code.title}")
    console.say("`segdsl codes CODE` shows the page of one of them")
    return Exit.FINE


def _show(console: Console, code: Code) -> int:
    text = page(code) or f"# {code.id} {code.slug}: {code.title}\n"
    if console.format is Format.JSON:
        console.print_json({**_entry(code), "page": text})
    elif sys.stdout.isatty():
        from rich.markdown import Markdown

        terminal = console.rich()
        terminal.print(Markdown(text, code_theme="ansi_dark"), width=min(READABLE, terminal.width))
    else:
        console.print(text)
    return Exit.FINE


def _entry(code: Code) -> dict[str, str]:
    return {"code": code.id, "slug": code.slug, "severity": code.severity.value, "title": code.title}


def _unknown(text: str) -> Diagnostic:
    known = [name for code in catalogue.codes().values() for name in (code.slug, code.id)]
    hints = [f"a similar one exists: `{name}`" for name in similar(text, known, limit=1)]
    return Diagnostic(use.UNKNOWN_CODE, f"unknown diagnostic `{text}`", help=(*hints, "`segdsl codes` lists them all"))
