"""One customer: every clause with its answer, the values it looked at, and the nearest change that flips it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from segdsl import ir
from segdsl.explanation import dependencies, percentages, shown, walk, written
from segdsl.explanation.days import resolve
from segdsl.explanation.flips import Flips
from segdsl.explanation.model import Answer, Customer, Piece, Result, Verdict
from segdsl.explanation.moves import Goal, words
from segdsl.explanation.phrases import Context
from segdsl.interpret import Interpreter, Row
from segdsl.membership.pieces import pieces
from segdsl.names import fold
from segdsl.types import NUMBER, Value


@dataclass(frozen=True, slots=True)
class _Likely:
    """The chance of buying a product, from where on it is likely, and whether the customer holds it already."""

    chance: ir.Named
    least: float
    held: bool


@dataclass(slots=True)
class Tracer:
    """Asks the reference interpreter about one customer."""

    program: ir.Program
    interpreter: Interpreter
    row: Row
    flips: Flips = field(init=False)

    def __post_init__(self) -> None:
        self.flips = Flips(self.program, self.interpreter, self.row)

    @property
    def context(self) -> Context:
        return Context(self.program)

    def customer(self, key: str, names: Iterable[str], suppressions: Iterable[ir.Suppression]) -> Customer:
        """The results for segments, tiers, splits and defines (folded names), then for suppressions."""
        results = [self.result(name) for name in names]
        return Customer(key, (*results, *(self.suppression(s) for s in suppressions)))

    def result(self, name: str) -> Result:
        program = self.program
        if name in program.segments:
            return self.segment(program.segments[name])
        if name in program.tiers:
            return self.tiers(program.tiers[name])
        if name in program.splits:
            part = self.interpreter.part(name, self.row)
            return Result("split", program.splits[name].name, part or "missing")
        return self.define(program.defines[name])

    def segment(self, segment: ir.Segment) -> Result:
        verdict = self.verdict(segment.condition)
        return Result(
            kind="segment",
            name=segment.name,
            outcome=verdict.answer.value,
            verdict=verdict,
            flip=verdict.flip,
            missing=self.missing(segment.condition) if verdict.answer is Answer.UNDECIDED else (),
            because=segment.because,
            then=segment.then,
        )

    def suppression(self, suppression: ir.Suppression) -> Result:
        """True or undecided suppresses; the flip leads to a surely false condition, or to a surely true one."""
        verdict = self.verdict(suppression.condition, undecided_to=False)
        return Result(
            kind="suppression",
            name=dependencies.suppression_name(suppression),
            outcome=verdict.answer.value,
            verdict=verdict,
            flip=verdict.flip,
            missing=self.missing(suppression.condition) if verdict.answer is Answer.UNDECIDED else (),
            because=suppression.because,
        )

    def tiers(self, tiers: ir.Tiers) -> Result:
        """The lines down to the one that won; those after it were not looked at."""
        looked_at: list[tuple[str, Verdict]] = []
        for test, part in tiers.branches:
            verdict = self.verdict(test)
            looked_at.append((part, verdict))
            if verdict.answer is Answer.TRUE:
                return Result("tiers", tiers.name, part, branches=tuple(looked_at))
        return Result("tiers", tiers.name, tiers.otherwise, branches=tuple(looked_at))

    def define(self, define: ir.Define) -> Result:
        value = self.interpreter.value(define.value, self.row)
        verdict = self.verdict(define.value.condition) if isinstance(define.value, ir.Truth) else None
        return Result("define", define.name, shown.value(value), value, verdict)

    def missing(self, cond: ir.Cond) -> tuple[str, ...]:
        """The names of what would have to be known."""
        return tuple(
            piece.name
            for piece in pieces(self.program, cond)
            if self.interpreter.condition(piece.missing, self.row) is True
        )

    def verdict(self, cond: ir.Cond, undecided_to: bool = True) -> Verdict:
        """The clause tree; each clause with the nearest change that gives it the other answer."""
        answer = self.interpreter.condition(cond, self.row)
        want = undecided_to if answer is None else not answer
        join, inner = written.parts(cond)
        return Verdict(
            text=written.condition(self.context, cond),
            answer=Answer.of(answer),
            pieces=() if inner else self.pieces(cond),
            threshold="" if inner else self.threshold(cond),
            flip=self.flips.nearest(cond, want),
            join=join,
            parts=tuple(self.verdict(part) for part in inner),
        )

    def pieces(self, cond: ir.Cond) -> tuple[Piece, ...]:
        """The values a clause compares, and under a computed one those it is made of; of a segment, yes or no."""
        told = cond
        while isinstance(told, ir.Not | ir.Surely):
            told = told.condition
        if (likely := self._likely(told)) is not None:
            return (self._chance(likely),)
        if isinstance(told, ir.Member):
            return (Piece(self.context.name(told.name), self.interpreter.condition(told, self.row)),)
        found: dict[str, Value | None] = {}
        for part in self._looked_at(cond):
            if isinstance(part, ir.Literal | ir.Today) or resolve(part, self.context.as_of) is not None:
                continue
            self._add(found, part)
            if isinstance(part, ir.Named):
                continue
            for atom in walk.own_atoms(part):
                self._add(found, atom)
            for name in walk.names_used(part):
                if name in self.program.defines:
                    define = self.program.defines[name]
                    self._add(found, ir.Named(name, define.value.type))
        shares = self._percentages(cond)
        return tuple(Piece(name, value, shares.get(name, "")) for name, value in found.items())

    def _likely(self, cond: ir.Cond) -> _Likely | None:
        """What is behind `likely to buy "card"`, once it was learned."""
        if not isinstance(cond, ir.Holds) or not isinstance(cond.value, ir.Named):
            return None
        name = cond.value.name
        for thing in self.program.learned.values():
            for product in thing.products if isinstance(thing, ir.Recommendation) else ():
                if fold(thing.outputs[f"likely to {product.name}"]) == name:
                    chance = fold(thing.outputs[f"chance of {product.name}"])
                    asked = [n for n in walk.all_nodes(self.program.defines[name].value) if isinstance(n, ir.Compare)]
                    limit = asked[-1].right if asked else None
                    if isinstance(limit, ir.Literal) and isinstance(limit.value, float):
                        held = self.interpreter.condition(product.holds, self.row) is True
                        return _Likely(ir.Named(chance, NUMBER), limit.value, held)
        return None

    def _chance(self, likely: _Likely) -> Piece:
        value = self.interpreter.value(likely.chance, self.row)
        told = "none, as it is held already" if likely.held else ""
        if isinstance(value, int | float):
            told = percentages.percent(float(value), likely.least)
        return Piece(written.value(self.context, likely.chance), value, told)

    def _percentages(self, cond: ir.Cond) -> dict[str, str]:
        """How values are shown that are read as percentages, by their names."""
        told = cond
        while isinstance(told, ir.Not | ir.Surely):
            told = told.condition
        sides: tuple[tuple[ir.Expr, ir.Expr], ...] = ()
        match told:
            case ir.Compare(_, left, right):
                sides = ((left, right), (right, left))
            case ir.Between(value, low, high):
                sides = ((value, low), (value, high))
            case ir.Ranked(value=value, limit=limit):
                sides = ((value, limit),)
            case _:
                pass
        shares: dict[str, str] = {}
        for value, beside in sides:
            here, other = self.interpreter.value(value, self.row), self.interpreter.value(beside, self.row)
            if isinstance(here, int | float) and percentages.compared(self.program, value, beside):
                shares[written.value(self.context, value)] = percentages.percent(float(here), other)
        return shares

    def _looked_at(self, cond: ir.Cond) -> tuple[ir.Expr, ...]:
        match cond:
            case ir.Not(condition=inner) | ir.Surely(condition=inner):
                return self._looked_at(inner)
            case ir.And(items) | ir.Or(items):
                return tuple(value for item in items for value in self._looked_at(item))
            case ir.Member():
                return ()
            case ir.Ranked(value=value, by=by):
                return (value,) if by is None else (value, by)
            case _:
                return tuple(p for p in walk.condition_parts(cond) if not isinstance(p, walk.CONDITIONS))

    def _add(self, found: dict[str, Value | None], expr: ir.Expr) -> None:
        found.setdefault(written.value(self.context, expr), self.interpreter.value(expr, self.row))

    def threshold(self, cond: ir.Cond, negated: bool = False) -> str:
        """What the clause asks for, with numbers written out and dates resolved; empty where the text says it all."""
        match cond:
            case ir.Not(condition=inner):
                return self.threshold(inner, not negated)
            case ir.Compare(rel, left, right):
                value = self._known(right)
                if value is None or self._known(left) is not None or isinstance(value, str | bool):
                    return ""
                percent = percentages.compared(self.program, left, right)
                beside = self.interpreter.value(left, self.row)
                return words(Goal(rel.opposite if negated else rel, value, percent), beside)
            case ir.Holds() if (likely := self._likely(cond)) is not None:
                rel = ir.Rel.LT if negated else ir.Rel.GE
                beside = self.interpreter.value(likely.chance, self.row)
                return "" if likely.held else words(Goal(rel, likely.least, percent=True), beside)
            case ir.Ranked(place=place, limit=limit):
                value = self.interpreter.value(limit, self.row)
                rel = place.rel.opposite if negated else place.rel
                if value is None:
                    return ""
                percent = percentages.is_share(self.program, cond.value)
                return words(Goal(rel, value, percent), self.interpreter.value(cond.value, self.row))
            case ir.Between(value, low, high):
                first, last = self._known(low), self._known(high)
                if first is None or last is None:
                    return ""
                if percentages.compared(self.program, value, low) and not isinstance(first, str | bool):
                    ends = [percentages.percent(float(end)) for end in (first, last) if isinstance(end, int | float)]
                    return f"{'not ' if negated else ''}from {' to '.join(ends)}"
                return f"{'not ' if negated else ''}from {shown.value(first)} to {shown.value(last)}"
            case _:
                return ""

    def _known(self, expr: ir.Expr) -> Value | None:
        """A threshold that needs no customer."""
        if isinstance(expr, ir.Literal):
            return expr.value
        return resolve(expr, self.context.as_of)
