"""What PostgreSQL writes in its own way; knows no plans."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from sqlglot import exp

from segdsl import ir
from segdsl.engines.postgres import sums
from segdsl.engines.postgres.guarded import ROUGH, calculated, double, is_rough
from segdsl.engines.postgres.patterns import to_advanced
from segdsl.engines.postgres.sums import written
from segdsl.engines.sql.dialect import Dialect, E, Once
from segdsl.engines.sql.sorts import Sort
from segdsl.lower import nodes
from segdsl.patterns import Pattern
from segdsl.types import Unit

_PLAIN = (1e-5, 1e15)
"""Between these sizes a number is written as people do."""

_UNITS = {Unit.DAY: "days", Unit.WEEK: "weeks", Unit.MONTH: "months", Unit.YEAR: "years"}
_MOST = "CAST('709.782712893384' AS DOUBLE PRECISION)"
"""e to a higher power is too large."""

_LEAST = "CAST('-745.1332191019411' AS DOUBLE PRECISION)"
_MONTHS = "CAST(12 * EXTRACT(YEAR FROM d) + EXTRACT(MONTH FROM d) AS DOUBLE PRECISION)"


class Postgres(Dialect):
    """Results that are too large are NULL at once; only what `exponential` gives may be infinite."""

    name = "postgres"

    # ---- constants -------------------------------------------------------------------------------------------------

    def number(self, value: float) -> E:
        return double(value)

    def limit(self, value: float) -> E:
        """A plain number beside a double is taken for one."""
        if value == 0 or _PLAIN[0] <= abs(value) < _PLAIN[1]:
            shown = exp.Literal.number(str(int(abs(value))) if float(value).is_integer() else repr(abs(float(value))))
            return exp.Neg(this=shown) if value < 0 else shown
        return double(value)

    # ---- numbers ---------------------------------------------------------------------------------------------------

    def calculate(self, op: ir.Op, left: E, right: E, once: Once) -> E:
        return calculated(op, once(self.settled(left, once)), once(self.settled(right, once)))

    def settled(self, value: E, once: Once) -> E:
        if not is_rough(value):
            return value
        return sums.finite(once(value))

    def whole_part(self, value: E) -> E:
        return written("TRUNC(v)", v=value)

    def exponential(self, value: E) -> E:
        found = written(
            f"CASE WHEN v > {_MOST} THEN CAST('Infinity' AS DOUBLE PRECISION) "
            f"WHEN v < {_LEAST} THEN CAST('0' AS DOUBLE PRECISION) ELSE EXP(v) END",
            v=value,
        )
        found.meta[ROUGH] = True
        return found

    # ---- texts -----------------------------------------------------------------------------------------------------

    def contains(self, text: E, part: str) -> E:
        return written("STRPOS(t, p) > 0", t=text, p=self.text(part))

    def starts(self, text: E, part: str) -> E:
        return exp.Anonymous(this="STARTS_WITH", expressions=[text, self.text(part)])

    def ends(self, text: E, part: str) -> E:
        return written(f"RIGHT(t, {len(part)}) = p", t=text, p=self.text(part))

    def matches(self, text: E, pattern: Pattern) -> E:
        return exp.RegexpLike(this=text, expression=self.text(to_advanced(pattern.node)))

    def ordered(self, text: E) -> E:
        return written('t COLLATE "C"', t=text)

    def md5(self, text: E) -> E:
        return exp.Anonymous(this="MD5", expressions=[text])

    def concatenated(self, left: E, right: E) -> E:
        return exp.DPipe(this=left, expression=right)

    def as_key(self, value: E, sort: Sort, once: Once) -> E:
        match sort:
            case Sort.TEXT:
                return value
            case Sort.FLAG:
                return written("CASE v WHEN TRUE THEN 'yes' WHEN FALSE THEN 'no' END", v=value)
            case Sort.DATE:
                return written("TO_CHAR(v, 'YYYY-MM-DD')", v=value)
            case Sort.TIME:
                return written("REPLACE(TO_CHAR(v, 'YYYY-MM-DD HH24:MI:SS.US'), '.000000', '')", v=value)
            case Sort.NUMBER:
                return written(_SPELLED, v=once(value))

    # ---- dates -----------------------------------------------------------------------------------------------------

    def days_between(self, later: E, earlier: E) -> E:
        return written("CAST(a - b AS DOUBLE PRECISION)", a=later, b=earlier)

    def shifted(self, value: E, sort: Sort, count: int, unit: Unit) -> E:
        kind = "DATE" if sort is Sort.DATE else "TIMESTAMP"
        return written(f"CAST(v + CAST('{count} {_UNITS[unit]}' AS INTERVAL) AS {kind})", v=value)

    def month_number(self, date: E, once: Once) -> E:
        return written(_MONTHS, d=once(date))

    def day_of_month(self, date: E) -> E:
        return exp.Anonymous(this="DATE_PART", expressions=[self.text("day"), date])

    def is_month_end(self, date: E, once: Once) -> E:
        return written("EXTRACT(DAY FROM d + 1) = 1", d=date)

    # ---- aggregates ------------------------------------------------------------------------------------------------

    def added(self, values: E, decimals: int | None, once: Once) -> Mapping[str, E]:
        return sums.added(values, decimals, once)

    def total(self, parts: Mapping[str, E], decimals: int | None, once: Once) -> E:
        return sums.total(parts, decimals, once)

    def average(self, parts: Mapping[str, E], count: E, decimals: int | None, once: Once) -> E:
        return sums.average(parts, count, decimals, once)

    def share(self, above: Mapping[str, E], below: Mapping[str, E], decimals: int | None, once: Once) -> E:
        return sums.share(above, below, decimals, once)

    def middle(self, values: E) -> Mapping[str, E]:
        return {
            name: written(f"PERCENTILE_DISC(0.5) WITHIN GROUP (ORDER BY v{way})", v=values.copy())
            for name, way in (("low", ""), ("high", " DESC"))
        }

    # ---- steps -----------------------------------------------------------------------------------------------------

    def step(self, name: str, query: exp.Query, readings: int) -> exp.CTE:
        """A step with an OFFSET is not taken apart: what it computes is computed once."""
        if isinstance(query, exp.Select) and not query.args.get("group") and query.args.get("from_"):
            query.set("offset", exp.Offset(expression=exp.Literal.number(0)))
        return super().step(name, query, readings)

    def batch(self, node: nodes.Fitted, parts: Sequence[E]) -> E:
        raise AssertionError("the plan was cut before")


_SPELLED = (
    "CASE WHEN ABS(v) < CAST('9e18' AS DOUBLE PRECISION) AND TRUNC(v) = v THEN CAST(CAST(v AS BIGINT) AS TEXT) "
    f"WHEN ABS(v) >= CAST('9e18' AS DOUBLE PRECISION) THEN CAST(CAST({sums.EXACT} AS DECIMAL(1000, 0)) AS TEXT) "
    "WHEN ABS(v) >= CAST('1e15' AS DOUBLE PRECISION) THEN CAST(CAST(CAST(v AS TEXT) AS DECIMAL) AS TEXT) "
    "ELSE CAST(v AS TEXT) END"
)
"""As Python writes a number: what is whole without a point, and no exponent below 1e16."""
