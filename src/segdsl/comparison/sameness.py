"""IR → a number that is the same for what means the same by simple laws, names opened; what it cannot see, proofs may.

`and` and `or` are sets, `not` moves to the leaves, `between` is two comparisons, sides of comparisons stand one way, a
definition is what it stands for. So a renamed definition, De Morgan's laws and another order change no number.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, fields, is_dataclass
from enum import Enum
from typing import Any, TypeAlias

from segdsl import ir, schemas
from segdsl.source import Span
from segdsl.types import Type, is_numeric, is_textual

Number: TypeAlias = int
Primitive: TypeAlias = tuple[str, str]
"""What proofs take as given: (table, learned or split; its folded name)."""


@dataclass(slots=True)
class Numbers:
    """The numbers given out, to all versions alike."""

    known: dict[Any, Number] = field(default_factory=dict)
    sets: dict[Number, tuple[str, frozenset[Number]]] = field(default_factory=dict)

    def of(self, form: Any) -> Number:
        """Of a form; what only stands for something else has the number of that."""
        if form[0] == "is":
            return int(form[1])
        return self.known.setdefault(form, len(self.known))


@dataclass(slots=True)
class Meanings:
    """The numbers of one program. Each name is opened once, in the order of the program, so that chains do not nest."""

    program: ir.Program
    numbers: Numbers
    _names: dict[str, Number] = field(default_factory=dict)
    _tables: dict[str, Number] = field(default_factory=dict)
    _learned: dict[str, Number] = field(default_factory=dict)
    _nodes: dict[int, tuple[Any, Number]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for name in self.program.order:
            self.name(name)

    def name(self, name: str) -> Number:
        """Of what stands behind a folded name."""
        if name not in self._names:
            self._names[name] = self._opened(name)
        return self._names[name]

    def _opened(self, name: str) -> Number:
        program = self.program
        if name in program.defines:
            return self.of(program.defines[name].value)
        if name in program.segments:
            return self.of(program.segments[name].condition)
        if name in program.tiers:
            tiers = program.tiers[name]
            branches = tuple((self.of(test), part) for test, part in tiers.branches)
            return self.numbers.of(("tiers", branches, tiers.otherwise))
        split = program.splits[name]
        return self.numbers.of(("split", self.of(split.by), split.salt, split.shares))

    def table(self, name: str) -> Number:
        """Of which rows a table has for the rules, and how they find their customers. Of the customers: nothing."""
        if name not in self._tables:
            table = self.program.tables[name]
            chosen: tuple[Any, ...] = ()
            if table.role is not schemas.Role.CUSTOMERS:
                chosen = (name, self._plain(table.link), table.per, table.dated, self._plain(table.only_where))
            self._tables[name] = self.numbers.of(("table", table.role.name, chosen))
        return self._tables[name]

    def learned(self, key: str) -> Number:
        """Of a learned thing: what it is learned from and how."""
        if key not in self._learned:
            self._learned[key] = self._plain(self.program.learned[key])
        return self._learned[key]

    def of(self, node: ir.Cond | ir.Expr) -> Number:
        """Of a condition or value."""
        held = self._nodes.get(id(node))
        if held is None:
            held = self._nodes[id(node)] = (node, self.numbers.of(self._form(node)))
        return held[1]

    def _form(self, node: ir.Cond | ir.Expr) -> Any:
        match node:
            case ir.And(items) | ir.Or(items):
                return self._joined("and" if isinstance(node, ir.And) else "or", items, self.of)
            case ir.Not(condition):
                return self._negated(condition)
            case ir.Compare(rel, left, right):
                return self._compared(rel, left, right)
            case ir.Between(value, low, high):
                ends = (self._compared(ir.Rel.GE, value, low), self._compared(ir.Rel.LE, value, high))
                return self._set("and", {self.numbers.of(end) for end in ends})
            case ir.Among(value, (item,)):
                return "compare", "=", frozenset({self.of(value), self._literal(item)})
            case ir.Member(name):
                return "surely", self.name(name)
            case ir.Surely(condition):
                return "surely", self.of(condition)
            case ir.Named(name) | ir.PartOf(name):
                return "is", self.name(name)
            case ir.Truth(ir.Holds(value)):
                return "is", self.of(value)
            case ir.Learned(name, output):
                return "learned", self.learned(name), output
            case ir.Literal(value):
                return "is", self._literal(value)
            case ir.Column():
                return self._column(node)
            case ir.Measure():
                parts = (node.of, node.window, node.where)
                return "measure", node.aggregate.name, self.table(node.table), *map(self._plain, parts)
            case _:
                return self._record(node)

    def _joined(self, word: str, items: tuple[ir.Cond, ...], number: Any) -> Any:
        inner: set[Number] = set()
        for item in items:
            inner |= self._flat(word, number(item))
        return self._set(word, inner)

    def _flat(self, word: str, number: Number) -> frozenset[Number]:
        """The items of what is joined by the same word, however deep it stood."""
        form = self.numbers.sets.get(number)
        return form[1] if form is not None and form[0] == word else frozenset({number})

    def _set(self, word: str, items: set[Number]) -> Any:
        if len(items) == 1:
            return "is", *items
        form = (word, frozenset(items))
        self.numbers.sets[self.numbers.of(form)] = form
        return form

    def _negated(self, condition: ir.Cond) -> Any:
        match condition:
            case ir.Not(inner):
                return "is", self.of(inner)
            case ir.And(items) | ir.Or(items):
                word = "or" if isinstance(condition, ir.And) else "and"
                return self._joined(word, items, lambda item: self.numbers.of(self._negated(item)))
            case ir.Compare(rel, left, right):
                return self._compared(rel.opposite, left, right)
            case ir.Between(value, low, high):
                ends = (self._compared(ir.Rel.LT, value, low), self._compared(ir.Rel.GT, value, high))
                return self._set("or", {self.numbers.of(end) for end in ends})
            case ir.Among(value, (item,)):
                return "compare", "!=", frozenset({self.of(value), self._literal(item)})
            case _:
                return "not", self.of(condition)

    def _compared(self, rel: ir.Rel, left: ir.Expr, right: ir.Expr) -> Any:
        one, other = self.of(left), self.of(right)
        if rel in (ir.Rel.EQ, ir.Rel.NE):
            return "compare", rel.value, frozenset({one, other})
        if rel in (ir.Rel.GT, ir.Rel.GE):
            rel, one, other = rel.mirrored, other, one
        return "compare", rel.value, one, other

    def _literal(self, value: Any) -> Number:
        kind = "number" if isinstance(value, int | float) and not isinstance(value, bool) else type(value).__name__
        return self.numbers.of(("literal", kind, float(value) if kind == "number" else value))

    def _column(self, column: ir.Column) -> Any:
        home = column.hops[-1].table if column.hops else column.table
        table = self.program.tables[home]
        way = tuple((hop.link, self.table(hop.table)) for hop in column.hops)
        known = table.columns.get(column.name)
        declared = () if known is None else (known.missing_codes, known.physical if known.declared else None)
        return "column", self._row(column.table), column.name, _family(column.type), way, declared

    def _row(self, table: str) -> str:
        """Which row a column is of: a customer, or a row of a table, of which measures say which rows it has."""
        return "" if self.program.tables[table].role is schemas.Role.CUSTOMERS else table

    def _plain(self, part: Any) -> Number:
        """Of anything that is no condition or value itself, and of those."""
        if isinstance(part, _NODES):
            return self.of(part)
        return self.numbers.of(self._record(part))

    def _record(self, part: Any) -> Any:
        if isinstance(part, tuple):
            return "tuple", tuple(self._plain(item) for item in part)
        if isinstance(part, Mapping):
            return "mapping", tuple(sorted((str(key), self._plain(value)) for key, value in part.items()))
        if isinstance(part, Enum):
            return "enum", type(part).__name__, part.name
        if is_dataclass(part) and not isinstance(part, type):
            names = [f.name for f in fields(part) if f.compare and f.name not in ("type", "library")]
            return type(part).__name__, *(self._plain(getattr(part, name)) for name in names)
        return "plain", type(part).__name__, part


_NODES = (
    *(ir.And, ir.Or, ir.Not, ir.Compare, ir.Between, ir.Among, ir.IsMissing, ir.TextTest, ir.Holds, ir.Member),
    *(ir.Surely, ir.Ranked, ir.Literal, ir.Today, ir.Column, ir.OfCustomer, ir.Named, ir.PartOf, ir.Arithmetic),
    *(ir.Negate, ir.DateDifference, ir.Shift, ir.DayOf, ir.Since, ir.Default, ir.Extreme, ir.Round, ir.Absolute),
    *(ir.Choose, ir.Truth, ir.Measure, ir.Learned),
)


def _family(kind: Type) -> str:
    """A closed set is a text, and a whole number a number, to whoever compares it."""
    return "number" if is_numeric(kind) else "text" if is_textual(kind) else kind.kind.name


def primitives(meanings: Meanings, roots: tuple[Any, ...]) -> dict[Primitive, Number]:
    """The tables, learned things and splits behind conditions and values, however many names away."""
    program = meanings.program
    found: dict[Primitive, Number] = {}
    seen: set[str] = set()
    pending: list[Any] = list(roots)
    while pending:
        for node in _inside(pending.pop()):
            if isinstance(node, ir.Measure):
                found["table", node.table] = meanings.table(node.table)
            elif isinstance(node, ir.Column) and node.hops:
                found.update({("table", hop.table): meanings.table(hop.table) for hop in node.hops})
            elif isinstance(node, ir.Learned):
                found["learned", node.name] = meanings.learned(node.name)
            elif isinstance(node, ir.Named | ir.PartOf | ir.Member) and node.name not in seen:
                seen.add(node.name)
                if node.name in program.splits:
                    found["split", node.name] = meanings.name(node.name)
                else:
                    pending.extend(bodies(program, node.name))
    return found


def bodies(program: ir.Program, name: str) -> tuple[Any, ...]:
    """What stands behind a folded name."""
    if name in program.defines:
        return (program.defines[name].value,)
    if name in program.segments:
        return (program.segments[name].condition,)
    if name in program.tiers:
        return tuple(test for test, _ in program.tiers[name].branches)
    return (program.splits[name].by,)


def _inside(root: Any) -> Iterator[Any]:
    stack = [root]
    while stack:
        node = stack.pop()
        if isinstance(node, tuple):
            stack.extend(node)
        elif is_dataclass(node) and not isinstance(node, Span | Type):
            yield node
            stack.extend(getattr(node, f.name) for f in fields(node) if f.name not in ("span", "type"))
