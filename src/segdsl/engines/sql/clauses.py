"""What must be true for a condition to be surely true, clause by clause; writes no SQL."""

from __future__ import annotations

from collections.abc import Sequence

from segdsl.lower import nodes
from segdsl.lower.nodes import Cond, Fold


def clauses(condition: Cond) -> dict[int, Cond]:
    """What must all be true for the condition to be surely true, by number."""
    found: dict[int, Cond] = {}
    todo = [condition]
    while todo:
        node = todo.pop()
        if isinstance(node, nodes.And):
            todo.extend(reversed(node.items))
        elif isinstance(node, nodes.Surely) and not node.negated:
            todo.append(node.condition)
        elif not (isinstance(node, nodes.Known) and node.answer is True):
            found[node.number] = node
    return found


def common(folds: Sequence[Fold]) -> dict[int, Cond]:
    """The clauses that every row must meet that counts for any of the measures."""
    each = [clauses(fold.rows if fold.base is None else fold.base) for fold in folds]
    return {number: clause for number, clause in each[0].items() if all(number in other for other in each[1:])}
