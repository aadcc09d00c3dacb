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
_SERVICES = "services are looked up in `~/.pg_service.conf`, or in the file that `PGSERVICEFILE` names"
_SECURED: Final = ("SSL", "sslmode", "certificate", "private key")
_SSL = (
    "look at `sslmode` and `sslrootcert` in the address, or `PGSSLMODE` and `PGSSLROOTCERT`: the server may have no "
    "such connections, or a certificate that is not known here or is made out to another name"
)
_NO_SNAPSHOT = "22023"
"""What a server says that no longer knows the moment that the first connection fixed."""
_STATE = re.compile(r"SQLSTATE:? ([0-9A-Z]{5})")
_GRANT = "reading needs the rights USAGE on the schema and SELECT on the table, which its owner can grant"


def not_connected(error: Any, shown: str) -> Refused:
    """There is no connection: of the reasons only those are told apart that take different remedies."""
    text = str(error)
    if "no encryption" in text:
        said = f"`{shown}` does not let this user in without a secured connection"
        return Refused(Diagnostic(codes.DATABASE_REFUSED, said, help=(_SSL,)))
    if "canceling statement" in text:
        return not_answered(error, shown)
    if not _is_full(text) and any(word in text for word in _SECRET_WORDS):
        said = f"`{shown}` does not let this user in"
        return Refused(Diagnostic(codes.DATABASE_REFUSED, said, help=(_WHO,)))
    said, help = _no_connection(text, shown)
    return Refused(Diagnostic(codes.DATABASE_UNREACHABLE, said, help=(help,)))


def _is_full(text: str) -> bool:
    return "too many" in text or "remaining connection slots" in text


def _no_connection(text: str, shown: str) -> tuple[str, str]:
    if "service" in text and "not found" in text:
        return "the service that is asked for stands in no service file", _SERVICES
    if any(word in text for word in _SECURED):
        return f"there is no secured connection to `{shown}` as it is asked for", _SSL
    if "does not exist" in text:
        return f"the server has no database of the name in `{shown}`", "look at the end of the address"
    if _is_full(text):
        return f"`{shown}` takes no more connections", "two or three are needed: raise the limit, or run again later"
    help = "look whether host and port are right, the server runs, and this machine may connect to it"
    return f"`{shown}` cannot be reached", help


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
    told = {"canceling statement": "57014", "invalid byte sequence": "22021", "has no equivalent in": "22P05"}
    return next((state for words, state in told.items() if words in text), "XX000")


def _failure(state: str) -> tuple[str, str]:
    if state == "57014":
        return "stopped a statement that took too long, or that somebody cancelled", (
            "raise `statement_timeout` for this user, or run again when the server is less busy"
        )
    if state in ("25P03", "57P05"):
        return "closed a connection that was idle for long", "raise `idle_in_transaction_session_timeout` for this user"
    if state in ("22021", "22P05"):
        return "holds a text that is no Unicode", (
            "a database in SQL_ASCII does not know what its bytes mean: read a view that says it, with "
            "`convert_from(convert(convert_to(name, 'SQL_ASCII'), 'LATIN1', 'UTF8'), 'SQL_ASCII')`"
        )
    if not state or state == _NO_SNAPSHOT or state.startswith(("08", "57P")):
        return "ended the connection", "look whether the server still runs, and run again"
    if state.startswith("53"):
        return "has no room left", "free disk, memory or connections on the server, or raise its limits"
    if state in ("54001", "54011", "54023", "54000"):
        return "found a statement too large", "apply fewer rules at once, or use another engine"
    return "could not carry out a statement", "this is likely a fault of segdsl: please report it with the rules"
