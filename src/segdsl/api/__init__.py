"""The verbs as Python functions: rules and data frames in, values and data frames out; prints and exits nothing.

What is wrong with rules or data is in `diagnostics`, never raised: `ok` tells whether there is an answer, and asking
for an answer that could not be made raises `RulesError` with the same diagnostics as text.
"""

from __future__ import annotations

from segdsl.api.applying import apply, verify
from segdsl.api.checking import fix, format, prove, validate
from segdsl.api.describing import associations, schema
from segdsl.api.explaining import as_json, as_pandas, as_sql, explain, render
from segdsl.api.given import Data, Rules
from segdsl.api.learning import fit
from segdsl.api.results import Difference, Fitted, Fixes, Proof, Report, Result, RulesError, Verification
from segdsl.api.reviewing import diff, suggest, test

__all__ = [
    "Data",
    "Difference",
    "Fitted",
    "Fixes",
    "Proof",
    "Report",
    "Result",
    "Rules",
    "RulesError",
    "Verification",
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
