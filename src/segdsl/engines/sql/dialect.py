"""What differs from database to database, one method a thing; knows no plans.

Expressions handed to a method may be put into the result as they are, once. Who needs one twice asks `once` for it:
that gives the expression a column of its own in an earlier step and returns that column (a column or a constant comes
back as it is; copies of it may be used as often as needed). Results are new trees.

Numbers are doubles, never NaN or infinite where a method gets them, but for `calculate` and `settled`.
"""

from __future__ import annotations

import datetime as dt
from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from typing import Protocol, TypeAlias

from sqlglot import exp

from segdsl import ir
from segdsl.engines.sql.sorts import Sort
from segdsl.lower import nodes
from segdsl.patterns import Pattern
from segdsl.types import Unit

E: TypeAlias = exp.Expression


class Once(Protocol):
    def __call__(self, value: exp.Expression, name: str = ...) -> exp.Expression:
        """The value as something that may be repeated; `name` is a hint for its column."""


class Dialect(ABC):
    """`name` is sqlglot's name of the dialect, `longest_name` how many characters a column may have."""

    name: str
    longest_name: int = 60

    # ---- constants ------------------------------------------------------------------------------------------------

    @abstractmethod
    def number(self, value: float) -> E:
        """A double, finite, to the last bit."""

    def limit(self, value: float) -> E:
        """A number that a double is compared with: a dialect may write it shorter than `number`."""
        return self.number(value)

    def text(self, value: str) -> E:
        return exp.Literal.string(value)

    def date(self, value: dt.date) -> E:
        return exp.cast(exp.Literal.string(value.isoformat()), "date")

    def time(self, value: dt.datetime) -> E:
        return exp.cast(exp.Literal.string(value.isoformat(" ")), "timestamp")

    def type_of(self, sort: Sort) -> exp.DataType:
        kinds = {Sort.NUMBER: "double", Sort.TEXT: "text", Sort.FLAG: "boolean", Sort.DATE: "date"}
        return exp.DataType.build(kinds.get(sort, "timestamp"))

    def null(self, sort: Sort) -> E:
        return exp.Cast(this=exp.Null(), to=self.type_of(sort))

    # ---- numbers --------------------------------------------------------------------------------------------------

    @abstractmethod
    def calculate(self, op: ir.Op, left: E, right: E, once: Once) -> E:
        """`right` of a division is settled. Either the result may be infinite or NaN where there is none, and stays so
        under +, -, *, negation and as what is divided; or it is NULL there and `settled` has nothing to do."""

    @abstractmethod
    def settled(self, value: E, once: Once) -> E:
        """A result of `calculate` (or `exponential`), but NULL where it is not finite."""

    @abstractmethod
    def whole_part(self, value: E) -> E:
        """The number without what comes after the point, as a double."""

    def rounded(self, value: E, once: Once) -> E:
        """Halves away from zero, as `interpret.scalars.rounded`."""
        x = once(value)
        whole = once(self.whole_part(x.copy()), "whole")
        away = exp.GTE(this=exp.Abs(this=exp.paren(whole - x)), expression=self.number(0.5))
        up = exp.Case(
            ifs=[exp.If(this=exp.GT(this=x.copy(), expression=self.number(0)), true=self.number(1))],
            default=exp.Neg(this=self.number(1)),
        )
        step = exp.Case(ifs=[exp.If(this=away, true=up)], default=self.number(0))
        return exp.paren(exp.Add(this=whole.copy(), expression=step))

    @abstractmethod
    def exponential(self, value: E) -> E:
        """e to the power: infinite where it is too large for a double (`settled` is asked where it may not be), and 0
        where it is too small."""

    def logarithm(self, value: E) -> E:
        """The natural logarithm of a number above 0."""
        return exp.Ln(this=value)

    def as_double(self, value: E) -> E:
        """A whole number, a count say, as a double."""
        return exp.Cast(this=value, to=self.type_of(Sort.NUMBER))

    # ---- texts ----------------------------------------------------------------------------------------------------

    @abstractmethod
    def contains(self, text: E, part: str) -> E: ...
    @abstractmethod
    def starts(self, text: E, part: str) -> E: ...
    @abstractmethod
    def ends(self, text: E, part: str) -> E: ...

    @abstractmethod
    def matches(self, text: E, pattern: Pattern) -> E:
        """Whether the pattern occurs in the text: written from `pattern.node`, never from its own text."""

    def ordered(self, text: E) -> E:
        """The text where it is ordered or compared by code point (`ORDER BY`, `<`)."""
        return text

    @abstractmethod
    def md5(self, text: E) -> E:
        """The MD5 of the text in UTF-8, as 32 hex digits in lower case."""

    @abstractmethod
    def concatenated(self, left: E, right: E) -> E: ...

    @abstractmethod
    def as_key(self, value: E, sort: Sort, once: Once) -> E:
        """The value as a key (`interpret.as_key`): a number that is whole without a point."""

    # ---- dates ----------------------------------------------------------------------------------------------------

    def day_of(self, time: E) -> E:
        """The calendar day of a timestamp."""
        return exp.Cast(this=time, to=self.type_of(Sort.DATE))

    @abstractmethod
    def days_between(self, later: E, earlier: E) -> E:
        """Days from one date to another, as a double."""

    @abstractmethod
    def shifted(self, value: E, sort: Sort, count: int, unit: Unit) -> E:
        """A date or a timestamp moved; months and years are clamped to the month's end, a timestamp keeps its time of
        day. The result is never outside the years 1 to 9999."""

    @abstractmethod
    def month_number(self, date: E, once: Once) -> E:
        """12 * year + month of a date, as a double."""

    @abstractmethod
    def day_of_month(self, date: E) -> E:
        """1 to 31, as a double."""

    @abstractmethod
    def is_month_end(self, date: E, once: Once) -> E:
        """Whether a date is the last day of its month."""

    # ---- aggregates -----------------------------------------------------------------------------------------------

    def counted(self, condition: E) -> E:
        """How many rows of a group meet a condition (NULL does not)."""
        return exp.Count(this=exp.Case(ifs=[exp.If(this=condition, true=exp.Literal.number(1))]))

    @abstractmethod
    def added(self, values: E, decimals: int | None, once: Once) -> Mapping[str, E]:
        """The aggregates of one group that its exact sum is put together from, by a short name each. `values` may be
        NULL, which adds nothing. With `decimals` a value x stands for the whole number round(x * 10^decimals), ties to
        the even one; a sum of which such a number is not finite is missing."""

    def added_small(self, values: E, decimals: int, once: Once) -> Mapping[str, E]:
        """As `added`, where the sizes of all scaled values together are known to be below 2^52: doubles add them
        without rounding, in any order."""
        return self.added(values, decimals, once)

    @abstractmethod
    def total(self, parts: Mapping[str, E], decimals: int | None, once: Once) -> E:
        """The sum from columns with what `added` gave (all NULL where there were no rows: then it is 0), rounded once;
        NULL where it is missing or too large."""

    @abstractmethod
    def average(self, parts: Mapping[str, E], count: E, decimals: int | None, once: Once) -> E:
        """The sum by a count (a double, NULL or 0 where there is nothing); with `decimals` rounded once, without them
        the sum is rounded first. NULL where there is none."""

    @abstractmethod
    def share(self, above: Mapping[str, E], below: Mapping[str, E], decimals: int | None, once: Once) -> E:
        """One sum by another, in the same way."""

    @abstractmethod
    def middle(self, values: E) -> Mapping[str, E]:
        """Aggregates `low`, `high`: the two middle values (the same where their number is odd)."""

    def bit(self, text: E, few: Sequence[str]) -> E:
        """For each of these texts, which are fewer than 64, a whole number with one bit of its own; NULL for others."""
        bits = [exp.If(this=self.text(each), true=exp.Literal.number(1 << place)) for place, each in enumerate(few)]
        return exp.Case(this=text, ifs=bits)

    def different_bits(self, bits: E) -> E:
        """How many different bits there are in a group."""
        gathered = exp.Anonymous(this="BIT_OR", expressions=[bits])
        return exp.Anonymous(this="BIT_COUNT", expressions=[gathered])

    # ---- steps ----------------------------------------------------------------------------------------------------

    def step(self, name: str, query: exp.Query, readings: int) -> exp.CTE:
        """A step that is read so often by later ones: a dialect may say whether it is to be kept."""
        return exp.CTE(this=query, alias=exp.TableAlias(this=exp.to_identifier(name)))

    @abstractmethod
    def batch(self, node: nodes.Fitted, parts: Sequence[E]) -> E:
        """A call of a function over arrays for a node that is too large for SQL (`batches.large`); `parts` are its
        parts in order: texts for `Mapped`, else numbers. The dialect keeps in mind what it was asked for. Who cannot,
        refuses the plan before it is compiled."""
