"""The methods that something is learned by, as they are written after `using`."""

from __future__ import annotations

from enum import Enum
from typing import TypeVar

from segdsl.check import words
from segdsl.check.context import Context
from segdsl.diagnostics.codes import structure
from segdsl.names import fold, similar
from segdsl.syntax import ast

E = TypeVar("E", bound=Enum)


def method(cx: Context, name: ast.Name | None, methods: type[E], usual: E) -> E | None:
    """The method of that name; None where there is none, which has then been said."""
    if name is None:
        return usual
    known = {fold(each.value): each for each in methods}
    found = known.get(fold(name.text))
    if found is not None:
        return found
    close = similar(name.text, [each.value for each in methods], limit=1)
    listed = words.listed([each.value for each in methods])
    cx.error(
        structure.UNKNOWN_METHOD,
        f"no method is called `{name.text}`",
        name.span,
        help=(f"a method with a similar name exists: `{close[0]}`",) if close else (f"the methods are {listed}",),
    )
    return None
