"""5xx: data that is read."""

from __future__ import annotations

from segdsl.diagnostics.model import Code, Severity

# ---- finding and opening -------------------------------------------------------------------------------------------

FILE_NOT_FOUND = Code("SEG501", "data-not-found", Severity.ERROR, "A data file is not there")
NO_DATA = Code("SEG502", "no-data", Severity.ERROR, "A table has no data")
UNKNOWN_TABLE = Code("SEG503", "data-for-no-table", Severity.ERROR, "Data is given for a table that the rules lack")
UNREADABLE_FORMAT = Code("SEG504", "unreadable-format", Severity.ERROR, "A file holds something that is not a table")
UNREADABLE_FILE = Code("SEG505", "unreadable-file", Severity.ERROR, "A file cannot be opened or is damaged")
UNKNOWN_SHEET = Code("SEG506", "unknown-sheet", Severity.ERROR, "It is not clear which sheet of a workbook is meant")
UNKNOWN_ENCODING = Code("SEG507", "unknown-encoding", Severity.ERROR, "There is no encoding of that name")
WRONG_ENCODING = Code("SEG508", "wrong-encoding", Severity.ERROR, "A text file is not in the encoding expected")
EMPTY_FILE = Code("SEG509", "empty-file", Severity.ERROR, "A file holds no header and no rows")

# ---- the shape of a text file --------------------------------------------------------------------------------------

UNCLOSED_QUOTE = Code("SEG511", "unclosed-quote", Severity.ERROR, "A quote is opened and never closed")
RAGGED_ROWS = Code("SEG512", "ragged-rows", Severity.ERROR, "Some lines have more or fewer fields than the header")
MISSING_HEADER = Code("SEG513", "missing-header", Severity.ERROR, "The first line looks like data, not like a header")
REPEATED_HEADER = Code("SEG514", "repeated-header", Severity.ERROR, "Two columns of the data have the same header")
STRAY_QUOTE = Code("SEG515", "stray-quote", Severity.ERROR, "Something follows a closing quote")
BAD_JSON_LINE = Code("SEG516", "bad-json-line", Severity.ERROR, "A line is not one JSON object")

# ---- columns -------------------------------------------------------------------------------------------------------

MISSING_COLUMNS = Code("SEG521", "missing-columns", Severity.ERROR, "Declared columns are not in the data")
AMBIGUOUS_COLUMN = Code("SEG522", "ambiguous-column", Severity.ERROR, "Two headers of the data could be one column")
UNREADABLE_COLUMN = Code("SEG523", "unreadable-column", Severity.ERROR, "A column holds lists, records or raw bytes")
UNREADABLE_DATE_FORMAT = Code("SEG524", "unreadable-date-format", Severity.ERROR, "A date format cannot be used")

# ---- values --------------------------------------------------------------------------------------------------------

WRONG_KIND = Code("SEG531", "wrong-kind", Severity.ERROR, "Some values are not of the declared kind")
OUT_OF_RANGE = Code("SEG532", "out-of-range", Severity.ERROR, "Some values are outside the declared range")
NOT_IN_SET = Code("SEG533", "not-in-set", Severity.ERROR, "Some values are not among those declared")
NUMBER_TOO_LARGE = Code("SEG534", "inexact-number", Severity.ERROR, "Some whole numbers are too large to be exact")

# ---- keys ----------------------------------------------------------------------------------------------------------

MISSING_KEY = Code("SEG541", "missing-key", Severity.ERROR, "Some rows have no key")
REPEATED_KEY = Code("SEG542", "repeated-key", Severity.ERROR, "Two rows have the same key")
MANGLED_KEY = Code("SEG543", "mangled-key", Severity.ERROR, "Some keys have lost digits in a spreadsheet")

# ---- said, not refused ---------------------------------------------------------------------------------------------

ENCODING_FOUND = Code("SEG571", "encoding-found", Severity.NOTE, "A text file was read in another encoding than UTF-8")
SEPARATOR_FOUND = Code("SEG572", "separator-found", Severity.NOTE, "The fields of a file are not separated by commas")
KEY_FOUND = Code("SEG573", "key-found", Severity.NOTE, "A column was taken as the customers' key")
ROW_NUMBER_KEY = Code("SEG574", "row-number-key", Severity.NOTE, "The row number serves as the key")
ROWS_WITHOUT_KEY = Code("SEG575", "rows-without-key", Severity.NOTE, "Rows without a key belong to no customer")
OTHER_CONTENT = Code("SEG576", "other-content", Severity.NOTE, "A file holds something else than its name says")
ROWS_QUARANTINED = Code("SEG577", "rows-quarantined", Severity.WARNING, "Rows were left out and put into quarantine")
OUTCOME_NOT_IN_DATA = Code("SEG579", "outcome-not-in-data", Severity.NOTE, "The data does not have the outcome")
TABLE_LEFT_OUT = Code("SEG578", "table-left-out", Severity.WARNING, "A table could not be linked to the customers")

# ---- 580–584: database files ---------------------------------------------------------------------------------------

UNKNOWN_FILE_TABLE = Code("SEG580", "unknown-table-in-file", Severity.ERROR, "It is not clear which table is meant")
DATABASE_IN_USE = Code("SEG581", "database-in-use", Severity.ERROR, "Another program keeps a database file locked")
SOURCE_NOT_INSTALLED = Code("SEG582", "source-not-installed", Severity.ERROR, "What reads a file is not installed")

# ---- 583: texts of programs ----------------------------------------------------------------------------------------

BROKEN_TEXT = Code("SEG583", "broken-text", Severity.ERROR, "A text is cut within a character")

# ---- 585–589: databases --------------------------------------------------------------------------------------------

DATABASE_ADDRESS = Code("SEG585", "database-address", Severity.ERROR, "An address of a database cannot be used")
SECRET_IN_ADDRESS = Code("SEG586", "secret-in-address", Severity.ERROR, "A password stands in an address")
NO_DATABASE_TABLE = Code("SEG587", "no-database-table", Severity.ERROR, "A database has no such table")
READ_OUT = Code("SEG588", "read-out-of-database", Severity.NOTE, "The rows of a table are read out of its database")
