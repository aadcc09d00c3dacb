"""The line, in order, once: text → bundle → schema → data → program → fitted program → answers; it prints nothing.

Each function takes what the one before it returned. Data libraries are imported only when data is opened.
"""

from __future__ import annotations

from segdsl.diagnostics.model import Refused
from segdsl.pipeline.asking import ask
from segdsl.pipeline.checking import Checked, Learned, check_data, check_schema, check_text
from segdsl.pipeline.learning import beyond, fit, fit_and_keep, last_state, learn, recorded, with_states
from segdsl.pipeline.proving import Proved, prove, proved
from segdsl.pipeline.suggesting import suggest

__all__ = [
    "Checked",
    "Learned",
    "Proved",
    "Refused",
    "ask",
    "beyond",
    "check_data",
    "check_schema",
    "check_text",
    "fit",
    "fit_and_keep",
    "last_state",
    "learn",
    "prove",
    "proved",
    "recorded",
    "suggest",
    "with_states",
]
