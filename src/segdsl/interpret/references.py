"""Which names of a program need which others, in an order in which each only needs earlier ones."""

from __future__ import annotations

from collections.abc import Container, Iterable, Iterator
from dataclasses import dataclass, field, fields, is_dataclass

from segdsl import ir


def walk(part: object) -> Iterator[object]:
    """A piece of the IR (or a tuple of them) and all pieces below it; what a name stands for is not below it."""
    todo = [part]
    while todo:
        node = todo.pop()
        if isinstance(node, tuple):
            todo.extend(node)
        elif isinstance(node, ir.Tree):
            continue  # nothing but thousands of numbers
        elif is_dataclass(node) and type(node).__module__.startswith(ir.__name__):
            yield node
            todo.extend(getattr(node, f.name) for f in fields(node) if f.name not in ("span", "type"))


def references(part: object) -> Iterator[str]:
    """The folded names of defines, segments, tiers and splits that a piece of the IR refers to."""
    for node in walk(part):
        if isinstance(node, ir.Named | ir.PartOf | ir.Member):
            yield node.name


@dataclass(slots=True)
class Order:
    """Finds the names that names need, in an order in which each needs only earlier ones."""

    program: ir.Program
    _direct: dict[str, frozenset[str]] = field(default_factory=dict)
    _places: dict[str, int] = field(default_factory=dict)
    """Filled when it is needed: proofs ask thousands of interpreters one question each."""

    def needed(self, names: Iterable[str], known: Container[str]) -> list[str]:
        """These names and all that they need, but for those already known and what only they need."""
        found = {name for name in names if name not in known}
        todo = list(found)
        while todo:
            fresh = {name for name in self.direct(todo.pop()) if name not in found and name not in known}
            found |= fresh
            todo.extend(fresh)
        if found and not self._places:
            self._places = {name: place for place, name in enumerate(self.program.order)}
        return sorted(found, key=self._places.__getitem__)

    def direct(self, name: str) -> frozenset[str]:
        """The names that a name's own definition mentions."""
        if name not in self._direct:
            program = self.program
            groups = (program.defines, program.segments, program.tiers, program.splits)
            self._direct[name] = frozenset(references(tuple(group[name] for group in groups if name in group)))
        return self._direct[name]
