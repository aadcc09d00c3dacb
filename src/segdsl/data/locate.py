"""Where the data of each table lies: bindings and `from` paths to files that exist; opens none of them."""

from __future__ import annotations

import glob
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING

from segdsl.data import content
from segdsl.data.addresses import Asked, asked, is_url
from segdsl.data.filetables import Wish, no_tables
from segdsl.data.wording import quoted
from segdsl.diagnostics.codes import data as codes
from segdsl.diagnostics.model import Diagnostic, Refused
from segdsl.names import fold, similar
from segdsl.schemas import Schema, Table

if TYPE_CHECKING:
    from segdsl.data.model import Binding

FORMATS = "CSV (also packed with gzip), Parquet, Excel, JSON lines, Arrow, DuckDB and SQLite files are read"


@dataclass(frozen=True, slots=True)
class Located:
    """Files of one table (one, unless it is a Parquet folder or glob), what they hold, and how messages call them;
    `wish` is what is known of the table in a database file."""

    label: str
    paths: tuple[Path, ...]
    content: content.Content
    sheet: str | None = None
    wish: Wish = field(default_factory=Wish)


def bound(declared: Schema, bindings: Mapping[str, Binding]) -> tuple[dict[str, Binding], list[Diagnostic]]:
    """Bindings by folded table name. The customers' may also be bound by the empty name, or as `customers`."""
    found: dict[str, Binding] = {}
    said: list[Diagnostic] = []
    customers = fold(declared.customers.name)
    for name, binding in bindings.items():
        folded = fold(name)
        if folded not in declared.tables:
            if folded not in ("", "customers"):
                said.append(_unknown_table(name, declared))
                continue
            folded = customers
        found[folded] = binding
    return found, said


def place_of(table: Table, binding: str | Path | None) -> Located:
    """The files of a table that has a path, from the command line or from the rules. Raises Refused."""
    if binding is not None:
        text = str(binding)
        found = locate(text, Path(text), None)
    else:
        text = table.path or ""
        found = locate(text, Path(table.base or ".") / text, table)
    return replace(found, wish=replace(found.wish, called=table.name))


def locate(text: str, path: Path, table: Table | None) -> Located:
    """The files that a path means: itself, a sheet of it, the Parquet files of a folder or glob. Raises Refused."""
    span = table.span if table else None
    if is_url(text):
        said = f"`{text.split('://')[0]}` addresses are not read"
        raise Refused(Diagnostic(codes.UNREADABLE_FORMAT, said, span, help=(FORMATS,)))
    sheet, wanted = None, asked(text)
    if wanted.suffix and not path.exists():
        path = path.with_name(path.name.removesuffix(wanted.suffix))
    else:
        wanted = Asked(text)
    if not path.exists() and "#" in path.name:
        name, sheet = path.name.split("#", 1)
        path = path.with_name(name)
    paths = _files(path)
    if not paths:
        raise Refused(_not_there(text, path, table))
    if not paths[0].is_file():
        raise Refused(Diagnostic(codes.UNREADABLE_FILE, f"`{text}` is not an ordinary file", span, path=text))
    holds = _content(paths[0], text)
    if wanted.suffix and holds not in content.DATABASES:
        raise Refused(no_tables(text, holds.value))
    return Located(text, paths, holds, sheet, Wish(wanted.table, wanted.schema))


def _files(path: Path) -> tuple[Path, ...]:
    if path.is_dir():
        return tuple(
            sorted(p for p in path.rglob("*") if p.suffix.lower() in (".parquet", ".pq") and p.name[0] not in "._")
        )
    if path.exists():
        return (path,)
    return tuple(sorted(Path(name) for name in glob.glob(str(path), recursive=True) if Path(name).is_file()))


def _content(path: Path, label: str) -> content.Content:
    """What the file holds, told from its bytes. Raises Refused when that is no table."""
    try:
        head = content.head_of(path)
    except (OSError, EOFError) as error:
        reason = "permission is denied" if isinstance(error, PermissionError) else "it is damaged or cut off"
        raise Refused(Diagnostic(codes.UNREADABLE_FILE, f"`{label}` cannot be read: {reason}", path=label)) from error
    found = content.tell(head)
    if found is content.Content.EMPTY:
        raise Refused(Diagnostic(codes.EMPTY_FILE, f"`{label}` holds no header and no rows", path=label))
    if found not in content.READABLE:
        said = f"`{label}` holds {found.value}, not a table"
        raise Refused(Diagnostic(codes.UNREADABLE_FORMAT, said, help=(FORMATS,), path=label))
    return found


def other_content(located: Located) -> Diagnostic | None:
    """Says that a file is read as what it holds, not as what its name says."""
    path = located.paths[0]
    suffix = Path(path.stem).suffix.lower() if path.suffix.lower() == ".gz" else path.suffix.lower()
    named = content.SUFFIXES.get(suffix)
    if named is None or named is located.content:
        return None
    said = f"`{located.label}` holds {located.content.value} and is read as that, whatever its name says"
    return Diagnostic(codes.OTHER_CONTENT, said, path=located.label)


def _not_there(text: str, path: Path, table: Table | None) -> Diagnostic:
    span = table.span if table else None
    if path.is_dir():
        said = f"the folder `{text}` holds no Parquet files"
        return Diagnostic(codes.FILE_NOT_FOUND, said, span, path=text)
    if any(sign in path.name for sign in "*?["):
        return Diagnostic(codes.FILE_NOT_FOUND, f"no file is called like `{text}`", span, path=text)
    folder = path.parent
    if not folder.is_dir():
        return Diagnostic(
            codes.FILE_NOT_FOUND, f"there is no folder `{Path(text).parent}` with `{path.name}` in it", span, path=text
        )
    names = [p.name for p in sorted(folder.iterdir()) if p.is_file() and p.suffix.lower() in (*content.SUFFIXES, ".gz")]
    close = similar(path.name, names) or [name for name in names if fold(Path(name).stem) == fold(path.stem)]
    help = f"a file with a similar name is there: {quoted(close, 'or')}" if close else ""
    return Diagnostic(codes.FILE_NOT_FOUND, f"there is no file `{text}`", span, help=(help,) if help else (), path=text)


def _unknown_table(name: str, declared: Schema) -> Diagnostic:
    names = [table.name for table in declared.tables.values()]
    close = similar(name, names)
    return Diagnostic(
        codes.UNKNOWN_TABLE,
        f"data is given for `{name}`, but the rules have no table of that name",
        help=(f"a table with a similar name: {quoted(close)}" if close else f"the tables are {quoted(names)}",),
    )
