"""What would give a name that nothing here gives: a ruleset that ships with segdsl, or a statement that learns it."""

from __future__ import annotations

import re
from functools import cache

from segdsl import rulesets
from segdsl.check import outputs
from segdsl.check.context import Context
from segdsl.names import fold
from segdsl.syntax import ast

_ALSO_CALLED = {"clv": "lifetime value", "ltv": "lifetime value", "customer lifetime value": "lifetime value"}
_CHANCE = re.compile(r"(?i)(?:.* )?(?:risk|chance|probability|likelihood|propensity)")
_SCORE = re.compile(r"(?i)(?:.* )?(?:score|code|rfm)")


def of_ruleset(cx: Context, text: str) -> tuple[str, ...]:
    """The shipped ruleset that has the very name."""
    if not cx.scope.of_customer:
        return ()
    name = _ALSO_CALLED.get(fold(text), fold(text))
    for ruleset in rulesets.names():
        if name in _given(ruleset) and cx.rules.names.named.keys().isdisjoint(_given(ruleset)):
            return (f'the ruleset `{ruleset}` gives `{_given(ruleset)[name]}`: write `use "{ruleset}"` at the top',)
    return ()


def learned(cx: Context, text: str) -> tuple[str, ...]:
    """A name that sounds like something learned."""
    if not cx.scope.of_customer:
        return ()
    if _CHANCE.fullmatch(text):
        return (f"a chance is learned by a statement of its own: `predict {text} that … from …`",)
    if _SCORE.fullmatch(text):
        return ("a score is learned by a statement of its own, `score NAME`, with a line for each part",)
    return ()


@cache
def _given(ruleset: str) -> dict[str, str]:
    """Folded name → name. Asked only where a name is unknown, so that no run without a mistake reads a ruleset."""
    found: dict[str, str] = {}
    for statement in rulesets.statements(ruleset):
        match statement:
            case ast.DefineDecl() | ast.TiersDecl() | ast.SegmentDecl():
                found[fold(statement.name.text)] = statement.name.text
            case ast.EstimateDecl():
                names = [*outputs.outputs(statement).values(), *outputs.HISTORY.values()]
                found |= {fold(name): name for name in names}
            case ast.ScoreDecl() | ast.ClusterDecl() | ast.PredictDecl() | ast.RecommendDecl() | ast.DetectDecl():
                found |= {fold(name): name for name in outputs.outputs(statement).values()}
            case _:
                pass
    return found
