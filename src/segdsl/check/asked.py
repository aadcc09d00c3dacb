"""How a rule asks for something learned: the examples in messages about rules that ask otherwise."""

from __future__ import annotations

from segdsl import ir
from segdsl.check import bands
from segdsl.check.context import Context, type_of
from segdsl.names import fold
from segdsl.syntax import ast


def behind(cx: Context, expr: ir.Expr) -> ir.Expr:
    """The value that a name stands for."""
    while isinstance(expr, ir.Named | ir.OfCustomer):
        expr = expr.value if isinstance(expr, ir.OfCustomer) else cx.rules.defines[expr.name].value
    return expr


def example(cx: Context, expr: ir.Expr) -> str | None:
    """`churn risk > 60%`: a condition on the value that has a meaning; None when it was not learned."""
    value = behind(cx, expr)
    thing = cx.rules.learned.get(value.name) if isinstance(value, ir.Learned) else None
    if thing is None or not isinstance(value, ir.Learned) or isinstance(thing, ir.Share):
        return None
    name, texts = thing.outputs[value.output], type_of(expr).values
    match thing:
        case ir.Score():
            return _of_score(thing, value.output, name)
        case ir.Detection():
            return f"{name} is in the top 1%"
        case ir.Estimate() if value.output != "alive":
            return f"{name} is in the top 10%"
        case _ if texts:
            return f'{name} is "{texts[0]}"'
        case _:
            return f"{name} > 60%"


def _of_score(thing: ir.Score, output: str, name: str) -> str:
    if output == "code":
        return f'{name} is "{"".join(bands.digit(bands.bands_of(thing, part)) for part in thing.parts)}"'
    low, high = bands.range_of(thing, output)
    return f"{name} >= {round(low + 0.75 * (high - low)):g}"


def instead(cx: Context, expr: ir.Expr, literal: ast.Expr) -> tuple[str, ...]:
    """What helps where something learned is compared with a literal of another kind."""
    asked = example(cx, expr)
    if asked is None:
        return ()
    value = behind(cx, expr)
    assert isinstance(value, ir.Learned)
    thing = cx.rules.learned[value.name]
    if isinstance(thing, ir.Score) and value.output == "code" and isinstance(literal, ast.NumberLit):
        return (
            f'the digits are a text: `{thing.outputs["code"]} is "{literal.text}"`',
            f"or compare their sum, or a part: `{_of_score(thing, 'score', thing.outputs['score'])}`",
        )
    if isinstance(thing, ir.Score) and isinstance(literal, ast.TextLit) and bands.may_be_code(thing, literal.value):
        return (f'the digits of its parts are a text: `{thing.outputs["code"]} is "{literal.value}"`',)
    if isinstance(thing, ir.Cluster) and isinstance(literal, ast.NumberLit):
        return (f"groups are asked for by their names: `{asked}`",)
    return (f"it is asked for so: `{asked}`",)


def by_name(cx: Context, text: str) -> str | None:
    """The example for a name of something learned."""
    folded = fold(text)
    if folded not in cx.rules.defines or folded not in cx.rules.types:
        return None
    return example(cx, ir.Named(folded, cx.rules.types[folded]))
