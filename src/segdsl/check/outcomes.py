"""What a prediction is about: a condition on the customers as they are, or on the days after a date."""

from __future__ import annotations

from segdsl import ir, schemas, types
from segdsl.check import conditions, dates, lookup, measures, values
from segdsl.check.context import Context, shown, type_of
from segdsl.check.learning_dates import length
from segdsl.check.reached import inlined, may_be_inlined
from segdsl.check.scope import AColumn
from segdsl.check.used import nodes
from segdsl.diagnostics.codes import structure
from segdsl.diagnostics.model import Label
from segdsl.load import walk
from segdsl.source import Span
from segdsl.syntax import ast
from segdsl.types import Kind


def outcome(cx: Context, node: ast.LaterOutcome | ast.Cond) -> ir.Outcome | None:
    text = " ".join(node.span.text.split())
    if isinstance(node, ast.LaterOutcome):
        found = _later(cx, node)
        return None if found is None else made(cx, found, node.length, text, node.span)
    nexts = [each for each in walk.nodes(node) if isinstance(each, ast.NextWindow)]
    if not nexts:
        condition = conditions.condition(cx, node) if _says_when(cx, node) else None
        return None if condition is None else ir.Outcome(condition, None, (), text)
    if not _one_length(cx, nexts):
        return None
    condition = conditions.condition(_in_outcome(cx), node)
    return None if condition is None else made(cx, condition, nexts[0].length, text, node.span)


def _in_outcome(cx: Context) -> Context:
    return Context(cx.rules, cx.unit, cx.scope, cx.name, later=True)


def made(cx: Context, condition: ir.Cond, over: ast.DurationLit, text: str, place: Span) -> ir.Outcome | None:
    """The outcome of a condition about the days after a date; everything in it has to be about these.

    It is asked as of the last of them, when their rows are there; so it holds no names, whose words might look back
    from that day.
    """
    if not may_be_inlined(cx.rules, condition):
        message = "the outcome is too long when its definitions are written out"
        cx.error(structure.BAD_OUTCOME, message, place, help=("say it with fewer definitions",))
        return None
    whole: ir.Cond = inlined(cx.rules, condition)
    window = next_days(over)
    for node in nodes(whole):
        if isinstance(node, ir.Measure) and node.window != window:
            _looks_elsewhere(cx, node, over, place)
            return None
        if isinstance(node, ir.Learned | ir.Ranked | ir.Member | ir.PartOf):
            _not_of_the_days(cx, node, place)
            return None
    tables = sorted({node.table for node in nodes(whole) if isinstance(node, ir.Measure)})
    return ir.Outcome(whole, length(over), tuple(tables), text)


def next_days(over: ast.DurationLit) -> ir.Window:
    """The days strictly after the as-of date, up to that long after it."""
    today = ir.Today(over.span)
    return ir.Window(dates.next_day(today), dates.shifted(today, over, 1), f"over the next {shown(over.span)}")


def _later(cx: Context, node: ast.LaterOutcome) -> ir.Cond | None:
    """`closed within 90 days after the as-of date`: a date of the customer's, or rows of a table."""
    if not values.length_fits(cx, node.length):
        return None
    table = cx.rules.names.table(node.name.text)
    many = table is not None and table.role is schemas.Role.MANY
    meaning = cx.rules.names.find(node.name.text, cx.scope)
    is_column = isinstance(meaning, AColumn) and meaning.known
    if node.any is not None or (many and not is_column):
        window = ast.NextWindow(node.length, span=node.length.span)
        rows = ast.Happened(node.any is not False, node.name, window, node.where, span=node.span)
        return measures.happened(_in_outcome(cx), rows)
    found = lookup.reference(cx, ast.Ref(node.name, span=node.name.span))
    if found is None or not _is_date(cx, node, found) or not _no_where(cx, node):
        return None
    return _comes(values.day(found), node)


def _comes(day: ir.Expr, node: ast.LaterOutcome) -> ir.Cond:
    """The date lies in the days. One that is missing does not; one that came before decides nothing: what has happened
    cannot be learned from as if it could happen still."""
    span, today = node.span, ir.Today(node.length.span)
    known = ir.Not(ir.IsMissing(day, span), span)
    within = ir.Between(day, dates.next_day(today), dates.shifted(today, node.length, 1), span)
    still_open = ir.Or((ir.IsMissing(day, span), ir.Compare(ir.Rel.GT, day, today, span)), span)
    comes = ir.Truth(ir.And((known, within), span), span)
    return ir.Holds(ir.Choose(((still_open, comes),), None, types.YES_NO, span), span)


def _is_date(cx: Context, node: ast.LaterOutcome, found: ir.Expr) -> bool:
    type_ = type_of(found)
    if types.is_temporal(type_) or type_.kind is Kind.UNKNOWN:
        return True
    name = node.name.text
    yes_no = type_.kind is Kind.YES_NO
    fix = f"ask of the customers as they are: `that {name}`" if yes_no else f"declare it: `column {name}: date`"
    cx.error(
        structure.BAD_OUTCOME,
        f"`{name}` is neither a date nor a table with dates, so nothing says whether it came within"
        f" {shown(node.length.span)}",
        node.name.span,
        labels=values.declared(cx, found),
        help=(fix,),
    )
    return False


def _no_where(cx: Context, node: ast.LaterOutcome) -> bool:
    if node.where is None:
        return True
    cx.error(
        structure.BAD_OUTCOME,
        f"`{node.name.text}` is one date, which has no rows to choose from",
        node.where.span,
        help=("leave the `where` out, or name a table with many rows",),
    )
    return False


def _one_length(cx: Context, nexts: list[ast.NextWindow]) -> bool:
    for node in nexts[1:]:
        if (node.length.count, node.length.unit) != (nexts[0].length.count, nexts[0].length.unit):
            cx.error(
                structure.BAD_OUTCOME,
                f"an outcome is about one length of time, and this is `{shown(node.length.span)}`",
                node.span,
                labels=(Label(nexts[0].span, "the first length"),),
                help=("write the same length in both",),
            )
            return False
    return True


def _says_when(cx: Context, node: ast.Cond) -> bool:
    """Whether the outcome is clear about when: rows of a dated table without a window could be of any time."""
    for each in walk.nodes(node):
        if isinstance(each, ast.Ago) and each.relation == "within the next":
            cx.error(
                structure.BAD_OUTCOME,
                f"`{shown(each.span)}` counts from the as-of date, when nobody knows it yet",
                each.span,
                help=(f"write `{shown(each.value.span)} within {shown(each.length.span)} after the as-of date`",),
            )
            return False
        if isinstance(each, ast.Happened | ast.Measure) and each.window is None:
            table = cx.rules.names.table(each.table.text)
            if table is not None and table.dated is not None:
                _no_window(cx, each)
                return False
    return True


def _no_window(cx: Context, node: ast.Happened | ast.Measure) -> None:
    table = node.table.text
    helps = ["say which days it is about, as in `over the next 90 days`"]
    if isinstance(node, ast.Happened):
        word = "any" if node.any else "no"
        helps = [f"say which days it is about: `{word} {table} within 90 days after the as-of date`"]
    cx.error(
        structure.BAD_OUTCOME, f"the outcome does not say when these rows of `{table}` come", node.span, help=(*helps,)
    )


def _looks_elsewhere(cx: Context, node: ir.Measure, over: ast.DurationLit, place: Span) -> None:
    days = f"over the next {shown(over.span)}"
    what = f"`{shown(node.span)}`" if node.span is not None else "a measure in it"
    cx.error(
        structure.BAD_OUTCOME,
        f"{what} is not about the days after the as-of date, as the rest of the outcome is",
        node.span or place,
        labels=(Label(place, "the outcome"),) if node.span is not None else (),
        help=(f"write `{days}` in each measure of the outcome",),
    )


def _not_of_the_days(cx: Context, node: ir.Learned | ir.Ranked | ir.Member | ir.PartOf, place: Span) -> None:
    what = {
        ir.Learned: "something learned",
        ir.Ranked: "a ranking",
        ir.Member: "the members of a segment",
        ir.PartOf: "tiers or a split",
    }[type(node)]
    cx.error(
        structure.BAD_OUTCOME,
        f"the outcome lies in the days after the as-of date, and {what} cannot be asked as of these",
        node.span or place,
        labels=(Label(place, "the outcome"),) if node.span is not None else (),
        help=("say the condition itself, about columns and about rows over the next days",),
    )
