"""Conditions as nullable booleans: NULL where they are undecided, so that SQL's `and`, `or` and `not` mean the same."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import TYPE_CHECKING, assert_never

from sqlglot import exp

from segdsl import ir, patterns
from segdsl.engines.sql.constants import literal
from segdsl.engines.sql.sorts import Sort, sort_of_node, sort_of_plain
from segdsl.engines.sql.trees import E, is_known, is_null, joined_by, opposite, surely, wrapped
from segdsl.lower import nodes
from segdsl.lower.nodes import Cond
from segdsl.types import Value as Plain

if TYPE_CHECKING:
    from segdsl.engines.sql.writer import Writer

_RELATIONS: dict[ir.Rel, type[E]] = {
    ir.Rel.LT: exp.LT,
    ir.Rel.LE: exp.LTE,
    ir.Rel.GT: exp.GT,
    ir.Rel.GE: exp.GTE,
    ir.Rel.EQ: exp.EQ,
    ir.Rel.NE: exp.NEQ,
}


def written(w: Writer, node: Cond) -> E:
    match node:
        case nodes.Known(answer):
            return undecided(w) if answer is None else exp.Boolean(this=answer)
        case nodes.Compare():
            return _compare(w, node)
        case nodes.Among(value, items, negated):
            return _among(w, value, items, negated)
        case nodes.Missing(value, negated):
            return _missing(w, value, negated)
        case nodes.TextTest():
            return _text_test(w, node)
        case nodes.Holds(value, wanted):
            if sort_of_node(value) is not Sort.FLAG:
                return undecided(w)
            found = w.value(value)
            return found if wanted else opposite(found)
        case nodes.Surely(condition, negated):
            found = w.condition(condition)
            found = found if is_decided(condition) else surely(found)
            return opposite(found) if negated else found
        case nodes.And(items):
            return joined_by(exp.And, [w.condition(item) for item in items])
        case nodes.Or(items):
            return joined_by(exp.Or, [w.condition(item) for item in items])
        case _:
            assert_never(node)


def undecided(w: Writer) -> E:
    return w.dialect.null(Sort.FLAG)


def is_decided(node: Cond) -> bool:
    """Whether a condition is never NULL."""
    match node:
        case nodes.Known(answer):
            return answer is not None
        case nodes.Missing() | nodes.Surely():
            return True
        case nodes.And(items) | nodes.Or(items):
            return all(is_decided(item) for item in items)
        case nodes.Compare(_, left, right):
            return is_never_missing(left) and is_never_missing(right) and _comparable(left, right)
        case nodes.Among(value):
            return is_never_missing(value)
        case nodes.TextTest(_, value):
            return is_never_missing(value) and sort_of_node(value) is Sort.TEXT
        case nodes.Holds(value):
            return is_never_missing(value) and sort_of_node(value) is Sort.FLAG
        case _:
            assert_never(node)


def is_never_missing(node: nodes.Value) -> bool:
    match node:
        case nodes.Constant(value):
            return value is not None
        case nodes.SplitPart():
            return True
        case nodes.Truth(condition):
            return is_decided(condition)
        case nodes.Fold():
            return node.aggregate in (ir.Aggregate.COUNT, ir.Aggregate.DIFFERENT) and node.blank is None
        case nodes.Choose(branches, otherwise):
            sort, values = sort_of_node(node), (otherwise, *(value for _, value in branches))
            return all(is_never_missing(value) and sort_of_node(value) is sort for value in values)
        case _:
            return False


def _comparable(left: nodes.Value, right: nodes.Value) -> bool:
    """Whether the two are of one kind: a date and a date and time are compared by the day."""
    sorts = {sort_of_node(left), sort_of_node(right)}
    return None not in sorts and (len(sorts) == 1 or sorts == {Sort.DATE, Sort.TIME})


def _compare(w: Writer, node: nodes.Compare) -> E:
    if not _comparable(node.left, node.right):
        return undecided(w)
    left, right = sort_of_node(node.left), sort_of_node(node.right)
    a = _side(w, node.left)
    b = _side(w, node.right)
    if left is not right:
        a = w.dialect.day_of(a) if left is Sort.TIME else a
        b = w.dialect.day_of(b) if right is Sort.TIME else b
    if left is Sort.TEXT and node.rel not in (ir.Rel.EQ, ir.Rel.NE):
        a, b = w.dialect.ordered(a), w.dialect.ordered(b)
    return _RELATIONS[node.rel](this=wrapped(a), expression=wrapped(b))


def _side(w: Writer, value: nodes.Value) -> E:
    if isinstance(value, nodes.Constant) and value.value is not None:
        return limit(w, value.value)
    return w.value(value)


def limit(w: Writer, value: Plain) -> E:
    """A constant that something is compared with."""
    if isinstance(value, dt.timedelta):
        value = value / dt.timedelta(days=1)
    if isinstance(value, int | float) and not isinstance(value, bool):
        return w.dialect.limit(float(value))
    return literal(w.dialect, value)


def _among(w: Writer, value: nodes.Value, items: Sequence[Plain], negated: bool) -> E:
    """A date and time is among dates by its day. Items of another kind are in nobody's way."""
    sort = sort_of_node(value)
    if sort is None:
        return undecided(w)
    found = w.value(value)
    tests: list[E] = []
    for kind in dict.fromkeys(map(sort_of_plain, items)):
        if kind is not sort and {kind, sort} != {Sort.DATE, Sort.TIME}:
            continue
        listed = [limit(w, item) for item in items if sort_of_plain(item) is kind]
        found = w.once(found)
        tests.append(_in(w, found.copy(), sort, kind, listed))
    if not tests:
        none = joined_by(exp.And, [is_null(found), undecided(w)])
        return opposite(none) if negated else none
    test = tests[0] if len(tests) == 1 else joined_by(exp.Or, tests)
    return opposite(test) if negated else test


def _in(w: Writer, value: E, sort: Sort, kind: Sort, listed: list[E]) -> E:
    if sort is Sort.TIME and kind is Sort.DATE:
        value = w.dialect.day_of(value)
    elif sort is Sort.DATE and kind is Sort.TIME:
        listed = [w.dialect.day_of(each) for each in listed]
    if len(listed) == 1:
        return exp.EQ(this=wrapped(value), expression=listed[0])
    return exp.In(this=wrapped(value), expressions=listed)


def _missing(w: Writer, value: nodes.Value, negated: bool) -> E:
    if sort_of_node(value) is None:
        return exp.Boolean(this=not negated)
    found = w.value(value)
    return is_known(found) if negated else is_null(found)


def _text_test(w: Writer, node: nodes.TextTest) -> E:
    if sort_of_node(node.value) is not Sort.TEXT:
        return undecided(w)
    text = w.value(node.value)
    match node.test:
        case ir.Test.CONTAINS:
            found = w.dialect.contains(text, node.pattern)
        case ir.Test.STARTS:
            found = w.dialect.starts(text, node.pattern)
        case ir.Test.ENDS:
            found = w.dialect.ends(text, node.pattern)
        case ir.Test.MATCHES:
            pattern = patterns.read(node.pattern)
            if isinstance(pattern, patterns.Refusal):
                found = joined_by(exp.And, [is_null(text), undecided(w)])
            else:
                found = w.dialect.matches(text, pattern)
        case _:
            assert_never(node.test)
    return opposite(found) if node.negated else found
