"""The features of what is learned: customer values, each with the way it is taken."""

from __future__ import annotations

from segdsl import ir, types
from segdsl.check import numbers, values
from segdsl.check.context import Context, shown, type_of
from segdsl.diagnostics.codes import structure
from segdsl.diagnostics.codes import types as codes
from segdsl.diagnostics.model import Label
from segdsl.ir import Treatment
from segdsl.names import fold
from segdsl.syntax import ast
from segdsl.types import Kind

_TREATMENTS = {"log": Treatment.LOG, "category": Treatment.CATEGORY, "unscaled": Treatment.UNSCALED}


def features(cx: Context, written: tuple[ast.Feature, ...]) -> tuple[ir.Feature, ...] | None:
    """None where one of them was said to be wrong."""
    found = [_feature(cx, node) for node in written]
    known = tuple(feature for feature in found if feature is not None)
    if len(known) < len(found):
        return None
    return known if _each_once(cx, known) else None


def name_of(node: ast.Expr) -> str:
    """What the feature is called in reports."""
    return node.name.text if isinstance(node, ast.Ref) else shown(node.span)


def _feature(cx: Context, node: ast.Feature) -> ir.Feature | None:
    found = values.value(cx, node.value)
    if found is None or _is_key(cx, found, node):
        return None
    type_ = type_of(found)
    if types.is_temporal(type_):
        numbers.needed(cx, codes.BAD_FEATURE, found, node.value, "a feature is a number or a category")
        return None
    textual = types.is_textual(type_)
    if node.treatment in ("log", "unscaled") and (textual or type_.kind is Kind.YES_NO):
        what = "a category" if textual else "yes or no"
        cx.error(
            codes.BAD_FEATURE,
            f"`({node.treatment})` is for numbers, and `{shown(node.value.span)}` is {what}",
            node.span,
            labels=values.declared(cx, found),
            help=(f"leave `({node.treatment})` out",),
        )
        return None
    treatment = Treatment.CATEGORY if textual else Treatment.NUMBER
    if node.treatment is not None:
        treatment = _TREATMENTS[node.treatment]
    return ir.Feature(name_of(node.value), found, treatment, node.span)


def _is_key(cx: Context, found: ir.Expr, node: ast.Feature) -> bool:
    """Each customer has a key of its own: nothing about others can be learned from it."""
    customers = cx.rules.names.tables.customers
    if not isinstance(found, ir.Column) or customers.key is None or found.name != fold(customers.key) or found.hops:
        return False
    message = f"`{shown(node.value.span)}` is different for every customer, and nothing can be learned from it"
    cx.error(codes.BAD_FEATURE, message, node.span, help=("leave the key out",))
    return True


def _each_once(cx: Context, found: tuple[ir.Feature, ...]) -> bool:
    first: dict[ir.Expr, ir.Feature] = {}
    for feature in found:
        before = first.setdefault(feature.value, feature)
        if before is not feature:
            cx.error(
                structure.LISTED_TWICE,
                f"`{feature.name}` is among the features twice",
                feature.span,
                labels=(Label(before.span, "stands here first"),) if before.span is not None else (),
                help=("keep one of the two",),
            )
            return False
    return True
