"""What two versions say of everything: the day, the zone, the customers; and whether their words differ at all."""

from __future__ import annotations

from collections import Counter
from typing import Literal

from segdsl import ir, load
from segdsl.comparison.clauses import Version


def about(old: Version, new: Version) -> tuple[str, ...]:
    """Changes that concern every rule, and changes of title, owner and purpose."""
    before, after = old.program, new.program
    said = [
        f"{word}: {a or 'none'} → {b or 'none'}"
        for word, a, b in (
            ("title", before.meta.title, after.meta.title),
            ("version", before.meta.version, after.meta.version),
            ("owner", before.meta.owner, after.meta.owner),
            ("purpose", before.meta.purpose, after.meta.purpose),
            ("time zone", before.zone, after.zone),
            ("key of the customers", before.customers.key, after.customers.key),
        )
        if a != b
    ]
    kept, keeps = _kept(old, before), _kept(new, after)
    if kept != keeps:
        said.append(
            f"which customers count: {kept or 'all'} → {keeps or 'all'}; the rest is said of those who count in both"
        )
    return tuple(said)


def _kept(version: Version, program: ir.Program) -> str | None:
    only = program.customers.only_where
    return None if only is None else version.text(only)


def wording(old: load.Bundle, new: load.Bundle) -> Literal["identical", "layout"] | None:
    """ "identical" texts, texts that differ in "layout" and comments alone, or None."""
    if [unit.library for unit in old.files] != [unit.library for unit in new.files]:
        return None
    pairs = list(zip(old.files, new.files, strict=True))
    if old.lists != new.lists and list(old.lists.values()) != list(new.lists.values()):
        return None
    if all(a.file.source.text == b.file.source.text for a, b in pairs):
        return "identical"
    # Names are found wherever they are given, so that statements stand in any order.
    same = all(Counter(a.file.statements) == Counter(b.file.statements) for a, b in pairs)
    return "layout" if same else None
