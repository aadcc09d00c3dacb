"""Writes the nodes of a plan as expressions over the rows of a step, each shared one as a column of a step before."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from sqlglot import exp

from segdsl.engines.sql import conditions, values
from segdsl.engines.sql.dialect import Dialect
from segdsl.engines.sql.stages import Stage, Steps, with_more
from segdsl.engines.sql.trees import E, column, is_simple
from segdsl.lower import nodes, walking
from segdsl.lower.nodes import Cond, Node, Value

DEEPEST = 40
"""Expressions that nest deeper are cut: the part below becomes a column."""

_LIGHT = (nodes.Constant, nodes.Known, nodes.Missing, nodes.Holds, nodes.Truth)
"""Cheaper to write again than to keep."""


@dataclass(slots=True, eq=False)
class Writer:
    """First `prepare` with all that will be asked, then ask, then `finish`: what was asked holds over the rows of the
    step that this gives, which are those of `stage` with more columns."""

    steps: Steps
    stage: Stage
    _uses: Counter[int] = field(default_factory=Counter)
    _kept: dict[int, str] = field(default_factory=dict)
    _written: dict[int, tuple[E, bool]] = field(default_factory=dict)
    _depth: dict[int, int] = field(default_factory=dict)
    _layers: list[list[tuple[str, E]]] = field(default_factory=list)
    _levels: dict[str, int] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self._kept.update(self.stage.columns)

    @property
    def dialect(self) -> Dialect:
        return self.steps.dialect

    # ---- asking -------------------------------------------------------------------------------------------------

    def prepare(self, roots: Iterable[Node]) -> None:
        """Writes what lies below, parts before wholes, so that nothing nests here however deep the rules are."""
        asked = list(roots)
        order = self._below(asked)
        self._uses.update(root.number for root in asked)
        for node in order:
            self._uses.update(part.number for part in walking.parts(node))
        for node in order:
            if not isinstance(node, nodes.Constant | nodes.Known | nodes.Joined):
                self._write(node)

    def value(self, node: Value) -> E:
        """The value; NULL where it is missing."""
        found, rough = self._take(node)
        return self.dialect.settled(found, self.once) if rough else found

    def rough(self, node: Value) -> tuple[E, bool]:
        """The value as it was calculated, and whether it may be infinite or no number where there is none."""
        return self._take(node)

    def condition(self, node: Cond) -> E:
        """The condition; NULL where it is undecided."""
        return self._take(node)[0]

    def once(self, value: E, name: str = "part") -> E:
        """The value as something that may be repeated."""
        return value if is_simple(value) else self.keep(value, name)

    def keep(self, value: E, name: str) -> E:
        """Gives the value a column of its own."""
        level = max((self._levels.get(each.name, 0) for each in value.find_all(exp.Column)), default=0)
        while len(self._layers) <= level:
            self._layers.append([])
        given = self.steps.names.new(name, "part")
        self._layers[level].append((given, value))
        self._levels[given] = level + 1
        return column(given)

    def keep_node(self, node: Value, value: E, name: str) -> None:
        """Says what a node is that this cannot write: a measure."""
        self._kept[node.number] = self.keep(value, name).name

    def column_of(self, node: Value, name: str) -> str:
        """The column with a value, which becomes one if it is none."""
        if node.number not in self._kept:
            found = self.value(node)
            self._kept[node.number] = found.name if isinstance(found, exp.Column) else self.keep(found, name).name
        return self._kept[node.number]

    def finish(self, hint: str, comment: str = "") -> Stage:
        """The rows with the columns that were kept."""
        name = self.stage.name
        for layer in self._layers:
            name = self.steps.add(hint, with_more(name, layer), comment)
        self._layers, self._levels = [], {}
        self.stage = Stage(name, dict(self._kept), self.stage.named, self.stage.numbers)
        return self.stage

    # ---- writing --------------------------------------------------------------------------------------------------

    def _below(self, roots: Sequence[Node]) -> list[Node]:
        """The nodes below that are not columns yet."""
        found: dict[int, Node] = {}
        todo = list(roots)
        while todo:
            node = todo.pop()
            if node.number in found or node.number in self._kept or node.number in self._written:
                continue
            found[node.number] = node
            if not isinstance(node, nodes.Fold | nodes.OfCustomer):
                todo.extend(walking.parts(node))
        return [found[number] for number in sorted(found)]

    def _take(self, node: Node) -> tuple[E, bool]:
        if (name := self._kept.get(node.number)) is not None:
            return column(name), False
        found = self._written.pop(node.number, None)
        return found if found is not None else self._made(node)

    def _made(self, node: Node) -> tuple[E, bool]:
        if isinstance(node, Cond):
            return conditions.written(self, node), False
        assert not isinstance(node, nodes.Joined)
        return values.written(self, node)

    def _write(self, node: Node) -> None:
        depth = 1 + max((self._depth.get(part.number, 0) for part in walking.parts(node)), default=0)
        found, rough = self._made(node)
        shared = self._uses[node.number] > 1 and not isinstance(node, _LIGHT)
        if (shared or depth > DEEPEST) and not is_simple(found):
            found = self.dialect.settled(found, self.once) if rough else found
            self._kept[node.number] = self.keep(found, _hint(node)).name
            depth = 0
        elif isinstance(found, exp.Column):
            self._kept[node.number] = found.name
        else:
            self._written[node.number] = (found, rough)
        self._depth[node.number] = depth


def _hint(node: Node) -> str:
    return "test" if isinstance(node, Cond) else type(node).__name__
