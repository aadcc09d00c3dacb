"""What a statement looks at and what looks at it; by names as their authors wrote them."""

from __future__ import annotations

from segdsl import ir
from segdsl.explanation import walk
from segdsl.explanation.model import Needs
from segdsl.explanation.phrases import Context
from segdsl.names import fold


def needs(context: Context, nodes: tuple[walk.Node, ...]) -> Needs:
    """Columns (also behind names), and the names mentioned in the nodes themselves."""
    program = context.program
    named = dict.fromkeys(name for node in nodes for name in walk.names_used(node))
    return Needs(
        columns=_columns(context, nodes),
        defines=tuple(context.name(name) for name in named if name in program.defines),
        segments=tuple(context.name(name) for name in named if name in program.segments),
        partitions=tuple(context.name(name) for name in named if name in program.tiers or name in program.splits),
    )


def _columns(context: Context, nodes: tuple[walk.Node, ...]) -> tuple[tuple[str, str], ...]:
    """(table, column) of every column looked at, directly or behind a name, in order of first use."""
    found: dict[tuple[str, str], None] = {}
    pending = list(reversed(nodes))
    seen: set[str] = set()
    while pending:
        node = pending.pop()
        for inner in walk.all_nodes(node):
            if isinstance(inner, ir.Column):
                table = inner.hops[-1].table if inner.hops else inner.table
                found[context.table(table), context.column(table, inner.name)] = None
            elif isinstance(inner, ir.Measure):
                found.update(dict.fromkeys(_columns_of_rows(context, inner)))
        for name in walk.names_used(node):
            if name not in seen:
                seen.add(name)
                pending.extend(walk.bodies(context.program, name))
    return tuple(found)


def _columns_of_rows(context: Context, measure: ir.Measure) -> tuple[tuple[str, str], ...]:
    """What choosing a measure's rows looks at besides the measure itself: the date, and `only where`."""
    table = context.program.tables.get(fold(measure.table))
    if table is None:
        return ()
    dated = () if table.dated is None else ((table.name, context.column(table.name, table.dated)),)
    kept = () if table.only_where is None else walk.columns(table.only_where)
    homes = ((c.hops[-1].table if c.hops else c.table, c.name) for c in kept)
    return (*dated, *((context.table(home), context.column(home, name)) for home, name in homes))


def used_by(context: Context, name: str) -> tuple[str, ...]:
    """What mentions a folded name directly, in the order of the program; suppressions last."""
    if not context.users:
        context.users.update(_users(context))
    return tuple(dict.fromkeys(context.users.get(name, ())))


def _users(context: Context) -> dict[str, list[str]]:
    """What mentions each folded name."""
    program = context.program
    users: dict[str, list[str]] = {name: [] for name in program.order}
    for other in program.order:
        mentioned = dict.fromkeys(name for node in walk.bodies(program, other) for name in walk.names_used(node))
        for name in mentioned:
            if name != other:
                users.setdefault(name, []).append(context.name(other))
    for suppression in program.suppressions:
        for name in walk.names_used(suppression.condition):
            users.setdefault(name, []).append(suppression_name(suppression))
    return users


def suppression_name(suppression: ir.Suppression) -> str:
    """Suppressions have no names: their reason stands for one."""
    return "suppression" if suppression.because is None else f"suppression: {suppression.because}"


def examples(program: ir.Program, name: str) -> tuple[str, ...]:
    """The titles of the examples that expect something of a folded name."""
    return tuple(
        dict.fromkeys(example.title for example in program.examples if name in (e.name for e in example.expect))
    )
