"""Which table of a database file is meant; opens none."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from segdsl.data.wording import quoted
from segdsl.diagnostics.codes import data as codes
from segdsl.diagnostics.model import Diagnostic, Refused
from segdsl.names import fold, similar

_SHOWN = 12


@dataclass(frozen=True, slots=True)
class Wish:
    """What is known of the table: its name (and schema) in the address, and what the rules call it."""

    table: str | None = None
    schema: str | None = None
    called: str | None = None


@dataclass(frozen=True, slots=True)
class Entry:
    """A table, or a view, as the file has it."""

    schema: str | None
    table: str
    view: bool


def choose(entries: Sequence[Entry], wish: Wish, label: str) -> Entry:
    """The table in the address; without one, the table that is called as in the rules, or the only one. Raises
    Refused."""
    place = label.split("?")[0]
    known = [entry for entry in entries if wish.schema in (None, entry.schema)]
    if not known:
        said = f"`{place}` holds no table" if wish.schema is None else f"`{place}` has no schema `{wish.schema}`"
        raise Refused(Diagnostic(codes.UNKNOWN_FILE_TABLE, said, path=label))
    if wish.table is not None:
        found = _called(known, wish.table)
        if not found:
            said = f"`{place}` has no table called `{wish.table}`"
            names = [entry.table for entry in known]
            close = similar(wish.table, names)
            help = f"a table with a similar name: {quoted(close)}" if close else _tables(names)
            raise Refused(Diagnostic(codes.UNKNOWN_FILE_TABLE, said, help=(help,), path=label))
    else:
        found = known if len(known) == 1 else _called(known, wish.called or "")
    if len(found) != 1:
        raise Refused(_several(found or known, wish, place, label))
    return found[0]


def _called(entries: Sequence[Entry], name: str) -> list[Entry]:
    exact = [entry for entry in entries if entry.table == name]
    return exact or [entry for entry in entries if fold(entry.table) == fold(name)]


def _several(found: Sequence[Entry], wish: Wish, place: str, label: str) -> Diagnostic:
    if wish.table is not None:
        said = f"`{place}` has several tables called `{wish.table}`"
        example = f"table={found[0].schema}.{found[0].table}"
    else:
        said = f"`{place}` has several tables: {_shown([entry.table for entry in found])}"
        example = f"table={found[0].table}"
    help = (f"say which one: `{place}?{example}`",)
    return Diagnostic(codes.UNKNOWN_FILE_TABLE, said, help=help, path=label)


def _tables(names: Sequence[str]) -> str:
    return f"its tables are {_shown(names)}" if len(names) > 1 else f"its only table is {_shown(names)}"


def _shown(names: Sequence[str]) -> str:
    more = f" and {len(names) - _SHOWN} more" if len(names) > _SHOWN else ""
    return quoted(names[:_SHOWN]) + more


def no_tables(label: str, holds: str) -> Diagnostic:
    """That a table is asked of a file that is none of a database."""
    said = f"`{label.split('?')[0]}` holds {holds}, which has no tables to choose from"
    return Diagnostic(codes.UNKNOWN_FILE_TABLE, said, help=("leave out what follows the `?`",), path=label)


def in_use(label: str) -> Diagnostic:
    """That another program keeps the file to itself."""
    said = f"`{label.split('?')[0]}` is kept locked by another program, or by another connection of this one"
    return Diagnostic(codes.DATABASE_IN_USE, said, help=("close it there, and run again",), path=label)
