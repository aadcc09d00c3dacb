"""What lint finds in a rule text, as short lines."""

from __future__ import annotations

from segdsl import pipeline
from segdsl.source import Source

HEAD = """\
table customers
  key customer id
  column age: whole number 0 to 120
  column balance: number
  column salary: number 0 or more
  column job: text
  column gender: one of "F", "M"
  column consent: yes or no
  column joined: date
table payments
  many per customer id, dated booked on
  column amount: number 0 or more
  column kind: one of "in", "out"
  column booked on: date
"""


def findings(rules: str, head: str = HEAD) -> list[str]:
    """`SEG601 message` for each warning, in order of place; the rules must be valid."""
    outcome = pipeline.check_text(Source("t.seg", head + rules), None)
    assert outcome.ok, [d.message for d in outcome.diagnostics]
    said = [d for d in outcome.diagnostics if d.code.id.startswith("SEG6")]
    said.sort(key=lambda d: d.span.start if d.span else 0)
    return [f"{d.code.id} {d.message}" for d in said]
