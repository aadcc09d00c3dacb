"""Which files a run reads, so that its output overwrites none of them; opens nothing."""

from __future__ import annotations

import glob
import os
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

from segdsl import ir
from segdsl.data.addresses import asked
from segdsl.engines.postgres.address import is_address
from segdsl.load import Bundle


def paths_read(
    bundle: Bundle, program: ir.Program, bindings: Mapping[str, Any], rules: Path | None = None
) -> tuple[Path, ...]:
    """Rule files, lists, and data, whether named by the rules or given beside them (what is no path is left out)."""
    found = [] if rules is None else [rules]
    found.extend(_unit(unit.file.source.name, unit.base) for unit in bundle.files)
    found.extend(Path(path) for path in bundle.lists)
    given = [(str(binding), None) for binding in bindings.values() if isinstance(binding, str | os.PathLike)]
    named = [(table.path, table.base) for table in program.tables.values() if table.path is not None]
    found.extend(_data(text, base) for text, base in (*given, *named) if not is_address(text))
    return tuple(dict.fromkeys(path for each in found for path in _each(each)))


def _unit(name: str, base: Path | None) -> Path:
    return Path(name) if base is None or Path(name).exists() else base / Path(name).name


def _data(text: str, base: str | None) -> Path:
    """The file that `book.xlsx#Sheet` or `bank.duckdb?table=customers` lies in, and any other path as it is."""
    path = Path(text) if base is None else Path(base, text)
    suffix = asked(text).suffix
    if suffix and not path.exists():
        return path.with_name(path.name.removesuffix(suffix))
    if "#" in path.name and not path.exists():
        return path.with_name(path.name.partition("#")[0])
    return path


def _each(path: Path) -> Iterable[Path]:
    if path.exists() or not glob.has_magic(str(path)):
        return (path,)
    return _sorted(path)


def _sorted(path: Path) -> Iterator[Path]:
    yield from (Path(found) for found in sorted(glob.glob(str(path), recursive=True)))
