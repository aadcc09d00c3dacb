"""Rules → z3: each condition as surely true and surely false, each value with whether it is known; asks nothing.

What is not understood exactly becomes an unknown of its own, so that what is impossible here is impossible.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from fractions import Fraction
from functools import partial
from operator import attrgetter
from typing import Any, TypeAlias

import z3

from segdsl import ir
from segdsl.interpret.references import Order
from segdsl.lint.domain import Domain
from segdsl.lint.values import Values
from segdsl.proofs import conditions, relations, values
from segdsl.proofs.formulas import Formula, no
from segdsl.proofs.texts import Texts
from segdsl.proofs.unknowns import Result, Unknown, Val, fresh
from segdsl.record import field, mutable, record
from segdsl.types import UNKNOWN, Kind, Type

Key: TypeAlias = tuple[Any, ...]


@record
class Truth:
    """Where a condition is surely true, and where it is surely false."""

    true: Formula
    false: Formula

    @property
    def opposite(self) -> Truth:
        return Truth(self.false, self.true)

    @property
    def surely(self) -> Truth:
        return Truth(self.true, no(self.true))


@mutable
class Opaque:
    """A value that z3 knows only at points: `expr` is asked of the interpreter there."""

    expr: ir.Expr
    side: int
    val: Val
    needs: frozenset[int]


@record
class Cone:
    """What a formula depends on: unknowns, opaque values, text tests and texts by number; and facts about them."""

    unknowns: frozenset[int] = frozenset()
    opaque: frozenset[int] = frozenset()
    facts: frozenset[int] = frozenset()
    tests: frozenset[int] = frozenset()
    texts: frozenset[int] = frozenset()

    def join(self, other: Cone) -> Cone:
        pairs = zip(_SETS(other), _SETS(self), strict=True)
        if all(theirs <= mine for theirs, mine in pairs):
            return self
        return Cone(
            self.unknowns | other.unknowns,
            self.opaque | other.opaque,
            self.facts | other.facts,
            self.tests | other.tests,
            self.texts | other.texts,
        )


_SETS = attrgetter("unknowns", "facts", "opaque", "tests", "texts")


@record
class TextQuestion:
    """A text test of a term whose texts are not all known: z3 sees `test(term)`."""

    test: ir.Test
    pattern: str
    term: Any


@mutable
class Encoder:
    """All that one prover has put into z3. Programs have numbers, their sides; equal columns, measures and learned
    values of all of them are one unknown."""

    programs: Sequence[ir.Program]
    texts: Texts = field(default_factory=Texts)
    unknowns: list[Unknown] = field(default_factory=list)
    opaque: list[Opaque] = field(default_factory=list)
    facts: list[Formula] = field(default_factory=list)
    tests: list[TextQuestion] = field(default_factory=list)
    results: dict[int, Result] = field(default_factory=dict)
    """Results of arithmetic with one number, by the number of a fact that comes with them."""
    calculated: dict[int, int] = field(default_factory=dict)
    """The terms of all results, by the same numbers."""
    numbers: dict[Key, Val] = field(default_factory=dict)
    steps: dict[int, int] = field(default_factory=dict)
    """How many roundings are behind a result, by its term of z3."""
    marks: dict[int, list[Fraction]] = field(default_factory=dict)
    compared: dict[int, list[Fraction]] = field(default_factory=dict)
    """As `marks`, by term of z3: what results of arithmetic are compared with."""
    cone: Cone = field(default_factory=Cone)
    worlds: list[Values] = field(default_factory=list)
    _orders: list[Order] = field(default_factory=list)
    _by_term: dict[int, int] = field(default_factory=dict)
    _by_key: dict[Key, Unknown] = field(default_factory=dict)
    _conditions: dict[tuple[int, int], tuple[ir.Cond, Truth, Cone]] = field(default_factory=dict)
    _values: dict[tuple[int, int], tuple[ir.Expr, Val, Cone]] = field(default_factory=dict)
    _names: dict[tuple[str, int], tuple[Val | Truth, Cone]] = field(default_factory=dict)
    _fact_numbers: dict[Any, int] = field(default_factory=dict)
    _done: dict[Any, Cone] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.worlds = [Values(program) for program in self.programs]
        self._orders = [Order(program) for program in self.programs]

    # ---- conditions and values --------------------------------------------------------------------------------------

    def condition(self, cond: ir.Cond, side: int) -> Truth:
        key = (id(cond), side)
        if key not in self._conditions:
            found, cone = self._apart(lambda: conditions.truth(self, cond, side))
            self._conditions[key] = (cond, found, cone)
        _, found, cone = self._conditions[key]
        self.cone = self.cone.join(cone)
        return found

    def value(self, expr: ir.Expr, side: int) -> Val:
        key = (id(expr), side)
        if key not in self._values:
            found, cone = self._apart(lambda: values.value(self, expr, side))
            self._values[key] = (expr, found, cone)
        _, found, cone = self._values[key]
        self.cone = self.cone.join(cone)
        return found

    def segment(self, name: str, side: int) -> Truth:
        found = self._named(name, side)
        return found if isinstance(found, Truth) else Truth(False, True)

    def named(self, name: str, side: int) -> Val:
        found = self._named(name, side)
        return found if isinstance(found, Val) else Val(False, {})

    def _named(self, name: str, side: int) -> Val | Truth:
        if (name, side) not in self._names:
            known = {each for each, at in self._names if at == side}
            for needed in self._orders[side].needed([name], known):  # in order, so that long chains do not nest
                self._names[needed, side] = self._apart(partial(self._definition, needed, side))
        found, cone = self._names[name, side]
        self.cone = self.cone.join(cone)
        return found

    def _definition(self, name: str, side: int) -> Val | Truth:
        program = self.programs[side]
        if name in program.defines:
            return self.value(program.defines[name].value, side)
        if name in program.segments:
            return self.condition(program.segments[name].condition, side)
        if name in program.tiers:
            return values.tiers(self, program.tiers[name], side)
        split = program.splits[name]
        parts = tuple(part for part, _ in split.shares)
        return self.unknown(ir.PartOf(name, parts), side, (name, split.salt, split.shares, split.by))

    def _apart(self, work: Callable[[], Any]) -> tuple[Any, Cone]:
        """The result, and what it alone depends on."""
        outer, self.cone = self.cone, Cone()
        try:
            found = work()
            return found, self.cone
        finally:
            self.cone = outer.join(self.cone)

    # ---- unknowns ---------------------------------------------------------------------------------------------------

    def unknown(self, expr: ir.Expr, side: int, key: Key | None = None) -> Val:
        """The unknown that an expression stands for, the same one on every side."""
        name = key or _key(expr)
        found = self._by_key.get(name)
        if found is None:
            type, domain = self._meant(expr, side)
            found = fresh(expr, type, domain, len(self.unknowns), self.texts)
            found.side = side
            self._by_key[name] = found
            self.unknowns.append(found)
            self._by_term |= {what.get_id(): found.number for what in found.val.terms.values()}
        elif expr not in found.exprs:
            found.exprs.append(expr)
        self.cone = self.cone.join(Cone(frozenset({found.number})))
        for fact in relations.own(self, found):
            self.fact(fact)
        return found.val

    def _meant(self, expr: ir.Expr, side: int) -> tuple[Type, Domain]:
        """Type and domain on all sides: a customer is one of all of them."""
        domain = self.worlds[side].domain(expr)
        if isinstance(expr, ir.Today):
            domain = Domain(missing=False, discrete=True)
        type = expr.type
        if not isinstance(expr, ir.Column):
            return type, domain
        for world in self.worlds:
            declared = world.column(expr)
            if declared is None or declared.type == type:
                continue
            wide = Type(Kind.NUMBER) if {declared.type.kind, type.kind} == {Kind.NUMBER, Kind.WHOLE} else UNKNOWN
            if {declared.type.kind, type.kind} == {Kind.ONE_OF, Kind.TEXT} or declared.type.kind is type.kind:
                wide = Type(Kind.TEXT)
            type, domain = wide, Domain()
        return type, domain

    # ---- what else formulas need ------------------------------------------------------------------------------------

    def fact(self, fact: Formula, name: Any = None) -> int | None:
        """Something that is so of every customer, needed wherever what is encoded now is needed; its number."""
        if fact is True:
            return None
        key = name if name is not None else fact.get_id() if isinstance(fact, z3.AstRef) else fact
        if key not in self._fact_numbers:
            self._fact_numbers[key] = len(self.facts)
            self.facts.append(fact)
        self.cone = self.cone.join(Cone(facts=frozenset({self._fact_numbers[key]})))
        return self._fact_numbers[key]

    def once(self, name: Any, work: Callable[[], None]) -> None:
        """Has facts told that are told at one place only, and are needed wherever that is asked for."""
        if name not in self._done:
            self._done[name] = self._apart(work)[1]
        self.cone = self.cone.join(self._done[name])

    def mark(self, term: Any, constant: Fraction) -> None:
        """Remembers that a rule compares a term with a constant: a witness had better be near."""
        if isinstance(term, Fraction):
            return
        number = self._by_term.get(term.get_id())
        group, key = (self.compared, term.get_id()) if number is None else (self.marks, number)
        if constant not in group.setdefault(key, []):
            group[key].append(constant)

    def speaks_of(self, text: str) -> int:
        """The number of a text that a rule mentions."""
        code = self.texts.code(text)
        self.cone = self.cone.join(Cone(texts=frozenset({code})))
        return code

    def asked(self, question: TextQuestion) -> None:
        self.tests.append(question)
        self.cone = self.cone.join(Cone(tests=frozenset({len(self.tests) - 1})))

    def opaquely(self, expr: ir.Expr, side: int, val: Val) -> Val:
        """Remembers that the value can only be worked out at points; its parts must have been encoded before."""
        self.opaque.append(Opaque(expr, side, val, self.cone.unknowns))
        self.cone = self.cone.join(Cone(opaque=frozenset({len(self.opaque) - 1})))
        return val


def _key(expr: ir.Expr) -> Key:
    if isinstance(expr, ir.Column):
        return (ir.Column, expr.table, expr.name, expr.hops)
    return (expr,)
