"""How deep a rule is with every name in it written out: definitions that build on definitions, members of members."""

from __future__ import annotations

from dataclasses import is_dataclass
from typing import Any

from segdsl import ir
from segdsl.check.context import Context, Rules
from segdsl.check.used import inside
from segdsl.diagnostics.codes import syntax as codes
from segdsl.source import Span
from segdsl.types import Type

DEEPEST = 75
"""Whoever runs, explains or proves a rule follows it down to the columns, a few steps of the program for each level."""


def measure(cx: Context, body: Any, span: Span) -> None:
    """Says so where it is too deep; of what builds on that nothing is said."""
    found = _depth(cx.rules, body)
    if found is not None and found > DEEPEST:
        found = None
        help = ("a rule that says it in fewer steps is easier to follow as well",)
        said = f"expected at most {DEEPEST} levels of rules that build on one another"
        cx.error(codes.NESTING, said, span, help=help)
    cx.rules.depths[cx.name] = found


def _depth(rules: Rules, body: Any) -> int | None:
    """Names by themselves are no level. None for what builds on something that is too deep."""
    deepest = 0
    pending: list[tuple[Any, int]] = [(body, 0)]
    while pending:
        node, depth = pending.pop()
        if isinstance(node, ir.Named | ir.Member | ir.PartOf):
            known = rules.depths.get(node.name, 0)
        elif isinstance(node, ir.Learned) and node.name in rules.learned:
            if node.name not in rules.depths:
                rules.depths[node.name] = _depth(rules, rules.learned[node.name])
            known = rules.depths[node.name]
        else:
            known = 0
            depth += is_dataclass(node) and not isinstance(node, Type)
            pending += [(part, depth) for part in inside(node)]
        if known is None:
            return None
        deepest = max(deepest, depth + known)
    return deepest
