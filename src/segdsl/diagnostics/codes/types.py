"""3xx: types."""

from __future__ import annotations

from segdsl.diagnostics.model import Code, Severity

TYPE_MISMATCH = Code("SEG301", "type-mismatch", Severity.ERROR, "Two values that cannot be compared")
NO_ORDER = Code("SEG302", "no-order", Severity.ERROR, "More or less of something that has no order")
UNKNOWN_VALUE = Code("SEG303", "unknown-value", Severity.ERROR, "A value that the column cannot have")
NOT_A_CONDITION = Code("SEG304", "not-a-condition", Severity.ERROR, "A value where a condition is needed")
WRONG_OPERAND = Code("SEG305", "wrong-operand", Severity.ERROR, "Arithmetic on something that is not a number")
DURATION_MISMATCH = Code("SEG306", "duration-mismatch", Severity.ERROR, "A length of time that cannot be compared")
YES_NO_TEXT = Code("SEG307", "yes-no-text", Severity.ERROR, "Yes or no against a text")
NOT_A_DATE = Code("SEG308", "not-a-date", Severity.ERROR, "A date is needed")
NOT_A_TEXT = Code("SEG309", "not-a-text", Severity.ERROR, "A text is needed")
WRONG_AGGREGATE = Code("SEG310", "wrong-aggregate", Severity.ERROR, "An aggregate of the wrong kind of values")
NUMBER_TOO_LARGE = Code("SEG311", "number-too-large", Severity.ERROR, "A number beyond what is exact")
MIXED_LIST = Code("SEG312", "mixed-list", Severity.ERROR, "A list of different kinds of values")
SHARE_OUT_OF_RANGE = Code("SEG313", "share-out-of-range", Severity.ERROR, "A share compared with more than 100%")
MIXED_RESULTS = Code("SEG314", "mixed-results", Severity.ERROR, "Results of different kinds")
LIST_VALUES = Code("SEG315", "list-values", Severity.ERROR, "A list file with values of the wrong kind")
DURATION_LENGTH = Code("SEG316", "duration-length", Severity.ERROR, "A length of time that is empty or too long")
PERCENT_OF_COUNT = Code("SEG317", "percent-of-count", Severity.ERROR, "A whole number compared with a percentage")
BAD_PATTERN = Code("SEG318", "bad-pattern", Severity.ERROR, "A pattern that cannot be read")
BEYOND_SCORE = Code("SEG319", "beyond-the-score", Severity.ERROR, "A score compared with what it never is")
BAD_FEATURE = Code("SEG320", "bad-feature", Severity.ERROR, "A feature that cannot be learned from")
NOT_RANKED = Code("SEG321", "not-ranked", Severity.ERROR, "A ranking of something that cannot be ranked")
NUMBER_NEEDED = Code("SEG322", "number-needed", Severity.ERROR, "Something learned from what is not a number")
BAD_PRODUCT = Code("SEG323", "bad-product", Severity.ERROR, "A product that cannot be found in the data")
