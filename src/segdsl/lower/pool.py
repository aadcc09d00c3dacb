"""Makes the nodes of a plan, each once, and simplifies what is known beforehand; reads no IR."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass, field
from typing import TypeVar, cast

from segdsl.lower import nodes
from segdsl.lower.nodes import Cond, Node, Value

N = TypeVar("N", bound=Node)
Value_ = TypeVar("Value_", bound=Value)


def _key(part: object) -> Hashable:
    if isinstance(part, nodes.NODES):
        return ("node", part.number)
    if isinstance(part, tuple):
        return tuple(_key(each) for each in part)
    return (type(part), part)  # 1, 1.0 and True are equal in Python and are different constants


@dataclass(slots=True)
class Pool:
    _made: dict[Hashable, Node] = field(default_factory=dict)

    def make(self, kind: type[N], *parts: object) -> N:
        """The node of this kind with these parts (its fields in order, but the number)."""
        key = (kind, *map(_key, parts))
        found = self._made.get(key)
        if found is None:
            maker: Callable[..., Node] = kind
            found = self._made[key] = maker(*parts, number=len(self._made))
        return cast(N, found)

    def strict(self, kind: type[Value_], *parts: object) -> Value_ | nodes.Constant:
        """The same for a value that is missing whenever a part is: a missing constant makes it one."""
        flat = [each for part in parts for each in (part if isinstance(part, tuple) else (part,))]
        if any(isinstance(part, nodes.Constant) and part.value is None for part in flat):
            return self.constant(None)
        return self.make(kind, *parts)

    def constant(self, value: object) -> nodes.Constant:
        return self.make(nodes.Constant, value)

    def known(self, answer: bool | None) -> nodes.Known:
        return self.make(nodes.Known, answer)

    def both(self, items: Sequence[Cond]) -> Cond:
        return self._chain(nodes.And, items, False)

    def either(self, items: Sequence[Cond]) -> Cond:
        return self._chain(nodes.Or, items, True)

    def _chain(self, kind: type[nodes.And] | type[nodes.Or], items: Sequence[Cond], decisive: bool) -> Cond:
        """Repeated items and those that change nothing are left out; one that decides it all stands for it all."""
        kept: dict[int, Cond] = {}
        for item in items:
            if isinstance(item, nodes.Known) and item.answer is not None:
                if item.answer is decisive:
                    return item
                continue
            kept.setdefault(item.number, item)
        if not kept:
            return self.known(not decisive)
        found = tuple(kept.values())
        return found[0] if len(found) == 1 else self.make(kind, found)

    def surely(self, condition: Cond, wanted: bool = True) -> Cond:
        """Where the condition is true, or (not wanted) where it is not: never undecided."""
        match condition:
            case nodes.Known(answer):
                return self.known((answer is True) is wanted)
            case nodes.Missing(value, negated):
                return self.make(nodes.Missing, value, negated is wanted)
            case nodes.Surely(inner, negated):
                return self.make(nodes.Surely, inner, negated is wanted)
            case _:
                return self.make(nodes.Surely, condition, not wanted)

    def of_customer(self, value: Value) -> Value:
        return value if isinstance(value, nodes.Constant) else self.make(nodes.OfCustomer, value)
