"""What is often meant where a statement cannot be read on, in the statement's own words; it complains of nothing."""

from __future__ import annotations

import re

from segdsl.syntax import meant_tests
from segdsl.syntax.lalr import Token, Unexpected
from segdsl.syntax.meant_tests import NEEDS_BACKTICKS, SIGNS

_FAR = 300
"""Nothing further on is looked at: a statement may be as long as the file."""
_HARD = "and|or|not|is|in|between|where|when|then|otherwise|except|because|if"
_HARD_WORD = re.compile(rf"(?i)({_HARD})(?![\w-])")
_RARE_WORD = re.compile(r"(?i)(between|where|when|then|otherwise|because|if|is)(?![\w-])(?=[ \t]+\w)")
_EQUAL = {"IS": "in", "EQ": "in", "IS_NOT": "not in", "NOT_EQ": "not in"}
_TESTS = SIGNS | {
    *("IS_AT_LEAST", "IS_AT_MOST", "IS_MORE_THAN", "IS_LESS_THAN", "CONTAINS", "STARTS_WITH", "ENDS_WITH", "MATCHES"),
    *("IN", "NOT_IN"),
}
_SIGN = re.compile(
    r"(?i)[<>=!]=?|is(?:\s+(?:not|at\s+least|at\s+most|less\s+than|more\s+than))?(?![\w-])|contains(?![\w-])"
)
_TYPES = {
    **dict.fromkeys(("int", "integer", "long", "bigint", "whole"), "whole number"),
    **dict.fromkeys(("float", "decimal", "double", "money", "amount", "numeric", "real", "currency"), "number"),
    **dict.fromkeys(("string", "str", "varchar", "char", "texts", "category"), "text"),
    **dict.fromkeys(("bool", "boolean", "flag", "yes"), "yes or no"),
    **dict.fromkeys(("datetime", "timestamp", "time"), "date and time"),
    **dict.fromkeys(("enum", "choice", "set", "either"), 'one of "…", "…"'),
}
_SUM_OF = frozenset({"SUM_OF", "AVERAGE_OF", "MEDIAN_OF", "SMALLEST_OF", "LARGEST_OF", "NUMBER_OF_DIFFERENT"})


def unquoted_name(text: str, end: int, unexpected: Unexpected, before: str) -> tuple[str, ...]:
    """A name with a word of the language in it, where `before` is the word that stands after the name."""
    word, end = _HARD_WORD.match(text, unexpected.position), min(end, unexpected.position + _FAR)
    if word is None or not unexpected.history:
        return ()
    start = unexpected.history[-1].start
    after = re.compile(rf"(?i)(?<![\w-]){before}(?![\w-])").search(text, word.end(), end)
    if after is None or "\n" in text[start : after.start()].rstrip():
        return ()
    return (NEEDS_BACKTICKS.format(word[1].lower(), text[start : after.start()].strip()),)


def at_start(text: str, end: int, position: int) -> tuple[str, ...]:
    """A statement that begins with a word of the language."""
    word, end = _HARD_WORD.match(text, position), min(end, position + _FAR)
    if word is None:
        return ()
    if word[1].lower() in ("if", "when"):
        return ("a segment begins with its name: `NAME if CONDITION`",)
    name = re.compile(r"(?i)[^\n]*?(?=\s+if(?![\w-]))").match(text, position, end)
    if name is None:
        return ("a name that begins with such a word stands in backticks",)
    return (f"a name that begins with `{word[1].lower()}` stands in backticks: `{name.group()}`",)


def inside(text: str, end: int, unexpected: Unexpected) -> tuple[str, ...]:
    """What helps inside a condition or a value."""
    history = unexpected.history
    end = min(end, unexpected.position + _FAR)
    if not history or len(history[-1].text) > _FAR or unexpected.position - history[-1].end > _FAR:
        return ()
    return (
        meant_tests.after_in(text, end, unexpected)
        or meant_tests.after_name(text, end, unexpected)
        or _same_value(text, end, unexpected)
        or _several(text, unexpected)
        or meant_tests.around_number(text, end, unexpected)
        or _which_table(unexpected)
        or _another_word(text, unexpected)
        or _rare_word(text, unexpected)
    )


def _subject(tokens: list[Token]) -> Token | None:
    """The name that the test at the end of these tokens is about."""
    for token, following in zip(reversed(tokens[:-1]), reversed(tokens[1:]), strict=True):
        if token.type in ("NAME", "QUOTED_NAME") and following.type in _TESTS:
            return token
        if token.type in ("AND", "OR", "IF", "LPAR", "WHERE", "WHEN"):
            return None
    return None


def _same_value(text: str, end: int, unexpected: Unexpected) -> tuple[str, ...]:
    """`age > 18 and < 65`: each test needs its value."""
    history = unexpected.history
    found = _SIGN.match(text, unexpected.position, end)
    subject = _subject(history[:-1]) if history[-1].type in ("AND", "OR") else None
    if found is None or subject is None:
        return ()
    return (f"each test names its value: `{subject.text} {' '.join(found.group().split())} …`",)


def _several(text: str, unexpected: Unexpected) -> tuple[str, ...]:
    """`city is "Praha", "Brno"`."""
    history = unexpected.history
    if text[unexpected.position : unexpected.position + 1] != "," or len(history) < 3:
        return ()
    name, sign, value = history[-3:]
    if name.type not in ("NAME", "QUOTED_NAME") or sign.type not in _EQUAL or value.type not in ("STRING", "NUMBER"):
        return ()
    return (f"several values are compared at once: `{name.text} {_EQUAL[sign.type]} [{value.text}, …]`",)


def _another_word(text: str, unexpected: Unexpected) -> tuple[str, ...]:
    """A word in the place of the one that belongs there."""
    found = re.compile(r"[^\W\d]\w*").match(text, unexpected.position)
    word, accepted = found.group().lower() if found else "", unexpected.accepted
    if "WHOLE_NUMBER" in accepted and "TEXT_WORD" in accepted and word:
        if word in _TYPES:
            return (f"this type is called `{_TYPES[word]}`",)
        types = "`whole number`, `number`, `text`, `date`, `date and time`, `yes or no`, `one of …`"
        return (f"the types are {types}",)
    if "WHEN" in accepted and word in ("if", "case", "else"):
        return ("each case is written `when CONDITION then RESULT`, and the last `otherwise RESULT`",)
    if "OTHERWISE" in accepted and word in ("else", "default"):
        return ("the last case is written `otherwise RESULT`",)
    if "AND" in accepted and word in ("but", "plus", "also", "while"):
        return ("two conditions are joined by `and` or `or`",)
    if "USING" in accepted and "BY" not in accepted and unexpected.history[0].type == "SPLIT":
        return ('a split is written `split NAME by COLUMN using "ANY TEXT"`',)
    return ()


def _which_table(unexpected: Unexpected) -> tuple[str, ...]:
    """`sum of orders > 3`."""
    history = unexpected.history
    if len(history) < 2 or "IN" not in unexpected.accepted or "LBRACKET" in unexpected.accepted:
        return ()
    aggregate, name = history[-2:]
    if aggregate.type not in _SUM_OF or name.type != "NAME":
        return ()
    words = " ".join(aggregate.text.split()).lower()
    return (
        f"a column and its table are needed: `{words} COLUMN in TABLE`",
        f"if `{name.text}` is a table, how many rows it has is `count of {name.text}`",
    )


def _rare_word(text: str, unexpected: Unexpected) -> tuple[str, ...]:
    """A word of the language that may be meant as part of a name."""
    word = _RARE_WORD.match(text, unexpected.position)
    if word is None:
        return ()
    found, last = word[1].lower(), unexpected.history[-1]
    if "NAME" in unexpected.accepted:
        return (f"a name that begins with `{found}` stands in backticks",)
    if last.type == "NAME" and "\n" not in text[last.end : unexpected.position] and found not in ("is", "where"):
        return (f"a name with `{found}` in it stands in backticks",)
    return ()
