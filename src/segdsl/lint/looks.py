"""Conditions that mean less than they look: equal decimals, negations over gaps, values that the data does not hold."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from segdsl import ir, schemas
from segdsl.diagnostics.codes import lint as codes
from segdsl.diagnostics.model import Diagnostic
from segdsl.lint import wording
from segdsl.lint.values import Values
from segdsl.load.walk import nodes
from segdsl.names import similar
from segdsl.types import Kind

# A column that is missing for less than this share of the customers does not make a negation worth a word.
OFTEN = 0.2
# Only short lists of repeated words are shown: longer ones may be names of people.
SHOWABLE = 30
_EQUALITY = (ir.Rel.EQ, ir.Rel.NE)
_COMPUTED = (ir.Aggregate.AVERAGE, ir.Aggregate.MEDIAN, ir.Aggregate.SHARE)


def decimal_equality(values: Values, roots: Sequence[object]) -> Iterator[Diagnostic]:
    """`balance / salary is 0.3`: the last bit decides. Zero is exact enough to ask for."""
    for node in nodes(tuple(roots)):
        if isinstance(node, ir.Compare) and node.rel in _EQUALITY:
            sides = [(node.left, node.right), (node.right, node.left)]
            computed = [a for a, b in sides if _inexact(values, a) and values.constant(b) != 0]
        elif isinstance(node, ir.Among):
            computed = [node.value] if _inexact(values, node.value) and set(node.items) != {0} else []
        else:
            continue
        if computed:
            message = f"{wording.quoted(node)} asks a computed decimal to be exactly equal"
            help = ("ask for a range with `between`, or put `round` before the value",)
            yield Diagnostic(codes.DECIMAL_EQUALITY, message, node.span, help=help)


def _inexact(values: Values, value: ir.Expr) -> bool:
    match values.unfolded(value):
        case ir.Arithmetic(type=type) | ir.Learned(type=type):
            return type.kind is Kind.NUMBER
        case ir.Measure() as measure:
            if measure.aggregate is ir.Aggregate.SUM and measure.type.kind is Kind.NUMBER:
                column = values.column(measure.of) if isinstance(measure.of, ir.Column) else None
                return column is None or column.decimals is None
            return measure.aggregate in _COMPUTED
        case ir.Default(value=inner) | ir.Negate(value=inner) | ir.Absolute(value=inner):
            return _inexact(values, inner)
        case ir.Extreme(values=inner):
            return any(_inexact(values, item) for item in inner)
        case _:
            return False


def negations(values: Values, rules: Sequence[ir.Cond]) -> Iterator[Diagnostic]:
    """`job is not "admin."` where the job is often missing: those customers are not members, which surprises."""
    for rule in rules:
        asked = {node.value for node in nodes(rule) if isinstance(node, ir.IsMissing)}
        for leaf, column in _negated(rule):
            found = values.column(column)
            if found is None or found.missing_share is None or found.missing_share < OFTEN or column in asked:
                continue
            name = wording.quoted(column)
            who = "customers" if _of_customers(values.program, column) else "rows"
            message = f"{name} is missing for {found.missing_share:.0%} of the {who}, and a negation leaves them out"
            help = (f"add `or {name.strip('`')} is missing` to take them in, or `and {name.strip('`')} is known`",)
            yield Diagnostic(codes.NEGATED_MISSING, message, leaf.span, help=help)


def _of_customers(program: ir.Program, column: ir.Column) -> bool:
    table = program.tables.get(column.table)
    return not column.hops and (table is None or table.role is schemas.Role.CUSTOMERS)


def _negated(condition: ir.Cond, negative: bool = False) -> Iterator[tuple[ir.Cond, ir.Column]]:
    """The leaves that are asked to be false, each with the column that it looks at."""
    match condition:
        case ir.And(items=items) | ir.Or(items=items):
            for item in items:
                yield from _negated(item, negative)
        case ir.Not(condition=inner):
            yield from _negated(inner, not negative)
        case ir.Compare(rel=rel, left=ir.Column() as column):
            if negative != (rel is ir.Rel.NE):
                yield condition, column
        case ir.Between(value=ir.Column() as column) | ir.Among(value=ir.Column() as column):
            if negative:
                yield condition, column
        case ir.TextTest(value=ir.Column() as column) | ir.Holds(value=ir.Column() as column):
            if negative:
                yield condition, column
        case _:
            return


def unseen(values: Values, roots: Sequence[object]) -> Iterator[Diagnostic]:
    """Texts that a column of the data never holds."""
    for node in nodes(tuple(roots)):
        if isinstance(node, ir.Compare) and node.rel in _EQUALITY:
            sides = ((node.left, node.right), (node.right, node.left))
            texts = [(a, b.value) for a, b in sides if isinstance(b, ir.Literal)]
        elif isinstance(node, ir.Among) and node.path is None:
            texts = [(node.value, item) for item in node.items]
        else:
            continue
        for value, text in texts:
            column = values.column(value) if isinstance(value, ir.Column) else None
            if column is None or column.values_seen is None or column.type.kind is not Kind.TEXT:
                continue
            if isinstance(text, str) and text not in column.values_seen:
                message = f'the data holds no "{text}" in {wording.quoted(value)}'
                yield Diagnostic(codes.NOT_SEEN, message, node.span, help=_similar(column, text))


def _similar(column: schemas.Column, text: str) -> tuple[str, ...]:
    seen = column.values_seen or ()
    if len(seen) > SHOWABLE or column.data_class is not schemas.DataClass.OPERATIONAL:
        return ()
    same = [value for value in seen if value.casefold() == text.casefold()]
    close = same or similar(text, seen, limit=1)
    return (f'a similar value is there: "{close[0]}"',) if close else ()
