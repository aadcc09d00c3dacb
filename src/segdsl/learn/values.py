"""Expressions that several kinds of learned things are made of; it learns nothing."""

from __future__ import annotations

from segdsl import ir
from segdsl.types import NUMBER, Type


def no_value(of: ir.Expr, type: Type = NUMBER) -> ir.Expr:
    """An expression that is missing for everybody; `of` is any value that is at hand."""
    return ir.Choose(((ir.IsMissing(of), of),), None, type)
