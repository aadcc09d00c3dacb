"""What was learned as SQL expressions: constants in CASE and sums; what is too large goes to a batch function."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import TYPE_CHECKING, assert_never

from sqlglot import exp

from segdsl import ir
from segdsl.engines.sql import batches
from segdsl.engines.sql.constants import literal
from segdsl.engines.sql.sorts import Sort, sort_of, sort_of_node
from segdsl.engines.sql.trees import E, is_null, joined_by, when, wrapped
from segdsl.interpret.scalars import as_key
from segdsl.lower import nodes
from segdsl.lower.nodes import Fitted, Value
from segdsl.types import Value as Plain

if TYPE_CHECKING:
    from segdsl.engines.sql.writer import Writer

_LEAST = -1.7976931348623157e308


def number(w: Writer, value: Value) -> E:
    """A value as formulas take it: yes is 1 and no is 0; what is no number is missing."""
    sort = sort_of_node(value)
    if sort is Sort.NUMBER:
        return w.value(value)
    if sort is not Sort.FLAG:
        return w.dialect.null(Sort.NUMBER)
    found = w.once(w.value(value))
    return when([(found, w.dialect.number(1.0)), (exp.Not(this=found.copy()), w.dialect.number(0.0))])


def written(w: Writer, node: Fitted) -> E:
    if batches.large(node):
        return w.dialect.batch(node, _parts(w, node))
    match node:
        case nodes.Band(value, cuts, lower_is_better):
            return _band(w, w.once(number(w, value)), cuts, lower_is_better)
        case nodes.Mapped():
            return _mapped(w, node)
        case nodes.Linear(constant, weights, values):
            terms = [
                exp.Mul(this=w.dialect.number(weight), expression=wrapped(number(w, value)))
                for weight, value in zip(weights, values, strict=True)
            ]
            return _sum(w, constant, terms)
        case nodes.Apply():
            return w.dialect.settled(applied(w, node)[0], w.once)
        case nodes.Interpolate(value, points):
            return _interpolated(w, w.once(number(w, value)), points)
        case nodes.Trees(features, trees, constant):
            columns = [w.once(number(w, feature)) for feature in features]
            return _sum(w, constant, [_tree(w, tree, columns) for tree in trees])
        case nodes.Best():
            return _best(w, node)
        case nodes.History():
            return _alive(w, node)
        case _:
            assert_never(node)


def _parts(w: Writer, node: Fitted) -> Sequence[E]:
    from segdsl.engines.sql.values import as_key

    match node:
        case nodes.Mapped(value):
            return [as_key(w, value)]
        case nodes.Band(value) | nodes.Interpolate(value) | nodes.Apply(_, value):
            return [number(w, value)]
        case nodes.Linear(_, _, values) | nodes.Best(values) | nodes.Trees(values):
            return [number(w, value) for value in values]
        case nodes.History():
            return [number(w, part) for part in (node.repeats, node.last, node.age)]
        case _:
            assert_never(node)


def _sum(w: Writer, constant: float, terms: Sequence[E]) -> E:
    """The terms one after the other, in their order."""
    total: E = w.dialect.number(constant)
    for term in terms:
        total = w.dialect.calculate(ir.Op.ADD, total, term, w.once)
    return w.dialect.settled(total, w.once) if terms else total


def _band(w: Writer, x: E, cuts: Sequence[float], lower_is_better: bool) -> E:
    """The better of the bands first: which of the cuts is the first that the value does not pass."""
    ends = list(cuts)[::-1] if lower_is_better else list(cuts)
    kind = exp.GTE if lower_is_better else exp.LTE
    branches: list[tuple[E, E]] = [(is_null(x.copy()), w.dialect.null(Sort.NUMBER))]
    for place, end in enumerate(ends):
        branches.append((kind(this=x.copy(), expression=w.dialect.limit(end)), w.dialect.number(place + 1.0)))
    return when(branches, w.dialect.number(len(ends) + 1.0))


def _mapped(w: Writer, node: nodes.Mapped) -> E:
    from segdsl.engines.sql.values import as_key as key_of

    sort = sort_of(node.type)
    numeric = sort_of_node(node.value) is Sort.NUMBER
    x = w.once(w.value(node.value) if numeric else key_of(w, node.value))

    def result(value: Plain | None) -> E:
        return literal(w.dialect, value, sort)

    branches: list[tuple[E, E]] = [(is_null(x.copy()), result(node.missing))]
    for text, value in node.pairs:
        key = _number_of(text) if numeric else text
        if key is not None:
            constant = w.dialect.text(key) if isinstance(key, str) else w.dialect.limit(key)
            branches.append((exp.EQ(this=x.copy(), expression=constant), result(value)))
    return when(branches, result(node.otherwise))


def _number_of(text: str) -> float | None:
    """The number whose key the text is; None where there is none."""
    try:
        found = float(text)
    except ValueError:
        return None
    return found if as_key(found) == text else None


def _interpolated(w: Writer, x: E, points: Sequence[tuple[float, float]]) -> E:
    constant = w.dialect.number
    branches: list[tuple[E, E]] = [(is_null(x.copy()), w.dialect.null(Sort.NUMBER))]
    branches.append((exp.LT(this=x.copy(), expression=w.dialect.limit(points[0][0])), constant(points[0][1])))
    for (x0, y0), (x1, y1) in pairwise(points):
        if x1 == x0:
            continue
        way = exp.Paren(this=exp.Sub(this=x.copy(), expression=wrapped(constant(x0))))
        part = exp.Paren(this=exp.Div(this=way, expression=wrapped(constant(x1 - x0))))
        line = exp.Add(this=constant(y0), expression=exp.Mul(this=wrapped(constant(y1 - y0)), expression=part))
        branches.append((exp.LT(this=x.copy(), expression=w.dialect.limit(x1)), line))
    return when(branches, constant(points[-1][1]))


def _tree(w: Writer, tree: ir.Tree, features: Sequence[E]) -> E:
    """Nested choices; what is missing goes to the end of its choice, so the side it does not take is asked for."""
    made: dict[int, E] = {}
    for node in range(len(tree.feature) - 1, -1, -1):
        feature = tree.feature[node]
        if feature < 0:
            made[node] = w.dialect.number(tree.value[node])
            continue
        left, right = made.pop(tree.left[node]), made.pop(tree.right[node])
        x, limit = features[feature].copy(), w.dialect.limit(tree.threshold[node])
        if tree.missing_left[node]:
            made[node] = when([(exp.GT(this=x, expression=limit), right)], left)
        else:
            made[node] = when([(exp.LTE(this=x, expression=limit), left)], right)
    return made[0]


def _best(w: Writer, node: nodes.Best) -> E:
    """The label of the first that equals the best of all that are known."""
    found = [w.once(number(w, value)) for value in node.values]
    worst = w.dialect.number(_LEAST if node.highest else -_LEAST)
    known = [exp.Coalesce(this=each.copy(), expressions=[worst.copy()]) for each in found]
    kind = exp.Greatest if node.highest else exp.Least
    most = w.once(kind(this=known[0], expressions=known[1:], ignore_nulls=True) if len(known) > 1 else known[0], "best")
    branches: list[tuple[E, E]] = [
        (exp.EQ(this=each.copy(), expression=most.copy()), w.dialect.text(label))
        for each, label in zip(found, node.labels, strict=True)
    ]
    return when(branches, w.dialect.null(Sort.TEXT))


def applied(w: Writer, node: nodes.Apply) -> tuple[E, bool]:
    """The function; and whether the result still has to be settled."""
    constant = w.dialect.number
    match node.function:
        case ir.Function.EXP:
            return w.dialect.exponential(number(w, node.value)), True
        case ir.Function.LOGISTIC:
            power = w.dialect.exponential(exp.Neg(this=exp.Paren(this=number(w, node.value))))
            below = exp.Paren(this=exp.Add(this=constant(1.0), expression=power))
            return exp.Div(this=constant(1.0), expression=below), False
        case ir.Function.LOG:
            return _log(w, w.once(number(w, node.value))), False
        case _:
            assert_never(node.function)


def _log(w: Writer, x: E) -> E:
    """The logarithm of 1 + |x| with the sign of x. Where 1 + |x| loses digits of x, the quotient brings them back."""
    constant = w.dialect.number
    size = w.once(exp.Abs(this=x.copy()), "size")
    more = w.once(exp.Add(this=constant(1.0), expression=size.copy()), "more")
    rest = exp.Paren(this=exp.Sub(this=more.copy(), expression=constant(1.0)))
    log = exp.Mul(
        this=w.dialect.logarithm(more.copy()),
        expression=exp.Paren(this=exp.Div(this=size.copy(), expression=rest)),
    )
    large = exp.GT(this=size.copy(), expression=constant(1e15))
    none = exp.EQ(this=more.copy(), expression=constant(1.0))
    branches: list[tuple[E, E]] = [(none, size.copy()), (large, w.dialect.logarithm(size.copy()))]
    found = w.once(when(branches, log), "log")
    return when([(exp.LT(this=x.copy(), expression=constant(0.0)), exp.Neg(this=found.copy()))], found.copy())


def _alive(w: Writer, node: nodes.History) -> E:
    """`interpret.fitted.alive`, missing where `repeats` says so. What is too large for a double on the way is missing
    here: then it is as good as certain that somebody has left, or has not."""
    constant = w.dialect.number
    r, alpha, a, b, _ = node.model
    x, last, age = (w.once(number(w, part)) for part in (node.repeats, node.last, node.age))

    def found(op: ir.Op, left: E, right: E, name: str) -> E:
        return w.once(w.dialect.settled(w.dialect.calculate(op, left, right, w.once), w.once), name)

    def plus(value: E, number: float) -> E:
        return exp.Paren(this=exp.Add(this=value.copy(), expression=constant(number)))

    ratio = found(ir.Op.DIVIDE, plus(age, alpha), w.once(plus(last, alpha)), "ratio")
    above = exp.GT(this=ratio.copy(), expression=constant(0.0))
    log = w.once(w.dialect.logarithm(when([(above, ratio.copy())], w.dialect.null(Sort.NUMBER))), "log")
    silence = found(ir.Op.MULTIPLY, plus(x, r), log.copy(), "silence")
    power = w.once(w.dialect.settled(w.dialect.exponential(silence.copy()), w.once), "power")
    leaving = found(ir.Op.DIVIDE, constant(a), w.once(plus(plus(x, b), -1.0)), "leaving")
    odds = found(ir.Op.MULTIPLY, leaving.copy(), power.copy(), "odds")
    branches = [
        (_no_history(w, x, last, age, alpha), w.dialect.null(Sort.NUMBER)),
        (exp.EQ(this=x.copy(), expression=constant(0.0)), constant(1.0)),
        (is_null(ratio.copy()), constant(0.0)),
        (is_null(log.copy()), w.dialect.null(Sort.NUMBER)),
        (exp.And(this=is_null(silence.copy()), expression=_below(w, log, 0.0)), constant(1.0)),
        (is_null(odds.copy()), constant(0.0)),
    ]
    return when(branches, exp.Div(this=constant(1.0), expression=plus(odds, 1.0)))


def _no_history(w: Writer, x: E, last: E, age: E, alpha: float) -> E:
    """Less than nothing of anything, or half a purchase."""
    some = joined_by(exp.And, [exp.GT(this=x.copy(), expression=w.dialect.number(0.0)), _below(w, x, 1.0)])
    start = exp.LTE(this=last.copy(), expression=w.dialect.number(-alpha))
    gaps = [is_null(each.copy()) for each in (x, last, age)]
    return joined_by(exp.Or, [*gaps, *(_below(w, each, 0.0) for each in (x, last, age)), some, start])


def _below(w: Writer, value: E, limit: float) -> E:
    return exp.LT(this=value.copy(), expression=w.dialect.number(limit))
