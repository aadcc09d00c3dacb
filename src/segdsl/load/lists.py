"""Reads the files of `in list "…"` and tables of examples; does not know what is compared with them."""

from __future__ import annotations

import csv
import unicodedata
from collections.abc import Iterable
from pathlib import Path

from segdsl.diagnostics.codes import structure
from segdsl.diagnostics.model import Collector, Diagnostic
from segdsl.load import paths
from segdsl.load.walk import nodes
from segdsl.syntax import ast


def named(statements: Iterable[ast.Statement]) -> list[ast.TextLit]:
    """The list files that the statements name, each once."""
    found: dict[str, ast.TextLit] = {}
    for statement in statements:
        for node in nodes(statement):
            if isinstance(node, ast.InFile):
                found.setdefault(node.path.value, node.path)
    return list(found.values())


def read_list(
    text: ast.TextLit, base: Path, root: Path, said: Collector, files: paths.Files = paths.DISK
) -> tuple[str, ...] | None:
    """The values of a file of one column, a line each, NFC, blanks at the ends and empty lines left out."""
    path = paths.locate(text, base, root, files)
    content = path if isinstance(path, Diagnostic) else paths.read(text, path, paths.LIST_LIMIT, files)
    if isinstance(content, Diagnostic):
        said.add(content)
        return None
    values: list[str] = []
    try:
        rows = csv.reader(content.splitlines(), strict=True)
        for row in rows:
            if len(row) > 1:
                said.add(_too_wide(text, rows.line_num))
                return None
            value = row[0].strip() if row else ""
            if value:
                values.append(unicodedata.normalize("NFC", value))
    except csv.Error:
        said.add(_too_wide(text, rows.line_num))
        return None
    return tuple(values)


def read_cases(
    text: ast.TextLit, base: Path, root: Path, said: Collector, files: paths.Files = paths.DISK
) -> str | None:
    """The text of a table of examples."""
    path = paths.locate(text, base, root, files)
    content = path if isinstance(path, Diagnostic) else paths.read(text, path, paths.RULES_LIMIT, files)
    if isinstance(content, Diagnostic):
        said.add(content)
        return None
    return content.removeprefix("\ufeff")


def _too_wide(text: ast.TextLit, line: int) -> Diagnostic:
    return Diagnostic(
        structure.LIST_COLUMNS,
        f"the list `{text.value}` is not one column of values (line {line})",
        text.span,
        help=("keep one value a line, and put a value with a comma in it in double quotes",),
    )
