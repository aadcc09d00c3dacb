"""`chance of buying "x"` and `likely to buy "x"`: the names that a `recommend` statement gives."""

from __future__ import annotations

from segdsl import ir
from segdsl.check import outputs, words
from segdsl.check.context import Context, close
from segdsl.check.scope import Sort
from segdsl.check.spelling import respelt_text
from segdsl.diagnostics.codes import names as codes
from segdsl.names import fold
from segdsl.source import Span
from segdsl.syntax import ast


def chance(cx: Context, node: ast.ChanceOf) -> ir.Expr | None:
    return _named(cx, outputs.chance_of(node.product.value), node.product, node.span)


def likely(cx: Context, node: ast.LikelyTo) -> ir.Cond | None:
    found = likely_value(cx, node)
    return None if found is None else ir.Holds(found, node.span)


def likely_value(cx: Context, node: ast.LikelyTo) -> ir.Expr | None:
    """As a value that an example may give."""
    return _named(cx, outputs.likely_to(node.product.value), node.product, node.span)


def _named(cx: Context, name: str, product: ast.TextLit, span: Span) -> ir.Expr | None:
    folded = fold(name)
    if cx.scope.own_only:
        cx.error(
            codes.OWN_COLUMNS_ONLY,
            f"`{name}` asks about a customer, and this condition may only ask about the table's own columns",
            span,
            help=("put the condition into a rule",),
        )
        return None
    if cx.rules.names.named.get(folded) is not Sort.LEARNED:
        _unknown(cx, product)
        return None
    if folded not in cx.rules.types:
        return None
    found = ir.Named(folded, cx.rules.types[folded], span)
    return found if cx.scope.of_customer else ir.OfCustomer(found, span)


def _unknown(cx: Context, product: ast.TextLit) -> None:
    if cx.rules.bundle.may_hold(product.value) or cx.rules.bundle.may_hold("recommend"):
        return
    sold = cx.rules.products
    if not sold:
        message = f"no statement recommends `{product.span.text}`, or anything else"
        fix = "say what is sold: `recommend next product` with `among` and the products"
    else:
        message = f"no statement recommends `{product.span.text}`"
        near = close(cx, product.value, sold)
        quoted = [f'"{text}"' for text in sold]
        listed = f"the products are {words.listed(quoted)}" if len(sold) > 1 else f"the only product is {quoted[0]}"
        fix = f'a product with a similar name exists: `"{near}"`' if near else listed
    fixes = respelt_text(product, sold)
    cx.error(codes.UNKNOWN_PRODUCT, message, product.span, help=(fix,), fixes=fixes)
