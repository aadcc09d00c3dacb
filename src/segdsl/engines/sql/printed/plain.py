"""What SQL has in common that somebody reads and runs elsewhere: no function of our own may be called in it.

Sums of values with known decimals are added as whole numbers, which is exact up to 2^53 of the smallest unit. Other
numbers are added by the database's own SUM of doubles, whose last digits may depend on the order of the rows.
"""

from __future__ import annotations

import sys
from abc import abstractmethod
from collections.abc import Mapping, Sequence

from sqlglot import exp

from segdsl import ir
from segdsl.diagnostics.codes import engines as codes
from segdsl.diagnostics.model import Diagnostic, Refused
from segdsl.engines.sql import Dialect, Once, Sort
from segdsl.engines.sql.dialect import E
from segdsl.engines.sql.trees import call, wrapped
from segdsl.lower import nodes

LARGEST = sys.float_info.max


def digits(value: int) -> E:
    """A whole number as it is written."""
    literal = exp.Literal.number(str(abs(value)))
    return exp.Neg(this=literal) if value < 0 else literal


def case(*branches: tuple[E, E], otherwise: E | None = None) -> E:
    return exp.Case(ifs=[exp.If(this=test, true=value) for test, value in branches], default=otherwise)


def beyond(word: str, name: str) -> Refused:
    """For what cannot be written down in this database's SQL."""
    help = ("rules that do not use it can be printed: `segdsl explain FILE NAME --as sql`",)
    return Refused(Diagnostic(codes.NOT_IN_SQL, f"{word} cannot be written as SQL for {name}", help=help))


_BINARY: dict[ir.Op, type[E]] = {
    ir.Op.ADD: exp.Add,
    ir.Op.SUBTRACT: exp.Sub,
    ir.Op.MULTIPLY: exp.Mul,
    ir.Op.DIVIDE: exp.Div,
}
_CHAINS = {ir.Op.ADD: (exp.Add, exp.Sub, exp.Mul, exp.Div), ir.Op.SUBTRACT: (exp.Add, exp.Sub, exp.Mul, exp.Div)}


def binary(op: ir.Op, left: E, right: E, **more: bool) -> E:
    """Two operands in their order, in parentheses where they need them; `more` is for a division."""
    first = left if isinstance(left, _CHAINS.get(op, (exp.Mul, exp.Div))) else wrapped(left)
    second = right if op in _CHAINS and isinstance(right, exp.Mul | exp.Div) else wrapped(right)
    return _BINARY[op](this=first, expression=second, **more)


class Plain(Dialect):
    """A dialect without functions of our own. `title` is the database's name for people."""

    title: str
    wide: str = "decimal(38, 0)"
    """What sums of whole numbers are added in."""
    reads: frozenset[str] = frozenset()
    """The kinds of files that the database reads by itself."""

    @property
    def trailer(self) -> str:
        """What stands behind the query."""
        return ""

    # ---- files ----------------------------------------------------------------------------------------------------

    def file(self, path: str) -> E:
        """The rows of a file of a kind in `reads`; other files are refused."""
        raise beyond("reading a file", self.title)

    # ---- numbers --------------------------------------------------------------------------------------------------

    def cleaned(self, column: E) -> E:
        """A number as a column has it, as a double; NULL where it is not finite."""
        double = self.as_double(column)
        finite = exp.Between(this=double, low=self.limit(-LARGEST), high=self.limit(LARGEST))
        return case((finite, double.copy()))

    def nearest(self, value: E) -> E:
        """To the nearest whole number. Halves only come up where a value has more decimals than are known of it."""
        return exp.Round(this=value)

    # ---- sums -----------------------------------------------------------------------------------------------------

    def added(self, values: E, decimals: int | None, once: Once) -> Mapping[str, E]:
        if decimals is None:
            return {"sum": exp.Sum(this=values)}
        scaled = binary(ir.Op.MULTIPLY, values, self.limit(10.0**decimals)) if decimals else values
        return {"sum": exp.Sum(this=exp.Cast(this=self.nearest(scaled), to=exp.DataType.build(self.wide)))}

    def total(self, parts: Mapping[str, E], decimals: int | None, once: Once) -> E:
        known = self._known(parts["sum"], decimals, once)
        whole = exp.Coalesce(this=known, expressions=[self.limit(0.0)])
        if not decimals:
            return whole
        return binary(ir.Op.DIVIDE, whole, self.limit(10.0**decimals), typed=True, safe=False)

    def average(self, parts: Mapping[str, E], count: E, decimals: int | None, once: Once) -> E:
        below = binary(ir.Op.MULTIPLY, count, self.limit(10.0**decimals)) if decimals else count
        return self._divided(self._known(parts["sum"], decimals, once), below, once)

    def share(self, above: Mapping[str, E], below: Mapping[str, E], decimals: int | None, once: Once) -> E:
        part = exp.Coalesce(this=self._known(above["sum"], decimals, once), expressions=[self.limit(0.0)])
        return self._divided(part, self._known(below["sum"], decimals, once), once)

    def _known(self, summed: E, decimals: int | None, once: Once) -> E:
        return self.settled(summed, once) if decimals is None else self.as_double(summed)

    def _divided(self, above: E, below: E, once: Once) -> E:
        return self.settled(self.calculate(ir.Op.DIVIDE, above, below, once), once)

    # ---- texts ----------------------------------------------------------------------------------------------------

    def concatenated(self, left: E, right: E) -> E:
        return call("CONCAT", left, right)

    def as_key(self, value: E, sort: Sort, once: Once) -> E:
        match sort:
            case Sort.TEXT:
                return value
            case Sort.FLAG:
                x = once(value)
                return case((x, self.text("yes")), (exp.Not(this=x.copy()), self.text("no")))
            case Sort.DATE:
                return self.as_text(value)
            case Sort.TIME:
                return exp.Replace(
                    this=self.spelled_time(value), expression=self.text(".000000"), replacement=self.text("")
                )
            case Sort.NUMBER:
                x = once(value)
                whole = exp.EQ(this=self.whole_part(x), expression=x.copy())
                usual = exp.LT(this=exp.Abs(this=x.copy()), expression=self.number(2.0**62))
                spelled = self.as_text(exp.Cast(this=x.copy(), to=exp.DataType.build("bigint")))
                return case((exp.And(this=whole, expression=usual), spelled), otherwise=self.spelled_number(x.copy()))

    def as_text(self, value: E) -> E:
        return exp.Cast(this=value, to=self.type_of(Sort.TEXT))

    def spelled_number(self, value: E) -> E:
        return self.as_text(value)

    @abstractmethod
    def spelled_time(self, value: E) -> E:
        """A timestamp with six digits after the second."""

    # ---- steps ----------------------------------------------------------------------------------------------------

    def batch(self, node: nodes.Fitted, parts: Sequence[E]) -> E:
        raise beyond("something that was learned here", self.title)
