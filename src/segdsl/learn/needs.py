"""What refers to what: which learned things and which names stand behind rules; it looks at no data."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from segdsl import ir
from segdsl.check.used import bodies, nodes


@dataclass(frozen=True, slots=True)
class Needs:
    """The folded names of defines, segments, tiers and splits, and the keys of learned things."""

    names: frozenset[str]
    learned: frozenset[str]


def needs(program: ir.Program, roots: Iterable[Any]) -> Needs:
    """Everything that stands behind the roots (nodes, or tuples of them), however many names away."""
    names: set[str] = set()
    learned: set[str] = set()
    pending: list[Any] = list(roots)
    while pending:
        for node in nodes(pending.pop()):
            if isinstance(node, ir.Learned):
                if node.name not in learned:
                    learned.add(node.name)
                    pending.append(program.learned[node.name])
            elif isinstance(node, ir.Named | ir.PartOf | ir.Member) and node.name not in names:
                names.add(node.name)
                pending.extend(bodies(program, node.name))
    return Needs(frozenset(names), frozenset(learned))


def applied(program: ir.Program) -> Iterator[Any]:
    """What `apply` asks of customers."""
    yield from (segment.condition for segment in program.segments.values())
    yield from (tiers.branches for tiers in program.tiers.values())
    yield from (suppression.condition for suppression in program.suppressions)


def stated(program: ir.Program) -> Iterator[Any]:
    """What the file itself writes, used or not, and all that `apply` asks. A learned statement gives names to defines,
    so that those of the file are among them."""
    yield from applied(program)
    yield from (define.value for define in program.defines.values() if define.library is None)


def learned(program: ir.Program, roots: Iterable[Any], also: Iterable[str] = ()) -> tuple[str, ...]:
    """The keys of the learned things behind the roots, of those in `also` and of those behind them, each after those
    that it needs itself."""
    named = frozenset(also)
    found = named | needs(program, [*roots, *(program.learned[name] for name in named)]).learned
    return tuple(name for name in program.learned if name in found)
