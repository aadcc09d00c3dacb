"""Which look-up tables a row leads to, and by which links; knows no rules."""

from __future__ import annotations

from collections.abc import Mapping

from segdsl import ir, schemas
from segdsl.names import fold
from segdsl.record import record


@record
class Way:
    """The shortest chain of links to a look-up table; `other` is a second one of the same length."""

    hops: tuple[ir.Hop, ...]
    other: tuple[ir.Hop, ...] | None = None


def has(table: schemas.Table, folded: str) -> bool | None:
    """Whether the table has the column; None when it is not known yet."""
    if table.distinct:
        return table.key is not None and folded == fold(table.key)
    if folded in table.columns or folded in table.collisions:
        return True
    return False if table.closed else None


def ways(tables: schemas.Schema, start: schemas.Table) -> Mapping[str, Way]:
    """The look-up tables that rows of `start` lead to, by folded name, nearest first.

    Links over columns that are known to exist come first; columns that an open table may still turn out to have are
    used only for look-up tables that cannot be reached otherwise.
    """
    found: dict[str, Way] = {}
    for certain in (True, False):
        edge: list[tuple[schemas.Table, tuple[ir.Hop, ...]]] = [(start, ())]
        edge += [(tables.tables[name], way.hops) for name, way in found.items()]
        while edge:
            reached: dict[str, Way] = {}
            for table, hops in edge:
                for name, target in tables.tables.items():
                    if not _links(table, target, certain) or target is start or name in found:
                        continue
                    chain = (*hops, ir.Hop(fold(target.per or ""), name))
                    reached[name] = Way(reached[name].hops, chain) if name in reached else Way(chain)
            found |= reached
            edge = [(tables.tables[name], way.hops) for name, way in reached.items()]
    return found


def _links(table: schemas.Table, target: schemas.Table, certain: bool) -> bool:
    if target.role is not schemas.Role.ONE or target.per is None:
        return False
    known = has(table, fold(target.per))
    return known is True or (known is None and not certain)
