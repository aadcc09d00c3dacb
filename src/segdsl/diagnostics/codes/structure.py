"""4xx: structure, imports and time."""

from __future__ import annotations

from segdsl.diagnostics.model import Code, Severity

TABLE_WITHOUT_ROLE = Code("SEG401", "table-without-role", Severity.ERROR, "A table that does not say what its rows are")
TWO_CUSTOMERS_TABLES = Code("SEG402", "two-customers-tables", Severity.ERROR, "Two tables of customers")
DUPLICATE_TABLE = Code("SEG403", "duplicate-table", Severity.ERROR, "A table declared twice")
CONTRADICTION = Code("SEG404", "contradiction", Severity.ERROR, "Declarations that contradict each other")
TWO_ROLES = Code("SEG405", "two-roles", Severity.ERROR, "A table that says twice what its rows are")
NO_LINK = Code("SEG406", "no-link", Severity.ERROR, "Rows that do not lead to a customer")
BAD_THROUGH = Code("SEG407", "bad-through", Severity.ERROR, "A link table that does not link")
NOT_DATED = Code("SEG408", "not-dated", Severity.ERROR, "A window over a table without dates")
BAD_DATED_COLUMN = Code("SEG409", "bad-dated-column", Severity.ERROR, "A dated column that is not a date")
KEY_NOT_TEXT = Code("SEG410", "key-not-text", Severity.ERROR, "A key or link column that is not text")
DUPLICATE_COLUMN = Code("SEG411", "duplicate-column", Severity.ERROR, "A column declared twice")
BAD_COLUMN = Code("SEG412", "bad-column", Severity.ERROR, "A column declaration that cannot be met")
UNKNOWN_PURPOSE = Code("SEG414", "unknown-purpose", Severity.ERROR, "A purpose that does not exist")
REPEATED_STATEMENT = Code("SEG415", "repeated-statement", Severity.ERROR, "A statement that may stand only once")
UNKNOWN_ZONE = Code("SEG416", "unknown-zone", Severity.ERROR, "A time zone that does not exist")
SHARES_SUM = Code("SEG418", "shares-sum", Severity.ERROR, "Shares that do not make a whole")
SPLIT_BY = Code("SEG419", "split-by", Severity.ERROR, "A split by something that is not a text")
BAD_GIVEN = Code("SEG420", "bad-given", Severity.ERROR, "An example that gives what cannot be given")
GIVEN_TWICE = Code("SEG421", "given-twice", Severity.ERROR, "An example that gives one thing twice")
BAD_EXPECTATION = Code("SEG422", "bad-expectation", Severity.ERROR, "An expectation that cannot be met")
UNREACHABLE_TABLE = Code("SEG423", "unreachable-table", Severity.ERROR, "A look-up table that nothing leads to")
NO_AS_OF = Code("SEG424", "no-as-of", Severity.ERROR, "No as-of date")
AS_OF_NEEDED = Code("SEG425", "as-of-needed", Severity.NOTE, "An as-of date will be needed")

FILE_NOT_FOUND = Code("SEG430", "file-not-found", Severity.ERROR, "A file that does not exist")
OUTSIDE_PROJECT = Code("SEG431", "outside-project", Severity.ERROR, "A file outside the project's folder")
NOT_A_FILE = Code("SEG432", "not-a-file", Severity.ERROR, "Something that is not an ordinary file")
FILE_TOO_LARGE = Code("SEG433", "file-too-large", Severity.ERROR, "A file that is too large")
NOT_UTF8 = Code("SEG434", "not-utf8", Severity.ERROR, "A file that is not UTF-8")
CIRCULAR_USE = Code("SEG435", "circular-use", Severity.ERROR, "Files that use each other in a circle")
UNKNOWN_LIBRARY = Code("SEG436", "unknown-library", Severity.ERROR, "A library that does not ship with segdsl")
LIST_COLUMNS = Code("SEG437", "list-columns", Severity.ERROR, "A list file with more than one column")
DEEP_USE = Code("SEG438", "deep-use", Severity.ERROR, "Files that use files that use files")
