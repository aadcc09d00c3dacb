"""Reading: files and data frames become a completed schema and stores of plain arrays; evaluates no rule.

Importing this package loads no data library: those come in when a table is opened.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from segdsl import ir, schemas
from segdsl.data.model import Binding, Opened, Options, Quarantined
from segdsl.diagnostics.model import Outcome

__all__ = ["Binding", "Opened", "Options", "Quarantined", "describe", "open_tables", "settle"]


def open_tables(
    declared: schemas.Schema,
    bindings: Mapping[str, Binding],
    wanted: frozenset[str] | None,
    options: Options | None = None,
) -> Outcome[Opened]:
    """The tables of the rules with their data.

    `bindings` maps folded table names to files or frames (the empty name, or `customers`, is the customers' table);
    a table without one is read from its own path. `wanted` are the folded names that the rules mention: only such
    columns, keys and links are read (None: all).
    """
    from segdsl.data.opening import open_all

    return open_all(declared, bindings, wanted, options or Options())


def settle(opened: Opened, program: ir.Program) -> Outcome[Opened]:
    """The data, once the rules are checked: rows that break a declaration in a table with `only where` stop the run or
    are left out now, unless the condition leaves them out anyhow."""
    from segdsl.data.settling import settle

    return settle(opened, program) if opened.held else Outcome(opened)


def describe(tables: Sequence[tuple[str, Binding]], options: Options | None = None) -> Outcome[str]:
    """The `table` statements, as canonical text, for data that nobody has declared yet.

    `tables` are names with their data; an empty name is made from the name of the file.
    """
    from segdsl.data.description import describe_all

    return describe_all(tables, options or Options())
