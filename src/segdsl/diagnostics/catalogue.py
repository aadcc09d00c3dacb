"""The catalogue as one table: every code by its number."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

from segdsl.diagnostics.codes import (
    data,
    differing,
    engines,
    learn,
    lint,
    names,
    policies,
    proofs,
    review,
    run,
    structure,
    syntax,
    tests,
    types,
    use,
)
from segdsl.diagnostics.model import Code


@cache
def codes() -> Mapping[str, Code]:
    """Every code there is, by number, in order of number."""
    modules = (
        syntax,
        names,
        types,
        structure,
        data,
        learn,
        lint,
        run,
        engines,
        use,
        review,
        policies,
        proofs,
        tests,
        differing,
    )
    found = [code for module in modules for code in vars(module).values() if isinstance(code, Code)]
    return {code.id: code for code in sorted(found, key=lambda code: code.id)}


def find(text: str) -> Code | None:
    """The code with this number or slug, in any case."""
    wanted = text.strip().lower()
    return next((code for code in codes().values() if wanted in (code.id.lower(), code.slug)), None)
