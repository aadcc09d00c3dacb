"""Puts a changed rule text back into its file, whole or not at all, or shows the change as a diff; changes no text."""

from __future__ import annotations

import difflib
from collections.abc import Iterator
from typing import TYPE_CHECKING

from segdsl.diagnostics.model import Diagnostic, Refused

if TYPE_CHECKING:
    from segdsl.rulefiles import RuleFile


def shown(name: str, old: str, new: str) -> str:
    """The change as a unified diff; `` when there is none."""
    return "".join(_rows(name, old, new))


def _rows(name: str, old: str, new: str) -> Iterator[str]:
    rows = difflib.unified_diff(old.splitlines(keepends=True), new.splitlines(keepends=True), name, name)
    for row in rows:
        yield row if row.endswith("\n") else row + "\n\\ No newline at end of file\n"


def write(file: RuleFile, text: str) -> tuple[Diagnostic, ...]:
    """Whole or not at all, with the rights that the file had; the text as it is, line ends included."""
    from segdsl.output.staging import Staging

    try:
        with Staging() as staging:
            staging.open(file.path).file.write(text.encode())
            staging.release()
    except Refused as refused:
        return refused.diagnostics
    return ()
