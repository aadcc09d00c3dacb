"""Which score stands beside a prediction that names none: the RFM score, or the only score there is."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from segdsl.check.graph import Mention
from segdsl.names import fold
from segdsl.syntax import ast


def baselines(statements: Mapping[str, object], needed: Mapping[str, Sequence[Mention]]) -> dict[str, str]:
    """Prediction → score, by the first names of the statements; a score that needs the prediction itself is no rival.

    Args:
        statements: first name → its statement.
        needed: first name → what the statement mentions.
    """
    scores = {name: decl for name, decl in statements.items() if isinstance(decl, ast.ScoreDecl)}
    known = [name for name, decl in scores.items() if fold(decl.name.text) == "rfm"]
    if not known and len(scores) == 1:
        known = list(scores)
    found: dict[str, str] = {}
    for name, decl in statements.items():
        if not known or not isinstance(decl, ast.PredictDecl) or any(r.baseline for r in decl.require):
            continue
        if name not in _reached(known[0], needed):
            found[name] = known[0]
    return found


def _reached(start: str, needed: Mapping[str, Sequence[Mention]]) -> set[str]:
    found: set[str] = set()
    pending = [start]
    while pending:
        for mention in needed[pending.pop()]:
            if mention.name not in found:
                found.add(mention.name)
                pending.append(mention.name)
    return found
