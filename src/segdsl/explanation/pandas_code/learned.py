"""What was learned as pandas code: constants beside calls of small functions, a model's trees in a variable."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from typing import assert_never

from segdsl import ir
from segdsl.explanation import walk
from segdsl.explanation.learned_values import within
from segdsl.explanation.pandas_code import values
from segdsl.explanation.pandas_code.script import Scope, Script, quoted
from segdsl.interpret import as_key
from segdsl.types import Kind, Type, Value, is_numeric, is_textual

_FUNCTIONS = {
    ir.Function.EXP: "power_of_e",
    ir.Function.LOG: "signed_log",
    ir.Function.LOGISTIC: "logistic",
}


def code(script: Script, scope: Scope, expr: ir.Fitted) -> str:
    match expr:
        case ir.Band(value, cuts, lower_is_better):
            if ("band", expr) in script.names:
                return script.names["band", expr]
            return script.call("bands", _number(script, scope, value), _list(cuts), repr(lower_is_better))
        case ir.Mapped():
            return _mapped(script, scope, expr)
        case ir.Linear(terms, constant):
            told = [f"({weight!r}, {_number(script, scope, value)})" for weight, value in terms]
            return _call(script, "weighted_sum", [repr(constant), *told, f"index={scope.index}"])
        case ir.Apply(function, value):
            return script.call(_FUNCTIONS[function], _number(script, scope, value))
        case ir.Interpolate(value, points):
            ends = ", ".join(f"({x!r}, {y!r})" for x, y in points)
            return script.call("curve", _number(script, scope, value), f"[{ends}]")
        case ir.Trees(features, _, constant):
            told = [_number(script, scope, feature) for feature in features]
            return _call(script, "tree_sum", [repr(constant), _trees(script, expr), *told, f"index={scope.index}"])
        case ir.Best(choices, highest):
            told = [f"({_number(script, scope, value)}, {quoted(label)})" for value, label in choices]
            return _call(script, "best_of", [*told, f"highest={highest}", f"index={scope.index}"])
        case ir.Repeats(asks, r, alpha, a, b, horizon):
            told = [_number(script, scope, value) for value in (expr.repeats, expr.last, expr.age)]
            model = f"({r!r}, {alpha!r}, {a!r}, {b!r})"
            if asks is ir.History.ALIVE:
                return script.call("chance_alive", model, *told)
            return script.call("purchases_to_expect", model, repr(horizon), *told)
        case _:
            assert_never(expr)


def parts_of(program: ir.Program, name: str) -> dict[ir.Band, str]:
    """The bands of which a define is made, with the defines that are such a band, of the same customers."""
    value = program.defines[name].value
    if isinstance(within(value), ir.Band):
        return {}
    inside = {node for node in walk.all_nodes(value) if isinstance(node, ir.Band)}
    found = {}
    for other, define in program.defines.items():
        band = within(define.value)
        same = define.value == band or (isinstance(value, ir.Choose) and define.value == _in_place(value, band))
        if other != name and isinstance(band, ir.Band) and band in inside and same:
            found[band] = other
    return found


def _in_place(value: ir.Choose, band: ir.Expr) -> ir.Expr:
    """The band for the customers that a value is about."""
    return replace(value, branches=((value.branches[0][0], band),), type=band.type)


@contextmanager
def called(script: Script, variables: Mapping[ir.Band, str]) -> Iterator[None]:
    """Meanwhile these bands are called by their variables."""
    script.names.update({("band", band): variable for band, variable in variables.items()})
    yield
    for band in variables:
        del script.names["band", band]


def _call(script: Script, helper: str, arguments: list[str]) -> str:
    """A call with one argument a line when it is long."""
    text = script.call(helper, *arguments)
    if len(text) <= values.LONGEST and "\n" not in text:
        return text
    inner = ",\n".join(arguments).replace("\n", "\n    ")
    return f"{helper}(\n    {inner},\n)"


def _number(script: Script, scope: Scope, expr: ir.Expr) -> str:
    """A value as a series of numbers; what is no number is missing."""
    if expr.type.kind is Kind.YES_NO:
        return script.call("yes_is_1", values.series(script, scope, expr))
    if is_numeric(expr.type) or expr.type.kind in (Kind.DURATION, Kind.UNKNOWN):
        return values.series(script, scope, expr)
    return f"pd.Series(np.nan, index={scope.index})"


def _list(numbers: tuple[float, ...]) -> str:
    return f"[{', '.join(map(repr, numbers))}]"


def _trees(script: Script, expr: ir.Trees) -> str:
    """The variable that holds the trees, as lists of numbers node by node."""
    if ("trees", expr.trees) not in script.names:
        holders = (d.name for d in script.program.defines.values() if expr in walk.all_nodes(d.value))
        variable = script.variable("trees", expr.trees, f"{next(holders, '')} trees")
        script.add("# of each tree and node: feature (-1: a leaf), threshold, left, right, missing goes left, value")
        script.add(f"{variable} = [")
        for tree in expr.trees:
            parts = (tree.feature, tree.threshold, tree.left, tree.right, tree.missing_left, tree.value)
            script.add(f"    ({', '.join(_list(part) for part in parts)}),")
        script.add("]", "")
    return script.names["trees", expr.trees]


# ---- tables of constants ------------------------------------------------------------------------------------------


def _mapped(script: Script, scope: Scope, expr: ir.Mapped) -> str:
    numbers = is_numeric(expr.value.type)
    keys = [(_key(text, expr.value.type), text, result) for text, result in expr.pairs]
    keys.sort(key=lambda pair: float(pair[1]) if numbers and pair[0] is not None else 0.0)
    table = _table([f"{key}: {_result(result, expr.type)}" for key, _, result in keys if key is not None])
    dtype = "object" if is_textual(expr.type) or expr.type.kind is Kind.YES_NO else "float"
    of = values.series(script, scope, expr.value)
    ends = [_result(end, expr.type) for end in (expr.otherwise, expr.missing)]
    return _call(script, "looked_up", [of, table, ", ".join([*ends, dtype])])


def _table(pairs: list[str]) -> str:
    """A dictionary, with as many pairs a line as fit."""
    text = ", ".join(pairs)
    if len(text) <= values.LONGEST:
        return f"{{{text}}}"
    lines: list[str] = []
    for pair in pairs:
        if lines and len(lines[-1]) + len(pair) <= values.LONGEST:
            lines[-1] += f" {pair},"
        else:
            lines.append(f"{pair},")
    return "{\n    " + "\n    ".join(lines) + "\n}"


def _result(value: Value | None, kind: Type) -> str:
    return values.MISSING if value is None else values.constant(value)


def _key(text: str, kind: Type) -> str | None:
    """The value that is written so, None where a value of this type never is."""
    value: Value = text
    try:
        if is_numeric(kind) or kind.kind is Kind.DURATION:
            value = float(text)
        elif kind.kind is Kind.DATE:
            value = dt.date.fromisoformat(text)
        elif kind.kind is Kind.DATE_TIME:
            value = dt.datetime.fromisoformat(text)
    except ValueError:
        return None
    if kind.kind is Kind.YES_NO:
        return quoted(text)
    return values.constant(value) if as_key(value) == text else None
