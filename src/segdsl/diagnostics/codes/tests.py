"""680–689: examples in tables, and what examples leave untested."""

from __future__ import annotations

from segdsl.diagnostics.model import Code, Severity

COVERAGE_LOW = Code("SEG680", "coverage-low", Severity.ERROR, "The examples see too little of the rules")
BAD_TABLE = Code("SEG681", "bad-example-table", Severity.ERROR, "A table of examples that cannot be read as one")
BAD_CELL = Code("SEG682", "bad-example-cell", Severity.ERROR, "A cell of a table of examples that means nothing")
