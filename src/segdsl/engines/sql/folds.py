"""Measures as aggregates of one grouped step, and what they come to for a customer."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import assert_never

from sqlglot import exp

from segdsl import ir
from segdsl.engines.sizes import adds_up
from segdsl.engines.sql.clauses import clauses
from segdsl.engines.sql.relations import Relation
from segdsl.engines.sql.sorts import Sort, sort_of, sort_of_node
from segdsl.engines.sql.trees import E, column, is_null, joined_by, when
from segdsl.engines.sql.writer import Writer
from segdsl.lower import nodes
from segdsl.lower.nodes import Cond, Fold

_ENDS: dict[ir.Aggregate, type[E]] = {
    ir.Aggregate.SMALLEST: exp.Min,
    ir.Aggregate.EARLIEST: exp.Min,
    ir.Aggregate.LARGEST: exp.Max,
    ir.Aggregate.LATEST: exp.Max,
}


@dataclass(slots=True, eq=False)
class Grouping:
    """Writes the aggregates of measures over the rows of a step; `outside` are clauses that the rows meet already,
    `relations` what is known of the columns.
    `made` has the aggregates in the end, by the names of their columns; what is asked twice is made once."""

    w: Writer
    outside: Mapping[int, Cond]
    relations: Mapping[str, Relation]
    made: dict[str, E] = field(default_factory=dict)
    _known: dict[tuple[object, ...], dict[str, str]] = field(default_factory=dict)
    _values: dict[tuple[object, ...], E] = field(default_factory=dict)
    _bits: dict[int, E] = field(default_factory=dict)

    def roots(self, fold: Fold) -> list[nodes.Node]:
        found: list[nodes.Node] = [*self._rest(fold.rows)]
        if fold.base is not None:
            found.extend(self._rest(fold.base))
        if fold.of is not None:
            found.append(fold.of)
        return found

    def parts(self, fold: Fold) -> dict[str, str]:
        """The columns of aggregates that a measure is put together from, by a short name each."""
        if fold.aggregate is ir.Aggregate.COUNT or (fold.aggregate is ir.Aggregate.SHARE and fold.of is None):
            found = self._count("count", fold.rows)
            return found | (self._count("base", fold.base) if fold.base is not None else {})
        if fold.of is None or self.sort(fold) is None:
            return {}
        match fold.aggregate:
            case ir.Aggregate.SUM | ir.Aggregate.AVERAGE | ir.Aggregate.SHARE:
                return self._sums(fold)
            case ir.Aggregate.MEDIAN:
                found = self._aggregates("middle", fold, self.w.dialect.middle)
                return found | self._aggregates("known", fold, lambda x: {"known": exp.Count(this=x)})
            case ir.Aggregate.DIFFERENT:
                return self._different(fold)
            case ir.Aggregate.MOST_COMMON:
                return {}
            case ir.Aggregate.COUNT:
                raise AssertionError("counted above")
            case _:
                kind = _ENDS[fold.aggregate]
                return self._aggregates(fold.aggregate.name.lower(), fold, lambda x: {"": kind(this=x)})

    def sort(self, fold: Fold) -> Sort | None:
        """What the measured values are; None where there are none that can be measured so."""
        sort = None if fold.of is None else sort_of_node(fold.of)
        numeric = (ir.Aggregate.SUM, ir.Aggregate.AVERAGE, ir.Aggregate.SHARE, ir.Aggregate.MEDIAN)
        return None if sort is not Sort.NUMBER and fold.aggregate in numeric else sort

    def counted(self, fold: Fold, rows: Cond) -> E:
        """The measured value of rows that count, else NULL."""
        assert fold.of is not None
        key = (fold.of.number, *self._rest_numbers(rows))
        if key not in self._values:
            value = self.w.value(fold.of)
            if (test := self._test(rows)) is not None:
                value = self.w.keep(when([(test, value)]), "counted")
            self._values[key] = value
        return self._values[key].copy()

    # ---- pieces -----------------------------------------------------------------------------------------------------

    def _rest(self, rows: Cond) -> list[Cond]:
        return [clause for number, clause in clauses(rows).items() if number not in self.outside]

    def _rest_numbers(self, rows: Cond) -> tuple[int, ...]:
        return tuple(sorted(clause.number for clause in self._rest(rows)))

    def _test(self, rows: Cond) -> E | None:
        rest = self._rest(rows)
        return joined_by(exp.And, [self.w.condition(clause) for clause in rest]) if rest else None

    def _count(self, name: str, rows: Cond) -> dict[str, str]:
        key = ("rows", *self._rest_numbers(rows))
        if key not in self._known:
            test = self._test(rows)
            counted = exp.Count(this=exp.Star()) if test is None else self.w.dialect.counted(test)
            self._known[key] = self._keep("rows", {"": counted})
        return {name: self._known[key][""]}

    def _sums(self, fold: Fold) -> dict[str, str]:
        found = self._sum(fold, fold.rows, "")
        if fold.aggregate is ir.Aggregate.AVERAGE:
            found |= self._aggregates("known", fold, lambda x: {"known": exp.Count(this=x)})
        if fold.base is not None:
            found |= self._sum(fold, fold.base, "base ")
        return found

    def _sum(self, fold: Fold, rows: Cond, prefix: str) -> dict[str, str]:
        assert fold.of is not None
        key = ("sum", fold.of.number, fold.decimals, *self._rest_numbers(rows))
        if key not in self._known:
            made = self._added(fold, self.counted(fold, rows))
            self._known[key] = self._keep("sum", made)
        return {prefix + part: name for part, name in self._known[key].items()}

    def _added(self, fold: Fold, values: E) -> Mapping[str, E]:
        assert fold.of is not None
        rows = self.relations[fold.table].rows
        farthest = {table: relation.farthest for table, relation in self.relations.items()}
        if fold.decimals is not None and rows is not None and adds_up(fold.of, fold.decimals, rows, farthest):
            return self.w.dialect.added_small(values, fold.decimals, self.w.once)
        return self.w.dialect.added(values, fold.decimals, self.w.once)

    def _different(self, fold: Fold) -> dict[str, str]:
        """Of few texts it is noted which came, a bit each: far quicker than to put rows of equal text together."""
        few = self._few(fold.of)
        if few is None or fold.of is None:
            return self._aggregates("different", fold, lambda x: {"": exp.Count(this=exp.Distinct(expressions=[x]))})
        key = ("bits", fold.of.number, *self._rest_numbers(fold.rows))
        if key not in self._known:
            if fold.of.number not in self._bits:
                bit = self.w.dialect.bit(self.w.value(fold.of), few)
                self._bits[fold.of.number] = self.w.keep(bit, f"{fold.table} bit")
            bits = self._bits[fold.of.number].copy()
            if (test := self._test(fold.rows)) is not None:
                bits = when([(test, bits)])
            self._known[key] = self._keep("different", {"": self.w.dialect.different_bits(bits)})
        return self._known[key]

    def _few(self, of: nodes.Value | None) -> Sequence[str] | None:
        return self.relations[of.table].few.get(of.column) if isinstance(of, nodes.Field) else None

    def _aggregates(self, kind: str, fold: Fold, make: Callable[[E], Mapping[str, E]]) -> dict[str, str]:
        assert fold.of is not None
        key = (kind, fold.of.number, *self._rest_numbers(fold.rows))
        if key not in self._known:
            self._known[key] = self._keep(kind, make(self.counted(fold, fold.rows)))
        return self._known[key]

    def _keep(self, hint: str, made: Mapping[str, E]) -> dict[str, str]:
        found = {part: self.w.steps.names.new(f"{hint} {part}") for part in made}
        self.made.update({name: made[part] for part, name in found.items()})
        return found


def result(w: Writer, fold: Fold, parts: Mapping[str, str]) -> E:
    """What a measure comes to for a customer, from columns that are NULL where the customer has no rows."""
    found = _result(w, fold, {part: column(name) for part, name in parts.items()})
    if fold.blank is None:
        return found
    blank = w.condition(fold.blank)
    return when([(blank, w.dialect.null(sort_of(fold.type)))], found)


def _result(w: Writer, fold: Fold, parts: Mapping[str, E]) -> E:
    dialect, once = w.dialect, w.once
    none = dialect.null(sort_of(fold.type))
    sums = {part: each for part, each in parts.items() if part not in ("known",) and not part.startswith("base ")}
    match fold.aggregate:
        case ir.Aggregate.COUNT:
            return exp.Coalesce(this=dialect.as_double(parts["count"]), expressions=[dialect.number(0.0)])
        case ir.Aggregate.SHARE if fold.of is None:
            below = exp.Nullif(this=dialect.as_double(parts["base"]), expression=dialect.number(0.0))
            return exp.Div(this=dialect.as_double(parts["count"]), expression=below)
        case ir.Aggregate.DIFFERENT:
            if not parts:
                return dialect.number(0.0)
            return exp.Coalesce(this=dialect.as_double(parts[""]), expressions=[dialect.number(0.0)])
        case ir.Aggregate.SUM:
            return dialect.total(sums, fold.decimals, once) if parts else dialect.number(0.0)
        case _ if not parts:
            return none
        case ir.Aggregate.AVERAGE:
            return dialect.average(sums, dialect.as_double(parts["known"]), fold.decimals, once)
        case ir.Aggregate.SHARE:
            base = {part.removeprefix("base "): each for part, each in parts.items() if part.startswith("base ")}
            return dialect.share(sums, base, fold.decimals, once)
        case ir.Aggregate.MEDIAN:
            return _median(w, parts)
        case (
            ir.Aggregate.SMALLEST
            | ir.Aggregate.LARGEST
            | ir.Aggregate.EARLIEST
            | ir.Aggregate.LATEST
            | ir.Aggregate.MOST_COMMON
        ):
            return parts[""]
        case _:
            assert_never(fold.aggregate)


def _median(w: Writer, parts: Mapping[str, E]) -> E:
    """The mean of the two middle values; of an odd number the middle one itself, however large."""
    low, high = parts["low"], parts["high"]
    both = w.dialect.calculate(ir.Op.ADD, low.copy(), high, w.once)
    mean = w.dialect.calculate(ir.Op.DIVIDE, exp.Paren(this=both), w.dialect.number(2.0), w.once)
    odd = exp.EQ(this=exp.Mod(this=parts["known"], expression=exp.Literal.number(2)), expression=exp.Literal.number(1))
    missing = is_null(low.copy())
    return when([(missing, w.dialect.null(Sort.NUMBER)), (odd, low)], w.dialect.settled(mean, w.once))
