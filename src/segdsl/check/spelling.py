"""The fixes of names and texts that are written nearly right; it looks for nothing that the helps do not name."""

from __future__ import annotations

import re
from collections.abc import Sequence

from segdsl.check.context import Context
from segdsl.diagnostics.model import Fix, rewrite
from segdsl.names import fold, misspelt, similar
from segdsl.source import Span
from segdsl.syntax import ast

_FORM = r"(?:it is written|subtraction needs spaces:) `([^`]+)`"
"""A help that leaves only one thing to write."""


def respelt(cx: Context, text: str, span: Span, help: Sequence[str]) -> tuple[Fix, ...]:
    """The fix for an unknown name, where `help` says that something of a similar name exists; safe when nothing else is
    alike and only a slip of the keys is between the two."""
    from segdsl.syntax.print_names import anywhere

    form = re.fullmatch(_FORM, help[0]) if len(help) == 1 else None
    if form is not None and "NAME" not in form[1]:
        return (rewrite(span, form[1]),)
    near = cx.rules.near.get(text, ())
    if not near or not any(line.endswith(f"exists: `{near[0]}`") for line in help):
        return ()
    return (rewrite(span, anywhere(near[0]), safe=len(near) == 1 and misspelt(text, near[0])),)


def respelt_text(node: object, texts: Sequence[str]) -> tuple[Fix, ...]:
    """The fix for a text that has to be one of these, when one alone is like it."""
    from segdsl.syntax.print_names import text

    if not isinstance(node, ast.TextLit):
        return ()
    near = similar(node.value, texts, limit=2) or [each for each in texts if fold(each) == fold(node.value)]
    if len(near) != 1:
        return ()
    written = text(ast.TextLit(near[0], span=node.span))
    return (rewrite(node.span, written, safe=misspelt(node.value, near[0])),)
