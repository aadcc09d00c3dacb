"""Rules as text to a program."""

from __future__ import annotations

from segdsl import ir, pipeline
from segdsl.source import Source


def program(text: str) -> ir.Program:
    checked = pipeline.check_text(Source("rules.seg", text), None)
    assert checked.value is not None, [said.message for said in checked.diagnostics]
    return checked.value.program
