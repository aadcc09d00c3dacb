"""6xx: suspicious rules (warnings)."""

from __future__ import annotations

from segdsl.diagnostics.model import Code, Severity

NEVER = Code("SEG601", "never-true", Severity.WARNING, "A condition that nobody can meet")
ALWAYS = Code("SEG602", "always-true", Severity.WARNING, "A condition that everybody meets")
EMPTY_RANGE = Code("SEG603", "empty-range", Severity.WARNING, "A range that ends before it begins")
EMPTY_LIST = Code("SEG604", "empty-list", Severity.WARNING, "A list with nothing in it")
UNREACHABLE = Code("SEG605", "unreachable", Severity.WARNING, "A line that the lines above leave nobody for")
DUPLICATE_CLAUSE = Code("SEG606", "duplicate-clause", Severity.WARNING, "A clause that is there twice")
DUPLICATE = Code("SEG607", "duplicate-definition", Severity.WARNING, "Two definitions with one meaning")
UNUSED = Code("SEG608", "unused-define", Severity.WARNING, "A definition that nothing uses")
DECIMAL_EQUALITY = Code("SEG609", "decimal-equality", Severity.WARNING, "A computed decimal compared for equality")
UNUSED_LEARNED = Code("SEG610", "unused-learned", Severity.WARNING, "A learned statement that nothing uses")
SCORE_GAP = Code("SEG614", "score-gap", Severity.NOTE, "Combinations of a score that no line is for")
SCORE_OVERLAP = Code("SEG615", "score-overlap", Severity.NOTE, "Combinations of a score that two rules are for")
SCORE_NEVER = Code("SEG616", "score-for-nobody", Severity.WARNING, "A rule about a score that no combination meets")
NOBODY_EXCEEDS = Code("SEG617", "limit-beyond-learned", Severity.WARNING, "A limit beyond all that was learned")
BAND_EMPTY = Code("SEG618", "empty-band", Severity.WARNING, "A rule asks for a score that nobody has")
GROUP_EMPTY = Code("SEG619", "empty-group", Severity.WARNING, "A rule asks for a group that hardly anybody is in")
NEGATED_MISSING = Code(
    "SEG621", "negation-of-missing", Severity.WARNING, "A negation over a column that is often missing"
)
NOT_SEEN = Code("SEG622", "value-not-seen", Severity.WARNING, "A value that the data does not hold")
NOBODY = Code("SEG623", "takes-nobody", Severity.WARNING, "A segment without members")
EVERYBODY = Code("SEG624", "takes-everybody", Severity.WARNING, "A segment that everybody is in")
BEYOND = Code("SEG625", "limit-beyond-data", Severity.WARNING, "A limit that nobody in the data reaches")
PROTECTED = Code("SEG631", "protected-column", Severity.ERROR, "A protected column where it may not be used")
PROTECTED_MARKETING = Code(
    "SEG632", "protected-in-marketing", Severity.WARNING, "A protected column in a marketing rule without a reason"
)
UNUSED_ALLOW = Code("SEG641", "unused-allow", Severity.WARNING, "A permission that nothing needs")
BAD_ALLOW = Code("SEG642", "bad-allow", Severity.WARNING, "A permission without a known finding or without a reason")
