"""`estimate`: what a customer is worth, from a history of purchases or from a contract."""

from __future__ import annotations

from collections.abc import Mapping

from segdsl import ir, schemas, types
from segdsl.check import conditions, lookup, numbers, values, words
from segdsl.check.context import Context, shown, type_of
from segdsl.check.scope import Scope
from segdsl.diagnostics.codes import names as name_codes
from segdsl.diagnostics.codes import structure
from segdsl.diagnostics.codes import types as codes
from segdsl.diagnostics.model import Label
from segdsl.ir import Aggregate
from segdsl.names import fold
from segdsl.syntax import ast
from segdsl.types import Kind, Type


def estimate(
    cx: Context, node: ast.EstimateDecl, population: ir.Cond | None, named: Mapping[str, str]
) -> ir.Estimate | None:
    source: ir.PurchaseHistory | ir.Contract | None
    if isinstance(node.source, ast.PurchaseHistory):
        source = _purchases(cx, node.source)
    else:
        source = _contract(cx, node.source)
    lasts = values.length_fits(cx, node.length)
    margin = _rate(cx, node.margin, "the margin", 1.0, least=0.0, open_low=True)
    discount = _rate(cx, node.discount, "the discount", 0.0, open_high=True)
    if source is None or not lasts or margin is None or discount is None:
        return None
    return ir.Estimate(
        name=node.name.text,
        source=source,
        population=population,
        length=(node.length.count, node.length.unit),
        margin=margin,
        discount=discount,
        outputs=dict(named),
        declaration="",
        library=cx.unit.library,
        span=node.span,
    )


def _rate(
    cx: Context,
    node: ast.NumberLit | None,
    what: str,
    usual: float,
    *,
    least: float = 0.0,
    open_low: bool = False,
    open_high: bool = False,
) -> float | None:
    """A share from 0% to 100%; an open end is left out."""
    if node is None:
        return usual
    value = float(node.value)
    above = value > least if open_low else value >= least
    below = value < 1 if open_high else value <= 1
    if above and below:
        return value
    percent = 1 < value <= 100 and not node.text.endswith("%")
    low, high = ("above 0%" if open_low else "from 0%"), ("below 100%" if open_high else "up to 100%")
    cx.error(
        structure.BAD_RATE,
        f"{what} is {low} and {high}, not `{node.text}`",
        node.span,
        help=(f"write a percentage: `{node.text}%`",) if percent else (),
    )
    return None


def _purchases(cx: Context, node: ast.PurchaseHistory) -> ir.PurchaseHistory | None:
    table = lookup.table(cx, node.table)
    if table is None or not _dated(cx, node, table):
        return None
    inside = cx.at(Scope(table))
    amount = values.value(inside, node.amount)
    where = None if node.where is None else conditions.condition(inside, node.where)
    counts = amount is not None and _is_amount(inside, node, amount)
    unit = node.unit
    if unit is None:
        _no_unit(cx, node)
    if amount is None or not counts or unit is None or (node.where is not None and where is None):
        return None
    return _history(cx, node, table, amount, where)


def _history(
    cx: Context, node: ast.PurchaseHistory, table: schemas.Table, amount: ir.Expr, where: ir.Cond | None
) -> ir.PurchaseHistory:
    """What a customer's purchases are known by; a day with several rows is one purchase."""
    assert node.unit is not None
    assert table.dated is not None
    date = fold(table.dated)
    column = table.columns.get(date)
    day: ir.Expr = ir.Column(fold(table.name), date, types.UNKNOWN if column is None else column.type, (), node.span)
    if day.type.kind is not Kind.DATE:
        day = ir.DayOf(day, node.span)

    def measured(aggregate: Aggregate, of: ir.Expr, type_: Type, window: ir.Window | None = None) -> ir.Measure:
        return ir.Measure(aggregate, fold(table.name), of, window, where, type_, node.span)

    money = types.NUMBER if type_of(amount).kind is Kind.UNKNOWN else type_of(amount)
    first = measured(Aggregate.EARLIEST, day, types.DATE)
    on_the_first = ir.Window(first, first, "on the first day")
    return ir.PurchaseHistory(
        table=fold(table.name),
        first=first,
        latest=measured(Aggregate.LATEST, day, types.DATE),
        days=measured(Aggregate.DIFFERENT, day, types.WHOLE),
        total=measured(Aggregate.SUM, amount, money),
        opening=measured(Aggregate.SUM, amount, money, on_the_first),
        unit=node.unit,
    )


def _dated(cx: Context, node: ast.PurchaseHistory, table: schemas.Table) -> bool:
    labels = (Label(table.span, "declared here"),) if table.span else ()
    if table.role is not schemas.Role.MANY:
        cx.error(
            name_codes.NOT_MANY_ROWS,
            f"an estimate from purchases needs a table where a customer has many rows, and `{table.name}` has one",
            node.table.span,
            labels=labels,
            help=("name the table of purchases, or say how often the amount comes: `… every month, keeping …`",),
        )
        return False
    if table.dated is not None:
        return True
    cx.error(
        structure.NOT_DATED,
        f"an estimate from purchases needs their dates, and the table `{table.name}` is not dated",
        node.table.span,
        labels=labels,
        help=(f"say which column dates the rows: `many per {table.per}, dated …`",),
    )
    return False


def _is_amount(cx: Context, node: ast.PurchaseHistory, amount: ir.Expr) -> bool:
    type_ = type_of(amount)
    if types.is_numeric(type_) or type_.kind is Kind.UNKNOWN:
        return True
    numbers.needed(cx, codes.NUMBER_NEEDED, amount, node.amount, "an estimate needs an amount, which is a number")
    return False


def _no_unit(cx: Context, node: ast.PurchaseHistory) -> None:
    cx.error(
        structure.NO_UNIT,
        f"the purchases in `{node.table.text}` have no unit of time to be counted in",
        node.span,
        help=(f"say it after the table: `from {shown(node.amount.span)} in {node.table.text}, counted in weeks`",),
        notes=("how often people buy is estimated in this unit: weeks suit most shops, months suit rare purchases",),
    )


def _contract(cx: Context, node: ast.Contract) -> ir.Contract | None:
    income = numbers.number(cx, node.income, "the income", days=False)
    keeping = _keeping(cx, node)
    lengths = [values.length_fits(cx, each) for each in (node.income_every, node.keeping_every)]
    if income is None or keeping is None or not all(lengths):
        return None
    return ir.Contract(
        income,
        (node.income_every.count, node.income_every.unit),
        keeping,
        (node.keeping_every.count, node.keeping_every.unit),
    )


def _keeping(cx: Context, node: ast.Contract) -> ir.Expr | None:
    """The share of customers that stay on: written out, or a value of the customer."""
    if isinstance(node.keeping, ast.NumberLit):
        if _rate(cx, node.keeping, "the share that is kept", 1.0, open_low=True) is None:
            return None
        return ir.Literal(float(node.keeping.value), types.NUMBER, node.keeping.span)
    found = numbers.number(cx, node.keeping, "the share that is kept", days=False)
    if found is not None and type_of(found).kind is Kind.WHOLE:
        cx.error(
            structure.BAD_RATE,
            f"the share that is kept is above 0% and up to 100%, and `{shown(node.keeping.span)}` is"
            f" {words.kind(type_of(found))}",
            node.keeping.span,
            help=("write a percentage, as in `keeping 98% every month`",),
        )
        return None
    return found
