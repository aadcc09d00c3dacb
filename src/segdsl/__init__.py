"""segdsl: a small language for customer segmentation, and the verbs of its command line as Python functions."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from segdsl.confined import take_no_more_than_needed

if TYPE_CHECKING:
    from segdsl.api import (
        Difference,
        Fitted,
        Proof,
        Report,
        Result,
        RulesError,
        Verification,
        apply,
        as_json,
        as_pandas,
        as_sql,
        associations,
        diff,
        explain,
        fit,
        fix,
        format,
        prove,
        render,
        schema,
        suggest,
        test,
        validate,
        verify,
    )
    from segdsl.diagnostics.model import Diagnostic, Severity

__version__ = "0.1.0"

__all__ = [
    "Diagnostic",
    "Difference",
    "Fitted",
    "Proof",
    "Report",
    "Result",
    "RulesError",
    "Severity",
    "Verification",
    "__version__",
    "apply",
    "as_json",
    "as_pandas",
    "as_sql",
    "associations",
    "diff",
    "explain",
    "fit",
    "fix",
    "format",
    "prove",
    "render",
    "schema",
    "suggest",
    "test",
    "validate",
    "verify",
]

take_no_more_than_needed()


def __getattr__(name: str) -> Any:
    """Loads the functions when they are first used: the command line starts without them."""
    from importlib import import_module

    if name in ("Diagnostic", "Severity"):
        return getattr(import_module("segdsl.diagnostics.model"), name)
    if name in __all__:
        return getattr(import_module("segdsl.api"), name)
    raise AttributeError(f"module 'segdsl' has no attribute {name!r}")
