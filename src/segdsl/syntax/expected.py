"""Says what was expected and what was found, in the words of the user: the one table of terminal names."""

from __future__ import annotations

import re

from segdsl.syntax.lalr import END

_WORDS = {
    "LESS": "<",
    "LESS_EQ": "<=",
    "MORE": ">",
    "MORE_EQ": ">=",
    "EQ": "=",
    "NOT_EQ": "!=",
    "PLUS": "+",
    "MINUS": "-",
    "TIMES": "*",
    "DIVIDE": "/",
    "LPAR": "(",
    "RPAR": ")",
    "LBRACKET": "[",
    "RBRACKET": "]",
    "COMMA": ",",
    "COLON": ":",
    "NUMBER_WORD": "number",
    "TEXT_WORD": "text",
    "DATE_WORD": "date",
    "AUC": "AUC",
    "BRIER_SCORE": "Brier score",
    "AFTER_THE_AS_OF_DATE": "after the as-of date",
    "CALL_THE_HIGHEST": "call the group with the highest",
    "CALL_THE_LOWEST": "call the group with the lowest",
    "CALL_THE_LARGEST": "call the largest group",
    "CALL_THE_SMALLEST": "call the smallest group",
    "LOG": "(log)",
    "CATEGORY": "(category)",
    "UNSCALED": "(unscaled)",
    "HORIZON": "over the next",
    "IN_BANDS": "in 5 bands",
}
THINGS = {
    "NAME": "a name",
    "NAME_BEFORE_AS": "a name",
    "NAME_BEFORE_FROM": "a name",
    "NAME_BEFORE_BY": "a name",
    "NAME_BEFORE_USING": "a name",
    "NAME_BEFORE_CLAUSE": "a name",
    "NAME_BEFORE_WITHIN": "a name",
    "NAME_BEFORE_INSIDE": "a name",
    "QUOTED_INSIDE": "a name",
    "NAME_OF_A_PART": "a part such as `recency from days since last visit`",
    "QUOTED_PART": "a name",
    "QUOTED_NAME": "a name",
    "STRING": "a text in double quotes",
    "NUMBER": "a number",
    "PERCENT": "a share such as `10%`",
    "PERCENT_BY": "a share such as `10%`",
    "PERIOD": "a unit such as `weeks`",
    "DATE": "a date such as `2026-11-23`",
    "DURATION": "a duration such as `90 days`",
    "DECIMALS": "decimals such as `2 decimals`",
    "BETWEEN_NUMBERS": "`between`",
    END: "the end of the statement",
}
_LITERALS = frozenset({"NUMBER", "PERCENT", "STRING", "DATE", "DURATION", "YES", "NO"})
_VALUES = _LITERALS | {
    *("NAME", "QUOTED_NAME", "TODAY", "LPAR", "MINUS", "COUNT_OF", "SHARE_OF", "SUM_OF", "AVERAGE_OF", "MEDIAN_OF"),
    *("SMALLEST_OF", "LARGEST_OF", "EARLIEST", "LATEST", "MOST_COMMON", "NUMBER_OF_DIFFERENT", "LARGER_OF"),
    *("SMALLER_OF", "ROUND", "ABSOLUTE", "DAYS_SINCE", "WEEKS_SINCE", "MONTHS_SINCE", "YEARS_SINCE"),
    "CHANCE_OF_BUYING",
}
_COMPARISONS = frozenset(
    {"LESS", "LESS_EQ", "MORE", "MORE_EQ", "EQ", "NOT_EQ", "IN", "NOT_IN", "IN_LIST", "NOT_IN_LIST", "BETWEEN"}
    | {"BETWEEN_NUMBERS", "NOT_BETWEEN", "CONTAINS", "STARTS_WITH", "ENDS_WITH", "MATCHES", "IN_THE_TOP"}
)
_TYPES = frozenset(
    {"WHOLE_NUMBER", "NUMBER_WORD", "TEXT_WORD", "ONE_OF", "YES_OR_NO", "DATE_WORD", "DATE_AND_TIME", "IDENTIFIER"}
    | {"PERSONAL", "SENSITIVE", "PROTECTED", "OPERATIONAL", "MISSING_WHEN", "DECIMALS", "DECIMAL_COMMA"}
    | {"DECIMAL_POINT", "STRING"}
)
_STATEMENTS = frozenset(
    {"RULESET", "USE", "AS_OF", "TABLE", "DEFINE", "TIERS", "SPLIT", "SUPPRESS", "EXAMPLE", "NAME", "QUOTED_NAME"}
    | {"SCORE", "CLUSTER", "PREDICT", "ESTIMATE", "RECOMMEND", "DETECT", "POLICY", "EXAMPLE_TABLE_FROM"}
)
_CLAUSES = frozenset(
    {"OF_THOSE_WHERE", "IN_BANDS", "NAME_OF_A_PART", "QUOTED_PART", "BY", "INTO", "USING", "REQUIRE", "THAT", "FROM"}
    | {"CALL_THE_HIGHEST", "CALL_THE_LOWEST", "CALL_THE_LARGEST", "CALL_THE_SMALLEST", "CALL_THE_OTHERS", "HORIZON"}
    | {"LEARN_AS_OF", "TEST_AS_OF", "COUNTED_IN", "KEEPING", "MARGIN", "DISCOUNT", "AMONG", "KNOWING", "LIKELY_MEANS"}
    | {"NAME_BEFORE_WITHIN", "WITHIN"}
)
_TREATMENTS = frozenset({"LOG", "CATEGORY", "UNSCALED"})
_POLICIES = frozenset(
    {"NEVER_USE", "AT_LEAST", "AT_MOST", "BETWEEN", "BETWEEN_NUMBERS", "NO_OVERLAP_BETWEEN"}
    | {"EVERY_CUSTOMER_IN_ONE_OF", "EVERY_CUSTOMER_IN_EXACTLY_ONE_OF", "NO_SEGMENT_CHANGES_BY_MORE_THAN"}
    | {"NO_CHANGE_OF_MORE_THAN", "NAME_BEFORE_INSIDE", "QUOTED_INSIDE"}
)
_METRICS = frozenset({"STABILITY", "EACH_GROUP", "AUC", "CALIBRATION_ERROR", "LIFT", "BRIER_SCORE", "BETTER_THAN"})
_WINDOWS = frozenset({"OVER_THE_NEXT", "OVER_THE_LAST", "OVER", "OVER_ALL_TIME", "SINCE", "BETWEEN"})
_ARITHMETIC = frozenset({"PLUS", "MINUS", "TIMES", "DIVIDE", "DEFAULTING_TO", "OF"})
_GROUPS: tuple[tuple[frozenset[str], frozenset[str], str], ...] = (
    # when all of these could come, these are summed up, in these words
    (frozenset({"RULESET"}), _STATEMENTS, "a statement such as `NAME if CONDITION`"),
    (
        frozenset({"NOT", "ANY", "NAME", "NUMBER"}),
        _VALUES | {"NOT", "ANY", "IN", "NOT_IN", "LIKELY_TO_BUY"},
        "a condition",
    ),
    (frozenset({"OF_THOSE_WHERE", "IN_BANDS"}), _CLAUSES, "a part such as `recency from days since last visit`"),
    (frozenset({"OF_THOSE_WHERE", "INTO"}), _CLAUSES, "a clause such as `into 4 groups`"),
    (frozenset({"OF_THOSE_WHERE", "THAT"}), _CLAUSES, "a clause such as `from age, visits`"),
    (frozenset({"OF_THOSE_WHERE", "HORIZON"}), _CLAUSES, "a clause such as `over the next 12 months`"),
    (frozenset({"OF_THOSE_WHERE", "AMONG"}), _CLAUSES, 'a clause such as `among "credit card"`'),
    (frozenset({"OF_THOSE_WHERE", "BY"}), _CLAUSES, "a clause such as `by age, spend`"),
    (frozenset({"STABILITY", "AUC"}), _METRICS, "what is required, such as `AUC at least 0.7`"),
    (frozenset({"NEVER_USE"}), _POLICIES, "a line such as `never use gender`"),
    (frozenset({"LOG"}), _TREATMENTS, ""),
    (frozenset({"LESS", "IS"}), _COMPARISONS, "a comparison such as `>` or `is`"),
    (frozenset({"OVER_THE_LAST"}), _WINDOWS, "a window such as `over the last 90 days`"),
    (frozenset({"PLUS", "TIMES"}), _ARITHMETIC, ""),
    (frozenset({"WHOLE_NUMBER", "ONE_OF"}), _TYPES, "a type such as `whole number` or a property such as `sensitive`"),
    (frozenset({"NAME", "NUMBER", "STRING"}), _VALUES, "a value"),
    (frozenset({"NUMBER", "STRING", "DATE"}), _LITERALS, 'a value such as `12` or `"text"`'),
    (frozenset({"NUMBER", "PERCENT"}), frozenset({"NUMBER", "PERCENT"}), "a number"),
)
_ORDER = ("IS", "EQ", "AND", "OR", "WHEN", "THEN", "OTHERWISE", "EXCEPT", "BECAUSE")
_MOST = 5
_FOUND = re.compile(r"""\w+(?:[-.]\w+)*|"(?:[^"\\\n]|\\.)*"|`[^`\n]*`|[<>=!]=?|[\s\S]""")


def expected(accepted: frozenset[str]) -> str:
    """`a value`, "`and` or the end of the statement": at most five things, the likeliest first."""
    left = set(accepted)
    said: list[str] = []
    for wanted, covered, words in _GROUPS:
        if wanted <= accepted and wanted & left:
            left -= covered
            said += [words] if words else []
    if {"IS", "EQ"} <= accepted:
        left = {terminal for terminal in left if not terminal.startswith("IS_")}
    if "a comparison such as `>` or `is`" in said:
        left.discard("IS")
    ends = [word(END)] if END in left else []
    rest = list(dict.fromkeys(word(terminal) for terminal in sorted(left - {END}, key=_order)))
    said = [*said, *rest][: _MOST - len(ends)] + ends
    return " or ".join([", ".join(said[:-1]), said[-1]] if len(said) > 1 else said)


def _order(terminal: str) -> tuple[int, str]:
    return (_ORDER.index(terminal) if terminal in _ORDER else len(_ORDER), word(terminal))


def word(terminal: str) -> str:
    """A terminal in the user's words."""
    if terminal in THINGS:
        return THINGS[terminal]
    return f"`{_WORDS.get(terminal, terminal.lower().replace('_', ' '))}`"


def found(text: str, position: int, end: int) -> tuple[str, int]:
    """What stands there, and how long it is."""
    if position >= end:
        return "the end of the statement", 0
    match = _FOUND.match(text, position, end)
    length = len(match.group()) if match else 1
    piece = text[position : position + min(length, 40)]
    if piece.startswith('"'):
        return "a text", length
    return f"`{piece.strip('`')}`", length
