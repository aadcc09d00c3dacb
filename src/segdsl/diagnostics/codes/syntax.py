"""1xx: what is written."""

from __future__ import annotations

from segdsl.diagnostics.model import Code, Severity

UNEXPECTED = Code("SEG101", "unexpected-text", Severity.ERROR, "Something else was expected here")
MIXED_AND_OR = Code("SEG102", "mixed-and-or", Severity.ERROR, "`and` and `or` are mixed without parentheses")
CHAINED_COMPARISON = Code("SEG103", "chained-comparison", Severity.ERROR, "Two comparisons in a row")
FOREIGN_SIGN = Code("SEG104", "foreign-sign", Severity.ERROR, "A sign of another language")
FOREIGN_WORDS = Code("SEG105", "foreign-words", Severity.ERROR, "Words that segdsl says differently")
WRONG_QUOTES = Code("SEG106", "wrong-quotes", Severity.ERROR, 'Quotation marks that are not `"`')
UNCLOSED = Code("SEG107", "unclosed", Severity.ERROR, "Something is opened and never closed")
CONFLICT_MARKER = Code("SEG108", "conflict-marker", Severity.ERROR, "A merge conflict was left in the file")
INVISIBLE_CHARACTER = Code(
    "SEG109", "invisible-character", Severity.ERROR, "An invisible or direction-changing character"
)
MIXED_SCRIPT = Code("SEG110", "mixed-script", Severity.WARNING, "A name mixes letters of different scripts")
FULL_WIDTH = Code("SEG111", "full-width", Severity.WARNING, "Full-width signs or digits")
INDENTATION = Code("SEG112", "indentation", Severity.ERROR, "A line begins at the wrong margin")
MISSING_WORD = Code("SEG113", "missing-word", Severity.ERROR, "A word that holds the statement together is missing")
CLAUSE_ORDER = Code("SEG114", "clause-order", Severity.ERROR, "Clauses in the wrong order")
REPEATED_CLAUSE = Code("SEG115", "repeated-clause", Severity.ERROR, "A clause that stands twice")
RESERVED_WORD = Code(
    "SEG116", "reserved-word", Severity.ERROR, "A word kept for later stands at the start of a statement"
)
RANKING = Code("SEG117", "ranking", Severity.ERROR, "A place among all customers that cannot be read")
WHERE_REACH = Code("SEG118", "where-reach", Severity.ERROR, "It is not clear how far a `where` reaches")
DEFAULTING_REACH = Code("SEG119", "defaulting-reach", Severity.ERROR, "It is not clear what `defaulting to` belongs to")
WRONG_NUMBER = Code("SEG120", "wrong-number", Severity.ERROR, "A number that cannot be read")
WRONG_DATE = Code("SEG121", "wrong-date", Severity.ERROR, "A date that cannot be read")
WRONG_TEXT = Code("SEG122", "wrong-text", Severity.ERROR, "A text that cannot be read")
NAME_LENGTH = Code("SEG123", "name-length", Severity.ERROR, "A name is too long")
NESTING = Code("SEG124", "nesting", Severity.ERROR, "Too many things inside one another")
FILE_SIZE = Code("SEG125", "file-size", Severity.ERROR, "The rule file is too large")
SEGMENT_COUNT = Code("SEG126", "segment-count", Severity.ERROR, "Too many segments in one file")
COLUMN_CLAUSE = Code("SEG127", "column-clause", Severity.ERROR, "A column is declared in a way that does not fit")
MISTAKE_COUNT = Code("SEG128", "mistake-count", Severity.ERROR, "Too many mistakes to read on")
MISSING_CLAUSE = Code("SEG129", "missing-clause", Severity.ERROR, "A statement lacks a clause that it needs")
UNKNOWN_PART = Code("SEG130", "unknown-score-part", Severity.ERROR, "A part that the score does not have")
ESTIMATE_CLAUSE = Code("SEG131", "estimate-clause", Severity.ERROR, "A clause that does not fit the estimate")
