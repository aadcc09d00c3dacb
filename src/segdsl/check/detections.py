"""`detect`: who behaves unlike the others."""

from __future__ import annotations

from collections.abc import Mapping

from segdsl import ir
from segdsl.check.context import Context
from segdsl.check.features import features
from segdsl.syntax import ast


def detection(
    cx: Context, node: ast.DetectDecl, population: ir.Cond | None, named: Mapping[str, str]
) -> ir.Detection | None:
    found = features(cx, node.features)
    if found is None:
        return None
    return ir.Detection(
        name=node.name.text,
        population=population,
        features=found,
        outputs=dict(named),
        declaration="",
        library=cx.unit.library,
        span=node.span,
    )
