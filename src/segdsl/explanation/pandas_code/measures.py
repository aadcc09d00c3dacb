"""Measures as `groupby` over the rows of a table, one variable each, printed once however often they are used."""

from __future__ import annotations

import textwrap
from typing import Any

from segdsl import ir
from segdsl.decimals import decimals
from segdsl.explanation import phrases
from segdsl.explanation.days import resolve
from segdsl.explanation.pandas_code import layout, masks, rows, values
from segdsl.explanation.pandas_code.layout import Leaf, Mask
from segdsl.explanation.pandas_code.script import WIDTH, Scope, Script, quoted
from segdsl.names import fold

_COMMENT: dict[str, Any] = {"initial_indent": "# ", "subsequent_indent": "#   ", "break_long_words": False}
_METHODS = {
    ir.Aggregate.MEDIAN: "median",
    ir.Aggregate.SMALLEST: "min",
    ir.Aggregate.LARGEST: "max",
    ir.Aggregate.EARLIEST: "min",
    ir.Aggregate.LATEST: "max",
    ir.Aggregate.DIFFERENT: "nunique",
}


def variable(script: Script, measure: ir.Measure, spelling: str | None = None) -> str:
    """The variable that holds the measure; its lines are printed when it is first asked for."""
    known = script.names.get(("measure", measure))
    if known is not None:
        return known
    words = phrases.measure(script.context, measure)
    result, before, made = _lines(script, measure)
    name = script.variable("measure", measure, spelling or _short(script, measure))
    script.add(*textwrap.wrap(f"{spelling}: {words}" if spelling else words, WIDTH - 2, **_COMMENT))
    missing = "".join(f".where({side}.notna())" for side in made)
    script.add(*before, *_wrapped(f"{name} = {result}{missing}"), "")
    return name


def _short(script: Script, measure: ir.Measure) -> str:
    of = f" {phrases.label(script.context, measure.of)}" if isinstance(measure.of, ir.Column) else ""
    window = f" {measure.window.text}" if measure.window else ""
    return f"{measure.aggregate.value}{of} {script.context.table(measure.table)}{window}"


def _lines(script: Script, measure: ir.Measure) -> tuple[str, list[str], list[str]]:
    """The code of the result, the lines that go before it, and which ends of the window are variables."""
    table = fold(measure.table)
    frame, owner = script.names["table", table], script.owners[table]
    scope = Scope(frame, measure.table, owner)
    lines, kept = _window(script, scope, measure)
    made = [line.partition(" = ")[0] for line in lines]
    share = measure.aggregate is ir.Aggregate.SHARE
    if measure.where is not None and not share:
        kept.append(masks.true(script, scope, measure.where))
    if kept:
        mask = layout.joined("&", kept)
        lines.extend(layout.assigned("rows", mask, f"{frame}[", "]"))
        scope = Scope("rows", measure.table, owner)
    prepared, result = _aggregate(script, scope, measure)
    return result, [*lines, *prepared], made


def _window(script: Script, scope: Scope, measure: ir.Measure) -> tuple[list[str], list[Mask]]:
    """Lines that make the ends of a window from the customer's own dates, and the masks of its two sides."""
    table = script.program.tables[fold(measure.table)]
    if measure.window is None or table.dated is None:
        return [], []
    day = rows.day_of(script, scope.frame, table)
    lines: list[str] = []
    kept: list[Mask] = []
    for side, sign, end in (("first", ">=", measure.window.first), ("last", "<=", measure.window.last)):
        if end is None or (side == "last" and isinstance(end, ir.Today)):
            continue
        code = values.value(script, script.customers, end)
        if resolve(end, script.as_of) is None and code.series:
            lines.append(f"{side} = {code.text}")
            kept.append(Leaf(f"{day} {sign} {script.call('of_customer', _owners(scope), side)}"))
        else:
            kept.append(Leaf(f"{day} {sign} {code.operand}"))
    return lines, kept


def _aggregate(script: Script, scope: Scope, measure: ir.Measure) -> tuple[list[str], str]:
    """Lines before, and the code of the result."""
    index = script.customers.index
    match measure.aggregate:
        case ir.Aggregate.COUNT:
            return [], f"{scope.frame}.groupby({quoted(scope.owner or '')}).size().reindex({index}, fill_value=0)"
        case ir.Aggregate.SUM:
            lines, code = _total(script, scope, measure)
            return lines, f"{code}.reindex({index}, fill_value=0)"
        case ir.Aggregate.AVERAGE:
            lines, code = _total(script, scope, measure)
            return lines, f"{code}.reindex({index})"
        case ir.Aggregate.SHARE:
            lines, code = _share(script, scope, measure)
            return lines, f"{code}.reindex({index})"
        case ir.Aggregate.MOST_COMMON:
            common = script.call("most_common", _value(script, scope, measure), _owners(scope))
            return [], f"{common}.reindex({index})"
        case ir.Aggregate.DIFFERENT:
            return [], f"{_grouped(script, scope, measure)}.nunique().reindex({index}, fill_value=0)"
        case aggregate:
            return [], f"{_grouped(script, scope, measure)}.{_METHODS[aggregate]}().reindex({index})"


def _grouped(script: Script, scope: Scope, measure: ir.Measure) -> str:
    """`rows.groupby("customer id")["amount"]`, or the same for a computed value."""
    if isinstance(measure.of, ir.Column):
        label = quoted(phrases.label(script.context, measure.of))
        return f"{scope.frame}.groupby({quoted(scope.owner or '')})[{label}]"
    return f"({_value(script, scope, measure)}).groupby({_owners(scope)})"


def _owners(scope: Scope) -> str:
    return f"{scope.frame}[{quoted(scope.owner or '')}]"


def _value(script: Script, scope: Scope, measure: ir.Measure) -> str:
    assert measure.of is not None
    return values.series(script, scope, measure.of)


def _scaled(code: str, scale: int) -> str:
    """Values with known decimals as whole numbers: their sums are exact, whatever the order of the rows."""
    if scale == 0:
        return f"({code}).round()"
    return f"({code} * {10**scale}).round()  # whole numbers, so that sums are exact"


def _total(script: Script, scope: Scope, measure: ir.Measure) -> tuple[list[str], str]:
    """The sum, or the average, per customer."""
    assert measure.of is not None
    of, scale = _value(script, scope, measure), decimals(measure.of, script.program)
    average = measure.aggregate is ir.Aggregate.AVERAGE
    if scale is None:
        return [], script.call("exact_sum", of, _owners(scope), *(['"mean"'] if average else []))
    groups = f"groups = values.groupby({_owners(scope)})"
    if average:
        divisor = "groups.count()" if scale == 0 else f"(groups.count() * {10**scale})"
        return [f"values = {_scaled(of, scale)}", groups], f"(groups.sum() / {divisor})"
    summed = f"values.groupby({_owners(scope)}).sum()"
    return [f"values = {_scaled(of, scale)}"], summed if scale == 0 else f"{summed}.div({10**scale})"


def _share(script: Script, scope: Scope, measure: ir.Measure) -> tuple[list[str], str]:
    """Rows (or their values) that meet the `where`, by all rows in the window."""
    owners = _owners(scope)
    met: Mask = Leaf(f"pd.Series(True, index={scope.index})", closed=True)
    if measure.where is not None:
        met = masks.true(script, scope, measure.where)
    lines = layout.assigned("met", met)
    if measure.of is None:
        return lines, f"met.groupby({owners}).mean()"
    of, scale = _value(script, scope, measure), decimals(measure.of, script.program)
    if scale is not None:
        lines.append(f"values = {_scaled(of, scale)}")
        part, whole = f"values.where(met, 0).groupby({owners}).sum()", f"values.groupby({owners}).sum()"
    else:
        lines.append(f"values = {of}")
        part = script.call("exact_sum", "values.where(met)", owners)
        whole = script.call("exact_sum", "values", owners)
    return [*lines, f"part = {part}", f"whole = {whole}"], script.call(
        "divide", "part.reindex(whole.index, fill_value=0)", "whole"
    )


def _wrapped(line: str) -> list[str]:
    """A long chain of calls over two lines."""
    if len(line) <= WIDTH or ").reindex(" not in line:
        return [line]
    name, _, code = line.partition(" = ")
    head, _, tail = code.rpartition(".reindex(")
    return [f"{name} = (", f"    {head}", f"    .reindex({tail}", ")"]
