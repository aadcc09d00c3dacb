"""Values that are one of several: defaults, the larger or smaller, rounding, and `when … then`."""

from __future__ import annotations

from collections.abc import Sequence

from segdsl import ir, types
from segdsl.check import conditions, values, words
from segdsl.check.context import Context, join, result_type, shown, type_of
from segdsl.diagnostics.codes import types as codes
from segdsl.diagnostics.model import Label
from segdsl.syntax import ast
from segdsl.types import Kind, Type


def defaulting(cx: Context, node: ast.Defaulting) -> ir.Expr | None:
    found, fallback = values.value(cx, node.value), values.value(cx, node.fallback)
    if found is None or fallback is None:
        return None
    if join(type_of(found), type_of(fallback)) is None:
        cx.error(
            codes.MIXED_RESULTS,
            f"`{shown(node.value.span)}` is {words.kind(type_of(found))}, and its default `{shown(node.fallback.span)}`"
            f" is {words.kind(type_of(fallback))}",
            node.fallback.span,
            labels=values.declared(cx, found),
            help=("give a default of the same kind",),
        )
        return None
    if type_of(found).kind is not type_of(fallback).kind and types.is_temporal(type_of(found)):
        found, fallback = values.day(found), values.day(fallback)
    return ir.Default(found, fallback, node.span)


def call(cx: Context, node: ast.Call) -> ir.Expr | None:
    found = [values.value(cx, argument) for argument in node.arguments]
    arguments = [argument for argument in found if argument is not None]
    if len(arguments) < len(found):
        return None
    if node.function in ("larger of", "smaller of"):
        return _extreme(cx, node, arguments)
    argument = arguments[0]
    type_ = type_of(argument)
    length = node.function == "absolute" and type_.kind is Kind.DURATION
    if len(arguments) != 1 or not (types.is_numeric(type_) or type_.kind is Kind.UNKNOWN or length):
        cx.error(
            codes.WRONG_OPERAND,
            f"`{node.function}` needs a number, and `{shown(node.arguments[0].span)}` is {words.kind(type_)}",
            node.arguments[0].span,
            labels=values.declared(cx, argument),
        )
        return None
    return ir.Round(argument, node.span) if node.function == "round" else ir.Absolute(argument, node.span)


def _extreme(cx: Context, node: ast.Call, arguments: Sequence[ir.Expr]) -> ir.Expr | None:
    joined: Type | None = type_of(arguments[0])
    for argument, written in zip(arguments, node.arguments, strict=True):
        type_ = type_of(argument)
        if not types.ordered(type_):
            cx.error(
                codes.NO_ORDER,
                f"`{node.function}` needs numbers or dates, and `{shown(written.span)}` is {words.kind(type_)}",
                written.span,
                labels=values.declared(cx, argument),
            )
            return None
        before = joined or type_
        joined = join(before, type_)
        if joined is None:
            cx.error(
                codes.MIXED_RESULTS,
                f"`{node.function}` cannot weigh {words.kind(before)} against {words.kind(type_)}",
                written.span,
                labels=(Label(node.arguments[0].span, words.kind(before)),),
            )
            return None
    assert joined is not None
    if joined.kind is Kind.DATE:
        arguments = [values.day(argument) for argument in arguments]
    return ir.Extreme(node.function == "larger of", tuple(arguments), joined, node.span)


def cases(cx: Context, node: ast.Cases) -> ir.Expr | None:
    tests = [conditions.condition(cx, branch.condition) for branch in node.branches]
    written = [branch.result for branch in node.branches] + ([node.otherwise] if node.otherwise else [])
    results = [values.value(cx, result) for result in written]
    known = [result for result in results if result is not None]
    if any(test is None for test in tests) or len(known) < len(results):
        return None
    joined: Type | None = None
    for result, place in zip(known, written, strict=True):
        type_ = result_type(result)
        before, joined = joined, type_ if joined is None else join(joined, type_)
        if joined is None and before is not None:
            cx.error(
                codes.MIXED_RESULTS,
                f"`{shown(place.span)}` is {words.kind(type_)}, while the results before it are {_plural(before)}",
                place.span,
                labels=(Label(written[0].span, words.kind(before)),),
                help=("give all results the same kind",),
            )
            return None
    assert joined is not None
    if joined.kind is Kind.DATE:
        known = [values.day(result) for result in known]
    branches = tuple((test, known[i]) for i, test in enumerate(tests) if test is not None)
    return ir.Choose(branches, known[-1] if node.otherwise else None, joined, node.span)


def _plural(type_: Type) -> str:
    return {"yes or no": "yes or no"}.get(words.kind(type_), words.kind(type_).removeprefix("a ") + "s")
