"""Conditions and values of a plan → new columns of a lazy frame; runs nothing."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Protocol, cast

import polars as pl

from segdsl.engines.polars import conditions, fitted, values
from segdsl.engines.polars.names import node as name_of
from segdsl.engines.polars.sorts import Part, Sort, column, missing, sort_of
from segdsl.engines.polars.steps import Steps, made
from segdsl.engines.polars.texts import key_text
from segdsl.lower import nodes, walking
from segdsl.lower.nodes import Cond, Node, Value


class LookUps(Protocol):
    """Finds look-up tables."""

    def table(self, table: str, prefix: str) -> tuple[pl.LazyFrame, str, Mapping[str, tuple[str, Sort]]]:
        """A look-up table, each of its keys once; the name of its key, and for each folded column its name and sort.
        All names begin with the prefix."""


class Compiler:
    """Makes columns of one frame. `given` are nodes that are columns already: those of the row at hand, values of its
    customer, measures."""

    def __init__(self, given: Mapping[int, Part], look_ups: LookUps, prefix: str = "_x") -> None:
        self.steps = Steps(prefix)
        self._parts: dict[int, Part] = dict(given)
        self._look_ups = look_ups
        self._joined: dict[int, tuple[int, Mapping[str, tuple[str, Sort]]]] = {}

    def add(self, wanted: Sequence[Node]) -> None:
        """Makes what is wanted and all below it; nodes that more than one other needs become columns."""
        order = below(wanted)
        uses = Counter(part.number for node in order for part in _parts_of(node))
        uses.update(node.number for node in wanted)
        for node in order:
            if node.number in self._parts or node.number in self._joined:
                continue
            if isinstance(node, nodes.Joined):
                self._joined[node.number] = self._join(node)
                continue
            part = self._made(node)
            if uses[node.number] > 1 and not part.is_column and not part.is_constant:
                part = self.steps.keep(part, name_of(node.number))
            self._parts[node.number] = self.steps.shallow(part)

    def part(self, node: Node) -> Part:
        return self._parts[node.number]

    def _made(self, node: Node) -> Part:
        if isinstance(node, nodes.Field):
            return self._looked_up(node)
        if isinstance(node, nodes.Fold):
            return self._blanked(node)
        parts = [self._parts[part.number] for part in _parts_of(node)]
        if isinstance(node, Cond):
            return conditions.condition(node, parts, self.steps)
        if isinstance(node, nodes.Fitted):
            return fitted.fitted(node, parts, self.steps)
        return values.value(cast(values.Plain, node), parts, self.steps)

    def _blanked(self, node: nodes.Fold) -> Part:
        """A measure that was taken, but for customers to whom its window does not apply."""
        taken = column(name_of(node.number), sort_of(node.type))
        if node.blank is None:
            return taken
        blank = self._parts[node.blank.number]
        return made(pl.when(~blank.expr.fill_null(False)).then(taken.expr), taken.sort or Sort.NUMBER, blank)

    def _join(self, node: nodes.Joined) -> tuple[int, Mapping[str, tuple[str, Sort]]]:
        prefix = f"{name_of(node.number)}_"
        table, key, columns = self._look_ups.table(node.table, prefix)
        link = self._parts[node.link.number]
        if link.sort is not Sort.TEXT:
            link = self.steps.settled(link)
            link = made(key_text(link), Sort.TEXT, link)
        return self.steps.join(link, table, key), columns

    def _looked_up(self, node: nodes.Field) -> Part:
        assert node.via is not None, node.column
        level, columns = self._joined[node.via.number]
        if node.column not in columns:
            return missing(sort_of(node.type))
        name, sort = columns[node.column]
        return column(name, sort, level)

    def key(self, value: Value) -> Part:
        """The text of a value that was made, as a key."""
        part = self.steps.settled(self.part(value))
        return part if part.sort is Sort.TEXT else self.steps.keep(made(key_text(part), Sort.TEXT, part))

    def strict(self, node: Node) -> Part:
        return self.steps.strict(self.part(node))


def _parts_of(node: Node) -> list[Node]:
    """The parts in their order."""
    match node:
        case nodes.Fold():
            return [] if node.blank is None else [node.blank]
        case nodes.OfCustomer():
            return []
        case nodes.Field():
            return [] if node.via is None else [node.via]
        case nodes.Choose():
            return [*(part for branch in node.branches for part in branch), node.otherwise]
        case nodes.Compare():
            return [node.left, node.right]
        case nodes.Calculate():
            return [node.left, node.right]
        case nodes.Days():
            return [node.later, node.earlier]
        case nodes.Default():
            return [node.value, node.fallback]
        case nodes.And() | nodes.Or():
            return list(node.items)
        case nodes.Extreme() | nodes.Linear() | nodes.Best():
            return list(node.values)
        case nodes.Trees():
            return list(node.features)
        case nodes.History():
            return [node.repeats, node.last, node.age]
        case _:
            return walking.parts(node)


def below(wanted: Sequence[Node]) -> list[Node]:
    """The nodes and all below them that are about the same row, parts before wholes; what blanks a measure is about
    the same customer as the measure."""
    found: dict[int, Node] = {}
    todo = list(wanted)
    while todo:
        node = todo.pop()
        if node.number not in found:
            found[node.number] = node
            todo.extend(_parts_of(node))
    return [found[number] for number in sorted(found)]
