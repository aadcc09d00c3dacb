"""A step for each kind of node: how its result for a strip of rows is made from the results before it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol, TypeAlias, assert_never

import numpy as np

from segdsl.engines.pandas import fitted, masks, values
from segdsl.engines.pandas.masks import Pair
from segdsl.engines.pandas.vectors import Array, Vec, sort_of
from segdsl.frames import Bools
from segdsl.ir import Rel
from segdsl.lower import nodes
from segdsl.lower.nodes import Cond, Node, Value
from segdsl.types import Type

Slots: TypeAlias = list[Any]
Step: TypeAlias = Callable[[Slots, int], Any]
"""Makes a node's result (a Vec, a Pair or row numbers) for a strip of so many rows from the results before it."""


class LookUps(Protocol):
    """Finds rows of look-up tables."""

    def rows(self, table: str) -> Callable[[Vec], Array]:
        """For keys the number of the row in the look-up table, -1 where there is none."""

    def column(self, table: str, column: str, kind: Type) -> Vec:
        """A column of a look-up table, which has this type."""


@dataclass(frozen=True, slots=True, eq=False)
class Maker:
    """Makes steps. `at` says where each node's result stands, `possibly` of which conditions it is asked where they
    are possibly true."""

    at: Mapping[int, int]
    possibly: frozenset[int]
    look_ups: LookUps

    def step(self, node: Node) -> Step:
        if isinstance(node, nodes.Joined):
            at, find = self.at[node.link.number], self.look_ups.rows(node.table)
            return lambda slots, rows: find(slots[at])
        if isinstance(node, Cond):
            return self.condition(node)
        return self.value(node)

    def condition(self, node: Cond) -> Step:
        possibly = node.number in self.possibly
        match node:
            case nodes.Known(answer):
                if answer is None:
                    return lambda slots, rows: masks.undecided(rows)
                return lambda slots, rows: masks.decided(rows, answer)
            case nodes.Compare():
                return self._compare(node, possibly)
            case nodes.Among(value, items, negated):
                return self._of(masks.among(items, negated, possibly), value)
            case nodes.TextTest(test, value, pattern, negated):
                return self._of(masks.text_condition(masks.text_test(test, pattern), negated, possibly), value)
            case nodes.Holds(value, wanted):
                return self._of(lambda vec: masks.holds(vec, wanted, possibly), value)
            case nodes.Missing(value, negated):
                return self._of(lambda vec: masks.missing(vec, negated), value)
            case nodes.Surely(condition, negated):
                at = self.at[condition.number]
                if negated:
                    return lambda slots, rows: _twice(~slots[at][0])
                return lambda slots, rows: _twice(slots[at][0])
            case nodes.And(items):
                return self._chain(items, np.logical_and, possibly)
            case nodes.Or(items):
                return self._chain(items, np.logical_or, possibly)
            case _:
                assert_never(node)

    def _of(self, ask: Callable[[Vec], Any], value: Value) -> Step:
        at = self.at[value.number]
        return lambda slots, rows: ask(slots[at])

    def _of_two(self, ask: Callable[[Vec, Vec], Any], left: Value, right: Value) -> Step:
        a, b = self.at[left.number], self.at[right.number]
        return lambda slots, rows: ask(slots[a], slots[b])

    def _compare(self, node: nodes.Compare, possibly: bool) -> Step:
        left, right = node.left, node.right
        if isinstance(right, nodes.Constant) and right.value is not None:
            constant = right.value
            if isinstance(constant, str):
                return self._of(masks.text_condition(masks.equal_text(constant), node.rel is Rel.NE, possibly), left)
            return self._of(lambda vec: masks.compare_constant(vec, node.rel, constant, possibly), left)
        return self._of_two(masks.compare(node.rel, possibly), left, right)

    def _chain(self, items: Sequence[Cond], join: Callable[..., Any], possibly: bool) -> Step:
        places = [self.at[item.number] for item in items]

        def step(slots: Slots, rows: int) -> Pair:
            pairs: list[Pair] = [slots[place] for place in places]
            true = join(pairs[0][0], pairs[1][0])
            for pair in pairs[2:]:
                join(true, pair[0], out=true)
            if not possibly or all(possible is true_ for true_, possible in pairs):
                return true, true
            possible = join(pairs[0][1], pairs[1][1])
            for pair in pairs[2:]:
                join(possible, pair[1], out=possible)
            return true, possible

        return step

    def value(self, node: Value) -> Step:
        if isinstance(node, nodes.Fitted):
            places = [self.at[part.number] for part in fitted.parts(node)]
            ask = fitted.asking(node)
            return lambda slots, rows: ask([slots[place] for place in places], rows)
        match node:
            case nodes.Constant(value):
                make = values.constants(value)
                return lambda slots, rows: make(rows)
            case nodes.Field():
                return self._looked_up(node)
            case nodes.OfCustomer() | nodes.Fold():
                return _given
            case nodes.Calculate(op, left, right):
                return self._of_two(lambda a, b: values.calculate(op, a, b), left, right)
            case nodes.Negate(value):
                return self._of(values.negate, value)
            case nodes.Absolute(value):
                return self._of(values.absolute, value)
            case nodes.Round(value):
                return self._of(values.rounded, value)
            case nodes.Days(later, earlier):
                return self._of_two(values.days_between, later, earlier)
            case nodes.Shift(date, count, unit):
                return self._of(lambda vec: values.shift(vec, count, unit), date)
            case nodes.DayOf(value):
                return self._of(masks.as_days, value)
            case nodes.Since(unit, date, today):
                return self._of(lambda vec: values.since(vec, unit, today), date)
            case nodes.Default(value, fallback):
                return self._of_two(values.Picker().default, value, fallback)
            case nodes.Extreme(larger, of):
                places = [self.at[value.number] for value in of]
                return lambda slots, rows: values.extreme(larger, [slots[place] for place in places])
            case nodes.Choose():
                return self._choose(node)
            case nodes.Truth(condition):
                at = self.at[condition.number]
                return lambda slots, rows: values.truth(slots[at])
            case nodes.SplitPart(by, salt, bounds):
                return self._of(values.split_part(salt, bounds), by)
            case _:
                assert_never(node)

    def _choose(self, node: nodes.Choose) -> Step:
        pick = values.Picker(sort_of(node.type))
        branches = [(self.at[condition.number], self.at[value.number]) for condition, value in node.branches]
        rest = self.at[node.otherwise.number]
        return lambda slots, rows: pick([(slots[c][0], slots[v]) for c, v in branches], slots[rest])

    def _looked_up(self, node: nodes.Field) -> Step:
        if node.via is None:
            return _given
        at, look_ups = self.at[node.via.number], self.look_ups
        return lambda slots, rows: look_ups.column(node.table, node.column, node.type).take_or_missing(slots[at])


def _given(slots: Slots, rows: int) -> Any:
    raise AssertionError("an input was not given")


def _twice(mask: Bools) -> Pair:
    return mask, mask
