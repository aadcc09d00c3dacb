"""2xx: names."""

from __future__ import annotations

from segdsl.diagnostics.model import Code, Severity

UNKNOWN_NAME = Code("SEG201", "unknown-name", Severity.ERROR, "A name that nothing has")
UNKNOWN_TABLE = Code("SEG202", "unknown-table", Severity.ERROR, "A table that is not declared")
UNKNOWN_SEGMENT = Code("SEG203", "unknown-segment", Severity.ERROR, "A segment that does not exist")
AMBIGUOUS_NAME = Code("SEG204", "ambiguous-name", Severity.ERROR, "A column that two look-up tables have")
COLLIDING_HEADERS = Code("SEG205", "colliding-headers", Severity.ERROR, "Two columns of the data with one name")
DUPLICATE_NAME = Code("SEG206", "duplicate-name", Severity.ERROR, "Two things with one name")
CIRCULAR = Code("SEG207", "circular", Severity.ERROR, "Rules that go round in a circle")
SEGMENT_AS_VALUE = Code("SEG208", "segment-as-value", Severity.ERROR, "A segment used as a value")
COLUMN_OF_MANY_ROWS = Code("SEG209", "column-of-many-rows", Severity.ERROR, "A column with many values per customer")
NOT_A_SEGMENT = Code("SEG210", "not-a-segment", Severity.ERROR, "Membership of something that is not a segment")
HIDDEN_DEFINE = Code("SEG211", "hidden-define", Severity.WARNING, "A definition hidden by a column")
UNKNOWN_PART = Code("SEG212", "unknown-part", Severity.ERROR, "A part that the tiers or the split do not have")
TWO_WAYS = Code("SEG213", "two-ways", Severity.ERROR, "A look-up table that is reached in two ways")
UNQUOTED_TEXT = Code("SEG214", "unquoted-text", Severity.ERROR, "A text without its quotes")
NOT_MANY_ROWS = Code("SEG215", "not-many-rows", Severity.ERROR, "A measure over a table without many rows")
TABLE_AS_VALUE = Code("SEG216", "table-as-value", Severity.ERROR, "A table used as a value")
OWN_COLUMNS_ONLY = Code("SEG217", "own-columns-only", Severity.ERROR, "A table's condition that looks beyond the table")
NAME_OF_SCORE = Code("SEG218", "name-of-a-score", Severity.ERROR, "A score's own name used as a value")
UNKNOWN_PRODUCT = Code("SEG219", "unknown-product", Severity.ERROR, "A product that nothing recommends")
TWO_ESTIMATES = Code("SEG220", "two-estimates", Severity.ERROR, "A value that two estimates give")
