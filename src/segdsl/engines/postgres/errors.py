"""What a database says when it does not do what it was asked, in words of our own: its texts quote data and
statements, so that none of them is passed on."""

from __future__ import annotations

import re
from typing import Any, Final

from segdsl.diagnostics.codes import engines as codes
from segdsl.diagnostics.model import Diagnostic, Refused

_WHO = (
    "who connects, and with which password, is taken from the environment (`PGUSER`, `PGPASSWORD`, `PGPASSFILE`, "
    "`PGSERVICE`) or from `~/.pgpass`"
)
_SECRET_WORDS: Final = ("password", "authentication", "role ", "pg_hba")
_NO_SNAPSHOT = "22023"
"""What a server says that no longer knows the moment that the first connection fixed."""
_STATE = re.compile(r"SQLSTATE:? ([0-9A-Z]{5})")
_GRANT = "reading needs the rights USAGE on the schema and SELECT on the table, which its owner can grant"


def not_connected(error: Any, shown: str) -> Refused:
    """There is no connection: of the reasons only those are told apart that take different remedies."""
    text = str(error)
    if any(word in text for word in _SECRET_WORDS):
        said = f"`{shown}` does not let this user in"
        return Refused(Diagnostic(codes.DATABASE_REFUSED, said, help=(_WHO,)))
    if "does not exist" in text:
        said = f"the server has no database of the name in `{shown}`"
        return Refused(Diagnostic(codes.DATABASE_UNREACHABLE, said, help=("look at the end of the address",)))
    said = f"`{shown}` cannot be reached"
    help = ("look whether host and port are right, the server runs, and this machine may connect to it",)
    return Refused(Diagnostic(codes.DATABASE_UNREACHABLE, said, help=help))


def not_answered(error: Any, shown: str) -> Refused:
    """A statement failed. The class of the failure is the SQLSTATE."""
    state = str(getattr(error, "sqlstate", None) or "") or _state_in(str(error))
    if state == "42501":
        said = f"this user may not read what the rules need from `{shown}`"
        return Refused(Diagnostic(codes.DATABASE_REFUSED, said, help=(_GRANT, _WHO)))
    said, help = _failure(state)
    notes = (f"SQLSTATE {state}",) if state else ()
    return Refused(Diagnostic(codes.DATABASE_FAILED, f"`{shown}` {said}", help=(help,), notes=notes))


def _state_in(text: str) -> str:
    """The SQLSTATE where the driver tells it only in its text, or not even there: of what fails half-way."""
    found = _STATE.search(text)
    if found is not None or "ERROR:" not in text:
        return found[1] if found else ""
    return "57014" if "canceling statement" in text else "XX000"


def _failure(state: str) -> tuple[str, str]:
    if state == "57014":
        return "stopped a statement that took too long, or that somebody cancelled", (
            "raise `statement_timeout` for this user, or run again when the server is less busy"
        )
    if state in ("25P03", "57P05"):
        return "closed a connection that was idle for long", "raise `idle_in_transaction_session_timeout` for this user"
    if not state or state == _NO_SNAPSHOT or state.startswith(("08", "57P")):
        return "ended the connection", "look whether the server still runs, and run again"
    if state.startswith("53"):
        return "has no room left", "free disk, memory or connections on the server, or raise its limits"
    if state in ("54001", "54011", "54023", "54000"):
        return "found a statement too large", "apply fewer rules at once, or use another engine"
    return "could not carry out a statement", "this is likely a fault of segdsl: please report it with the rules"
