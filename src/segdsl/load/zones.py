"""The time zone that the rules name, needed before the data is read; says nothing of one that does not exist."""

from __future__ import annotations

import zoneinfo

from segdsl.load.bundle import Bundle
from segdsl.syntax import ast

UTC = "UTC"


def zone(bundle: Bundle) -> str:
    """The zone of the file's own `as of`; UTC when it names none, or one that does not exist."""
    for statement in bundle.main.file.statements:
        if isinstance(statement, ast.AsOf):
            named = statement.zone
            return named.value if named is not None and exists(named.value) else UTC
    return UTC


def exists(name: str) -> bool:
    """Whether a time zone is called so."""
    try:
        zoneinfo.ZoneInfo(name)
    except (zoneinfo.ZoneInfoNotFoundError, ValueError, OSError):
        return False
    return True
