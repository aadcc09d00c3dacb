"""A customer out of z3's models who reads well and whom the interpreter confirms; runs no solver of its own."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import field
from itertools import product
from typing import TYPE_CHECKING, Any, TypeAlias

import z3

from segdsl import ir
from segdsl.proofs import nice, pool
from segdsl.proofs.encoder import Cone, Encoder
from segdsl.proofs.formulas import Formula, all_of, any_of, both, compared, no
from segdsl.proofs.rounding import exact
from segdsl.proofs.texting import invented
from segdsl.proofs.unknowns import Family, Unknown, Val, constant
from segdsl.record import mutable, record
from segdsl.types import Value

if TYPE_CHECKING:
    from segdsl.proofs.solving import Solving

Given: TypeAlias = dict[ir.Expr, Value | None]
Confirm: TypeAlias = Callable[[Mapping[ir.Expr, Value | None]], bool]

TRIES = 6
_AT_ONCE = 3
ROUNDS = 3
"""So often each value of a customer is tried for a better one, as others have changed since."""
_DOUBTS = 5
"""So many customers of the pool are shown to the solver, which knows what no customer can be."""


@record
class Answer:
    """What was found: `given` with everything that matters, or that there is nothing, or neither."""

    given: Given | None = None
    never: bool = False
    why: str = ""


@mutable
class Search:
    """For one question: a model, then one that reads better and that the interpreter confirms."""

    solving: Solving
    cone: Cone
    confirm: Confirm
    unknowns: list[Unknown] = field(default_factory=list)
    base: Given = field(default_factory=dict)
    """The customer of the model that promised most."""
    _exhausted: bool = False

    def __post_init__(self) -> None:
        self.unknowns = [self.solving.en.unknowns[number] for number in sorted(self.cone.unknowns)]

    def at_once(self) -> bool | None:
        found = self.solving.check()
        if isinstance(found, z3.ModelRef):
            return True if self.confirm(self._given(found)) else None
        return found

    def run(self) -> Answer:
        first = self.solving.check()
        if first is False:
            return Answer(never=True)
        if isinstance(first, z3.ModelRef):
            for model, assumed in self._better(first):
                given = self._confirmed(model, assumed)
                if given is not None:
                    return Answer(given=given)
        given = self._out_of_the_pool()
        if given is not None:
            return Answer(given=given)
        if first is None:
            return Answer(why="the question needs more work than is allowed")
        return Answer(why="no customer was found of whom it is so in double precision, and none was ruled out")

    def _better(self, first: z3.ModelRef) -> Iterator[tuple[z3.ModelRef, list[Formula]]]:
        """Models in which nothing is missing and nothing is rounded, as far as there are any."""
        missable = [u.val.known for u in self.unknowns if u.val.known is not True]
        exactly: list[Formula] = [exact()] if self.cone.facts else []
        known = list(missable)
        model = self.solving.check(*known, *exactly)
        if not isinstance(model, z3.ModelRef):
            known = self._mostly(missable)
            model = self.solving.check(*known, *exactly)
        if isinstance(model, z3.ModelRef):
            yield model, [*known, *exactly]
        if exactly:
            model = self.solving.check(*known)
            if isinstance(model, z3.ModelRef):
                yield model, known
        yield first, []

    def _mostly(self, missable: Sequence[Formula]) -> list[Formula]:
        """As many as can be known at once, in their order."""
        known: list[Formula] = []
        for each in missable:
            if isinstance(self.solving.check(*known, each), z3.ModelRef):
                known.append(each)
        return known

    def _confirmed(self, model: z3.ModelRef, assumed: list[Formula]) -> Given | None:
        """As the model has it or a little rounder; the same with numbers of a common size, as z3 likes very large and
        very small ones, which only rounding tells apart; and with what is opaque settled step by step."""
        given = self._about(model)
        if given is None or nice.far(given):
            given = self._of_common_size(assumed) or given
        if given is None:
            given = self._settled(model, assumed)
        elif nice.far(given):
            given = self._out_of_the_pool() or given
        return None if given is None else self._nicer(given)

    def _of_common_size(self, assumed: list[Formula]) -> Given | None:
        sized = nice.of_common_size(self.solving.en, self.unknowns)
        common = self.solving.check(*assumed, *sized) if sized else None
        if not isinstance(common, z3.ModelRef):
            return None
        return self._about(common) or self._settled(common, [*assumed, *sized])

    def _about(self, model: z3.ModelRef) -> Given | None:
        """The customer of a model, or the same with all numbers rounded."""
        given = self._given(model)
        self.base = min((each for each in (self.base, given) if each), key=_plainness, default=given)
        if self.confirm(given):
            return given
        for digits in (0, 1, 2):
            tried = nice.shortened(self.unknowns, given, digits)
            if tried != given and self.confirm(tried) and self._possible(tried):
                return tried
        return None

    def _settled(self, model: z3.ModelRef, assumed: list[Formula]) -> Given | None:
        pinned = self._pinned(model, assumed)
        if pinned is None:
            return None
        given = self._given(pinned)
        return given if self.confirm(given) else None

    def _possible(self, given: Given) -> bool:
        """Whether z3 knows of nothing that speaks against such a customer."""
        en = self.solving.en
        pins = [self._is(u, given[u.expr]) for u in self.unknowns if not _made_up(given[u.expr], en)]
        return isinstance(self.solving.check(*pins), z3.ModelRef)

    def _out_of_the_pool(self) -> Given | None:
        """When models do not help: customers with plain values and those of the rules, in a fixed order."""
        if self._exhausted:
            return None
        self._exhausted = True
        doubts = 0
        for given in pool.customers(self.solving.en, self.cone, self.unknowns, self.base):
            if self.confirm(given):
                if self._possible(given):
                    return self._nicer(given)
                doubts += 1
                if doubts == _DOUBTS:
                    break
        return None

    # ---- the customer of a model ------------------------------------------------------------------------------------

    def _given(self, model: z3.ModelRef) -> Given:
        texts = self.solving.en.texts
        values = {u.number: u.value(model, texts) for u in self.unknowns}
        values |= invented(self.solving.en, self.cone, self.unknowns, model)
        return {expr: values[u.number] for u in self.unknowns for expr in u.exprs}

    def _pinned(self, model: z3.ModelRef, assumed: list[Formula]) -> z3.ModelRef | None:
        """A model whose numbers are doubles, and whose opaque values are what they are at the values of the others."""
        en = self.solving.en
        needed = {number for index in self.cone.opaque for number in en.opaque[index].needs}
        pins: list[Formula] = []
        for unknown in sorted(self.unknowns, key=lambda u: u.number not in needed):
            found = next(self._pin(unknown, model, [*assumed, *pins]), None)
            if found is None:
                return None
            pin, model = found
            pins.append(pin)
            for index in sorted(self.cone.opaque):
                if unknown.number in en.opaque[index].needs:
                    self._learn(index, model, pins)
        return model

    def _pin(
        self, unknown: Unknown, model: z3.ModelRef, assumed: list[Formula]
    ) -> Iterator[tuple[Formula, z3.ModelRef]]:
        value = unknown.value(model, self.solving.en.texts)
        for candidate in [*nice.rounded(value), value][:TRIES]:
            pin = self._is(unknown, candidate)
            found = self.solving.check(*assumed, pin)
            if isinstance(found, z3.ModelRef):
                yield pin, found

    def _learn(self, index: int, model: z3.ModelRef, pins: list[Formula]) -> None:
        """What an opaque value is for this customer, if all that it needs is settled."""
        en, opaque = self.solving.en, self.solving.en.opaque[index]
        settled = self._given(model)
        interpreter = Judged(en.programs, settled).interpreter(opaque.side)
        value = interpreter.value(opaque.expr, {})
        premise = all_of([self._is(en.unknowns[n], settled[en.unknowns[n].expr]) for n in sorted(opaque.needs)])
        self.solving.add(any_of((no(premise), self._equals(opaque.val, value))))

    def _is(self, unknown: Unknown, value: Value | None) -> Formula:
        return self._equals(unknown.val, value)

    def _equals(self, val: Val, value: Value | None) -> Formula:
        if value is None:
            return no(val.known)
        family, what = constant(value, self.solving.en.texts)
        found = val.of(family)
        if found is None:
            return False
        if family is Family.YES_NO:
            return both(found[0], found[1] if what else no(found[1]))
        return both(found[0], compared(ir.Rel.EQ, found[1], what))

    # ---- values that read better ------------------------------------------------------------------------------------

    def _nicer(self, given: Given) -> Given:
        """The same customer with rounder values, or values nearer to those in the rules, where the claim stays true."""
        better = self._plain(given)
        for _ in range(ROUNDS):
            before = dict(better)
            for unknown in self.unknowns:
                now = better[unknown.expr]
                for candidate in nice.candidates(self.solving.en, unknown, now):
                    tried = better | dict.fromkeys(unknown.exprs, candidate)
                    if self.confirm(tried):
                        better = tried
                        break
            if better == before:
                break
        if better == given:
            return given
        return better if self._possible(better) else given

    def _plain(self, given: Given) -> Given:
        """With small numbers in the place of large ones that no rule compares with a constant, all at once."""
        odd = [u for u in self.unknowns if nice.is_odd(self.solving.en, u, given[u.expr])][:_AT_ONCE]
        plain = [[value for value in nice.PLAIN if nice.fits(unknown, value)] for unknown in odd]
        for values in product(*plain) if odd else ():
            tried = dict(given)
            for unknown, value in zip(odd, values, strict=True):
                tried |= dict.fromkeys(unknown.exprs, nice.typed(unknown, value))
            if self.confirm(tried):
                return tried
        return dict(given)


def _plainness(given: Given) -> tuple[int, bool]:
    """Fewer missing values and no very large number are better."""
    return sum(value is None for value in given.values()), nice.far(given)


def _made_up(value: Value | None, en: Encoder) -> bool:
    return isinstance(value, str) and value not in en.texts.codes


@record
class Judged:
    programs: Sequence[ir.Program]
    given: Given

    def interpreter(self, side: int) -> Any:
        from segdsl.proofs.witness import Judge

        return Judge(self.programs).interpreters(self.given)[side]
