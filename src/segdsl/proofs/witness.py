"""A made-up customer of whom a claim is true, confirmed by the reference interpreter; looks for none."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import field, replace

from segdsl import ir
from segdsl.interpret import Interpreter
from segdsl.interpret.references import Order
from segdsl.names import fold
from segdsl.proofs.claims import AllOf, AnyOf, Claim, InPart, Is, NotSo
from segdsl.record import mutable, record
from segdsl.types import Value

NOBODY: dict[str, Value | None] = {}


@record
class Witness:
    """`given` is what stands, as an example gives it, for each column, measure and learned value that matters; `as_of`
    the as-of date where the rules fix none and it matters."""

    program: ir.Program = field(compare=False, repr=False)
    given: Mapping[ir.Expr, Value | None]
    as_of: dt.date | None = None

    def words(self) -> str:
        """`age is 40, balance is 120000`, as an example would say it."""
        return ", ".join(self.lines())

    def lines(self) -> tuple[str, ...]:
        from segdsl.proofs.naming import Naming

        naming = Naming(self.program)
        said = [naming.given(expr, value) for expr, value in self.given.items() if not isinstance(expr, ir.Today)]
        dated = () if self.as_of is None else (f"the as-of date is {self.as_of.isoformat()}",)
        return (*dict.fromkeys(said), *dated)


@mutable
class Judge:
    """Asks the interpreter about made-up customers."""

    programs: Sequence[ir.Program]
    _orders: list[Order] = field(default_factory=list)

    def holds(self, claim: Claim, given: Mapping[ir.Expr, Value | None]) -> bool:
        """Whether the claim is true of a customer of whom this is given."""
        return self._asked(claim, self.interpreters(given))

    def interpreters(self, given: Mapping[ir.Expr, Value | None]) -> list[Interpreter]:
        today = next((value for expr, value in given.items() if isinstance(expr, ir.Today)), None)
        programs = [p if p.as_of is not None or today is None else replace(p, as_of=today) for p in self.programs]
        if not self._orders:
            self._orders = [Order(program) for program in self.programs]
        return [Interpreter(program, {}, given, order) for program, order in zip(programs, self._orders, strict=True)]

    def _asked(self, claim: Claim, interpreters: Sequence[Interpreter]) -> bool:
        match claim:
            case Is(condition, answer, side):
                return interpreters[side].condition(condition, NOBODY) is answer
            case InPart(name, part, side):
                return interpreters[side].part(fold(name), NOBODY) == part
            case AllOf(items):
                return all(self._asked(item, interpreters) for item in items)
            case AnyOf(items):
                return any(self._asked(item, interpreters) for item in items)
            case NotSo(item):
                return not self._asked(item, interpreters)
